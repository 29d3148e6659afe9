"""What each item of the catalogue is asked with: the change, as the application form (变更申请书) says it."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from shared.errors import Text
from shared.person_forms import AccountNo, IdNumber, IdType, PartyIn, Phones, Sex
from shared.schemas import Body, Day, Line, Name, refusal

PartyRef = Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")]
NOTHING = Text("至少填写一项变更内容", "Nothing is to be changed")


class Ask(Body):
    """`item` says which row of the catalogue it is."""

    item: str


class ContactChange(Ask):
    """联系方式变更: telephones or address of one person; a telephone that isn't named stays."""

    item: Literal["contact-change"]
    party_ref: PartyRef
    phones: Phones | None = None
    address: Line | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.phones and self.address is None:
            raise refusal("something-to-change", NOTHING)
        return self


class AccountChange(Ask):
    """交费账号变更: the account that premiums are debited from."""

    item: Literal["account-change"]
    account_no: AccountNo


class CustomerDataChange(Ask):
    """客户资料变更: who a person is, as their document says it now."""

    item: Literal["customer-data-change"]
    party_ref: PartyRef
    name: Name | None = None
    sex: Sex | None = None
    born_on: Day | None = None
    id_type: IdType | None = None
    id_number: IdNumber | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if all(getattr(self, name) is None for name in ("name", "sex", "born_on", "id_type", "id_number")):
            raise refusal("something-to-change", NOTHING)
        return self


class BeneficiaryChange(Ask):
    """受益人变更: all the beneficiaries there shall be; none: the statutory heirs (法定)."""

    item: Literal["beneficiary-change"]
    beneficiaries: Annotated[list[PartyIn], Field(max_length=10)]

    @model_validator(mode="after")
    def _shares(self) -> Self:
        if self.beneficiaries and sum(each.share_percent or 0 for each in self.beneficiaries) != 100:
            raise refusal(
                "shares-sum-to-100", Text("受益份额合计应为100%", "The beneficiaries' shares must sum to 100")
            )
        return self


Change = Annotated[
    ContactChange | AccountChange | CustomerDataChange | BeneficiaryChange,
    Field(discriminator="item"),
]
