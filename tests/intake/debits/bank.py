"""What the tests of debit batches share: the cashier, and a bank that answers as it is told."""

import csv
from io import StringIO
from itertools import count
from typing import Any

import httpx
from sqlalchemy import select

from services.intake.debits.models import DebitBatch, DebitItem
from shared.auth import Role
from tests.intake.counter import ORG, Counter
from tests.intake.ledger.till import Row, Till

HEADING = "批次号,序号,金额,结果"


class Bank:
    def __init__(self, counter: Counter) -> None:
        self.counter, self.till, self._keys = counter, Till(counter), count(1)

    async def post(self, path: str, body: Any = None, role: Role = Role.CASHIER) -> httpx.Response:
        return await self.till.post(path, body, role)

    async def draw_up(self, org: str = ORG) -> httpx.Response:
        return await self.post("/debit-batches", {"org": org})

    async def drawn_up(self) -> Row:
        answer = await self.draw_up()
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def exported(self) -> Row:
        batch = await self.drawn_up()
        answer = await self.export(batch)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def export(self, batch: Row) -> httpx.Response:
        return await self.post(f"/debit-batches/{batch['case_no']}/export")

    async def items(self, batch: Row) -> list[Row]:
        return list((await self.till.get(f"/debit-batches/{batch['case_no']}/items"))["items"])

    async def batch(self, batch: Row) -> Row:
        return dict(await self.till.get(f"/debit-batches/{batch['case_no']}"))

    async def file(self, batch: Row, *, pii: bool = True, **params: str) -> httpx.Response:
        path = f"/v1/debit-batches/{batch['case_no']}/file"
        return await self.counter.http.get(path, headers=self.counter.token(Role.CASHIER, pii=pii), params=params)

    async def answers(self, batch: Row, *results: str) -> str:
        """The bank's file: these results, item by item of those that were sent."""
        items = [item for item in await self.items(batch) if item["result"] != "cancelled"]
        lines = [
            f"{batch['case_no']},{item['item_no']},{item['amount_fen'] // 100}.{item['amount_fen'] % 100:02d},{result}"
            for item, result in zip(items, results, strict=True)
        ]
        return "\n".join([HEADING, *lines, ""])

    async def send(self, batch: Row, content: str | bytes) -> httpx.Response:
        raw = content.encode() if isinstance(content, str) else content
        path = f"/v1/debit-batches/{batch['case_no']}/results"
        files = {"file": ("results.csv", raw, "text/csv")}
        return await self.counter.http.post(path, files=files, headers=self.counter.token(Role.CASHIER))

    async def reconciled(self, batch: Row, *results: str) -> Row:
        answer = await self.send(batch, await self.answers(batch, *results))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def check_batches(self) -> None:
        """Each batch is the sum of its items, and each success is a receipt of its amount."""
        async with self.counter.app.state.sessions() as session:
            batches = (await session.scalars(select(DebitBatch))).all()
            items = (await session.scalars(select(DebitItem))).all()
        for batch in batches:
            own = [item for item in items if item.batch_no == batch.case_no]
            if batch.exported_at is not None:
                own = [item for item in own if item.result != "cancelled"]
            done = [item for item in own if item.result == "success"]
            assert (batch.items, batch.amount_fen) == (len(own), sum(item.amount_fen for item in own))
            assert (batch.succeeded, batch.succeeded_fen) == (len(done), sum(item.amount_fen for item in done))
            assert [item.receipt_no is not None for item in own] == [item.result == "success" for item in own]
        await self.till.check_book()


def rows_of(answer: httpx.Response, encoding: str = "utf-8") -> list[list[str]]:
    return list(csv.reader(StringIO(answer.content.decode(encoding))))
