"""What has fallen due (应领): each instalment becomes a case, once, whoever looks and how often."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any

import structlog
from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.benefits import maturing, plans
from services.policy_service.benefits.models import Benefit
from services.policy_service.benefits.plans import Instalment, Terms
from services.policy_service.benefits.transferring import wait_for_identity
from services.policy_service.models import TAKEN_OVER
from services.policy_service.open_claims.freezing import awaiting
from services.policy_service.payees import accounts, policies
from services.policy_service.values.standing import Standing, standing_of
from shared import transfer_reasons
from shared.auth import Actor
from shared.cases import advance, new_case_no
from shared.days import moment_of, today_at
from shared.db import Sessions, reading, take_turn
from shared.observability import continue_trace

PAGE = 500
MOST = 5_000  # policies with something due that one run goes through
POLL_SECONDS = 5.0
RETRY_SECONDS = 600.0

log = structlog.get_logger("benefits")


@dataclass(slots=True)
class Run:
    """How far one went: policies that `failed` are tried by the next; unfinished, it goes on when asked again."""

    day: date
    opened: int = 0
    failed: int = 0
    is_finished: bool = False


class Finder:
    """A policy is a transaction: broken off anywhere, the next run finds what is left."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._done: date | None = None

    async def run(self) -> None:
        """Once each day, and again where something failed, until cancelled."""
        while True:
            pause = POLL_SECONDS
            try:
                if (await self._of_today()).failed:
                    pause = RETRY_SECONDS
            except Exception:
                log.exception("benefits.interrupted")
            await asyncio.sleep(pause)

    async def catch_up(self) -> int:
        """For a clock that is moved by hand: today's, now; returns how many were found."""
        return (await self._of_today()).opened

    async def _of_today(self) -> Run:
        today = today_at("")
        if today == self._done:
            return Run(today, is_finished=True)
        found = await self.find(today)
        if found.is_finished and not found.failed:
            self._done = today
        return found

    async def find(self, day: date, org: str = "") -> Run:
        """All that was due up to a day and isn't a case yet."""
        continue_trace(None)
        run, after, met = Run(day), "", 0
        while met < MOST:
            async with reading(self._sessions) as session:
                page = await policies.page_of(session, plans.PRODUCTS, org, after, PAGE)
                owing = await _owing(session, page, day)
            for policy_no in owing:
                await self._open(policy_no, run)
            met += len(owing)
            if len(page) < PAGE:
                run.is_finished = True
                break
            after = page[-1].case_no
        return run

    async def _open(self, policy_no: str, run: Run) -> None:
        try:
            async with self._sessions.begin() as session:
                await take_turn(session, policy_no)  # another run may have come first, or a loan be repaid
                standing = await standing_of(session, policy_no, Actor.system())
                owed = (await _owing(session, [standing.policy], run.day)).get(policy_no, [])
                # Once the claim is closed a later run finds the others, or the policy has ended.
                missing = [each for each in owed if not awaiting(standing.open_claims, each.due_on)]
                for each in missing:
                    await _fall_due(session, standing, each)
            run.opened += len(missing)
        except Exception:
            log.exception("benefits.failed", policy_no=policy_no)
            run.failed += 1


async def _owing(session: AsyncSession, page: Sequence[Any], day: date) -> dict[str, list[Instalment]]:
    """By policy, what was due up to a day and isn't a case, the earliest first."""
    numbers = [policy.case_no for policy in page]
    births, last = await policies.births_of(session, numbers), await _last_of(session, numbers)
    found = {}
    for policy in page:
        if (born_on := births.get(policy.case_no)) is not None:
            terms = _terms_of(policy, born_on)
            found[policy.case_no] = _missing(policy, terms, last, policies.owed_until(policy, day))
    return {number: missing for number, missing in found.items() if missing}


def _terms_of(policy: Any, born_on: date) -> Terms:
    named = {name: getattr(policy, name) for name in Terms._fields if name != "born_on"}
    return Terms(**named, born_on=born_on)


Last = dict[tuple[str, str], tuple[date, str | None]]


async def _last_of(session: AsyncSession, policy_nos: Sequence[str]) -> Last:
    """The newest instalment of each policy and kind of benefit, and how it was drawn."""
    keys = (Benefit.policy_no, Benefit.benefit)
    newest = select(*keys, func.max(Benefit.due_on)).where(Benefit.policy_no.in_(policy_nos)).group_by(*keys)
    query = select(*keys, Benefit.due_on, Benefit.drawing_mode).where(tuple_(*keys, Benefit.due_on).in_(newest))
    return {(row[0], row[1]): (row[2], row[3]) for row in await session.execute(query)}


def _missing(policy: Any, terms: Terms, last: Last, until: date) -> list[Instalment]:
    found: list[Instalment] = []
    for plan in plans.plans_of(policy.product):
        known_on, known_mode = last.get((policy.case_no, plan.benefit), (date.min, None))

        def mode_of(year: date, known_on: date = known_on, known_mode: str | None = known_mode) -> str:
            return known_mode if known_mode and year <= known_on else policies.drawing_mode_of(policy)

        due = takewhile(lambda each: each.due_on <= until, plans.instalments(plan, terms, mode_of))
        found += [each for each in due if each.due_on > known_on and each.amount_fen]
    return sorted(found, key=lambda each: each.due_on)


async def _fall_due(session: AsyncSession, standing: Standing, due: Instalment) -> None:
    policy, payee = standing.policy, standing.of_role("insured")[0]
    benefit = Benefit(case_no=new_case_no("SC", policy.org), policy_no=policy.case_no, payee_ref=payee.party_ref)
    for name in TAKEN_OVER:
        setattr(benefit, name, getattr(policy, name))
    for name, value in due._asdict().items():
        setattr(benefit, name, value)
    if due.benefit == "maturity":
        await maturing.settle(session, standing, benefit)
    await advance(session, benefit, "fall_due", Actor.system(), clocks_at=moment_of(due.due_on, policy.org))
    if benefit.amount_fen and await accounts.good_or_of_the_form(session, policy, payee) is None:
        benefit.failed = transfer_reasons.MISSING
        await advance(session, benefit, "miss_account", Actor.system())
    await wait_for_identity(session, benefit)
    if due.benefit == "maturity":
        await maturing.mature(session, standing, benefit)
