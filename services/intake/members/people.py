"""The people of an issued group policy: rows that shall join, and who joins or leaves on a day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.groups import list_law
from services.intake.groups.commands.insured import columns_of, cover_of, insured_on
from services.intake.groups.list_checks import Fell, Terms, read
from services.intake.groups.models import GroupApplication, Insured
from services.intake.groups.products import group_product
from shared.csv_files import Row
from shared.errors import NotFound, RuleBroken, Text
from shared.people import as_written, person_columns

UNKNOWN = Text("本单该日没有此被保险人", "Somebody to be removed is not insured by this policy on that day")
ROW_REFUSED = Text("加人清单有差错,见 rows", "Rows of the additions are refused: see `rows`")


@dataclass(frozen=True, slots=True)
class Joining:
    """What the law and the checks ask of a case about rows: the policy's terms, as of the day of the change's form."""

    form_on: date
    scheme: str
    product: str
    sum_per_head_fen: int
    consents_proven: bool


async def heads_on(session: AsyncSession, group_no: str, day: date) -> int:
    query = select(func.count()).select_from(Insured).where(Insured.case_no == group_no, insured_on(day))
    return int(await session.scalar(query) or 0)


async def read_rows(
    session: AsyncSession, group: GroupApplication, joining: Joining, day: date, rows: Sequence[Mapping[str, str]]
) -> list[dict[str, Any]]:
    """The columns of people who join on the day; raises RuleBroken with all that is wrong, row by row."""
    readings = [read(Row(place, dict(row))) for place, row in enumerate(rows)]
    hashes = {each.id_hash for each in readings if each.id_hash}
    stays = (Insured.case_no == group.case_no, Insured.until.is_(None) | (Insured.until > day))
    known = select(Insured.id_hash).where(*stays, Insured.id_hash.in_(hashes))
    on_policy = frozenset((await session.scalars(known)).all())
    terms = Terms(joining.form_on, group_product(joining.product).ages, {}, on_policy)
    cover = await cover_of(session, joining, readings)
    _refuse(
        (place, fell)
        for place, each in enumerate(readings)
        for fell in list_law.findings_of(each, terms, joining, cover)
    )
    return [columns_of(each, joining) for each in readings]


def _refuse(found: Iterable[tuple[int, Fell]]) -> None:
    rows = [
        {"row": place, "column": fell.column, "code": fell.code, "other_row": fell.other_row}
        | list_law.words_of(fell.code)._asdict()
        | list_law.grounds_of(fell.code)
        for place, fell in found
    ]
    if rows:
        first = rows[0]
        raise RuleBroken(f"additions.{first['row']}.{first['column']}", str(first["code"]), ROW_REFUSED, rows=rows)


async def check_leaving(session: AsyncSession, group_no: str, refs: Collection[str], day: date) -> None:
    """All of them are insured on the day and nobody has had them leave yet; raises NotFound."""
    theirs = (Insured.case_no == group_no, Insured.until.is_(None), insured_on(day))
    found = set((await session.scalars(select(Insured.party_ref).where(*theirs, Insured.party_ref.in_(refs)))).all())
    if missing := sorted(set(refs) - found):
        raise NotFound(UNKNOWN, field="removals", missing=missing)


async def join(session: AsyncSession, group_no: str, people: Sequence[Any], day: date) -> None:
    """Insured from the day on: the people of a change's own rows, under the references that they have there."""
    rows = [
        person_columns(as_written(each))
        | {"case_no": group_no, "list_no": None, "party_ref": each.party_ref, "role": "insured", "since": day}
        | {name: getattr(each, name) for name in ("guardian", "relation", "consented")}
        | {"until": None, "share_percent": None}
        for each in people
    ]
    if rows:
        await session.execute(insert(cast(Table, Insured.__table__)), rows)


async def leave(session: AsyncSession, group_no: str, refs: Collection[str], day: date) -> None:
    """Not insured from the day on; their rows stay, for the days before."""
    theirs = (Insured.case_no == group_no, Insured.until.is_(None), Insured.party_ref.in_(refs))
    await session.execute(update(Insured).where(*theirs).values(until=day))
