"""Salespeople who left (离司业务员): the sales company's list, and a call to each policyholder they leave behind."""
