"""The group application (短险团单, 汇交件): one kind of case, whole."""
