"""What the law looks at of a form, whichever way it comes in: who is insured, who agreed, what is held elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from services.intake.law.rules import Kinship, Line, Proposal, Relation
from shared.ages import age_on
from shared.errors import Text
from shared.person_forms import PartyIn, check_shares
from shared.pii import normalise
from shared.schemas import Body, Code, Fen, refusal


def _identity(person: PartyIn) -> tuple[object, ...]:
    return person.name, person.sex, person.born_on, person.id_type


class BeneficiaryIn(PartyIn):
    relation: Kinship | None = Field(default=None, description="What they are to the insured (与被保险人关系)")


class InsuringIn(Body):
    """Who insures whom, and who agreed to it."""

    policyholder: PartyIn
    insured: PartyIn | None = Field(default=None, description="Left out: the policyholder is the insured")
    relation: Relation | None = Field(
        default=None, description="What the insured is to the policyholder (被保险人是投保人的); with an insured named"
    )
    guardian_signed: bool = False
    insured_signed: bool = Field(
        default=False, description="An insured named signed for the contract and its sum (被保险人同意并认可保额)"
    )
    cover_elsewhere_fen: Fen | None = Field(
        default=None, description="Death cover of the insured with other companies, as declared (他处身故保额)"
    )

    @property
    def insures_self(self) -> bool:
        return self.insured is None or normalise(self.insured.id_number) == normalise(self.policyholder.id_number)

    @property
    def insured_person(self) -> PartyIn:
        return self.insured or self.policyholder

    def persons(self) -> Iterator[tuple[str, PartyIn]]:
        """Everybody on the form, with the field that holds them."""
        yield "policyholder", self.policyholder
        if self.insured is not None:
            yield "insured", self.insured

    def people(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """As they are kept: each with their role, the policyholder who is the insured in both."""
        yield "policyholder", self.policyholder.model_dump(mode="json")
        yield "insured", self.insured_person.model_dump(mode="json")

    @model_validator(mode="after")
    def _one_number_one_person(self) -> Self:
        """What is asked for another person's cover must not be got round by writing one's own number."""
        holder, insured = self.policyholder, self.insured
        if insured is not None and self.insures_self and _identity(insured) != _identity(holder):
            raise refusal(
                "one-number-one-person",
                Text("被保险人与投保人证件号码相同而姓名等不同", "One ID number, but two different people"),
            )
        return self

    @model_validator(mode="after")
    def _related(self) -> Self:
        if self.relation is not None and (self.relation == "self") != self.insures_self:
            raise refusal(
                "relation-fits-insured",
                Text("与投保人关系与所填被保险人不符", "The relation contradicts the insured named"),
            )
        return self


class ProposalIn(InsuringIn):
    """The people of a form and their consents."""

    beneficiaries: Annotated[list[BeneficiaryIn], Field(max_length=10)] = Field(default=[])
    sum_assured_fen: Fen = Field(gt=0, examples=[10_000_000])
    beneficiaries_agreed: bool = Field(default=False, description="The insured agrees to the beneficiaries")
    recording_no: Code | None = Field(default=None, description="Number of the sale's recording (双录编号)")

    def persons(self) -> Iterator[tuple[str, PartyIn]]:
        yield from super().persons()
        yield from ((f"beneficiaries.{place}", each) for place, each in enumerate(self.beneficiaries))

    def people(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        yield from super().people()
        yield from (("beneficiary", each.model_dump(mode="json")) for each in self.beneficiaries)

    @model_validator(mode="after")
    def _shares(self) -> Self:
        check_shares(self.beneficiaries)
        return self


def proposal_of(form: ProposalIn, on: date, *, pays_on_death: bool, term_years: int | None) -> Proposal:
    """Of a long-term form."""
    plain = insuring(form, on, "individual_long_term", form.sum_assured_fen, pays_on_death=pays_on_death)
    return replace(
        plain,
        over_a_year=term_years is None or term_years > 1,
        beneficiaries=tuple(each.relation for each in form.beneficiaries),
        beneficiaries_agreed=form.beneficiaries_agreed,
        is_recorded=form.recording_no is not None,
    )


def insuring(form: InsuringIn, on: date, line: Line, sum_assured_fen: int, *, pays_on_death: bool) -> Proposal:
    """Of a form for a year, that names no beneficiaries."""
    return Proposal(
        line=line,
        on=on,
        relation="self" if form.insures_self else form.relation,
        policyholder_age=age_on(form.policyholder.born_on, on),
        insured_age=age_on(form.insured_person.born_on, on),
        age_proven=form.insured_person.id_type == "resident_id",
        sum_assured_fen=sum_assured_fen,
        pays_on_death=pays_on_death,
        cover_elsewhere_fen=form.cover_elsewhere_fen,
        insured_signed=form.insured_signed,
        guardian_signed=form.guardian_signed,
    )
