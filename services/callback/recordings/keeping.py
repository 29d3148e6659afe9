"""How long a recording is kept (保存期限), as rows. Pure."""

from dataclasses import dataclass
from datetime import date

from shared.anniversaries import years_after
from shared.coded_rows import CodedRow
from shared.errors import Text

FROM_THE_END = "自保险合同终止之日起算 (M)"


@dataclass(frozen=True, slots=True)
class Keeping(CodedRow):
    """So many years from the end of the contract."""

    years: int = 0

    def until(self, ended_on: date) -> date:
        return years_after(ended_on, self.years)

    def over_before(self, today: date) -> date:
        """Of contracts that ended before that day it is over; never a day early, in no leap year."""
        return years_after(today, -self.years)


AT_LEAST_TEN, AT_LEAST_FIVE = "DR-KEEP: 录音录像不少于十年", "DR-KEEP: 录音不少于五年 (电话销售, S25)"
LONG, SHORT = "term-over-a-year", "term-up-to-a-year"
# fmt: off
KEEPING = {row.code: row for row in (
    Keeping(LONG,  Text("保险期间超过一年", "terms over a year"),    f"{AT_LEAST_TEN}; {FROM_THE_END}",  "M",  10),
    Keeping(SHORT, Text("保险期间一年及以下", "terms up to a year"), f"{AT_LEAST_FIVE}; {FROM_THE_END}", "V2", 5),
)}
# fmt: on


def keeping_for(term_years: int | None) -> Keeping:
    """Of a whole life (None), and where nobody told the term, the longer."""
    return KEEPING[SHORT if term_years is not None and term_years <= 1 else LONG]
