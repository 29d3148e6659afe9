"""What the tests of money items do at the counter and behind it."""

from datetime import UTC, date, datetime
from typing import Any

import httpx

from services.policy_service.items.catalogue import ITEMS
from services.policy_service.policies.models import Policy
from shared.auth import Actor, Role
from shared.cases import advance, get_case
from shared.testing.alone import Alone
from tests.policy_service.conftest import issued
from tests.policy_service.requests.desk import HOLDER_REF, POLICY_NO, Case, ServiceDesk

POLICY = f"/policies/{POLICY_NO}"
ALL_PAPERS = ["insured_consent", "identity_check"]


class MoneyDesk(ServiceDesk):
    """Its requests come with all papers, unless they name theirs."""

    def at(self, day: str) -> None:
        """Ten o'clock of that day."""
        self.office.time.set(datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=UTC))

    def asking(self, item: str, papers: list[str] | None = None, **change: Any) -> dict[str, Any]:
        papers = [*ITEMS[item].papers, *ALL_PAPERS] if papers is None else papers
        form = {"policy_no": POLICY_NO, "applicant_ref": HOLDER_REF, "papers": papers}
        return form | {"change": {"item": item} | change}

    async def wants(self, item: str, **change: Any) -> httpx.Response:
        return await self.office.post("/service-requests", Role.TELLER, self.asking(item, **change))

    async def wanted(self, item: str, **change: Any) -> Case:
        answer = await self.wants(item, **change)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def agreed(self, item: str, **change: Any) -> Case:
        """Asked for, worked on, and reviewed where it must be."""
        case = await self.moved(await self.wanted(item, **change), "submission")
        return await self.reviewed(case) if case["status"] == "in_review" else case

    async def quoted(self, item: str, **change: Any) -> httpx.Response:
        body = {"policy_no": POLICY_NO, "change": {"item": item} | change}
        return await self.office.post("/service-quotations", Role.TELLER, body)

    async def money(self, case: Case, what: str, amount_fen: int, key: str = "1") -> httpx.Response:
        body, headers = {"amount_fen": amount_fen, "reference": "LS-1"}, {"Idempotency-Key": case["case_no"] + key}
        return await self.move(case, what, Role.CASHIER, body, **headers)

    async def paid(self, case: Case, what: str, amount_fen: int) -> Case:
        answer = await self.money(case, what, amount_fen)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def lent(self, amount_fen: int) -> Case:
        case = await self.agreed("policy-loan", amount_fen=amount_fen)
        await self.paid(case, "payout", amount_fen)
        return dict((await self.loans())["loans"][-1])

    async def values(self) -> Case:
        return dict((await self.office.get(f"{POLICY}/values")).json())

    async def loans(self) -> Case:
        return dict((await self.office.get(f"{POLICY}/loans")).json())

    async def sign(self) -> None:
        """The free-look period ends on 27 October."""
        for what, body in (("delivery", {"delivered_on": "2022-10-12"}), ("receipt", {"signed_on": "2022-10-12"})):
            answer = await self.office.post(f"{POLICY}/{what}", Role.TELLER, body)
            assert answer.status_code == 200, answer.text

    async def lapse(self, day: str) -> None:
        """As the system does when no premium comes."""
        async with self.office.app.state.sessions.begin() as session:
            policy = await get_case(session, Policy, POLICY_NO, Actor.system())
            policy.suspended_on = date.fromisoformat(day)
            await advance(session, policy, "lapse", Actor.system())


async def money_desk(office: Alone, **facts: Any) -> MoneyDesk:
    """Signed for on the day of its issue, the one before it begins."""
    opened = MoneyDesk(office)
    await office.feed(issued(effective_on="2022-10-13", **facts))
    await opened.sign()
    return opened


def lines(case: Case) -> list[tuple[str, int]]:
    return [(line["code"], line["amount_fen"]) for line in case["money"]]
