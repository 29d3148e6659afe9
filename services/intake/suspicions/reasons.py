"""Why something is suspicious (可疑特征): a row a reason, from the list once in force (V2) or our own (D)."""

from dataclasses import dataclass

from shared.errors import RuleBroken, Text
from shared.marks import Mark

S34 = "已废止的可疑特征清单 (S34)"


@dataclass(frozen=True, slots=True)
class SuspicionReason:
    """`rule`: the row of thresholds by which the system raises it itself; None: only a person does."""

    code: str
    text: Text
    basis: str
    mark: Mark
    rule: str | None = None


# fmt: off
REASONS = {reason.code: reason for reason in (
    SuspicionReason("scattered-in-pooled-out", Text("短期内分散投保、集中退保", "bought in parts, surrendered together within a short time"), S34, "V2"),
    SuspicionReason("frequent-buying",         Text("短期内频繁投保、退保、变更", "frequent buying, surrendering or changing within a short time"), S34, "V2", "AML-SEED-FREQUENT"),
    SuspicionReason("surrender-over-cover",    Text("关注退保规定甚于保障", "asks about surrender rather than cover"), S34, "V2"),
    SuspicionReason("free-look-invoice-lost",  Text("犹豫期退保称大额发票遗失", "cancels in the free-look period, a large invoice said to be lost"), S34, "V2"),
    SuspicionReason("untrue-particulars",      Text("姓名、电话、地址、财务状况不实", "untrue name, telephone, address or finances"), S34, "V2"),
    SuspicionReason("unsuited-product",        Text("产品明显不适合仍坚持投保", "insists on a product that plainly doesn't suit"), S34, "V2"),
    SuspicionReason("shared-mobile",           Text("多名无关联投保人使用同一手机号", "one mobile of several unrelated policyholders"), "本系统设计", "D", "AML-SEED-SHARED"),
    SuspicionReason("shared-account",          Text("多名无关联投保人使用同一账号", "one account of several unrelated policyholders"), "本系统设计", "D", "AML-SEED-SHARED"),
    SuspicionReason("other",                   Text("其他", "something else"), "本系统设计", "D"),
)}
# fmt: on


def suspicion_reason(code: str) -> SuspicionReason:
    """Raises RuleBroken for a code that isn't in the table."""
    if code not in REASONS:
        raise RuleBroken("reason", "suspicion-reason", Text(f"没有可疑特征 {code}", f"There is no reason {code}"))
    return REASONS[code]
