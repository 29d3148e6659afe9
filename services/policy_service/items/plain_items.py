"""The rows of the catalogue that move no money (不涉费保全项目)."""

from services.policy_service.clauses.products import options_of
from services.policy_service.items import holder, plain_schemas, terms
from services.policy_service.items.item import HEALTH_TABLE, Consent, Item, Where
from services.policy_service.open_claims.freezing import CHANGES_COVER, CHANGES_PAYEE
from services.policy_service.policies.lifecycle import KEPT, LIVE
from services.policy_service.values.standing import Standing
from shared.errors import Text

CLAUSE = "保险条款"


def _is_waived(standing: Standing) -> bool:
    return options_of(standing.policy.product).waives_premium


LAW31_34 = Consent(
    "insured",
    "insured_consent",
    "《保险法》第三十一条、第三十四条: 变更投保人须经被保险人同意 (条文就订立合同而言, 变更依惯例)",
    "M",
)
WAIVED = Where(_is_waived, Text("险种含投保人豁免", "the product waives premiums on the policyholder's death"))

# fmt: off
PLAIN_ITEMS = (
    Item(
        code="holder-change", name=Text("投保人变更", "Change of policyholder"), exchange=None,
        applicants={"policyholder"}, during=LIVE, consent=LAW31_34,
        papers=("policy", "application_form", "id_card", "new_holder_id", "relation_proof", "account_card"),
        change=plain_schemas.HolderChange, check=holder.check_holder, apply=holder.change_holder,
        underwritten_where=WAIVED, reviewed=True, alone=True,
        frozen_by_claims=CHANGES_PAYEE,
        basis=HEALTH_TABLE, mark="V",
    ),
    Item(
        code="occupation-change", name=Text("职业变更", "Change of occupation"), exchange=None,
        applicants={"policyholder", "insured"}, during=LIVE,
        papers=("application_form", "id_card", "occupation_proof"),
        change=plain_schemas.OccupationChange, check=terms.check_occupation, apply=terms.change_occupation,
        underwritten=True, reviewed=True,
        basis=CLAUSE + ": 被保险人变更职业须通知保险人", mark="M",
    ),
    Item(
        code="supplementary-notice", name=Text("补充告知", "Supplementary notice"), exchange=None,
        applicants={"policyholder", "insured"}, during=LIVE,
        papers=("application_form", "id_card", "disclosure_form"),
        change=plain_schemas.SupplementaryNotice, check=terms.check_disclosure, apply=terms.disclose,
        underwritten=True, reviewed=True,
        basis="《保险法》第十六条: 如实告知; 补充告知依条款", mark="M",
    ),
    Item(
        code="document-loss", name=Text("保单挂失", "Loss of the policy document"), exchange=None,
        applicants={"policyholder"}, during=KEPT, papers=("application_form", "id_card"),
        change=plain_schemas.DocumentLoss, check=terms.check_loss, apply=terms.report_loss,
        basis=HEALTH_TABLE, mark="V",
    ),
    Item(
        code="document-reissue", name=Text("保单补发", "Reissue of the policy document"), exchange="LR",
        applicants={"policyholder"}, during=KEPT, papers=("application_form", "id_card"),
        change=plain_schemas.DocumentReissue, check=terms.check_reissue, apply=terms.reissue, reviewed=True,
        basis=HEALTH_TABLE + "; 工本费依条款, 未收", mark="V",
    ),
    Item(
        code="dividend-option", name=Text("红利领取方式变更", "Change of the dividend option"), exchange=None,
        applicants={"policyholder"}, during=LIVE, papers=("application_form", "id_card"),
        change=plain_schemas.DividendOptionChange, check=terms.check_dividends, apply=terms.choose_dividends,
        basis=CLAUSE, mark="M",
    ),
    Item(
        code="premium-loan-option", name=Text("自动垫交选择", "Automatic premium loan"), exchange=None,
        applicants={"policyholder"}, during=LIVE, papers=("application_form", "id_card"),
        change=plain_schemas.PremiumLoanOption, check=terms.check_premium_loan, apply=terms.choose_premium_loan,
        basis=CLAUSE, mark="M",
    ),
    Item(
        code="reduced-paid-up", name=Text("减额交清", "Reduced paid-up"), exchange=None,
        applicants={"policyholder"}, during=LIVE, papers=("policy", "application_form", "id_card"),
        change=plain_schemas.ReducedPaidUp, check=terms.check_paid_up, apply=terms.pay_up, reviewed=True,
        frozen_by_claims=CHANGES_COVER,
        basis=CLAUSE + "; 保额按已交期数占应交期数计, 为本系统设计", mark="D",
    ),
    Item(
        code="policy-transfer", name=Text("保单迁移", "Transfer to another branch"), exchange=None,
        applicants={"policyholder"}, during=KEPT, papers=("application_form", "id_card"),
        change=plain_schemas.PolicyTransfer, check=terms.check_transfer,
        check_stored=terms.check_branch, apply=terms.transfer, reviewed=True, alone=True,
        basis=CLAUSE, mark="M",
    ),
)
# fmt: on
