"""Debit batches (代扣批次): premiums drawn by the bank, sent and reconciled as files."""
