"""Anti-money-laundering duties (反洗钱) of every kind of case here: thresholds, identity, cash of the day."""
