"""policy_service and claims side by side, each with its own database and routes; a test carries the events across."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from services.claims.app import create_app as create_claims
from services.policy_service.app import create_app as create_policy_service
from shared import cloudevents
from shared.auth import Role
from shared.bus import Position, Record
from shared.contracts.policy_service import PolicyClaimDiffered
from shared.tables import case_events, inbox
from shared.testing.alone import Alone, alone, answering
from tests.claims.hall import PAPERS, Case, ClaimsHall, ok, payee, seen
from tests.policy_service.benefits.paying import Paying
from tests.policy_service.conftest import INSURED, MONDAY, PERSON

MOST_ROUNDS = 10
WHOLE = {"numerator": 1, "denominator": 1}
HEIR = payee(payee="beneficiary", share=WHOLE, id_number="E77770000")
SELF = payee()
OWNER = payee(payee="policyholder", name=PERSON["name"], id_number=PERSON["id_number"])
DEATH_PAPERS = [*PAPERS, "policy_document", "accident_proof", "death_certificate", "beneficiary_proof"]
DEATH: Case = {"types": ["accident-death"], "cause": "accident", "care": "none", "papers": DEATH_PAPERS}


class TwoServices:
    def __init__(self, policies: Alone, claims: Alone, intake: dict[str, Any]) -> None:
        self.policies, self.claims = policies, claims
        self.paying, self.hall = Paying(policies, intake), ClaimsHall(claims)
        self._keys, self._carried = count(1), {id(policies): 0, id(claims): 0}

    async def carry(self) -> int:
        """All that either announced, to both, until neither has more to say; returns how often they answered."""
        for round in range(MOST_ROUNDS):
            news = [record for office in (self.policies, self.claims) for record in await self._news(office)]
            if not news:
                return round
            for office in (self.policies, self.claims):
                await office.app.state.inbox.feed(news)
                assert [row.error for row in await office.rows(inbox) if row.done_at is None] == []
        raise AssertionError("they correct each other for ever")

    async def _news(self, office: Alone) -> list[Record]:
        known = self._carried[id(office)]
        rows = sorted((row for row in await office.rows(case_events) if row.id > known), key=lambda row: int(row.id))
        self._carried[id(office)] = max((row.id for row in rows), default=known)
        return list(_records(rows))

    async def lose(self) -> None:
        """Nobody hears what was announced by now: as of a service that didn't listen yet."""
        for office in (self.policies, self.claims):
            await self._news(office)

    async def died(self, policy_no: str, **changes: Any) -> Case:
        case = await self.hall.registered(policy_no=policy_no, **{"event_on": "2026-10-08"} | DEATH | changes)
        await self.carry()
        return case

    async def claim(self, case: Case) -> Case:
        return dict(await self.hall.get(case))

    async def calculated(self, case: Case, **findings: Any) -> Case:
        found = {"died_on": "2026-10-08"} | findings
        return await self.hall.done(case, "calculation", found, Role.ADJUDICATOR)

    async def decided(self, case: Case, **decision: Any) -> Case:
        return ok(await self.hall.decide(await self.hall.passed(await self.claim(case)), "35", **decision))

    async def reopened(self, case: Case) -> Case:
        return await self.hall.done(case, "reopening", {"reason": "new-evidence"}, Role.ADJUDICATOR, **seen(case))

    async def paid(self, case: Case) -> Case:
        """To whom it is owed, in cash; policy_service hears of it, and claims what that answers."""
        settled = await self.hall.get(case, "/settlements")
        owed = [each["payee"] for each in settled if each["pay_fen"] and each["no"] == settled[-1]["no"]]
        if (await self.claim(case))["status"] == "approved":
            payees = [each for each in (HEIR, OWNER, SELF) if each["payee"] in owed]
            opened = await self.hall.opened(case, *payees, papers=["succession_proof"])
            assert opened.status_code == 201, opened.text
            for payment in opened.json():
                ok(await self.hall.pay_out(case, payment, payment["amount_fen"], f"k{next(self._keys)}"))
        await self.carry()
        return await self.claim(case)

    async def differences(self, policy_no: str) -> int:
        """How often the policy found that a claim had kept or paid something else than it owed and had."""
        rows = await self.policies.rows(case_events)
        return sum(row.case_no == policy_no and row.type == PolicyClaimDiffered.type for row in rows)

    async def credit(self, policy_no: str, year: int, amount_fen: int) -> httpx.Response:
        body, key = {"policy_year": year, "amount_fen": amount_fen}, {"Idempotency-Key": f"{policy_no}-{year}"}
        return await self.policies.post(f"/policies/{policy_no}/dividends", Role.INTEGRATOR, body, **key)

    async def standing(self, policy_no: str) -> tuple[str, int, int]:
        """Status, what is owed on loans, what lies on the dividend account."""
        worth = (await self.policies.get(f"/policies/{policy_no}/values")).json()
        return (await self.paying.policy(policy_no))["status"], worth["owed_fen"], worth["dividends_fen"]


def _records(rows: list[Any]) -> Iterator[Record]:
    for row in rows:
        known = {name: getattr(row, name) for name in ("event_id", "type", "case_no", "version", "at", "data")}
        at = Position(cloudevents.topic(row.type.partition(".")[0]), 0)
        yield Record(at, 0, row.case_no, cloudevents.encode(**known, traceparent=None))


@asynccontextmanager
async def two_services(folder: Path) -> AsyncIterator[TwoServices]:
    intake: dict[str, Any] = {}
    sisters: dict[str, httpx.AsyncBaseTransport] = {"intake": answering(intake)}
    async with alone("policy_service", create_policy_service, folder, MONDAY, sisters) as policies:
        sisters["policy_service"] = httpx.ASGITransport(policies.app)
        async with alone("claims", create_claims, folder, MONDAY, sisters) as claims:
            sisters["claims"] = httpx.ASGITransport(claims.app)
            yield TwoServices(policies, claims, intake)


async def sold(both: TwoServices, **facts: Any) -> str:
    """A policy of three years ago over 50,000 yuan, with dividends."""
    born = {"id_number": "E11112222", "born_on": "1980-01-01"}
    policy_no = await both.paying.sold(INSURED | born, **facts)
    await both.carry()
    return policy_no
