"""What the tests of renewals do: policies whose premium falls due, the run, the cashier, and a bank that answers."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import event, select

from services.policy_service.renewals.models import Renewal
from shared.auth import Role
from shared.testing.alone import Alone
from tests.policy_service.conftest import PERSON, issued

Row = dict[str, Any]
HEADING = "批次号,序号,金额,结果"
DUE_ON = "2026-10-13"


class Killed(Exception):
    pass


@contextmanager
def killed_at_commit(office: Alone, number: int) -> Iterator[None]:
    """The process ends where this many transactions are through and the next is about to be committed."""
    engine, seen = office.app.state.sessions.kw["bind"].sync_engine, [0]

    def strike(_connection: Any) -> None:
        seen[0] += 1
        if seen[0] > number:
            raise Killed

    event.listen(engine, "commit", strike)
    try:
        yield
    finally:
        event.remove(engine, "commit", strike)


class Collector:
    """`policies`: each in force since a year and a day ago, its second annual premium due tomorrow."""

    def __init__(self, office: Alone, intake: dict[str, Any]) -> None:
        self.office, self.intake, self._keys = office, intake, 0

    async def policies(self, count: int, **facts: Any) -> list[str]:
        numbers = [f"BD251012-{number:08d}" for number in range(count)]
        for number, policy_no in enumerate(numbers):
            application = f"TB251012-{number:08d}"
            person = PERSON | {"party_ref": str(UUID(int=number))} | facts.get("person", {})
            self.intake[f"/v1/applications/{application}/parties"] = {"masked": False, "items": [person]}
            known = {"effective_on": "2025-10-13", "payment_mode": "annual", "pay_years": 10, "free_look_days": 0}
            known |= {"premium_fen": 360_000, "case_no": application, "policy_no": policy_no}
            await self.office.feed(issued(**known | {name: facts[name] for name in facts if name != "person"}))
        return numbers

    async def post(self, path: str, body: Any = None, role: Role = Role.CASHIER, **headers: str) -> httpx.Response:
        return await self.office.post(path, role, body, **headers)

    async def ask(self, day: str) -> httpx.Response:
        return await self.post("/renewal-runs", {"day": day}, Role.PROVINCE)

    async def run(self, day: str = "2026-10-12") -> Row:
        assert (await self.ask(day)).status_code == 202
        await self.office.app.state.renewals.work()
        return dict((await self.office.get("/renewal-runs")).json()["items"][-1])

    async def renewals(self, **asked: str) -> list[Row]:
        return list((await self.office.get("/renewals", **asked)).json()["items"])

    async def renewal(self) -> Row:
        [only] = await self.renewals()
        return only

    async def policy(self, policy_no: str = "BD251012-00000000") -> Row:
        return dict((await self.office.get(f"/policies/{policy_no}")).json())

    async def exported(self) -> Row:
        drawn = await self.post("/renewal-batches", {"org": "350322"})
        assert drawn.status_code == 201, drawn.text
        sent = await self.post(f"/renewal-batches/{drawn.json()['case_no']}/export")
        assert sent.status_code == 200, sent.text
        return dict(sent.json())

    async def items(self, batch: Row) -> list[Row]:
        return list((await self.office.get(f"/renewal-batches/{batch['case_no']}/items")).json()["items"])

    async def answers(self, batch: Row, *results: str) -> str:
        items = [item for item in await self.items(batch) if item["result"] != "cancelled"]
        lines = [
            f"{batch['case_no']},{item['item_no']},{item['amount_fen'] / 100:.2f},{result}"
            for item, result in zip(items, results, strict=True)
        ]
        return "\n".join([HEADING, *lines, ""])

    async def send(self, batch: Row, content: str) -> httpx.Response:
        path, files = f"/v1/renewal-batches/{batch['case_no']}/results", {"file": ("results.csv", content, "text/csv")}
        headers = self.office.headers(Role.CASHIER, "350322", False)
        return await self.office.http.post(path, files=files, headers=headers)

    async def reconciled(self, batch: Row, *results: str) -> Row:
        answer = await self.send(batch, await self.answers(batch, *results))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def pay(self, renewal: Row, amount_fen: int = 360_000, reference: str | None = None) -> httpx.Response:
        self._keys += 1
        body = {"amount_fen": amount_fen, "paid_by": "cash", "reference": reference or f"LS-{self._keys}"}
        key = {"Idempotency-Key": f"pay-{self._keys}"}
        return await self.post(f"/renewals/{renewal['case_no']}/payment", body, **key)

    async def file(self, batch: Row, *, pii: bool) -> httpx.Response:
        path = f"/v1/renewal-batches/{batch['case_no']}/file"
        return await self.office.http.get(path, headers=self.office.headers(Role.CASHIER, "350322", pii))

    async def ends(self) -> list[tuple[Any, ...]]:
        """How each renewal stands, however it came there."""
        columns = ("policy_no", "due_on", "status", "version", "attempt", "reason", "paid_to_on", "mandated")
        async with self.office.app.state.sessions() as session:
            rows = (await session.scalars(select(Renewal).order_by(Renewal.policy_no))).all()
        return [tuple(getattr(row, name) for name in columns) for row in rows]


def rows_of(answer: httpx.Response) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.text)))
