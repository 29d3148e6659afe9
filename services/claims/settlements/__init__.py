"""What a decision or an advance owes each payee (给付结算), after what was paid before; paid out as claim payments."""
