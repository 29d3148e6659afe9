"""What the tests of benefits do: sell a policy, look for what is due, pay it."""

import csv
from io import StringIO
from itertools import count
from typing import Any

import httpx
from sqlalchemy import update

from services.policy_service.benefits.paper_words import ALWAYS
from services.policy_service.policies.models import Policy
from shared.auth import Role
from shared.testing.alone import Alone
from tests.policy_service.conftest import INSURED, PERSON, issued

Case = dict[str, Any]
NEW_ACCOUNT = {"account_no": "6222020200112233445", "holder": PERSON["name"]}
IDENTITY = {"id_type": PERSON["id_type"], "id_number": PERSON["id_number"], "relation": "self"}
AGENT = {"name": "林小雨", "id_type": "passport", "id_number": "G20203030", "phone": "13800000001"}
ORG = "350322"


class Paying:
    def __init__(self, office: Alone, intake: dict[str, Any]) -> None:
        self.office, self.intake, self._numbers, self._keys = office, intake, count(1), count(1)

    async def sold(self, insured: dict[str, Any] | None = None, **facts: Any) -> str:
        """A policy of L1001 of three years ago, in force; its first survival benefit is due today: 5,000 yuan."""
        number = next(self._numbers)
        known = {"case_no": f"TB261012-0000000{number}", "policy_no": f"BD261012-0000000{number}"}
        known |= {"product": "L1001", "effective_on": "2023-10-12", "sum_assured_fen": 5_000_000, "free_look_days": 0}
        refs = [{"party_ref": f"{who['party_ref'][:-1]}{number}"} for who in (PERSON, INSURED)]
        people = [PERSON | refs[0], INSURED | refs[1] | (insured or {})]
        self.intake[f"/v1/applications/{known['case_no']}/parties"] = {"masked": False, "items": people}
        await self.office.feed(issued(**known | facts))
        return str(known["policy_no"])

    async def draw(self, mode: str) -> None:
        """What a change of the drawing mode does to each policy."""
        async with self.office.app.state.sessions.begin() as session:
            await session.execute(update(Policy).values(drawing_mode=mode))

    async def run(self, day: str = "2026-10-12", **body: str) -> httpx.Response:
        return await self.office.post("/benefit-runs", Role.CASHIER, {"day": day} | body)

    async def opened(self, day: str = "2026-10-12") -> int:
        answer = await self.run(day)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["failed"], answer.json()["is_finished"]) == (0, True)
        return int(answer.json()["opened"])

    async def due(self, **facts: Any) -> Case:
        """One benefit, just fallen due."""
        policy_no = await self.sold(**facts)
        await self.opened()
        (case,) = await self.benefits(policy_no=policy_no)
        return case

    async def benefits(self, **asked: str) -> list[Case]:
        return list((await self.office.get("/benefits", **asked)).json()["items"])

    async def now(self, case: Case) -> Case:
        return dict((await self.office.get(f"/benefits/{case['case_no']}")).json())

    async def policy(self, policy_no: str) -> Case:
        return dict((await self.office.get(f"/policies/{policy_no}")).json())

    async def move(self, case: Case, what: str, body: Any = None, role: Role = Role.TELLER) -> httpx.Response:
        seen = {"If-Match": f'"{(await self.now(case))["version"]}"', "Idempotency-Key": f"K-{next(self._keys)}"}
        return await self.office.post(f"/benefits/{case['case_no']}/{what}", role, body, **seen)

    async def moved(self, case: Case, what: str, body: Any = None, role: Role = Role.TELLER) -> Case:
        answer = await self.move(case, what, body, role)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def claim(self, case: Case, **more: Any) -> Case:
        return {"applicant_ref": case["payee_ref"], "papers": list(ALWAYS)} | more

    async def batch(self, org: str = ORG) -> httpx.Response:
        return await self.office.post("/transfer-batches", Role.CASHIER, {"org": org})

    async def exported(self) -> Case:
        answer = await self.batch()
        assert answer.status_code == 201, answer.text
        path = f"/transfer-batches/{answer.json()['case_no']}/export"
        return dict((await self.office.post(path, Role.CASHIER, None)).json())

    async def items(self, batch: Case) -> list[Case]:
        return list((await self.office.get(f"/transfer-batches/{batch['case_no']}/items")).json()["items"])

    async def answer(self, batch: Case, *results: str) -> str:
        """The bank's file: these results, item by item."""
        lines = [
            f"{batch['case_no']},{item['item_no']},{item['amount_fen'] / 100:.2f},{result}"
            for item, result in zip(await self.items(batch), results, strict=True)
        ]
        return "\n".join(["批次号,序号,金额,结果", *lines, ""])

    async def send(self, batch: Case, content: str) -> httpx.Response:
        path = f"/v1/transfer-batches/{batch['case_no']}/results"
        headers = self.office.headers(Role.CASHIER, ORG, False)
        return await self.office.http.post(path, files={"file": ("r.csv", content.encode())}, headers=headers)

    async def reconciled(self, *results: str) -> Case:
        """What is due goes to the bank, which answers so."""
        batch = await self.exported()
        answer = await self.send(batch, await self.answer(batch, *results))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def file(self, batch: Case, *, pii: bool = True) -> httpx.Response:
        return await self.office.get(f"/transfer-batches/{batch['case_no']}/file", Role.CASHIER, pii=pii)


def rows_of(answer: httpx.Response) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.text)))


def refused(answer: httpx.Response, status: int, rule: str, **facts: Any) -> dict[str, Any]:
    told = dict(answer.json())
    assert (answer.status_code, told.get("rule")) == (status, rule), answer.text
    assert {name: told.get(name) for name in facts} == facts
    return told
