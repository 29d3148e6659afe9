"""The change of a group policy's people (加减人批改): one kind of case, whole."""
