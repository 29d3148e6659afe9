"""Bodies and answers of the group application's routes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from services.intake.members.schemas import InsuredIn
from services.intake.schemas import FormNo
from shared.cases import CaseOut
from shared.errors import Text
from shared.identifiers import is_credit_code
from shared.marks import Mark
from shared.people import PeopleOut, PersonOut
from shared.people_search import IdNumber
from shared.person_forms import PartyRef
from shared.schemas import Body, Code, Day, Line, OrgCode, Out, refusal


def _with_check_character(code: str) -> str:
    if not is_credit_code(code):
        raise refusal("credit-code-check", Text("统一社会信用代码不符", "The unified social credit code is wrong"))
    return code


CreditCode = Annotated[
    str, StringConstraints(min_length=18, max_length=18, to_upper=True), AfterValidator(_with_check_character)
]


class GroupApplicationIn(Body):
    """An organisation's application as it lies on the counter (团体投保单)."""

    form_no: FormNo = Field(examples=["350322-26-T00012"])
    form_on: Day = Field(description="Date on the form (填单日)")
    org: OrgCode = Field(examples=["350322"])
    outlet: Code | None = None
    channel: Literal["agent", "bank", "intermediary", "group", "counter"] = "group"
    salesperson: Code = Field(examples=["A10023"])
    scheme: Literal["group", "pooled"] = Field(description="group 团单, pooled 汇交件")
    applicant_name: Line = Field(description="The organisation (投保单位)", examples=["仙游县第一中学"])
    credit_code: CreditCode = Field(examples=["91350100M000100Y43"])
    product: Code = Field(examples=["G2001"])
    starts_on: Day | None = Field(default=None, description="First day of cover asked for (保险起期); else after issue")
    consents_proven: bool = Field(
        default=False,
        description="The organisation proves that the insured agree, to the sum as well (被保险人同意投保的有效证明);"
        " else each row of the list has to tell",
    )


class AdditionsIn(Body):
    """Insured persons to add (加人); more of them come as a list."""

    persons: Annotated[tuple[InsuredIn, ...], Field(min_length=1, max_length=200)]


class RemovalsIn(Body):
    """Insured persons to remove (减人)."""

    party_refs: Annotated[tuple[PartyRef, ...], Field(min_length=1, max_length=200)]


class GroupApplicationOut(CaseOut):
    """A group application as it stands (团单投保件)."""

    form_no: str
    form_on: date
    scheme: str
    applicant_name: str
    credit_code: str
    accepted_at: datetime
    issued_at: datetime | None
    heads: int
    premium_per_head_fen: int
    sum_per_head_fen: int
    premium_fen: int
    sum_assured_fen: int
    currency: Literal["CNY"] = "CNY"
    lists: int
    rows_taken: int
    rows_bad: int
    underwriting_level: str | None
    decision: str | None
    reopened: str | None
    premium_collected_fen: int
    premium_came_by: str | None
    returned: str | None
    withdrawn: str | None
    policy_no: str | None
    starts_on: date | None
    effective_on: date | None
    term_months: int
    consents_proven: bool


class ListOut(Out):
    """A list of insured persons, and how far the work on it has come (清单导入进度)."""

    list_no: int
    sha256: str
    size: int
    media_type: str
    take: str = Field(description="all: nothing unless every row is good (全部); good: the good rows only (仅正确行)")
    status: str = Field(
        description="checking, storing; then taken, refused, dropped with the case, or unreadable: its file was damaged"
    )
    rows: int
    done: int = Field(description="Rows behind us in this pass: checking, then storing")
    bad: int = Field(description="Bad rows found")
    stored: int
    received_at: datetime
    finished_at: datetime | None


class RowFindingOut(Out):
    """What is wrong with a row (差错); it names the place, never what stands there."""

    row: int = Field(description="As a spreadsheet numbers it; the heading is row 1")
    column: str
    code: str
    text: str
    other_row: int | None = Field(description="Where the same ID number stands first")
    law: str | None = Field(default=None, description="Of what the law refuses: the rule, its basis and its mark")
    basis: str | None = None
    mark: Mark | None = None


class InsuredOut(PersonOut):
    guardian: str | None
    relation: str | None = Field(description="What they are to the policyholder; none: not asked then")
    consented: bool | None = Field(description="They agreed to be insured, or their guardian; none: not asked then")
    since: date | None = Field(default=None, description="First day of cover; none: the policy isn't issued")
    until: date | None = Field(default=None, description="First day without cover; none: to the end of the term")


class InsuredPageOut(PeopleOut):
    items: Sequence[InsuredOut]
    next_cursor: str | None


class InsuredSearchIn(Body):
    """Whether somebody is, or was, insured by a group policy (被保险人核对)."""

    id_number: IdNumber
    purpose: Code = "claim"


class InsuredSpanOut(Out):
    """From when until when somebody is insured; nothing else of them is told."""

    party_ref: str
    since: date = Field(description="First day of cover")
    until: date = Field(description="First day without cover")
    age: int | None = Field(default=None, description="On the day that was asked about; none: of no day")
