"""What each item of the catalogue is asked with: the change, as the application form (变更申请书) says it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from services.policy_service.items.ask import Ask, PersonChange
from services.policy_service.items.money_asks import MoneyChange
from services.policy_service.items.plain_schemas import PlainChange
from shared.person_forms import AccountNo, IdNumber, IdType, PartyIn, Phones, Sex, check_shares
from shared.schemas import Day, Line, Name


class ContactChange(PersonChange):
    """联系方式变更: telephones or address of one person; a telephone that isn't named stays."""

    item: Literal["contact-change"]
    phones: Phones | None = None
    address: Line | None = None


class AccountChange(Ask):
    """交费账号变更: the account that premiums are debited from."""

    item: Literal["account-change"]
    account_no: AccountNo


class CustomerDataChange(PersonChange):
    """客户资料变更: who a person is, as their document says it now."""

    item: Literal["customer-data-change"]
    name: Name | None = None
    sex: Sex | None = None
    born_on: Day | None = None
    id_type: IdType | None = None
    id_number: IdNumber | None = None


class BeneficiaryChange(Ask):
    """受益人变更: all the beneficiaries there shall be; none: the statutory heirs (法定)."""

    item: Literal["beneficiary-change"]
    beneficiaries: Annotated[list[PartyIn], Field(max_length=10)]

    @model_validator(mode="after")
    def _shares(self) -> Self:
        check_shares(self.beneficiaries)
        return self


Change = Annotated[
    ContactChange | AccountChange | CustomerDataChange | BeneficiaryChange | MoneyChange | PlainChange,
    Field(discriminator="item"),
]
