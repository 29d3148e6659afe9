"""Which claims are closed the same day (小额快赔), and until when a day takes them in: rows. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time

from shared.amounts import YUAN
from shared.errors import Text
from shared.marks import Mark


@dataclass(frozen=True, slots=True)
class Track:
    """All of the claim's types must be among `types`, what is claimed within `up_to_fen`, and the facts clear."""

    code: str
    text: Text
    types: frozenset[str]
    up_to_fen: int
    basis: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class CutOff:
    """For organisations whose code begins with `org`; of several rows the longest holds."""

    org: str
    at: time
    basis: str
    mark: Mark


S35 = "保监消保〔2015〕201号: 个人医疗3000元以下、事实清楚、无须调查 (S35)"
# fmt: off
TRACKS = (
    Track("small", Text("小额快赔", "small claim"), frozenset({"accident-medical", "illness-medical", "hospital-allowance"}), 3_000 * YUAN, S35, "V"),
)
CUT_OFFS = (
    CutOff("", time(16, 30), "本系统设计", "D"),
)
# fmt: on
ORDINARY = "ordinary"


def track_of(types: Collection[str], claimed_fen: int | None, *, is_clear: bool) -> str:
    """小额 or 普通: unless an amount is named nobody knows that it is small."""
    for row in TRACKS:
        if is_clear and claimed_fen is not None and claimed_fen <= row.up_to_fen and row.types >= set(types):
            return row.code
    return ORDINARY


def cut_off_of(org: str) -> time:
    """受理截止时刻: what is complete by then is closed the same day."""
    return max((row for row in CUT_OFFS if org.startswith(row.org)), key=lambda row: len(row.org)).at
