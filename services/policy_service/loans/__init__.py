"""The policy loan (保单借款): one kind of case, whole."""
