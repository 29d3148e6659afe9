"""Amounts as people write them; everywhere else money is fen."""

YUAN = 100
WAN = 10_000 * YUAN  # 万元
