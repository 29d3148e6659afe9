"""The claim (理赔件): one kind of case, whole."""
