"""How well a rule's source was verified (核实程度): the mark that stands in each row of a table of rules. Pure."""

from collections.abc import Mapping
from typing import Literal

from shared.errors import Text

Mark = Literal["V", "V2", "M", "D"]

MARKS: Mapping[Mark, Text] = {
    "V": Text("已核对原文", "read in the source"),
    "V2": Text("间接来源", "second-hand source"),
    "M": Text("行业通行,未核对原文", "common knowledge of the trade, source not read"),
    "D": Text("内部规定", "own rule"),
}
