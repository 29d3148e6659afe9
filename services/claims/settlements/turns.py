"""Whose turn it is with the money of a claim."""


def turn_of(claim_no: str) -> str:
    """Whoever settles a claim, opens, makes or voids its payments, or collects what it claims back, takes turns."""
    return f"claim-payments/{claim_no}"
