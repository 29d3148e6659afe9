"""Transfer batches (给付转账批次): what is to be paid out, sent to the bank and reconciled as files."""
