"""Money paid or received whole: the amount told is the amount due. Pure."""

from shared.amounts import yuan
from shared.errors import RuleBroken, Text


def check_amount(told_fen: int, due_fen: int) -> None:
    if told_fen != due_fen:
        refusal = Text(f"应为{yuan(due_fen)}元", f"{yuan(due_fen)} yuan are due")
        raise RuleBroken("amount_fen", "amount-due", refusal, due_fen=due_fen)
