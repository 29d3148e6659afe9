"""未成年人身故保险金限额: what all contracts together may pay on a child's death, by its age: rows. Pure."""

from dataclasses import dataclass
from datetime import date

from shared.ages import ADULT
from shared.amounts import WAN
from shared.dated_rows import DatedRow
from shared.marks import Mark

MINORS, MINORS_SINCE = "保监发〔2015〕90号 (二手来源 S66)", date(2016, 1, 1)


@dataclass(frozen=True, slots=True)
class MinorCap(DatedRow):
    """Of contracts concluded from the first day to the last; older ones have none."""

    ages: range
    fen: int
    basis: str
    mark: Mark
    effective_from: date
    effective_to: date | None = None


# fmt: off
CAPS = (
    MinorCap(range(10),        20 * WAN, MINORS, "V2", MINORS_SINCE),
    MinorCap(range(10, ADULT), 50 * WAN, MINORS, "V2", MINORS_SINCE),
)
# fmt: on


def cap_at(age: int | None, concluded_on: date) -> MinorCap | None:
    """None: of age, of no age that is known, or of a contract without a limit."""
    return next((cap for cap in CAPS if age in cap.ages and cap.in_force(concluded_on)), None)
