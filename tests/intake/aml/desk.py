"""What the tests of the anti-money-laundering duties share: forms that wait for their premium, checks, receipts."""

from datetime import datetime
from itertools import count
from typing import Any

import httpx
from sqlalchemy import update

from services.intake.applications.models import Application, Party
from shared.auth import Actor, Role, mint_token
from shared.cases import advance, new_case_no
from shared.people import add_people
from shared.testing.alone import Alone
from tests.intake.counter import CHINA, PERSON

ORG = "350322"
YUAN = 100
CASH_CHECKED, TRANSFER_CHECKED, LARGE_CASH = 20_000 * YUAN, 200_000 * YUAN, 50_000 * YUAN
Case = dict[str, Any]


class AmlDesk:
    def __init__(self, office: Alone) -> None:
        self.office, self._forms, self._people, self._keys = office, count(1), count(1), count(1)

    def person(self, **changes: Any) -> dict[str, Any]:
        """Somebody new, with a telephone and an account of their own."""
        number = next(self._people)
        own = {
            "id_number": f"E{number:08d}",
            "phones": {"mobile": f"139{number:08d}"},
            "account_no": f"62{number:014d}",
        }
        return PERSON | own | changes

    async def waiting(
        self,
        premium_fen: int,
        policyholder: dict[str, Any] | None = None,
        insured: dict[str, Any] | None = None,
        beneficiary: dict[str, Any] | None = None,
        org: str = ORG,
    ) -> Case:
        """An application that waits for its premium, built without the ten steps before."""
        form_no = f"{org}-26-{next(self._forms):06d}"
        now = datetime(2026, 10, 12, 9, 0, tzinfo=CHINA)
        case = Application(case_no=new_case_no("TB", org), org=org, form_no=form_no, form_on=now.date())
        case.premium_fen, case.sum_assured_fen, case.accepted_at = premium_fen, 10_000_000, now
        case.payment_mode, case.payment_method, case.pay_years, case.insured_age = "annual", "cash", 10, 41
        case.free_look_days, case.free_look_starts, case.product = 15, "signature", "L1001"
        holder = policyholder or self.person()
        people = [("policyholder", holder), ("insured", insured or holder)]
        people += [("beneficiary", beneficiary)] if beneficiary else []
        async with self.office.app.state.sessions.begin() as session:
            await advance(session, case, "accept", Actor.system())
            add_people(session, Party, case.case_no, people)
            here = update(Application).where(Application.case_no == case.case_no)
            await session.execute(here.values(status="awaiting_premium"))
        return {"case_no": case.case_no, "premium_fen": premium_fen, "org": org}

    async def pay(self, case: Case, method: str = "cash") -> httpx.Response:
        body = {"amount_fen": case["premium_fen"], "method": method, "reference": case["case_no"]}
        key = {"Idempotency-Key": f"R-{next(self._keys)}"}
        path = f"/applications/{case['case_no']}/receipts"
        return await self.office.post(path, Role.CASHIER, body, org=case["org"], **key)

    async def paid(self, premium_fen: int, method: str = "cash", **who: Any) -> Case:
        """Everybody on the form identified, and the premium in."""
        case = await self.waiting(premium_fen, **who)
        await self.identify_all(case)
        answer = await self.pay(case, method)
        assert answer.status_code == 200, answer.text
        return case | dict(answer.json())

    async def issue(self, case: Case) -> httpx.Response:
        return await self.office.post(f"/applications/{case['case_no']}/issue", Role.TELLER, None, org=case["org"])

    async def persons(self, case: Case) -> list[dict[str, Any]]:
        answer = await self.office.get(
            "/identity-checks/persons", Role.TELLER, org=case["org"], case_no=case["case_no"]
        )
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def check(self, case: Case, person: dict[str, Any], **changes: Any) -> httpx.Response:
        seen = {"method": "original_seen", "result": "matched", "document": person["document"]}
        body = {"case_no": case["case_no"], "party_ref": person["party_ref"]} | seen | changes
        return await self.office.post("/identity-checks", Role.TELLER, body, org=case["org"])

    async def identify_all(self, case: Case, *roles: str) -> None:
        for person in await self.persons(case):
            if not roles or person["role"] in roles:
                answer = await self.check(case, person)
                assert answer.status_code == 201, answer.text

    async def reports(self, org: str = "35", role: Role = Role.COMPLIANCE) -> list[Case]:
        answer = await self.office.get("/large-cash-reports", role, org=org)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def receipts(self, report: Case) -> list[int]:
        answer = await self.office.get(f"/large-cash-reports/{report['case_no']}/receipts", Role.COMPLIANCE)
        assert answer.status_code == 200, answer.text
        return [row["amount_fen"] for row in answer.json()["items"]]

    async def move(
        self, path: str, case: Case, what: str, body: Any = None, ref: str | None = None, tag: bool = True
    ) -> httpx.Response:
        """A step of compliance; `ref` is whoever takes it."""
        headers = self.office.headers(Role.COMPLIANCE, "35", False)
        if ref:
            headers |= self.token(ref)
        if tag:
            headers["If-Match"] = f'"{case["version"]}"'
        return await self.office.http.post(f"/v1/{path}/{case['case_no']}/{what}", json=body, headers=headers)

    def token(self, ref: str, role: Role = Role.COMPLIANCE, *, pii: bool = False) -> dict[str, str]:
        return {"Authorization": f"Bearer {mint_token(self.office.settings, ref, [role], org='35', pii=pii)}"}
