"""What the tests of group changes share: an issued group, its people, and the steps of a change."""

from collections.abc import Sequence
from typing import Any

import httpx

from shared.auth import Role
from tests.intake.counter import ORG, Case
from tests.intake.groups_desk import GroupDesk, person_in, pupil

CHANGES = "/v1/group-changes"
LATER = "2027-01-01"  # 285 of 365 days are left: 78.08 yuan of a hundred


class ChangesDesk(GroupDesk):
    async def issued(self, heads: int = 5, **changes: Any) -> Case:
        case = await self.approved(heads, **changes)
        await self.identify(case)
        paid = await self.pay(case, key=f"G-{self._forms}")
        assert paid.status_code == 200, paid.text
        return await self.step(paid.json(), "issue")

    async def identify(self, case: Case) -> None:
        """The organisation, by its licence; above a threshold its premium isn't taken before."""
        body = {"case_no": case["case_no"], "party_ref": case["case_no"], "document": "business_licence"}
        body |= {"method": "original_seen", "result": "matched"}
        headers = self.counter.token(Role.TELLER)
        answer = await self.counter.http.post("/v1/identity-checks", json=body, headers=headers)
        assert answer.status_code == 201, answer.text

    async def refs(self, group: Case, **params: str) -> list[str]:
        page = await self.get(f"/{group['case_no']}/insured", limit="200", **params)
        return [each["party_ref"] for each in page["items"]]

    async def open(
        self, group: Case, add: Sequence[int] = (), remove: Sequence[str] = (), org: str = ORG, **more: Any
    ) -> httpx.Response:
        body = {"group_application_no": group["case_no"], "effective_on": LATER, "no_claims": bool(remove)}
        body |= {"additions": [person_in(pupil(number)) for number in add], "removals": list(remove)}
        headers = self.counter.token(Role.TELLER, org)
        return await self.counter.http.post(CHANGES, json=body | more, headers=headers)

    async def opened(self, group: Case, add: Sequence[int] = (), remove: Sequence[str] = (), **more: Any) -> Case:
        answer = await self.open(group, add, remove, **more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def ask(
        self, case: Case, what: str, role: Role = Role.TELLER, body: Any = None, org: str = ORG, ref: str | None = None
    ) -> httpx.Response:
        """With the version that was seen, and a key of its own."""
        headers = self.counter.token(role, org, ref) | {"If-Match": f'"{case["version"]}"'}
        headers |= {"Idempotency-Key": f"{case['case_no']}-{what}"}
        return await self.counter.http.post(f"{CHANGES}/{case['case_no']}/{what}", json=body, headers=headers)

    async def done(self, case: Case, what: str, role: Role = Role.TELLER, body: Any = None, **more: Any) -> Case:
        answer = await self.ask(case, what, role, body, **more)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def reviewed(self, group: Case, add: Sequence[int] = (), remove: Sequence[str] = (), **more: Any) -> Case:
        case = await self.done(await self.opened(group, add, remove, **more), "submission")
        return await self.done(case, "review", Role.REVIEWER, {"outcome": "approve"})

    async def paid(self, case: Case) -> Case:
        body = {"amount_fen": case["premium_fen"], "method": "transfer", "reference": case["case_no"]}
        return await self.done(case, "receipts", Role.CASHIER, body)

    async def now(self, case: Case) -> Case:
        answer = await self.counter.http.get(f"{CHANGES}/{case['case_no']}", headers=self.counter.token(Role.TELLER))
        return dict(answer.json())
