"""Words of the call-backs (回访)."""

from shared.errors import Text

CALLBACKS = {
    "new-policy": Text("新契约回访", "new policy"),
    "grace-period": Text("宽限期回访", "grace period"),
    "policy-surrendered": Text("退保回访", "surrender"),
    "claim-paid": Text("理赔回访", "claim paid"),
    "agent-left": Text("业务员离司回访", "agent left"),
    "agent-service": Text("委托代办回访", "service done by an agent"),
    "open_due": Text("建立回访", "opened"),
    "open_listed": Text("按离司名单建立回访", "opened by the list of leavers"),
    "find_problem": Text("发现问题", "problem found"),
    "hand_on": Text("转二访", "handed on to the second line"),
    "hand_down": Text("转机构重点跟进", "handed down to the branch"),
    "order_visit": Text("转上门回访", "visit ordered"),
    "send_letter": Text("寄出信函", "letter sent"),
    "give_up": Text("未能回访结案", "given up"),
    "second_round": Text("待二访", "in the second round"),
    "branch_round": Text("机构重点跟进", "with the branch"),
    "to_visit": Text("需上门回访", "to be visited"),
    "letter_sent": Text("信函已发", "letter sent"),
    "unreached": Text("未能回访", "not reached"),
    "busy": Text("占线", "busy"),
    "switched-off": Text("关机", "switched off"),
    "appointment": Text("客户预约", "appointment"),
    "no-such-number": Text("空号", "no such number"),
    "call-rejected": Text("拒接", "call rejected"),
    "not-the-person": Text("无法联系本人", "somebody else answers"),
    "distrusts": Text("客户不信任", "the customer distrusts the call"),
    "not-at-home": Text("无人在家", "nobody at home"),
    "moved-away": Text("已搬迁", "moved away"),
    "first": Text("一访", "first round"),
    "second": Text("二访", "second round"),
    "electronic": Text("电子回访", "on-line"),
    "letter": Text("信函", "letter"),
    "premium-paid": Text("保费已交", "premium paid"),
    "grace-over": Text("宽限期已满", "grace is over"),
    "no-longer-due": Text("保费不再应交", "no premium due any more"),
    "policy-reinstated": Text("保单已复效", "policy reinstated"),
    "claim-reopened": Text("理赔重开", "claim reopened"),
    "claim-withdrawn": Text("理赔已撤案", "claim withdrawn"),
    "claim-refused": Text("理赔已拒赔", "claim refused"),
    "request-cancelled": Text("保全已撤销", "service request cancelled"),
}

# Beside the words of codes that mean something else of other kinds of case.
CALLBACK = {
    "open": Text("建立回访", "opened"),
    "visit": Text("上门未成功", "visit in vain"),
    "problem": Text("问题件", "problem found"),
    "policy-lapsed": Text("失效回访", "lapse"),
}
