"""Who is on record under a number: found by its keyed hash, in the actor's organisation, shown as all people are.

The number comes in the body, for addresses end up in logs. Each search is recorded, found or not, masked or not.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, NamedTuple, Self

from fastapi import APIRouter, Request
from pydantic import BeforeValidator, StringConstraints, WithJsonSchema, model_validator
from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock
from shared.app import make_router
from shared.auth import Actor, at_or_below
from shared.cases import CaseMixin
from shared.db import Session, take_turn
from shared.errors import Problem, Text
from shared.idempotency import CHANGES_NOTHING
from shared.pagination import PageParams, paginate
from shared.people import MOBILE, PeopleOut, PersonOut, show_people
from shared.pii import blind_index, normalise, record_pii_read
from shared.schemas import Body, Code, refusal
from shared.tables import pii_reads

SEARCHED = "search:"
LONGEST = 80  # with whatever spaces and dashes somebody types


class TooManySearches(Problem):
    """`limit` searches a person in twenty-four hours."""

    status = 429
    title = Text("24小时内检索次数已达上限", "You have searched too often within 24 hours")


def _one_spelling(value: Any) -> Any:
    return normalise(value) if isinstance(value, str) and len(value) <= LONGEST else value


def _bare_mobile(value: Any) -> Any:
    """As forms are read: +86 139-5951-2345 is 13959512345."""
    written = _one_spelling(value)
    match = MOBILE.fullmatch(written.removeprefix("+")) if isinstance(written, str) else None
    return match[1] if match else written


IdNumber = Annotated[
    str,
    BeforeValidator(_one_spelling),
    StringConstraints(pattern=r"^[A-Z0-9()]{4,30}$"),
    WithJsonSchema({"type": "string", "minLength": 4, "maxLength": LONGEST, "examples": ["E98765432"]}),
]
Mobile = Annotated[
    str,
    BeforeValidator(_bare_mobile),
    StringConstraints(pattern=r"^1[3-9][0-9]{9}$"),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9 +-]{11,80}$", "examples": ["13800000000"]}),
]


class PeopleSearchIn(Body):
    """One number, whole (证件号码或手机号): nobody is found by a part of it."""

    id_number: IdNumber | None = None
    mobile: Mobile | None = None
    purpose: Code = "search"

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        if (self.id_number is None) == (self.mobile is None):
            raise refusal(
                "one-number", Text("证件号码与手机号须且仅须填一项", "Give an ID number or a mobile, one only")
            )
        return self

    def looked_for(self) -> tuple[str, str]:
        """Which number is looked for, and its keyed hash."""
        field = "mobile" if self.id_number is None else "id_number"
        return field, blind_index(str(getattr(self, field)), field)


class FoundPersonOut(PersonOut):
    case_no: str


class FoundPeopleOut(PeopleOut):
    items: Sequence[FoundPersonOut]
    next_cursor: str | None


class FoundAnywhereOut(FoundPersonOut):
    kind: str
    opened_at: datetime


class FoundEverywhereOut(PeopleOut):
    items: Sequence[FoundAnywhereOut]
    next_cursor: str | None


class PeopleOf(NamedTuple):
    """The people of a kind of case: their table, the case's, and those of them who are meant."""

    person: Any
    case: type[CaseMixin]
    where: ColumnElement[bool] | None = None

    @property
    def kind(self) -> str:
        return self.case.lifecycle.kind

    def under(self, field: str, hashed: str, org: str) -> Select[Any]:
        """Those with this number on cases at or below the organisation."""
        is_meant = (self.person.id_hash if field == "id_number" else self.person.mobile_hash) == hashed
        theirs = select(self.person).join(self.case, self.case.case_no == self.person.case_no)
        theirs = theirs.where(is_meant, at_or_below(self.case.org, org))
        return theirs if self.where is None else theirs.where(self.where)


def add_people_search(
    router: APIRouter,
    person: Any,
    case: type[CaseMixin],
    readers: Any,
    path: str = "/parties",
    where: ColumnElement[bool] | None = None,
) -> None:
    """Add `<path>/search` over the people of a kind of case, those of them who are meant; `readers`: from `allow`."""

    @router.post(f"{path}/search", openapi_extra=CHANGES_NOTHING, name=f"search_{_name(path)}")
    async def search_people(
        body: PeopleSearchIn, session: Session, actor: Annotated[Actor, readers], page: PageParams, request: Request
    ) -> FoundPeopleOut:
        """客户检索: on which cases of your organisation somebody is, by ID number or mobile; shown as on each case."""
        await check_bound(session, actor, request.app.state.settings.searches_a_day)
        theirs = PeopleOf(person, case, where).under(*body.looked_for(), actor.org)
        found = await paginate(session, theirs, page, person.id)
        field, hashed = body.looked_for()
        await record_search(session, hashed, field, len(found.items), body.purpose, actor)
        shown = []
        for each in found.items:
            people = await show_people(session, [each], actor, subject=each.case_no, purpose=body.purpose)
            shown.append(FoundPersonOut(case_no=each.case_no, **dict(people.items[0])))
        return FoundPeopleOut(masked=not actor.pii, items=shown, next_cursor=found.next_cursor)


def everywhere_search(registered: Sequence[PeopleOf], readers: Any) -> APIRouter:
    """`/people/search` over the people of all these kinds of case; `readers`: who may see those of each kind."""
    router = make_router(Text("客户检索", "Search for people"))
    kinds = {each.kind: each for each in registered}

    @router.post("/people/search", openapi_extra=CHANGES_NOTHING, name="search_everywhere")
    async def search_everywhere(
        body: PeopleSearchIn, session: Session, actor: Annotated[Actor, readers], page: PageParams, request: Request
    ) -> FoundEverywhereOut:
        """各类件客户检索: on which cases of any kind somebody is, by ID number or mobile; the newest case first."""
        await check_bound(session, actor, request.app.state.settings.searches_a_day)
        places = union_all(*(_places(each, body, actor) for each in registered)).subquery().c
        found = await paginate(session, select(places.place), page, places.opened_at, places.place, descending=True)
        field, hashed = body.looked_for()
        await record_search(session, hashed, field, len(found.items), body.purpose, actor)
        shown = []
        for place in found.items:
            kind, _, id = place.partition("/")
            shown.append(await _show(session, kinds[kind], int(id), body.purpose, actor))
        return FoundEverywhereOut(masked=not actor.pii, items=shown, next_cursor=found.next_cursor)

    return router


def _places(people: PeopleOf, body: PeopleSearchIn, actor: Actor) -> Select[str, datetime]:
    """Where in which table those meant stand, with the time by which they are put in order."""
    place = literal(f"{people.kind}/") + cast(people.person.id, String)
    theirs = people.under(*body.looked_for(), actor.org)
    return theirs.with_only_columns(place.label("place"), people.case.opened_at.label("opened_at"))


async def _show(session: AsyncSession, people: PeopleOf, id: int, purpose: str, actor: Actor) -> FoundAnywhereOut:
    person, case = people.person, people.case
    both = select(person, case.opened_at).join(case, case.case_no == person.case_no).where(person.id == id)
    found, opened_at = (await session.execute(both)).one()
    shown = await show_people(session, [found], actor, subject=found.case_no, purpose=purpose)
    return FoundAnywhereOut(kind=people.kind, case_no=found.case_no, opened_at=opened_at, **dict(shown.items[0]))


async def record_search(session: AsyncSession, hashed: str, field: str, found: int, purpose: str, actor: Actor) -> None:
    told = (field, f"found={found}")
    await record_pii_read(session, actor, subject=SEARCHED + hashed, purpose=purpose, fields=told)


async def check_bound(session: AsyncSession, actor: Actor, limit: int) -> None:
    """Even a masked answer says that somebody is there: whoever may try numbers without end undoes the masks."""
    await take_turn(session, f"search/{actor.ref}")  # those asked at once are counted, too
    reads = pii_reads.c
    theirs = select(func.count()).where(reads.actor == actor.ref, reads.subject.startswith(SEARCHED))
    if (await session.scalar(theirs.where(reads.at > clock.now() - timedelta(days=1))) or 0) >= limit:
        raise TooManySearches(limit=limit)


def _name(path: str) -> str:
    return "people" if path == "/parties" else path.strip("/").replace("/", "_").replace("-", "_")
