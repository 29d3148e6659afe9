"""The life of a claim on one screen."""

from enum import StrEnum
from typing import Any

from shared.auth import Actor, Role
from shared.contracts import claims as announced
from shared.errors import Text
from shared.guards import PAPERS_COMPLETE as COMPLETE
from shared.guards import PAPERS_MISSING as LACKING
from shared.guards import four_eyes
from shared.lifecycle import Guard, Lifecycle, Step


class ClaimStatus(StrEnum):
    REPORTED = "reported"  # 已报案
    ACCEPTED = "accepted"  # 已受理
    AWAITING_PAPERS = "awaiting_papers"  # 待补件
    REGISTERED = "registered"  # 已立案
    UNDER_SURVEY = "under_survey"  # 调查中
    CALCULATED = "calculated"  # 已理算
    REVIEWED = "reviewed"  # 已审核
    APPROVED = "approved"  # 已核定待付款
    REFUSED = "refused"  # 拒赔待通知
    PAID = "paid"  # 已结案给付
    REFUSAL_TOLD = "refusal_told"  # 拒赔已通知
    UNDER_APPEAL = "under_appeal"  # 复议中
    WITHDRAWN = "withdrawn"  # 已撤案
    NOT_REGISTERED = "not_registered"  # 不予立案


def _is_claimed(case: Any, _actor: Actor) -> bool:
    return "claim_form" in case.papers


def _is_unpaid(case: Any, _actor: Actor) -> bool:
    return not case.paid_fen


def _is_due(case: Any, _actor: Actor) -> bool:
    return bool(case.payable_fen > 0)


# What is handed in with the acceptance counts: neither is seen before it comes, so that it is offered to every report.
CLAIMED = Guard("claim-form", _is_claimed, Text("尚未提交理赔申请书", "The claim form is not in"), field="papers")
STILL_LACKING = LACKING._replace(foreseen=False)
UNPAID = Guard(
    "nothing-paid",
    _is_unpaid,
    Text("已有给付,不能撤案或不予立案", "Something was paid already"),
    field="paid_fen",
    foreseen=True,
)
DUE = Guard("something-due", _is_due, Text("没有应付金额", "Nothing is due"), field="payable_fen")
REVIEWED_BY_OTHER = four_eyes("calculated_by", Text("审核人不能是理算人", "Who calculated can't review"))
DECIDED_BY_OTHER = four_eyes("calculated_by", Text("核定人不能是理算人", "Who calculated can't decide"))
RE_REVIEWED_BY_OTHER = four_eyes("decided_by", Text("复议人不能是原核定人", "Who decided can't re-review"))

S, R = ClaimStatus, Role
DESK, REVIEWER = {R.TELLER}, {R.REVIEWER, R.ADJUDICATOR}
CLERK, DECIDER = {R.ADJUDICATOR}, {R.ADJUDICATOR, R.BRANCH_MANAGER, R.PROVINCE}
TAKEN_IN = {S.ACCEPTED, S.AWAITING_PAPERS}
AT_WORK = {S.REGISTERED, S.UNDER_SURVEY, S.CALCULATED, S.REVIEWED}
UNDECIDED = {S.REPORTED, *TAKEN_IN, *AT_WORK}
DECIDED = {S.PAID, S.REFUSAL_TOLD}
UNHEARD = {S.WITHDRAWN, S.NOT_REGISTERED}
TURNED_DOWN = {S.REFUSED, S.REFUSAL_TOLD}

# fmt: off
LIFECYCLE = Lifecycle(
    "claim",
    #    action            from                         to                 announces                       by
    Step("report",         set(),                       S.REPORTED,        announced.ClaimReported,        DESK | {R.INTEGRATOR}),
    Step("tell_papers",    {S.REPORTED},                None,              announced.ClaimPapersTold,      DESK | {R.INTEGRATOR}),
    Step("bring_papers",   {S.REPORTED, *TAKEN_IN},     None,              announced.ClaimPapersBrought,   DESK | {R.INTEGRATOR}),
    Step("accept",         {S.REPORTED},                S.ACCEPTED,        announced.ClaimAccepted,        DESK, (CLAIMED, STILL_LACKING)),
    Step("accept_complete", {S.REPORTED},               S.ACCEPTED,        announced.ClaimAccepted,        DESK, (CLAIMED, COMPLETE)),
    Step("tell_missing",   {S.ACCEPTED},                S.AWAITING_PAPERS, announced.ClaimPapersAsked,     DESK, (LACKING,)),
    Step("complete_papers", TAKEN_IN,                   S.ACCEPTED,        announced.ClaimPapersBrought,   DESK | {R.INTEGRATOR}, (COMPLETE,)),
    Step("reject_paper",   {S.REPORTED, *TAKEN_IN},     None,              announced.ClaimPaperRejected,   DESK | CLERK),
    # What was told once isn't told again: the rejection itself asks for the paper.
    Step("return_paper",   {S.ACCEPTED},                S.AWAITING_PAPERS, announced.ClaimPaperRejected,   DESK | CLERK, (LACKING,)),
    Step("add_types",      {S.REPORTED, *TAKEN_IN, S.REGISTERED}, None,    announced.ClaimTypesAdded,      DESK | CLERK),
    # They ask for more papers, of which the claimant is to be told.
    Step("widen",          {S.AWAITING_PAPERS, S.REGISTERED}, S.ACCEPTED,  announced.ClaimTypesAdded,      DESK | CLERK, (LACKING,)),
    Step("register",       {S.ACCEPTED},                S.REGISTERED,      announced.ClaimRegistered,      CLERK, (COMPLETE,)),
    Step("turn_away",      {S.REPORTED, *TAKEN_IN},     S.NOT_REGISTERED,  announced.ClaimTurnedAway,      CLERK, (UNPAID,)),
    Step("record_invoice", TAKEN_IN | {S.REGISTERED, S.UNDER_SURVEY}, None, announced.ClaimInvoiceRecorded, DESK | CLERK),
    Step("start_survey",   {S.REGISTERED},              S.UNDER_SURVEY,    announced.ClaimSurveyStarted,   CLERK),
    Step("end_survey",     {S.UNDER_SURVEY},            S.REGISTERED,      announced.ClaimSurveyEnded,     CLERK),
    Step("calculate",      {S.REGISTERED, S.CALCULATED}, S.CALCULATED,     announced.ClaimCalculated,      CLERK),
    Step("review",         {S.CALCULATED},              S.REVIEWED,        announced.ClaimReviewed,        REVIEWER, (REVIEWED_BY_OTHER,)),
    Step("send_back",      {S.CALCULATED, S.REVIEWED},  S.REGISTERED,      announced.ClaimSentBack,        REVIEWER | DECIDER),
    Step("approve",        {S.REVIEWED},                S.APPROVED,        announced.ClaimApproved,        DECIDER, (DECIDED_BY_OTHER, DUE)),
    # After it was paid before, of a waiver, or where all goes to what is owed: there is nothing to pay.
    Step("confirm",        {S.REVIEWED},                S.PAID,            announced.ClaimApproved,        DECIDER, (DECIDED_BY_OTHER,)),
    Step("refuse",         {S.REVIEWED},                S.REFUSED,         announced.ClaimRefused,         DECIDER, (DECIDED_BY_OTHER,)),
    Step("tell_refusal",   {S.REFUSED},                 S.REFUSAL_TOLD,    announced.ClaimRefusalTold,     DESK | CLERK),
    Step("approve_advance", AT_WORK,                    None,              announced.ClaimAdvanceApproved, DECIDER, (DECIDED_BY_OTHER,)),
    # Once the last of its payments is made.
    Step("pay_advance",    TAKEN_IN | AT_WORK,          None,              announced.ClaimAdvancePaid),
    Step("pay",            {S.APPROVED},                S.PAID,            announced.ClaimPaid),
    Step("withdraw",       UNDECIDED,                   S.WITHDRAWN,       announced.ClaimWithdrawn,       DESK | CLERK, (UNPAID,)),
    Step("appeal",         DECIDED,                     S.UNDER_APPEAL,    announced.ClaimAppealed,        DESK),
    Step("uphold_payment", {S.UNDER_APPEAL},            S.PAID,            announced.ClaimUpheld,          DECIDER, (RE_REVIEWED_BY_OTHER,)),
    Step("uphold_refusal", {S.UNDER_APPEAL},            S.REFUSAL_TOLD,    announced.ClaimUpheld,          DECIDER, (RE_REVIEWED_BY_OTHER,)),
    Step("reopen",         {S.UNDER_APPEAL},            S.REGISTERED,      announced.ClaimReopened,        DECIDER, (RE_REVIEWED_BY_OTHER,)),
    # Not yet paid: once its payments are voided.
    Step("reopen",         {S.APPROVED},                S.REGISTERED,      announced.ClaimReopened,        CLERK),
    Step("reopen",         DECIDED,                     S.REGISTERED,      announced.ClaimReopened,        CLERK),
    Step("reopen",         UNHEARD,                     S.REPORTED,        announced.ClaimReopened,        CLERK),
    waits={S.AWAITING_PAPERS: "papers"},
    at_rest=DECIDED | UNHEARD,
)
# fmt: on
