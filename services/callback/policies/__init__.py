"""What callback knows of policies (保单): as much as it takes to owe their holders a call."""
