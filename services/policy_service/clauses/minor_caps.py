"""How much may be paid on the death of a child, by all contracts together (未成年人身故保额限额). Pure."""

from typing import NamedTuple

from services.policy_service.clauses.products import YUAN
from shared.ages import ADULT


class Cap(NamedTuple):
    below_age: int
    fen: int


CAPS = (Cap(10, 200_000 * YUAN), Cap(ADULT, 500_000 * YUAN))
BASIS, MARK = "保监发〔2015〕90号 (二手来源 S66)", "V2"


def cap_at(age: int) -> int | None:
    """None: of age, and so without one."""
    return next((cap.fen for cap in CAPS if age < cap.below_age), None)
