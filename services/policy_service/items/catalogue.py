"""The catalogue of policy services (保全项目), one row an item: who, when, with which papers, decided by whom."""

from services.policy_service.items import people
from services.policy_service.items.item import HEALTH_TABLE, Consent, Item
from services.policy_service.items.money_items import MONEY_ITEMS
from services.policy_service.items.plain_items import PLAIN_ITEMS
from services.policy_service.items.schemas import AccountChange, BeneficiaryChange, ContactChange, CustomerDataChange
from services.policy_service.open_claims.freezing import CHANGES_PAYEE
from services.policy_service.policies.lifecycle import LIVE
from shared.errors import Text

LAW41 = Consent("insured", "insured_consent", "《保险法》第四十一条: 变更受益人须经被保险人同意", "V")

# fmt: off
ITEMS = {item.code: item for item in (
    Item(
        code="contact-change", name=Text("联系方式变更", "Change of contact details"), exchange=None,
        applicants={"policyholder", "insured"}, during=LIVE, papers=("application_form", "id_card"),
        change=ContactChange, check=people.check_party, apply=people.change_contact,
        basis=HEALTH_TABLE, mark="V",
    ),
    Item(
        code="customer-data-change", name=Text("客户资料变更", "Change of customer data"), exchange="IC",
        applicants={"policyholder", "insured"}, during=LIVE,
        papers=("policy", "application_form", "data_proof", "id_card"),
        change=CustomerDataChange, check=people.check_identity, apply=people.change_identity, reviewed=True,
        basis=HEALTH_TABLE, mark="V",
    ),
    Item(
        code="account-change", name=Text("交费账号变更", "Change of the premium account"), exchange=None,
        applicants={"policyholder"}, during=LIVE, papers=("application_form", "id_card", "account_card"),
        change=AccountChange, apply=people.change_account,
        basis=HEALTH_TABLE, mark="V",
    ),
    Item(
        code="beneficiary-change", name=Text("受益人变更", "Change of beneficiaries"), exchange=None,
        applicants={"policyholder", "insured"}, during=LIVE, consent=LAW41,
        papers=("application_form", "id_card", "beneficiary_ids", "relation_proof"),
        change=BeneficiaryChange, apply=people.change_beneficiaries, reviewed=True,
        frozen_by_claims=CHANGES_PAYEE,
        basis=HEALTH_TABLE + "; 《保险法》第四十一条; 《反洗钱法》第三十一条: 识别非客户的受益人", mark="V",
    ),
    *MONEY_ITEMS,
    *PLAIN_ITEMS,
)}
# fmt: on
