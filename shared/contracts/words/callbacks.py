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
    "problem": Text("问题件", "problem found"),
    "policy-lapsed": Text("失效回访", "lapse"),
}
