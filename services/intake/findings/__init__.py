"""The finding of an inspection (整改项): one kind of case, whole."""
