"""Why a debit fails (代扣失败原因), and when it may be tried again: one row a reason. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from shared.calendar import WorkCalendar
from shared.errors import Text

SUCCESS = "success"
CANCELLED = "cancelled"  # it never went to the bank


@dataclass(frozen=True, slots=True)
class Reason:
    """`after`: working days from one try to the next; None: only a mandate for another account helps (换账号).

    `most`: tries that may fail for this reason under one mandate; then it needs another account, too.
    """

    code: str
    text: Text
    after: int | None
    most: int
    basis: str
    mark: Literal["V", "D"]


READ = "原因 [S2] (V);重试规则为本系统设计"
SLEEPING = "年终总结: 睡眠存折;重试规则为本系统设计"
# fmt: off
REASONS = {reason.code: reason for reason in (
    #      code                  the bank's words, and ours                         after  most  source
    Reason("insufficient-funds", Text("可用余额不足", "Not enough money available"),      3,    5,   READ, "D"),
    Reason("account-missing",    Text("账号不存在", "There is no such account"),          None, 1,   READ, "D"),
    Reason("card-invalid",       Text("卡号无效", "The card's number is not valid"),      None, 1,   READ, "D"),
    Reason("account-dormant",    Text("睡眠账户", "The account is dormant"),              5,    2,   SLEEPING, "D"),
    Reason("system-error",       Text("其他系统错误", "Another system error"),            1,    5,   READ, "D"),
    Reason("other",              Text("其他", "Another reason"),                          3,    3,   READ, "D"),
    Reason("no-mandate",         Text("未签代扣授权", "There is no mandate"),             None, 1,   "本系统设计", "D"),
)}
# fmt: on
IN_WORDS = {"成功": SUCCESS, SUCCESS: SUCCESS}
IN_WORDS |= {name: each.code for each in REASONS.values() for name in (each.code, each.text.zh)}


def may_be_tried(
    debits: Iterable[Mapping[str, Any]], mandate_since: datetime, today: date, calendar: WorkCalendar
) -> bool:
    """Whether what was tried under this mandate lets it be tried again today."""
    tried = [each for each in debits if datetime.fromisoformat(each["at"]) >= mandate_since]
    if not tried or tried[-1]["result"] == SUCCESS:  # its money was short, as some of it has been paid back since
        return True
    last = REASONS[tried[-1]["result"]]
    if last.after is None or Counter(each["result"] for each in tried)[last.code] >= last.most:
        return False
    return today >= calendar.nth_working_day(calendar.date_of(datetime.fromisoformat(tried[-1]["at"])), last.after)
