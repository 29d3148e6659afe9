"""Why a transfer fails (转账失败原因), and what helps: one row a reason. Pure."""

from shared.debit_reasons import Reason, words_of
from shared.errors import Text

MISSING = "account-missing"
REPORT = "年终总结: 生存金代付率较低的原因"
READ = "原因 [S2] (V);处理方式为本系统设计"
OWN = "本系统设计"
# fmt: off
REASONS = {reason.code: reason for reason in (
    #      code               the bank's words, and ours                               after  most  source
    Reason("account-dormant", Text("睡眠账户", "The account is dormant"),               None,  1,    REPORT, "V"),
    Reason("card-outdated",   Text("早期卡号", "The card's number is of an old kind"),  None,  1,    REPORT, "V"),
    Reason(MISSING,           Text("账号不存在", "There is no such account"),           None,  1,    READ, "D"),
    Reason("holder-differs",  Text("户名不符", "The account is another's"),             None,  1,    OWN, "D"),
    Reason("system-error",    Text("其他系统错误", "Another system error"),             1,     3,    READ, "D"),
    Reason("other",           Text("其他", "Another reason"),                           3,     2,    READ, "D"),
)}
# fmt: on
IN_WORDS = words_of(REASONS)
