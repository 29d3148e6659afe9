"""The accounts that benefits are paid to (收款账户), as far as payees have told them."""
