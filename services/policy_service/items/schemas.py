"""What each item of the catalogue is asked with: the change, as the application form (变更申请书) says it."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from shared.errors import Text
from shared.person_forms import AccountNo, IdNumber, IdType, PartyIn, Phones, Sex, check_shares
from shared.schemas import Body, Day, Line, Name, refusal

PartyRef = Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")]
NOTHING = Text("至少填写一项变更内容", "Nothing is to be changed")


class Ask(Body):
    """`item` says which row of the catalogue it is."""

    item: str


class PersonChange(Ask):
    """Of one person; what isn't named stays."""

    party_ref: PartyRef

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not any(getattr(self, name) for name in type(self).model_fields.keys() - PersonChange.model_fields.keys()):
            raise refusal("something-to-change", NOTHING)
        return self


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
    ContactChange | AccountChange | CustomerDataChange | BeneficiaryChange,
    Field(discriminator="item"),
]
