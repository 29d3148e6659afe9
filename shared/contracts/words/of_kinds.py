"""Statuses and actions that mean something else for this kind of case than the word of their code says."""

from collections.abc import Mapping

from shared.contracts.words.callback_problems import PROBLEM_CASE
from shared.contracts.words.callbacks import CALLBACK, COLLECTION
from shared.contracts.words.claims import CLAIM, CLAIM_BACK, CLAIM_PAYMENT
from shared.contracts.words.complaints import COMPLAINT
from shared.contracts.words.surveys import SURVEY, SURVEY_DAY
from shared.errors import Text

OF_KINDS: dict[str, Mapping[str, Text]] = {
    "application": {"paid": Text("已收费待出单", "paid, to issue")},
    "card_activation": {
        "accept": Text("激活", "activated"),
        "awaiting_premium": Text("已激活待收费", "activated, awaiting premium"),
    },
    "group_application": {
        "in_underwriting": Text("核保中", "in underwriting"),
        "submit": Text("提交核保", "sent to underwriting"),
    },
    "group_change": {
        "in_underwriting": Text("核保中", "in underwriting"),
        "paid": Text("已收费待出批单", "paid, to endorse"),
        "effective": Text("已批改", "in force"),
        "withdrawn": Text("已撤销", "withdrawn"),
        "submit": Text("提交复核", "sent to review"),
        "refer": Text("提交核保", "sent to underwriting"),
        "decline": Text("核保不通过", "turned down by underwriting"),
        "ask_premium": Text("复核通过待收费", "reviewed, premium asked for"),
        "endorse": Text("出批单", "endorsed"),
        "withdraw": Text("撤销批改", "withdrawn"),
        "withdraw_overdue": Text("逾期撤销", "withdrawn at the deadline"),
    },
    "debit_batch": {
        "reconciled": Text("已回盘对账", "reconciled"),
        "cancelled": Text("已作废", "cancelled"),
        "cancel": Text("作废", "cancelled"),
    },
    "visit": {
        "lapse": Text("当日未办作废", "lapsed at the day's end"),
    },
    "large_cash_report": {
        "open": Text("立案", "opened"),
        "mistaken": Text("误报排除", "found mistaken"),
    },
    "suspicion": {"confirmed": Text("已确认待报告", "confirmed, to report")},
    "counter_day": {
        "open": Text("开始营业", "opened"),
        "closed": Text("已结束", "over"),
        "close": Text("结束营业", "ended"),
    },
    "finding": {
        "open": Text("提出整改", "raised"),
        "closed": Text("已销号", "checked off"),
        "close": Text("销号", "checked off"),
    },
    "policy": {
        "open": Text("建立保单", "policy opened"),
        "lapse": Text("效力中止", "suspended, its premium unpaid"),
    },
    "service_request": {
        "in_underwriting": Text("核保中", "in underwriting"),
        "confirmed": Text("已生效", "in force"),
        "confirm": Text("确认生效", "put in force"),
        "approve": Text("核保通过", "passed by underwriting"),
        "decline": Text("核保不通过", "turned down by underwriting"),
        "send_back": Text("退回经办", "sent back to the desk"),
        "submit": Text("提交复核", "sent to review"),
    },
    "claim": CLAIM,
    "claim_payment": CLAIM_PAYMENT,
    "claim_back": CLAIM_BACK,
    "policy_loan": {
        "hand_over": Text("借款付款", "paid out"),
        "reopen": Text("恢复借款", "owed again"),
    },
    "survey": SURVEY,
    "survey_day": SURVEY_DAY,
    "callback": CALLBACK,
    "contact_collection": COLLECTION,
    "problem_case": PROBLEM_CASE,
    "complaint": COMPLAINT,
    "benefit": {
        "due": Text("待给付", "due"),
        "ended": Text("不予给付", "never fell due"),
        "end": Text("不予给付", "never fell due"),
        "notify": Text("领取通知", "told"),
    },
}
