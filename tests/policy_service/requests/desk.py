"""What the tests of policy services do at the counter."""

from typing import Any

import httpx
from sqlalchemy import update

from services.policy_service.items.catalogue import ITEMS
from services.policy_service.policies.models import Policy
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
NEW_HOLDER = {name: value for name, value in BENEFICIARY.items() if name != "share_percent"} | {
    "account_no": "6222020200119988776"
}
CHANGES: dict[str, dict[str, Any]] = {
    "contact-change": {"party_ref": HOLDER_REF, "phones": {"mobile": "13800000001"}},
    "customer-data-change": {"party_ref": HOLDER_REF, "name": "欧阳建民"},
    "account-change": {"account_no": "6222020200112233445"},
    "beneficiary-change": {"beneficiaries": [BENEFICIARY]},
    "holder-change": {"policyholder": NEW_HOLDER, "relation": "child"},
    "occupation-change": {"party_ref": INSURED_REF, "occupation": "高空作业", "occupation_class": 5},
    "supplementary-notice": {"party_ref": INSURED_REF, "about": "health", "disclosure": "三年前做过阑尾手术"},
    "document-loss": {"lost_on": "2026-10-11"},
    "document-reissue": {"cause": "damaged"},
    "dividend-option": {"option": "accumulate"},
    "premium-loan-option": {"premium_loan": True},
    "reduced-paid-up": {},
    "policy-transfer": {"org": "350400", "outlet": "35040001"},
}
GIVEN_BACK = {"item": "free-look-cancellation", "reason": "changed-mind"}
AGENT = {"name": "林代办", "id_type": "passport", "id_number": "G55556666", "phone": "13800000009"}


def all_papers(item: str) -> list[str]:
    row = ITEMS[item]
    return [*row.papers, *((row.consent.paper,) if row.consent else ())]


async def policy_given_back(office: Alone, policy_no: str = POLICY_NO, reason: str = "changed-mind") -> Case:
    """犹豫期退保: the policy after it was asked for and reviewed."""
    policy = (await office.get(f"/policies/{policy_no}")).json()
    change = GIVEN_BACK | {"reason": reason}
    form = {"policy_no": policy_no, "applicant_ref": policy["policyholder_ref"], "change": change}
    desk, papers = ServiceDesk(office), {"papers": all_papers(change["item"])}
    asked = await office.post("/service-requests", Role.TELLER, form | papers)
    assert asked.status_code == 201, asked.text
    case = await desk.reviewed(await desk.moved(asked.json(), "submission"))
    assert case["status"] == "awaiting_payout", case
    return dict((await office.get(f"/policies/{policy_no}")).json())


class ServiceDesk:
    def __init__(self, office: Alone) -> None:
        self.office = office

    def form(self, item: str, **changes: Any) -> dict[str, Any]:
        form = {"policy_no": POLICY_NO, "applicant_ref": HOLDER_REF, "papers": all_papers(item)}
        return form | {"change": {"item": item} | CHANGES.get(item, {})} | changes

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

    async def underwritten(self, case: Case, outcome: str = "approve", **more: Any) -> Case:
        tag = {"If-Match": f'"{case["version"]}"'}
        return await self.moved(case, "underwriting", Role.UNDERWRITER, {"outcome": outcome} | more, **tag)

    async def done(self, item: str, **changes: Any) -> Case:
        """Asked for and through whoever decides."""
        return await self.finished(await self.asked(item, **changes))

    async def finished(self, case: Case) -> Case:
        case = await self.moved(case, "submission")
        if case["status"] == "in_underwriting":
            case = await self.underwritten(case)
        case = await self.reviewed(case) if case["status"] == "in_review" else case
        assert case["status"] == "confirmed", case
        return case

    async def refused(self, item: str, **changes: Any) -> tuple[int, str | None, str | None]:
        answer = await self.ask(item, **changes)
        told = answer.json()
        return answer.status_code, told.get("field"), told.get("rule")

    async def set_policy(self, **columns: Any) -> None:
        """What no item does: premiums paid, a product sold, a policy suspended."""
        if not columns:
            return
        async with self.office.app.state.sessions.begin() as session:
            await session.execute(update(Policy).where(Policy.case_no == POLICY_NO).values(columns))

    async def people(self, role: str | None = None) -> list[dict[str, Any]]:
        params = {"role": role} if role else {}
        answer = await self.office.get(f"/policies/{POLICY_NO}/parties", Role.TELLER, pii=True, **params)
        return list(answer.json()["items"])

    async def policy(self) -> Case:
        return dict((await self.office.get(f"/policies/{POLICY_NO}")).json())
