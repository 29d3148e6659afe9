"""Which failures of a debit only another account mends (账号类失败)."""

from shared.debit_reasons import REASONS

# What the bank says of the account itself; a dormant one may be woken, and is tried once more meanwhile.
ACCOUNT_REASONS = frozenset({"account-missing", "card-invalid", "account-upgraded", "account-dormant"})

if unknown := ACCOUNT_REASONS - REASONS.keys():
    raise ValueError(f"no such reasons: {sorted(unknown)}")
