"""The survey (查勘/调查件): one kind of case, from its opening for a claim to findings that were accepted."""
