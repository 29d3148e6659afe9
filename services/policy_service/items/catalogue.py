"""The catalogue of policy services (保全项目), one row an item: who, when, with which papers, decided by whom."""

from services.policy_service.items import people
from services.policy_service.items.item import Consent, Item
from services.policy_service.items.schemas import AccountChange, BeneficiaryChange, ContactChange, CustomerDataChange
from services.policy_service.items.standing import Standing
from services.policy_service.policies.lifecycle import LIVE
from shared.errors import Text

HEALTH_TABLE = "人保健康保全资料表 (S19)"


def _another_insured(standing: Standing) -> bool:
    return standing.insures_another


LAW41 = Consent("insured", "insured_consent", _another_insured, "《保险法》第四十一条: 变更受益人须经被保险人同意", "V")

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
        basis=HEALTH_TABLE + "; 《保险法》第四十一条", mark="V",
    ),
)}
# fmt: on
