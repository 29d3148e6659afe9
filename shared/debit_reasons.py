"""Why a debit fails (代扣失败原因), and when it may be tried again: one row a reason. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.calendar import WorkCalendar
from shared.errors import Text
from shared.marks import Mark

SUCCESS = "success"
CANCELLED = "cancelled"  # it never went to the bank


@dataclass(frozen=True, slots=True)
class Reason:
    """`after`: working days from one try to the next; None: only the customer's word on the account helps (换账号).

    `most`: tries that may fail for this reason with one account; then its customer is to be asked, too.
    """

    code: str
    text: Text
    after: int | None
    most: int
    basis: str
    mark: Mark

    def needs_account(self, tries: int) -> bool:
        return self.after is None or tries >= self.most


def words_of(reasons: Mapping[str, Reason]) -> Mapping[str, str]:
    """Every way in which a bank's file may name a result, with its code."""
    named = {name: each.code for each in reasons.values() for name in (each.code, each.text.zh)}
    return {"成功": SUCCESS, SUCCESS: SUCCESS} | named


READ = "原因 [S2] (V);重试规则为本系统设计"
SLEEPING = "年终总结: 睡眠存折;重试规则为本系统设计"
UPGRADED = "年终总结: 授权账号受到升级未能及时变更;重试规则为本系统设计"
# fmt: off
REASONS = {reason.code: reason for reason in (
    #      code                  the bank's words, and ours                         after  most  source
    Reason("insufficient-funds", Text("可用余额不足", "Not enough money available"),      3,    5,   READ, "D"),
    Reason("account-missing",    Text("账号不存在", "There is no such account"),          None, 1,   READ, "D"),
    Reason("card-invalid",       Text("卡号无效", "The card's number is not valid"),      None, 1,   READ, "D"),
    Reason("account-upgraded",   Text("账号已升级变更", "The account has a new number"), None, 1, UPGRADED, "D"),
    Reason("account-dormant",    Text("睡眠账户", "The account is dormant"),              5,    2,   SLEEPING, "D"),
    Reason("system-error",       Text("其他系统错误", "Another system error"),            1,    5,   READ, "D"),
    Reason("other",              Text("其他", "Another reason"),                          3,    3,   READ, "D"),
    Reason("no-mandate",         Text("未签代扣授权", "There is no mandate"),             None, 1,   "本系统设计", "D"),
)}
# fmt: on
IN_WORDS = words_of(REASONS)


def may_be_tried(
    debits: Iterable[Mapping[str, Any]], mandate_since: datetime, today: date, calendar: WorkCalendar
) -> bool:
    """Whether what was tried under this mandate lets it be tried again today."""
    tried = [each for each in debits if datetime.fromisoformat(each["at"]) >= mandate_since]
    if not tried or tried[-1]["result"] == SUCCESS:  # its money was short, as some of it has been paid back since
        return True
    last = REASONS[tried[-1]["result"]]
    if last.after is None or last.needs_account(Counter(each["result"] for each in tried)[last.code]):
        return False
    return today >= calendar.nth_working_day(calendar.date_of(datetime.fromisoformat(tried[-1]["at"])), last.after)
