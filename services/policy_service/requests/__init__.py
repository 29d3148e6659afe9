"""The service request (保全申请): one kind of case, whole."""
