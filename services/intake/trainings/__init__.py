"""The training in the field (送培训进职场): one kind of case, whole."""
