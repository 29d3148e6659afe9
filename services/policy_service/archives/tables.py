"""What is looked up, where, and how a look-up without a find is explained: tables of the archive look-up. Pure."""

from shared.coded_rows import CodedRow
from shared.errors import RuleBroken, Text

REPORT = "年终总结: 客户手头有凭证而系统中没有此记录, 柜员需前往档案室查找开销户、历史业务及财务档案"
OWN = "本系统设计"


# fmt: off
VOUCHERS = {row.code: row for row in (
    CodedRow("receipt",    Text("交费收据", "Receipt of a premium"),      REPORT, "V"),
    CodedRow("policy",     Text("保险单", "Policy document"),            OWN,    "D"),
    CodedRow("passbook",   Text("储金存折或交费证", "Passbook of premiums"), OWN,    "D"),
    CodedRow("certificate", Text("保险凭证", "Certificate of insurance"),  OWN,    "D"),
    CodedRow("other",      Text("其他凭证", "Another voucher"),           OWN,    "D"),
)}
PLACES = {row.code: row for row in (
    CodedRow("register",         Text("开销户登记", "Register of contracts opened and closed"), REPORT, "V"),
    CodedRow("history",          Text("历史业务档案", "Archive of past business"),             REPORT, "V"),
    CodedRow("finance",          Text("财务档案", "Financial archive"),                      REPORT, "V"),
    CodedRow("old-system",       Text("旧版系统", "The old system"),                         OWN,    "D"),
    CodedRow("province",         Text("省公司", "Provincial office"),                        OWN,    "D"),
    CodedRow("microfilm",        Text("缩微胶片", "Microfilm"),                              OWN,    "D"),
    CodedRow("other",            Text("其他", "Elsewhere"),                                 OWN,    "D"),
)}
NEGATIVES = {row.code: row for row in (
    CodedRow("no-trace",         Text("各处均无记录", "No trace of it anywhere"),             OWN, "D"),
    CodedRow("paid-out",         Text("已满期或已给付", "It matured, or was paid out"),        OWN, "D"),
    CodedRow("surrendered",      Text("早已退保", "It was surrendered before"),              OWN, "D"),
    CodedRow("converted",        Text("已转换为系统内保单", "It became a policy of the system"), OWN, "D"),
    CodedRow("not-ours",         Text("非本公司凭证", "The voucher is not ours"),            OWN, "D"),
    CodedRow("voucher-doubtful", Text("凭证真伪存疑", "The voucher is doubtful"),             OWN, "D"),
)}
# fmt: on


def check_negative(code: str) -> None:
    """Raises RuleBroken for a reason that isn't in the table."""
    if code not in NEGATIVES:
        told = Text(f"没有查无结论 {code}", f"{code} is not a reason of the table")
        raise RuleBroken("reason", "negative-reason", told, known=list(NEGATIVES))
