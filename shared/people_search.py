"""Who is on record under a number: found by its keyed hash, in the actor's organisation, shown as all people are.

The number comes in the body, for addresses end up in logs.
"""

from typing import Annotated, Any, Self

from fastapi import APIRouter
from pydantic import Field, StringConstraints, model_validator
from sqlalchemy import select

from shared.auth import Actor, at_or_below
from shared.cases import CaseMixin
from shared.db import Session
from shared.errors import Text
from shared.pagination import PageParams, paginate
from shared.people import PeopleOut, PersonOut, show_people
from shared.pii import blind_index
from shared.schemas import Body, Code, refusal


class PeopleSearchIn(Body):
    """One number, whole (证件号码或手机号): nobody is found by a part of it."""

    id_number: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9()-]{4,30}$")] | None = Field(
        default=None, examples=["E98765432"]
    )
    mobile: Annotated[str, StringConstraints(pattern=r"^1[0-9]{10}$")] | None = None
    purpose: Code = "search"

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        if (self.id_number is None) == (self.mobile is None):
            raise refusal(
                "one-number", Text("证件号码与手机号须且仅须填一项", "Give an ID number or a mobile, one only")
            )
        return self


class FoundPersonOut(PersonOut):
    case_no: str


class FoundPeopleOut(PeopleOut):
    items: list[FoundPersonOut]  # type: ignore[assignment]  # what is shown of a person, and on which case
    next_cursor: str | None


def add_people_search(router: APIRouter, person: Any, case: type[CaseMixin], readers: Any) -> None:
    """Add `/parties/search` over the people of a kind of case; `readers` is what `allow` gave."""

    @router.post("/parties/search")
    async def search_people(
        body: PeopleSearchIn, session: Session, actor: Annotated[Actor, readers], page: PageParams
    ) -> FoundPeopleOut:
        """客户检索: on which cases of your organisation somebody is, by ID number or mobile; shown as on each case."""
        if body.id_number is not None:
            is_meant = person.id_hash == blind_index(body.id_number, "id_number")
        else:
            is_meant = person.mobile_hash == blind_index(str(body.mobile), "mobile")
        theirs = select(person).join(case, case.case_no == person.case_no).where(is_meant)
        found = await paginate(session, theirs.where(at_or_below(case.org, actor.org)), page, person.id)
        shown = []
        for each in found.items:
            people = await show_people(session, [each], actor, subject=each.case_no, purpose=body.purpose)
            shown.append(FoundPersonOut(case_no=each.case_no, **dict(people.items[0])))
        return FoundPeopleOut(masked=not actor.pii, items=shown, next_cursor=found.next_cursor)
