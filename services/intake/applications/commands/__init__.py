"""What is done with an application (投保件), in the order of its life: reception, processing, decisions, premium."""
