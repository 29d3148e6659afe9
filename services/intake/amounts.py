"""Amounts as people write them; everywhere else money is fen."""

YUAN = 100
WAN = 10_000 * YUAN  # 万元


def yuan(fen: int) -> str:
    """As files of banks have it: 3600.00"""
    return f"{fen // YUAN}.{fen % YUAN:02d}"
