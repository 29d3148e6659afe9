"""The daily reconciliation (日终对账): what the bank says it sold and voided, against what we have."""
