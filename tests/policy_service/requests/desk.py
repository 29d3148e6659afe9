"""What the tests of policy services do at the counter."""

from typing import Any

import httpx

from services.policy_service.items.catalogue import ITEMS
from shared.auth import Role
from shared.testing.alone import Alone
from tests.policy_service.conftest import INSURED, PERSON

POLICY_NO = "BD261012-00000001"
HOLDER_REF, INSURED_REF = PERSON["party_ref"], INSURED["party_ref"]
Case = dict[str, Any]

BENEFICIARY = {
    "name": "林小雨",
    "sex": "female",
    "born_on": "1990-02-03",
    "id_type": "passport",
    "id_number": "G20203030",
    "phones": {},
    "address": "福建省莆田市仙游县鲤城街道东门路18号",
    "share_percent": 100,
}
CHANGES: dict[str, dict[str, Any]] = {
    "contact-change": {"party_ref": HOLDER_REF, "phones": {"mobile": "13800000001"}},
    "customer-data-change": {"party_ref": HOLDER_REF, "name": "欧阳建民"},
    "account-change": {"account_no": "6222020200112233445"},
    "beneficiary-change": {"beneficiaries": [BENEFICIARY]},
}


def all_papers(item: str) -> list[str]:
    row = ITEMS[item]
    return [*row.papers, *((row.consent.paper,) if row.consent else ())]


class ServiceDesk:
    def __init__(self, office: Alone) -> None:
        self.office = office

    def form(self, item: str, **changes: Any) -> dict[str, Any]:
        form = {"policy_no": POLICY_NO, "applicant_ref": HOLDER_REF, "papers": all_papers(item)}
        return form | {"change": {"item": item} | CHANGES[item]} | changes

    async def ask(self, item: str, **changes: Any) -> httpx.Response:
        return await self.office.post("/service-requests", Role.TELLER, self.form(item, **changes))

    async def asked(self, item: str, **changes: Any) -> Case:
        answer = await self.ask(item, **changes)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def move(
        self, case: Case, what: str, role: Role = Role.TELLER, body: Any = None, **headers: str
    ) -> httpx.Response:
        return await self.office.post(f"/service-requests/{case['case_no']}/{what}", role, body, **headers)

    async def moved(self, case: Case, what: str, role: Role = Role.TELLER, body: Any = None, **headers: str) -> Case:
        answer = await self.move(case, what, role, body, **headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def reviewed(self, case: Case, outcome: str = "approve", **more: Any) -> Case:
        tag = {"If-Match": f'"{case["version"]}"'}
        return await self.moved(case, "review", Role.REVIEWER, {"outcome": outcome} | more, **tag)

    async def people(self, role: str | None = None) -> list[dict[str, Any]]:
        params = {"role": role} if role else {}
        answer = await self.office.get(f"/policies/{POLICY_NO}/parties", Role.TELLER, pii=True, **params)
        return list(answer.json()["items"])

    async def policy(self) -> Case:
        return dict((await self.office.get(f"/policies/{POLICY_NO}")).json())
