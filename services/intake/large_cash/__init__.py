"""The large-cash report (大额交易报告件): one kind of case, whole."""
