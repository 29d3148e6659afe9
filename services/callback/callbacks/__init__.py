"""The call-back (回访件): one kind of case, whole."""
