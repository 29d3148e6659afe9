"""How a problem case is settled (办结结果), as rows. What they are called is in `shared/contracts/words`."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.marks import Mark


@dataclass(frozen=True, slots=True)
class Settlement:
    """`confirms`: what was said against the salesperson is true, and goes to the sales discipline (品质管理)."""

    code: str
    confirms: bool
    basis: str
    mark: Mark


PRACTICE = "问题件处理方式, 行业通行; 分类为本系统设计"

# fmt: off
SETTLEMENTS: Mapping[str, Settlement] = {row.code: row for row in (
    #          code                      confirms  basis     mark
    Settlement("explained",              False,    PRACTICE, "M"),
    Settlement("mended",                 False,    PRACTICE, "M"),
    Settlement("free-look-taken",        False,    PRACTICE, "M"),
    Settlement("surrender-taken",        False,    PRACTICE, "M"),
    Settlement("complaint-registered",   False,    PRACTICE, "M"),
    Settlement("mis-selling-confirmed",  True,     "销售误导须移交销售品质管理, 行业通行; 分类为本系统设计", "M"),
    Settlement("unfounded",              False,    PRACTICE, "M"),
    Settlement("not-reached",            False,    PRACTICE, "M"),
)}
# fmt: on
