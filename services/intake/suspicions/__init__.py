"""The suspicion (可疑交易报告件): one kind of case, whole, and confidential."""
