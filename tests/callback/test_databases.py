"""The tables of callback on both databases."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import column, func, insert, select, table, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.callback.app import create_app
from services.callback.callbacks.models import Callback
from services.callback.policies.models import KnownPolicy
from services.callback.recordings.models import Recording
from shared.auth import Role
from shared.db import Json, UtcDateTime, make_engine, make_sessions
from shared.migrate import migrate_engine, tables_of
from shared.tables import pii_reads, timers
from shared.testing.alone import alone, answering
from shared.testing.databases import BOTH, check_migrations, database
from tests.callback.conftest import COMPLETED, MONDAY, PERSON, SEVEN, acknowledged, call, opened
from tests.callback.problems.finding import assigned, post, report, settle


@pytest.mark.parametrize("kind", BOTH)
async def test_migrations_make_what_the_models_say(tmp_path: Path, kind: str):
    async with database(kind, tmp_path) as url:
        await check_migrations(url, "callback", tables_of("callback"))


@pytest.mark.real
async def test_a_callbacks_whole_way_on_postgresql(tmp_path: Path, policy_service: dict[str, Any]):
    sisters = {"policy_service": answering(policy_service)}
    async with (
        database("postgresql", tmp_path) as url,
        alone("callback", create_app, tmp_path, MONDAY, sisters, url) as centre,
    ):
        await centre.feed(opened(), acknowledged(), acknowledged())
        case_no = (await centre.get("/callbacks")).json()["items"][0]["case_no"]
        await centre.post(f"/callbacks/{case_no}/hold", Role.CALLER, None)
        contact = await centre.get(f"/callbacks/{case_no}/contact", Role.CALLER, pii=True)
        assert contact.json()["name"] == PERSON["name"]
        done = await call(centre, case_no, COMPLETED)
        assert (done.status_code, done.json()["status"], len(await centre.rows(pii_reads))) == (200, "completed", 1)


@pytest.mark.real
async def test_a_problem_case_on_postgresql(tmp_path: Path):
    """One open a call-back, settled and opened again."""
    async with (
        database("postgresql", tmp_path) as url,
        alone("callback", create_app, tmp_path, MONDAY, {}, url) as centre,
    ):
        case = await settle(centre, await assigned(centre))
        second = await report(centre, "complaint")
        refused = await post(centre, case, "reopening", {"reason": "mistake"})
        assert (refused.status_code, refused.json()["case_no"]) == (409, second)


OLD: dict[str, Any] = {
    "project": "new-policy",
    "policyholder_ref": "5b0f8a52",
    "free_look_days": 15,
    "free_look_starts": "day_after",
    "attempts": [],
    "version": 2,
    "org": "350322",
    "salesperson": "A1024",
    "opened_at": MONDAY,
    "clocks": "[]",
    "last_action": "date",
    "last_at": MONDAY,
    "last_by": "system",
}

TRIED = {"attempt": 1, "result": "no-answer", "at": MONDAY.isoformat(), "answers": [], "recording": "R-1"}


async def put(engine: AsyncEngine, number: int, status: str, **more: Any) -> None:
    row = OLD | {"case_no": f"HF{number}", "policy_no": f"BD{number}", "status": status} | more
    types = {"attempts": Json, "questions": Json} | {name: UtcDateTime() for name in row if name.endswith("_at")}
    before = table("callbacks", *(column(name, types.get(name)) for name in row))
    async with engine.begin() as connection:
        await connection.execute(insert(before).values(row))


@pytest.mark.parametrize("kind", BOTH)
async def test_calls_of_before_are_about_new_policies_and_the_open_ones_are_asked_all(tmp_path: Path, kind: str):
    async with database(kind, tmp_path) as url:
        engine = make_engine(url)
        await migrate_engine(engine, "callback", "0001")
        await put(engine, 1, "due", attempts=[TRIED])
        await put(engine, 2, "dropped", closed_at=MONDAY)
        await migrate_engine(engine, "callback")
        async with make_sessions(engine)() as session:
            due, dropped = (await session.scalars(select(Callback).order_by(Callback.case_no))).all()
            known = (await session.scalars(select(KnownPolicy).order_by(KnownPolicy.policy_no))).all()
            (kept_recording,) = (await session.scalars(select(Recording))).all()
        assert (kept_recording.recording, kept_recording.attempt, kept_recording.made_at) == ("R-1", 1, MONDAY)
        assert (due.cause_no, due.cause_seq, due.owner, due.called) == ("BD1", 1, "province", "policyholder")
        assert (due.questions, dropped.questions) == (list(SEVEN), [])
        assert [(each.policy_no, each.status, each.version) for each in known] == [
            ("BD1", "in_force", 0),
            ("BD2", "terminated", 0),
        ]
        await migrate_engine(engine, "callback", "0001")
        async with engine.connect() as connection:
            kept = await connection.scalar(select(func.count()).select_from(text("callbacks")))
        assert kept == 2
        await engine.dispose()


DUE: dict[str, Any] = {
    "owner": "province",
    "called": "policyholder",
    "cause_seq": 1,
    "questions": [],
    "ready_at": MONDAY,
    "clocks": '[{"id": "cb", "started_at": "2026-10-12T02:00:00Z", "due_at": "2026-10-26T09:30:00Z"}]',
}
MIDNIGHT = datetime(2026, 10, 26, 16, tzinfo=UTC)  # of the counter, after the limit's last day


@pytest.mark.parametrize("kind", BOTH)
async def test_leases_of_before_run_on_and_what_was_due_before_rounds_goes_to_the_branch_in_time(
    tmp_path: Path, kind: str
):
    async with database(kind, tmp_path) as url:
        engine = make_engine(url)
        await migrate_engine(engine, "callback", "0007")
        await put(engine, 1, "due", project="policy-surrendered", cause_no="BD1", **DUE)
        await put(engine, 2, "due", project="new-policy", cause_no="BD2", **DUE)
        held = {"held_by": "V1", "resting": True, "owner": "branch"}
        await put(engine, 3, "due", project="policy-lapsed", cause_no="BD3", **DUE | held)
        await put(engine, 4, "awaiting_receipt", project="new-policy", cause_no="BD4", **DUE | {"clocks": "[]"})
        await migrate_engine(engine, "callback")
        async with make_sessions(engine)() as session:
            surrender, policy, lapse, awaited = await session.scalars(select(Callback).order_by(Callback.case_no))
            started = (await session.execute(select(timers).order_by(timers.c.due_at, timers.c.case_no))).all()
        days = [(each.provinces_until, each.calls_until) for each in (surrender, policy, lapse, awaited)]
        branchs, last = date(2026, 10, 22), date(2026, 10, 26)
        assert days == [(branchs, None), (branchs, last), (None, None), (None, None)]
        assert [(each.case_no, each.name, each.due_at) for each in started] == [
            ("HF1", "hand-down", MIDNIGHT - timedelta(days=4)),
            ("HF2", "hand-down", MIDNIGHT - timedelta(days=4)),
            ("HF1", "calls-end", MIDNIGHT),
            ("HF3", "calls-end", MIDNIGHT),
        ]
        assert (lapse.held_by, lapse.held_until, lapse.resting, surrender.held_until) == ("V1", MONDAY, False, None)
        await migrate_engine(engine, "callback", "0007")
        async with engine.connect() as connection:
            resting = await connection.scalar(text("SELECT count(*) FROM callbacks WHERE resting"))
        assert resting == 1
        await engine.dispose()
