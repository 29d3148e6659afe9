"""The policy (保单): one kind of case, whole."""
