"""What the house and the law say on renewal premiums (续期保费): one row a rule. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from shared.anniversaries import years_after
from shared.errors import Text
from shared.marks import Mark


@dataclass(frozen=True, slots=True)
class Term:
    id: str
    text: Text
    value: int
    basis: str
    mark: Mark


LAW36 = "《保险法》第三十六条: 自催告之日起超过三十日未支付,或者超过约定的期限六十日未支付,合同效力中止"
LAW37 = "《保险法》第三十七条: 自合同效力中止之日起满二年双方未达成协议的,保险人有权解除合同"
# fmt: off
TERMS = {term.id: term for term in (
    #    id                    what                                                                value basis             mark
    Term("opened-ahead",       Text("应交日前立件天数", "Opened so many days before it is due"),        30, "本系统设计",        "D"),
    Term("notice-ahead",       Text("应交日前通知天数", "Noticed so many days before it is due"),       15, "本系统设计",        "D"),
    Term("grace-days",         Text("宽限期天数", "Days of grace after the due day"),                   60, f"{LAW36} (CD)",  "V"),
    Term("premium-loan-percent", Text("自动垫交限额(现金价值减借款本息后)占比", "Percent of the cash value net of loans that an automatic loan may take"), 100, "保险条款: 现金价值扣除未还欠款后的余额足以垫交一期保费的,视同借款; 不足则中止(不按余额折算天数)为本系统设计", "D"),
    Term("rescindable-years",  Text("中止满几年可解除", "Years of suspension before it may be rescinded"), 2, LAW37,           "V"),
)}
# fmt: on


def grace_ends_on(due_on: date) -> date:
    """宽限期末: on the day after it, day 61, the policy is suspended."""
    return due_on + timedelta(days=TERMS["grace-days"].value)


def reinstatable_until(suspended_on: date) -> date:
    """复效期末日: 满二年, whose last day is the corresponding one (《民法典》第二百零二条)."""
    return years_after(suspended_on, TERMS["rescindable-years"].value)


def rescindable_on(suspended_on: date) -> date:
    """可解除日: the first day on which the insurer may rescind a suspended policy."""
    return reinstatable_until(suspended_on) + timedelta(days=1)
