"""Why a policy was given back, surrendered or left to lapse (退保、失效原因): a row a reason. Pure."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from shared.errors import RuleBroken, Text
from shared.marks import Mark

Ending = Literal["free-look", "surrender", "lapse"]
ANY: Set[Ending] = frozenset({"free-look", "surrender", "lapse"})
EARLY: Set[Ending] = frozenset({"free-look", "surrender"})
OVERSOLD = "年终总结: 分红险种退保、失效原因, 夸大回报、误导"
PRESSED = "年终总结: 保障型险种退保、失效原因"
OWN = "本系统设计"


@dataclass(frozen=True, slots=True)
class EndReason:
    """`endings`: with which of them it is given."""

    code: str
    text: Text
    endings: Set[Ending]
    basis: str
    mark: Mark


# fmt: off
END_REASONS = {reason.code: reason for reason in (
    EndReason("participating-oversold", Text("分红未达预期", "Dividends are less than was promised"),         ANY,   OVERSOLD, "V"),
    EndReason("sold-as-deposit",        Text("误以为是存款", "Believed to be a deposit"),                    ANY,   "销售误导, 同上; 细分为本系统设计", "D"),
    EndReason("terms-misunderstood",    Text("对条款理解有误", "The terms were not understood"),               ANY,   "销售误导, 同上; 细分为本系统设计", "D"),
    EndReason("premium-pressure",       Text("交费压力大", "The premiums are a burden"),                      ANY,   PRESSED, "V"),
    EndReason("cover-unneeded",         Text("看不到保险利益", "Sees no use in the cover"),                    ANY,   PRESSED, "V"),
    EndReason("changed-mind",           Text("反悔", "Changed their mind"),                                 EARLY, PRESSED, "V"),
    EndReason("family-objects",         Text("家人反对", "The family objects"),                              EARLY, OWN, "D"),
    EndReason("need-for-cash",          Text("急需用钱", "Needs the money"),                                 ANY,   OWN, "D"),
    EndReason("moved",                  Text("迁居外地", "Moved away"),                                      ANY,   OWN, "D"),
    EndReason("service",                Text("对服务不满", "Dissatisfied with the service"),                  ANY,   OWN, "D"),
    EndReason("replaced",               Text("改投其他保险", "Replaced by another insurance"),                ANY,   OWN, "D"),
    EndReason("debit-failed",           Text("账户未及时变更或余额不足", "The account was changed or lacked the money"), {"lapse"}, "年终总结: 续期银行代扣情况", "V"),
    EndReason("other",                  Text("其他", "Other"),                                              ANY,   OWN, "D"),
)}
# fmt: on


def check_end_reason(code: str, ending: Ending) -> None:
    """Raises RuleBroken for a reason that the table hasn't, or has not for this ending."""
    if code not in END_REASONS or ending not in END_REASONS[code].endings:
        known = [reason.code for reason in END_REASONS.values() if ending in reason.endings]
        told = Text(f"原因 {code} 不在原因表内", f"{code} is not a reason of the table")
        raise RuleBroken("reason", "end-reason", told, known=known)
