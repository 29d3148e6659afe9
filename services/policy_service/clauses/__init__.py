"""What the clauses of a policy (条款) and the law say of its days, premiums, rates and values. Pure."""
