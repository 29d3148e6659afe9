"""Who underwrites a group application (核保权限): the city, above its limit the province, above that head office."""

from collections.abc import Callable
from dataclasses import dataclass

from services.intake.groups.models import GroupApplication
from services.intake.groups.products import WAN, GroupProduct, group_product
from shared.auth import Actor
from shared.errors import Forbidden, Text


@dataclass(frozen=True, slots=True)
class Level:
    """Who decides up to which sum of the whole policy; `org_digits` is the length of the organisation's code."""

    code: str
    up_to_fen: Callable[[GroupProduct], int | None]
    org_digits: int
    text: Text


# The year-end report names city and province (大额超权限上报省公司核保); the limits are ours (D).
# fmt: off
LEVELS = (
    #     level       up to                                     code length   words
    Level("city",     lambda product: product.city_limit_fen,   4,            Text("市公司核保", "underwriting by the city")),
    Level("province", lambda product: 200_000 * WAN,            2,            Text("省公司核保", "underwriting by the province")),
    Level("head",     lambda product: None,                     0,            Text("总公司核保", "underwriting by head office")),
)
# fmt: on
LOWEST = LEVELS[0].code


def is_within(case: GroupApplication) -> bool:
    """Whether the level at which the case lies may decide its sum."""
    limit = _level_of(case).up_to_fen(group_product(str(case.product)))
    return limit is None or case.sum_assured_fen <= limit


def next_level(code: str | None) -> str | None:
    """The level above; None above the highest."""
    codes = [level.code for level in LEVELS]
    above = codes.index(code) + 1 if code else 0
    return codes[above] if above < len(codes) else None


def check_authority(case: GroupApplication, actor: Actor) -> None:
    """Raises Forbidden when the underwriter's organisation lies below the level the case needs (超权限)."""
    level = _level_of(case)
    if len(actor.org) > level.org_digits and not actor.is_system:
        raise Forbidden(
            Text(f"该件须{level.text.zh}", f"This case needs {level.text.en}"), rule="authority-limit", level=level.code
        )


def _level_of(case: GroupApplication) -> Level:
    return next(level for level in LEVELS if level.code == case.underwriting_level)
