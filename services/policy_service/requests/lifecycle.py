"""The life of a service request on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts import policy_service_requests as announced
from shared.errors import Text
from shared.guards import PAPERS_COMPLETE as COMPLETE
from shared.guards import PAPERS_MISSING as LACKING
from shared.guards import four_eyes
from shared.lifecycle import LastDay, Lifecycle, Step, Timer
from shared.sla import calendar_days


class RequestStatus(StrEnum):
    ACCEPTED = "accepted"  # 已受理
    AWAITING_PAPERS = "awaiting_papers"  # 待补件
    IN_UNDERWRITING = "in_underwriting"  # 核保中
    IN_REVIEW = "in_review"  # 待复核
    AWAITING_PAYMENT = "awaiting_payment"  # 待收费
    AWAITING_PAYOUT = "awaiting_payout"  # 已生效待付费
    AWAITING_NOTICE = "awaiting_notice"  # 已付费待通知委托人
    CONFIRMED = "confirmed"  # 已生效
    REJECTED = "rejected"  # 不予办理
    CANCELLED = "cancelled"  # 已撤销


FOUR_EYES = four_eyes("made_by", Text("复核人不能是经办人", "The maker can't review"))

S, R = RequestStatus, Role
DESK, REVIEWER, UNDERWRITER, MONEY = {R.TELLER}, {R.REVIEWER}, {R.UNDERWRITER}, {R.CASHIER}
UNDECIDED = {S.ACCEPTED, S.AWAITING_PAPERS, S.IN_UNDERWRITING, S.IN_REVIEW}
UNANSWERED = {S.ACCEPTED, S.IN_UNDERWRITING, S.IN_REVIEW}
Confirmed, Paid = announced.ServiceRequestConfirmed, announced.ServiceRequestPaidOut

# fmt: off
LIFECYCLE = Lifecycle(
    "service_request",
    #    action            from                  to                 announces                                 by
    Step("accept",         set(),                S.ACCEPTED,        announced.ServiceRequestAccepted,         DESK),
    Step("tell_missing",   {S.ACCEPTED},         S.AWAITING_PAPERS, announced.ServiceRequestPapersAsked,      DESK, (LACKING,)),
    # Of what waits to be paid: the sum of a later day may ask for another.
    Step("bring_papers",   {S.ACCEPTED, S.AWAITING_PAPERS, S.AWAITING_PAYMENT}, None, announced.ServiceRequestPapersBrought, DESK),
    Step("complete_papers", {S.AWAITING_PAPERS}, S.ACCEPTED,        announced.ServiceRequestPapersBrought,    DESK, (COMPLETE,)),
    Step("reject_paper",   {S.ACCEPTED, S.AWAITING_PAPERS}, None,   announced.ServiceRequestPaperRejected,    DESK),
    # What was told once can't be told again: the rejection itself asks for the paper.
    Step("return_paper",   {S.ACCEPTED},         S.AWAITING_PAPERS, announced.ServiceRequestPaperRejected,    DESK, (LACKING,)),
    Step("underwrite",     {S.ACCEPTED},         S.IN_UNDERWRITING, announced.ServiceRequestSubmitted,        DESK, (COMPLETE,)),
    Step("submit",         {S.ACCEPTED},         S.IN_REVIEW,       announced.ServiceRequestSubmitted,        DESK, (COMPLETE,)),
    Step("approve",        {S.IN_UNDERWRITING},  S.IN_REVIEW,       announced.ServiceRequestUnderwritten,     UNDERWRITER),
    Step("send_back",      {S.IN_REVIEW},        S.ACCEPTED,        announced.ServiceRequestSentBack,         REVIEWER),
    Step("ask_payment",    {S.ACCEPTED},         S.AWAITING_PAYMENT, announced.ServiceRequestPaymentAsked,    DESK, (COMPLETE,)),
    Step("ask_payment",    {S.IN_REVIEW},        S.AWAITING_PAYMENT, announced.ServiceRequestPaymentAsked,    REVIEWER, (FOUR_EYES,)),
    Step("confirm",        {S.ACCEPTED},         S.CONFIRMED,       Confirmed,                                DESK, (COMPLETE,)),
    Step("confirm",        {S.IN_REVIEW},        S.CONFIRMED,       Confirmed,                                REVIEWER, (FOUR_EYES,)),
    Step("confirm",        {S.AWAITING_PAYMENT}, S.CONFIRMED,       Confirmed,                                MONEY),
    Step("confirm_to_pay", {S.ACCEPTED},         S.AWAITING_PAYOUT, Confirmed,                                DESK, (COMPLETE,)),
    Step("confirm_to_pay", {S.IN_REVIEW},        S.AWAITING_PAYOUT, Confirmed,                                REVIEWER, (FOUR_EYES,)),
    Step("pay_out",        {S.AWAITING_PAYOUT},  S.CONFIRMED,       Paid,                                     MONEY),
    Step("pay_out_to_agent", {S.AWAITING_PAYOUT}, S.AWAITING_NOTICE, Paid,                                    MONEY),
    Step("tell_principal", {S.AWAITING_NOTICE},  S.CONFIRMED,       announced.ServiceRequestPrincipalTold,    DESK),
    Step("decline",        {S.IN_UNDERWRITING},  S.REJECTED,        announced.ServiceRequestRejected,         UNDERWRITER),
    Step("reject",         {S.IN_REVIEW},        S.REJECTED,        announced.ServiceRequestRejected,         REVIEWER, (FOUR_EYES,)),
    Step("cancel",         UNDECIDED,            S.CANCELLED,       announced.ServiceRequestCancelled,        DESK),
    Step("expire",         {S.AWAITING_PAPERS, S.AWAITING_PAYMENT}, S.CANCELLED, announced.ServiceRequestCancelled),
    Step("void",           UNDECIDED | {S.AWAITING_PAYMENT, S.AWAITING_PAYOUT}, S.CANCELLED, announced.ServiceRequestCancelled),
    Step("agree_by_silence", UNANSWERED,         S.AWAITING_PAYMENT, announced.ServiceRequestPaymentAsked),
    waits={S.AWAITING_PAPERS: "papers", S.AWAITING_PAYMENT: "payment"},
    timers=(
        #     name                 while in              for                what happens
        # Our design: as an application form that nobody completes is withdrawn on day 30.
        Timer("papers-deadline",   {S.AWAITING_PAPERS},  calendar_days(30), "expire"),
        Timer("payment-deadline",  {S.AWAITING_PAYMENT}, calendar_days(30), "expire"),
        # Of items with such a day only: 《保险法解释(三)》第八条 (V) on reinstatements.
        Timer("insurers-answer",   UNANSWERED,           LastDay("answer_due_on"), "agree_by_silence"),
    ),
)
# fmt: on
