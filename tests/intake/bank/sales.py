"""What the tests of the bank channel share: a bank that sells, its customers, its file of a day."""

from itertools import count
from typing import Any

import httpx

from shared.auth import Role, mint_token
from shared.testing.alone import Alone
from tests.intake.counter import PERSON

ORG, BANK = "350322", "psbc"
HEADING = ("交易流水号", "保单号", "金额", "交易类型", "交易时间")
Case = dict[str, Any]
SALE: dict[str, Any] = {
    "bank": BANK,
    "org": ORG,
    "outlet": "psbc-35032207",
    "salesperson": "psbc-C1024",
    "product": "Y3001",
    "premium_fen": 5_000_000,
    "sum_assured_fen": 5_300_000,
    "policyholder": PERSON,
    "finances": {"annual_income_fen": 9_000_000, "family_income_fen": 15_000_000, "budget_fen": 5_000_000},
}
REGULAR = {"product": "Y3002", "premium_fen": 1_000_000, "pay_years": 10}


def finances(**changes: Any) -> dict[str, Any]:
    return dict(SALE["finances"]) | changes


def statement(*rows: tuple[Any, ...], heading: tuple[str, ...] = HEADING, encoding: str = "utf-8") -> bytes:
    return "".join(",".join(map(str, row)) + "\r\n" for row in (heading, *rows)).encode(encoding)


class BankDesk:
    def __init__(self, office: Alone) -> None:
        self.office, self._numbers = office, count(1)

    def token(self, role: Role, org: str = ORG, ref: str = f"bank:{BANK}") -> dict[str, str]:
        """A bank's system names its bank; anybody else is who they are."""
        if role is not Role.INTEGRATOR:
            return {}
        return {"Authorization": f"Bearer {mint_token(self.office.settings, ref, [role], org=org)}"}

    def sale(self, **changes: Any) -> dict[str, Any]:
        return SALE | {"transaction_no": f"20261012{next(self._numbers):06d}"} | changes

    async def submit(
        self, body: dict[str, Any] | None = None, role: Role = Role.INTEGRATOR, org: str = ORG, **changes: Any
    ) -> httpx.Response:
        sent = body or self.sale(**changes)
        token = self.token(role, org, f"bank:{sent.get('bank', BANK)}")
        return await self.office.post("/bank-applications", role, sent, org=org, **token)

    async def submitted(self, **changes: Any) -> Case:
        answer = await self.submit(**changes)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def collect(self, case: Case, amount_fen: int | None = None, role: Role = Role.INTEGRATOR) -> httpx.Response:
        body = {"amount_fen": case["premium_fen"] if amount_fen is None else amount_fen}
        key = {"Idempotency-Key": f"{case['case_no']}-{amount_fen}"} | self.token(role, ref=f"bank:{case['bank']}")
        return await self.office.post(f"/bank-applications/{case['case_no']}/receipts", role, body, **key)

    async def issued(self, **changes: Any) -> Case:
        answer = await self.collect(await self.submitted(**changes))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def void(self, case: Case, role: Role = Role.INTEGRATOR) -> httpx.Response:
        path = f"/bank-applications/{case['case_no']}/void"
        return await self.office.post(path, role, {"reason": "customer-request"}, **self.token(role))

    async def voided(self, **changes: Any) -> Case:
        answer = await self.void(await self.issued(**changes))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def decide(self, case: Case, outcome: str = "approve", org: str = "3503") -> httpx.Response:
        path, seen = f"/bank-applications/{case['case_no']}/decision", {"If-Match": f'"{case["version"]}"'}
        return await self.office.post(path, Role.UNDERWRITER, {"outcome": outcome}, org=org, **seen)

    async def case(self, case: Case) -> Case:
        return dict((await self.office.get(f"/bank-applications/{case['case_no']}")).json())

    async def reconcile(
        self, content: bytes, day: str = "2026-10-12", org: str = ORG, role: Role = Role.CASHIER, language: str = "en"
    ) -> httpx.Response:
        headers = self.office.headers(role, org, False) | {"Accept-Language": language} | self.token(role, org)
        data, files = {"org": org, "bank": BANK, "day": day}, {"file": ("day.csv", content, "text/csv")}
        return await self.office.http.post("/v1/bank-reconciliations", data=data, files=files, headers=headers)

    async def days(self, **asked: str) -> list[dict[str, Any]]:
        answer = await self.office.get("/bank-reconciliations", Role.CASHIER, **asked)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def rows(self, run: dict[str, Any], **asked: str) -> list[dict[str, Any]]:
        answer = await self.office.get(f"/bank-reconciliations/{run['id']}/rows", Role.CASHIER, **asked)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])


def line_of(case: Case, kind: str = "收费", **changes: Any) -> tuple[Any, ...]:
    """What the bank's file says of a sale or its void, if it says the same as we do."""
    known = {"number": case["transaction_no"], "policy": case["policy_no"], "yuan": f"{case['premium_fen'] // 100}.00"}
    known |= {"kind": kind, "time": "2026-10-12 10:15:00"}
    return tuple((known | changes).values())
