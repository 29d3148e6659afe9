"""Amounts as people write them; everywhere else money is fen. Pure."""

YUAN = 100
WAN = 10_000 * YUAN  # 万元


def yuan(fen: int) -> str:
    sign, fen = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{fen // YUAN:,}.{fen % YUAN:02}"
