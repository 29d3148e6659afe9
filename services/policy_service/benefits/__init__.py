"""The benefit (生存给付): one kind of case, whole."""
