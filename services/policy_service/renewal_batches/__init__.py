"""The debit batch of renewals (续期代扣批次): one kind of case, whole."""
