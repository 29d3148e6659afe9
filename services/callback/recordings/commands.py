"""Which recordings must be kept and until when, which may be deleted, and that one was."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks.models import Callback
from services.callback.complaints.models import Complaint
from services.callback.policies.models import KnownPolicy
from services.callback.problems.models import ProblemCase
from services.callback.recordings.keeping import KEEPING, LONG, SHORT, keeping_for
from services.callback.recordings.models import Recording
from services.callback.recordings.schemas import RecordingOut
from shared import clock
from shared.auth import Actor, at_or_below
from shared.days import today_at
from shared.errors import Conflict, NotFound, Text

# What is open of the call or of its policy: whoever looks into it may want to listen.
HOLDS: dict[str, ColumnElement[bool]] = {
    "callback": exists().where(Callback.case_no == Recording.case_no, Callback.closed_at.is_(None)),
    **{
        kind: exists().where(
            of.closed_at.is_(None),
            or_(of.callback_no == Recording.case_no, of.policy_no == Recording.policy_no),
        )
        for kind, of in (("problem_case", ProblemCase), ("complaint", Complaint))
    },
}


def recordings_of(actor: Actor) -> Select[Any]:
    return select(Recording).where(at_or_below(Recording.org, actor.org))


def expired(actor: Actor) -> Select[Any]:
    """Those that may be deleted."""
    today, ended, term = today_at(actor.org), KnownPolicy.ended_on, KnownPolicy.term_years
    over = or_(ended < KEEPING[LONG].over_before(today), and_(term <= 1, ended < KEEPING[SHORT].over_before(today)))
    theirs = recordings_of(actor).join(KnownPolicy, KnownPolicy.policy_no == Recording.policy_no)
    return theirs.where(Recording.deleted_at.is_(None), over, *(~each for each in HOLDS.values()))


async def shown(session: AsyncSession, recordings: Sequence[Recording], today: date) -> list[RecordingOut]:
    """In their order."""
    holds = [condition.label(kind) for kind, condition in HOLDS.items()]
    known = (KnownPolicy.term_years, KnownPolicy.ended_on)
    query = select(Recording.id, *known, *holds).outerjoin(KnownPolicy, KnownPolicy.policy_no == Recording.policy_no)
    found = await session.execute(query.where(Recording.id.in_([each.id for each in recordings])))
    rows = {row.id: row for row in found}
    return [_shown(each, rows[each.id], today) for each in recordings]


def _shown(recording: Recording, row: Any, today: date) -> RecordingOut:
    rule = keeping_for(row.term_years)
    held_by = [kind for kind in HOLDS if getattr(row, kind)]
    is_over = row.ended_on is not None and row.ended_on < rule.over_before(today)
    own = ("recording", "case_no", "attempt", "policy_no", "org", "made_at", "deleted_at", "deleted_by")
    return RecordingOut(
        **{name: getattr(recording, name) for name in own},
        rule=rule.code,
        keep_until=row.ended_on and rule.until(row.ended_on),
        held_by=held_by,
        deletable=is_over and not held_by and recording.deleted_at is None,
    )


async def delete(session: AsyncSession, name: str, actor: Actor) -> list[RecordingOut]:
    """On record is that it was deleted where it lay; all attempts that it is of must let it go."""
    query = recordings_of(actor).where(Recording.recording == name).order_by(Recording.id)
    recordings = (await session.scalars(query.with_for_update())).all()
    if not recordings:
        raise NotFound(Text(f"没有录音 {name}", f"There is no recording {name}"))
    today = today_at(actor.org)
    for each in await shown(session, recordings, today):
        _check_deletable(each)
    for recording in recordings:
        recording.deleted_at, recording.deleted_by = clock.now(), actor.ref
    await session.flush()
    return await shown(session, recordings, today)


def _check_deletable(recording: RecordingOut) -> None:
    if recording.deleted_at:
        raise Conflict(Text("该录音已登记删除", "It was deleted already"), rule="deleted")
    if recording.held_by:
        told = Text("相关件尚未办结,录音须保留", "A case that needs it is open")
        raise Conflict(told, rule="held", held_by=recording.held_by)
    if not recording.deletable:
        told = Text("保存期限未满", "It must be kept longer")
        raise Conflict(told, rule="to-be-kept", keep_until=recording.keep_until)
