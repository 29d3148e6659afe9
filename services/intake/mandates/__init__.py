"""Debit mandates (代扣授权): from which account a case's premium may be drawn."""
