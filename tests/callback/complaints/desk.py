"""What the tests of complaints do: who takes one in, who handles it, who decides."""

from typing import Any

import httpx

from shared.auth import Role, mint_token
from shared.testing.alone import Alone
from tests.callback.conftest import POLICY_NO

Case = dict[str, Any]
SAID, NAME, PHONE = "业务员欧阳说这是存款", "欧阳绿竹", "13959512345"
FORM: Case = {
    "channel": "counter",
    "reason": "mis-selling",
    "told": SAID,
    "complainant": "policyholder",
    "contact": {"name": NAME, "phone": PHONE},
    "policy_no": POLICY_NO,
}
FOUND: Case = {"finding": "founded", "findings": f"录音证实{NAME}所述"}
ANSWER: Case = {"answer": f"{NAME}女士: 全额退保费", "told_by": "letter"}
EXTENSION: Case = {"reason": "complex", "told_by": "telephone"}
HANDLER: Case = {"handler": "S-teller"}
MANAGER, PROVINCE, TELLER = Role.BRANCH_MANAGER, Role.PROVINCE, Role.TELLER


class ComplaintDesk:
    """The teller takes complaints in and handles them; the branch manager accepts them."""

    def __init__(self, centre: Alone) -> None:
        self.centre = centre

    async def post(self, path: str, body: Any = None, role: Role = TELLER, **more: str) -> httpx.Response:
        return await self.centre.post(f"/complaints{path}", role, body, **more)

    async def registered(self, **changes: Any) -> Case:
        answer = await self.post("", {name: value for name, value in (FORM | changes).items() if value is not None})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def accepted(self, **changes: Any) -> Case:
        return await self.done(await self.registered(**changes), "acceptance", HANDLER, MANAGER)

    async def answered(self, **changes: Any) -> Case:
        case = await self.accepted(**changes)
        await self.done(case, "handling", FOUND)
        return await self.done(case, "answer", ANSWER)

    async def done(self, case: Case, what: str, body: Any = None, role: Role = TELLER) -> Case:
        answer = await self.post(f"/{case['case_no']}/{what}", body, role)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def refused(
        self, case: Case, what: str, body: Any, status: int, rule: str | None = None, role: Role = TELLER
    ) -> Case:
        return refused(await self.post(f"/{case['case_no']}/{what}", body, role), status, rule)

    async def as_somebody(self, sub: str, role: Role, case: Case, what: str, body: Any) -> httpx.Response:
        token = mint_token(self.centre.settings, sub, [role], org="35")
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        return await self.centre.http.post(f"/v1/complaints/{case['case_no']}/{what}", json=body, headers=headers)

    async def clocks(self, case: Case) -> dict[str, list[tuple[str | None, bool]]]:
        """Of each id its laps: when due, and whether it has stopped."""
        told = (await self.centre.get(f"/complaints/{case['case_no']}/sla")).json()["clocks"]
        found: dict[str, list[tuple[str | None, bool]]] = {}
        for each in (clock["explanation"] for clock in told):
            found.setdefault(each["id"], []).append((each["due_at"], each["stopped_at"] is not None))
        return found


def refused(answer: httpx.Response, status: int, rule: str | None = None) -> Case:
    told = dict(answer.json())
    assert (answer.status_code, told.get("rule")) == (status, rule), told
    return told
