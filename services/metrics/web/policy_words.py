"""Codes of policies and of what is asked of them (保单与保全), in words."""

from shared.errors import Text

POLICY = {
    "service_request": Text("保全申请", "Service request"),
    "accepted": Text("已受理", "accepted"),
    "awaiting_papers": Text("待补件", "awaiting papers"),
    "in_review": Text("待复核", "in review"),
    "awaiting_payment": Text("待收费", "awaiting payment"),
    "awaiting_payout": Text("已生效待付费", "in force, to be paid out"),
    "rejected": Text("不予办理", "rejected"),
    "tell_missing": Text("一次性告知", "told what is missing"),
    "bring_papers": Text("补交资料", "papers handed in"),
    "complete_papers": Text("资料补齐", "papers complete"),
    "underwrite": Text("提交核保", "sent to underwriting"),
    "ask_payment": Text("通知交费", "payment asked for"),
    "confirm_to_pay": Text("确认生效待付费", "confirmed, to be paid out"),
    "pay_out": Text("付费", "paid out"),
    "reject": Text("不予办理", "rejected"),
    "expire": Text("逾期撤销", "expired"),
    "papers": Text("补交资料", "the missing papers"),
    "payment": Text("交费", "the payment"),
    "suspended": Text("中止", "suspended"),
    "terminated": Text("终止", "terminated"),
    "reinstate": Text("复效", "reinstated"),
    "rescind": Text("解除", "rescinded"),
    "surrender": Text("退保", "surrendered"),
    "mature": Text("满期", "matured"),
    "endorse": Text("批改", "endorsed"),
}
