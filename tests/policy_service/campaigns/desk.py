"""A branch with policies of two salespeople, and its manager's campaigns."""

from typing import Any
from uuid import UUID

import httpx

from shared.auth import Role
from shared.contracts.policy_service_requests import ServiceRequestConfirmed
from shared.tables import case_events
from shared.testing.alone import Alone
from tests.policy_service.conftest import PERSON, issued

Case = dict[str, Any]
MANAGER, TELLER = Role.BRANCH_MANAGER, Role.TELLER
FORM: Case = {"org": "350322", "starts_on": "2026-10-12", "ends_on": "2026-10-16", "goal_percent": 50}
CALL: Case = {"contacted_by": "A1", "channel": "phone"}


class CampaignDesk:
    def __init__(self, office: Alone, intake: dict[str, Any]) -> None:
        self.office, self._intake = office, intake

    async def sell(self, number: int, account: str | None = "6227001234567890123", **facts: Any) -> str:
        """A policy with its people; every second one is salesperson A2's."""
        application, policy = f"TB261012-{number:08d}", f"BD261012-{number:08d}"
        person = PERSON | {"party_ref": str(UUID(int=number)), "account_no": account}
        insured = person | {"party_ref": str(UUID(int=10_000 + number)), "role": "insured"}
        self._intake[f"/v1/applications/{application}/parties"] = {"masked": False, "items": [person, insured]}
        known = {"salesperson": f"A{number % 2 + 1}", "outlet": "XY01", "payment_mode": "monthly", "free_look_days": 0}
        await self.office.feed(issued(case_no=application, policy_no=policy, **known | facts))
        return policy

    async def post(self, path: str, body: Any = None, role: Role = MANAGER) -> httpx.Response:
        return await self.office.post(f"/campaigns{path}", role, body)

    async def opened(self, kind: str, **changes: Any) -> str:
        answer = await self.post("", FORM | {"campaign_type": kind} | changes)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["case_no"])

    async def started(self, kind: str, **changes: Any) -> str:
        number = await self.opened(kind, **changes)
        answer = await self.post(f"/{number}/start")
        assert answer.status_code == 200, answer.text
        return number

    async def give_list(self, number: str, content: str | bytes) -> httpx.Response:
        raw = content.encode() if isinstance(content, str) else content
        return await self.office.http.post(
            f"/v1/campaigns/{number}/target-list",
            files={"file": ("targets.csv", raw)},
            headers=self.office.headers(MANAGER, "350322", False),
        )

    async def contact(self, number: str, policy: str, outcome: str, **more: Any) -> httpx.Response:
        return await self.post(f"/{number}/targets/{policy}/contacts", CALL | {"outcome": outcome} | more, TELLER)

    async def campaign(self, number: str) -> Case:
        return dict((await self.office.get(f"/campaigns/{number}")).json())

    async def targets(self, number: str, **asked: str) -> dict[str, Case]:
        items = (await self.office.get(f"/campaigns/{number}/targets", **asked)).json()["items"]
        return {item["policy_no"]: item for item in items}

    async def progress(self, number: str, by: str = "salesperson") -> Case:
        return dict((await self.office.get(f"/campaigns/{number}/progress", by=by)).json())

    async def change_account(self, policy: str, *, told: bool = True) -> str:
        """A request confirmed, and, if `told`, announced to whoever reacts to it."""
        people = (await self.office.get(f"/policies/{policy}/parties", TELLER)).json()["items"]
        papers = ["application_form", "id_card", "account_card"]
        change = {"item": "account-change", "account_no": "6222020200112233445"}
        form = {"policy_no": policy, "applicant_ref": people[0]["party_ref"], "papers": papers, "change": change}
        request = (await self.office.post("/service-requests", TELLER, form)).json()["case_no"]
        answer = await self.office.post(f"/service-requests/{request}/submission", TELLER, None)
        assert answer.status_code == 200, answer.text
        if told:
            await self.office.feed(await self.confirmed(request))
        return str(request)

    async def confirmed(self, request: str) -> ServiceRequestConfirmed:
        rows = await self.office.rows(case_events)
        data = next(row.data for row in rows if row.case_no == request and row.type == ServiceRequestConfirmed.type)
        return ServiceRequestConfirmed.model_validate_json(data)
