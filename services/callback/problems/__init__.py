"""The problem case (问题件): one kind of case, whole."""
