"""What is done to a bank's application: reception and underwriting, decisions, and where money moves."""
