"""Rows of the catalogue about money: what is paid back, lent, repaid, made up for, and in which mode it is paid."""

from services.policy_service.items import adding, ending, lending, modes, reducing, reviving
from services.policy_service.items.item import HEALTH_TABLE, Consent, Item, Threshold
from services.policy_service.items.money_asks import (
    DrawingModeChange,
    FreeLookCancellation,
    LoanAsked,
    LoanRepaid,
    PartialSurrender,
    PaymentModeChange,
    Reinstatement,
    RiderAddition,
    SumIncrease,
    Surrender,
)
from services.policy_service.open_claims.freezing import CHANGES_COVER, TAKES_VALUE
from services.policy_service.policies.lifecycle import KEPT, LIVE, PolicyStatus
from services.policy_service.values import lending as loans
from shared.amounts import YUAN
from shared.errors import Text

S = PolicyStatus
PAPERS = ("application_form", "policy", "id_card")


BOTH_ASK = Consent("insured", "insured_consent", f"{HEALTH_TABLE}: 减保由投保人和被保险人申请", "V")
AML_SUR = Threshold(
    "aml-07-sur",
    10_000 * YUAN,
    ("policy", "id_card", "identity_check"),
    "AML-07-SUR: 2007年第2号令, 退保金额人民币1万元以上核对身份、查验保险合同 (S30)",
    "V2",
)
# INT3-8: no explicit refusal in thirty days is consent.
ANSWER_DAYS = 30

# fmt: off
MONEY_ITEMS = (
    Item(
        code="free-look-cancellation", name=Text("犹豫期退保", "Free-look cancellation"), exchange="WT",
        applicants={"policyholder"}, during=LIVE, papers=(*PAPERS, "account_card"), threshold=AML_SUR,
        change=FreeLookCancellation, check=ending.check_cancellable, money=ending.premium_back,
        apply=ending.cancel_in_free_look, reviewed=True, step="cancel_in_free_look",
        frozen_by_claims=TAKES_VALUE,
        basis=HEALTH_TABLE + "; 犹豫期退还全部保险费", mark="V",
    ),
    Item(
        code="surrender", name=Text("退保", "Surrender"), exchange="CT",
        applicants={"policyholder"}, during={S.IN_FORCE, S.SUSPENDED}, papers=PAPERS, threshold=AML_SUR,
        change=Surrender, check=ending.check_surrender, money=ending.surrender_value,
        apply=ending.surrender, reviewed=True, step="surrender",
        frozen_by_claims=TAKES_VALUE,
        basis=HEALTH_TABLE + "; 《保险法》第四十七条", mark="V",
    ),
    Item(
        code="partial-surrender", name=Text("减保", "Partial surrender"), exchange="PT",
        applicants={"policyholder"}, during={S.IN_FORCE}, papers=(*PAPERS, "insured_id"), consent=BOTH_ASK,
        threshold=AML_SUR,
        change=PartialSurrender, check=reducing.check_reduction, money=reducing.part_of_value,
        apply=reducing.reduce, reviewed=True,
        frozen_by_claims=TAKES_VALUE,
        basis=HEALTH_TABLE, mark="V",
    ),
    Item(
        code="policy-loan", name=Text("保单借款", "Policy loan"), exchange="LN",
        applicants={"policyholder"}, during={S.IN_FORCE}, papers=PAPERS, consent=lending.LAW34,
        change=LoanAsked, check=lending.check_loan, money=lending.loan_line,
        apply=lending.lend, on_payout=loans.hand_over, reviewed=True,
        frozen_by_claims=TAKES_VALUE,
        basis=HEALTH_TABLE + "; 《保险法》第三十四条", mark="V",
    ),
    Item(
        code="loan-repayment", name=Text("还款", "Repayment of a loan"), exchange="RF",
        applicants={"policyholder"}, during=KEPT | {S.TERMINATED}, papers=("application_form", "id_card"),
        change=LoanRepaid, check=lending.check_repayment, money=lending.repayment_lines,
        apply=lending.take_repayment,
        basis=HEALTH_TABLE, mark="V",
    ),
    Item(
        code="reinstatement", name=Text("复效", "Reinstatement"), exchange="RE",
        applicants={"policyholder"}, during={S.SUSPENDED}, papers=(*PAPERS, "insured_id", "health_declaration"),
        change=Reinstatement, check=reviving.check_within_two_years, money=reviving.arrears,
        apply=reviving.reinstate, underwritten=True, answer_days=ANSWER_DAYS, step="reinstate",
        basis=HEALTH_TABLE + "; 《保险法》第三十七条; 《保险法解释(三)》第八条", mark="V",
    ),
    Item(
        code="payment-mode-change", name=Text("交费频次变更", "Change of the payment mode"), exchange=None,
        applicants={"policyholder"}, during={S.IN_FORCE}, papers=PAPERS,
        change=PaymentModeChange, check=modes.check_payment_mode, money=modes.new_premium,
        apply=modes.change_payment_mode, reviewed=True,
        basis=HEALTH_TABLE + ": 保单周年日", mark="V",
    ),
    Item(
        code="drawing-mode-change", name=Text("领取方式变更", "Change of the drawing mode"), exchange=None,
        applicants={"policyholder"}, during={S.IN_FORCE}, papers=PAPERS,
        change=DrawingModeChange, check=modes.check_drawing_mode, apply=modes.change_drawing_mode, reviewed=True,
        basis="条款: 年金领取方式", mark="M",
    ),
    Item(
        code="rider-addition", name=Text("新增附加险", "Addition of a rider"), exchange=None,
        applicants={"policyholder"}, during={S.IN_FORCE}, papers=(*PAPERS, "insured_id", "health_declaration"),
        consent=adding.LAW34_RIDER, threshold=adding.AML_PREMIUM,
        change=RiderAddition, check=adding.check_rider, money=adding.rider_premium, apply=adding.add_rider,
        underwritten=True, rated=True, reviewed=True, rechecked=True,
        frozen_by_claims=CHANGES_COVER,
        basis=HEALTH_TABLE + ": 保单周年日; 周年日起30日内申请、按日计收首期, 为本系统设计", mark="V",
    ),
    Item(
        code="sum-increase", name=Text("加保", "Increase of the sum assured"), exchange=None,
        applicants={"policyholder"}, during={S.IN_FORCE}, papers=(*PAPERS, "insured_id"),
        consent=adding.BOTH_RAISE, threshold=adding.AML_PREMIUM,
        change=SumIncrease, check=adding.check_increase, money=adding.increase_premium, apply=adding.raise_sum,
        underwritten=True, rated=True, reviewed=True, rechecked=True,
        frozen_by_claims=CHANGES_COVER,
        basis=HEALTH_TABLE + ": 长期险仅可减保; 可加保的险种依其条款, 为本系统设计", mark="V",
    ),
)
# fmt: on
