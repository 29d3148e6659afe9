"""The archive look-up (档案查询件): one kind of case, whole."""
