"""Authority to decide claims (核赔权限): who decides what up to which amount, the lowest level first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from services.claims.papers.matrix import TYPES
from shared.amounts import WAN
from shared.auth import Actor
from shared.errors import Forbidden, Text


@dataclass(frozen=True, slots=True)
class Level:
    """`org_digits`: the longest code that an organisation of this level has."""

    code: str
    org_digits: int
    text: Text


# fmt: off
LEVELS = (
    Level("branch",   20, Text("县支公司核定", "a decision by the branch")),
    Level("city",     4,  Text("市公司核定", "a decision by the city")),
    Level("province", 2,  Text("省公司核定", "a decision by the province")),
    Level("head",     0,  Text("总公司核定", "a decision by the head office")),
)
# Up to which amount the first three decide; beyond, the head office. All of our own making (D).
LIMITS: Mapping[str, tuple[int, ...]] = {
    #             branch      city        province
    "medical":    (1 * WAN,   10 * WAN,   50 * WAN),
    "living":     (2 * WAN,   20 * WAN,   100 * WAN),
    "death":      (2 * WAN,   20 * WAN,   100 * WAN),
    "waiver":     (2 * WAN,   20 * WAN,   100 * WAN),
}
# Whatever the amount: a refusal is not the branch's to decide, an agreement the province's.
AT_LEAST = {"approve": 0, "refuse": 1, "negotiate": 2}
# fmt: on


def level_of(types: Collection[str], amount_fen: int, decision: str = "approve") -> Level:
    """The highest that any of the types asks for."""
    groups = {TYPES[code].group for code in types}
    places = [sum(amount_fen > limit for limit in LIMITS[group]) for group in groups]
    return LEVELS[max(AT_LEAST[decision], *places)]


def check_authority(level: Level, actor: Actor) -> None:
    """Raises Forbidden where the decider's organisation lies below the level (超权限)."""
    if len(actor.org) > level.org_digits:
        needs = Text(f"该件须{level.text.zh}", f"This claim needs {level.text.en}")
        raise Forbidden(needs, rule="authority-limit", level=level.code)
