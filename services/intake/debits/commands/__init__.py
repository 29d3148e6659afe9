"""What is done to a debit batch."""
