"""Authority to underwrite (核保权限): who decides up to which sum, the lowest level first."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shared.auth import Actor
from shared.errors import Forbidden, RuleBroken, Text

Limit = TypeVar("Limit")


@dataclass(frozen=True, slots=True)
class Level(Generic[Limit]):
    """`up_to_fen` as the kind of case has it; `org_digits` is the length of the deciding organisation's code."""

    code: str
    up_to_fen: Limit
    org_digits: int
    text: Text


@dataclass(frozen=True, slots=True)
class Authority(Generic[Limit]):
    levels: tuple[Level[Limit], ...]

    def of(self, case: Any) -> Level[Limit]:
        """The level at which a case lies."""
        return next(level for level in self.levels if level.code == case.underwriting_level)

    def above(self, code: str | None) -> str | None:
        """The level above; None above the highest, the lowest above None."""
        codes = [level.code for level in self.levels]
        above = codes.index(code) + 1 if code else 0
        return codes[above] if above < len(codes) else None

    def check(self, case: Any, actor: Actor) -> None:
        """Raises Forbidden when the underwriter's organisation lies below the level the case needs (超权限)."""
        level = self.of(case)
        if len(actor.org) > level.org_digits:
            whose = Text(
                f"机构码不超过{level.org_digits}位", f"an organisation code of {level.org_digits} digits at most"
            )
            if not level.org_digits:
                whose = Text("机构码为*", "the organisation code *")
            needs = Text(f"该件须{level.text.zh}({whose.zh})", f"This case needs {level.text.en} ({whose.en})")
            raise Forbidden(needs, rule="authority-limit", level=level.code)

    def raise_level(self, case: Any) -> None:
        """To the level above (上报); raises RuleBroken at the highest."""
        above = self.above(case.underwriting_level)
        if above is None:
            raise RuleBroken("status", "level-above", Text("已是最高核保层级", "There is no level above"))
        case.underwriting_level = above


def lowest_for(authority: Authority[int | None], sum_fen: int) -> str:
    """The lowest level whose authority the sum lies within."""
    return next(each.code for each in authority.levels if each.up_to_fen is None or sum_fen <= each.up_to_fen)
