"""Money written out, and money paid or received whole: the amount told is the amount due. Pure."""

from shared.errors import RuleBroken, Text


def yuan(fen: int) -> str:
    sign, fen = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02}"


def check_amount(told_fen: int, due_fen: int) -> None:
    if told_fen != due_fen:
        refusal = Text(f"应为{yuan(due_fen)}元", f"{yuan(due_fen)} yuan are due")
        raise RuleBroken("amount_fen", "amount-due", refusal, due_fen=due_fen)
