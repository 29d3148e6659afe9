"""Who is insured: a list handed in, additions and removals by hand, and who is on the policy (清单, 加减人).

After issue they are a case of their own (加减人批改, `group_changes`), which dates who joins and who leaves.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Table, delete, exists, false, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.groups import list_law
from services.intake.groups.list_checks import Reading, Terms, read
from services.intake.groups.list_files import Look
from services.intake.groups.models import GroupApplication, Insured, InsuredList
from services.intake.groups.products import group_product
from services.intake.groups.schemas import InsuredOut, InsuredPageOut
from services.intake.law.death_cover import death_cover
from services.intake.members.schemas import InsuredIn
from services.intake.pro_rata import term_of
from shared import clock
from shared.auth import Actor
from shared.cases import advance, permit
from shared.cloudevents import new_id
from shared.csv_files import Row
from shared.errors import NotFound, RuleBroken, Text
from shared.files import StoredFile
from shared.pagination import PageRequest, paginate
from shared.people import person_columns, show_people
from shared.pii import mask_name

MOST_LISTS = 100


async def hand_in_list(
    session: AsyncSession,
    case: GroupApplication,
    file: StoredFile,
    look: Look,
    take: Literal["all", "good"],
    actor: Actor,
) -> InsuredList:
    """The list lies in the store; its rows are worked on beside the requests (`list_work`)."""
    permit(case, "import_list", actor)
    if case.lists >= MOST_LISTS:
        raise RuleBroken("file", "lists-bounded", Text("清单份数已达上限", "Too many lists on this case"))
    case.lists += 1
    await advance(session, case, "import_list", actor)
    found = InsuredList(case_no=case.case_no, list_no=case.lists, take=take, status="checking", rows=look.rows)
    found.sha256, found.size, found.media_type = file.sha256, file.size, look.media_type
    found.received_at, found.received_by = clock.now(), actor.ref
    session.add(found)
    await session.flush()
    return found


async def list_of(session: AsyncSession, case: GroupApplication, list_no: int | None) -> InsuredList:
    """The list of that number, or the last one; raises NotFound."""
    query = select(InsuredList).where(InsuredList.case_no == case.case_no)
    query = query if list_no is None else query.where(InsuredList.list_no == list_no)
    found = await session.scalar(query.order_by(InsuredList.list_no.desc()).limit(1))
    if found is None:
        raise NotFound(Text("没有此清单", "There is no such list"), field="list_no")
    return found


async def add(
    session: AsyncSession, case: GroupApplication, persons: Sequence[InsuredIn], actor: Actor
) -> GroupApplication:
    """All of them or none (加人), by the checks of a list."""
    permit(case, "add_insured", actor)
    readings = [read(Row(place, person.model_dump())) for place, person in enumerate(persons)]
    terms, cover = await terms_of(session, case, readings, {}), await cover_of(session, case, readings, case.case_no)
    for place, reading in enumerate(readings):
        for fell in list_law.findings_of(reading, terms, case, cover):
            told, grounds = list_law.words_of(fell.code), list_law.grounds_of(fell.code)
            raise RuleBroken(f"persons.{place}.{fell.column}", fell.code, told, **grounds)
    await store(session, case, readings, None)
    case.heads += len(readings)
    return await advance(session, case, "add_insured", actor)


async def remove(
    session: AsyncSession, case: GroupApplication, party_refs: Collection[str], actor: Actor
) -> GroupApplication:
    """All of them or none (减人)."""
    permit(case, "remove_insured", actor)
    wanted = set(party_refs)
    gone = delete(Insured).where(Insured.case_no == case.case_no, Insured.party_ref.in_(wanted))
    result = await session.execute(gone.returning(Insured.id))
    if len(result.all()) < len(wanted):
        raise NotFound(Text("本单没有此被保险人", "An insured person is not on this policy"), field="party_refs")
    case.heads -= len(wanted)
    return await advance(session, case, "remove_insured", actor)


async def terms_of(
    session: AsyncSession, case: GroupApplication, readings: Sequence[Reading], first_row: dict[str, int]
) -> Terms:
    """What these rows are checked against."""
    hashes = {reading.id_hash for reading in readings if reading.id_hash} if case.heads else set()
    known = select(Insured.id_hash).where(Insured.case_no == case.case_no, Insured.id_hash.in_(hashes))
    on_policy = frozenset((await session.scalars(known)).all()) if hashes else frozenset()
    return Terms(case.form_on, group_product(str(case.product)).ages, first_row, on_policy)


async def cover_of(
    session: AsyncSession, case: list_law.Insuring, readings: Sequence[Reading], besides: str = ""
) -> Counter[str]:
    """What we hold of the minors' lives, by keyed hash, without the case that asks; they wait for us who insure them
    elsewhere."""
    minors = {each.id_hash for each in readings if each.id_hash and each.is_minor_on(case.form_on)}
    pays_on_death = group_product(str(case.product)).pays_on_death
    return await death_cover(session, minors if pays_on_death else set(), case.form_on, besides)


async def store(
    session: AsyncSession, case: GroupApplication, readings: Sequence[Reading], list_no: int | None
) -> None:
    """One statement for all: row by row it would take ten times as long."""
    rows = [
        {"case_no": case.case_no, "list_no": list_no, "party_ref": new_id(), "role": "insured"}
        | {"share_percent": None}
        | columns_of(reading, case)
        for reading in readings
    ]
    if rows:
        await session.execute(insert(cast(Table, Insured.__table__)), rows)


def columns_of(reading: Reading, case: list_law.Insuring) -> dict[str, Any]:
    """What the row of an insured person keeps of the list's."""
    standing = list_law.standing_of(reading, case)._asdict()
    return person_columns(reading.person) | {"guardian": reading.guardian or None} | standing


async def drop_stored(session: AsyncSession, case_no: str, list_no: int) -> None:
    await session.execute(delete(Insured).where(Insured.case_no == case_no, Insured.list_no == list_no))


def on_policy() -> ColumnElement[bool]:
    """Those of a list that is still being stored are not yet."""
    return ~exists().where(
        InsuredList.case_no == Insured.case_no,
        InsuredList.list_no == Insured.list_no,
        InsuredList.finished_at.is_(None),
    )


def insured_on(day: date) -> ColumnElement[bool]:
    """Of an issued policy, on a day of its term."""
    return (Insured.since.is_(None) | (Insured.since <= day)) & (Insured.until.is_(None) | (Insured.until > day))


def _asked_for(case: GroupApplication, day: date | None) -> ColumnElement[bool]:
    """Of no day: who is on the list and hasn't left."""
    if day is None:
        return Insured.until.is_(None)
    if case.policy_no is None or case.effective_on is None or day not in term_of(case.effective_on, case.term_months):
        return false()
    return insured_on(day)


async def show_insured(
    session: AsyncSession, case: GroupApplication, page: PageRequest, day: date | None, purpose: str, actor: Actor
) -> InsuredPageOut:
    theirs = select(Insured).where(Insured.case_no == case.case_no, on_policy(), _asked_for(case, day))
    found = await paginate(session, theirs, page, Insured.id)
    people = await show_people(session, found.items, actor, subject=case.case_no, purpose=purpose)
    items = [
        InsuredOut(
            guardian=_guardian(row.guardian, people.masked),
            relation=row.relation,
            consented=row.consented,
            since=row.since or case.effective_on,
            until=row.until,
            **dict(person),
        )
        for row, person in zip(found.items, people.items, strict=True)
    ]
    return InsuredPageOut(masked=people.masked, items=items, next_cursor=found.next_cursor)


def _guardian(name: str | None, masked: bool) -> str | None:
    return mask_name(name) if name and masked else name
