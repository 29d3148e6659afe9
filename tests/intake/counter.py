"""What the tests of intake share: the app, its people with their tokens, forms, and what a refusal must look like."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Table, func, select, text

from services.intake.app import create_app
from services.intake.applications import sampling
from services.intake.models import Base
from shared.auth import Role, mint_token
from shared.clock import SimulatedClock
from shared.errors import Text
from shared.service import open_bus
from shared.settings import Settings
from shared.tables import case_events, core, pii_reads, timers

CHINA = ZoneInfo("Asia/Shanghai")
ORG = "350322"
PNG = b"\x89PNG\r\n\x1a\n" + b"page of a form"
PERSON = {
    "name": "欧阳建国",
    "sex": "male",
    "born_on": "1985-03-04",
    "id_type": "passport",
    "id_number": "E98765432",
    "phones": {"office_phone": "13959512345"},
    "address": "福建省莆田市仙游县鲤城街道东门路18号",
    "account_no": "6227001234567890121",
}
THEIR_CHILD: dict[str, Any] = {"relation": "child", "guardian_signed": True}
CHILD = PERSON | {"name": "欧阳小宝", "born_on": "2018-05-06", "id_number": "E11223344"}
FORM: dict[str, Any] = {
    "form_on": "2026-10-12",
    "org": ORG,
    "salesperson": "A10023",
    "product": "L1001",
    "product_name": "福满两全保险(分红型)",
    "sum_assured_fen": 10_000_000,
    "premium_fen": 360_000,
    "policyholder": PERSON,
}
KEYED = {
    "premium_fen": 360_000,
    "sum_assured_fen": 10_000_000,
    "health_disclosed": False,
    "occupation_class": 1,
    "annual_income_fen": 12_000_000,
}
TABLES: list[Table] = [*core.sorted_tables, *Base.metadata.sorted_tables]
AS_STORED = {table.name: text(f'SELECT * FROM "{table.name}"') for table in TABLES}  # read often: nothing to compile
Case = dict[str, Any]


class Counter:
    """`post` sends as the staff member of a role; `step` demands success and gives the case back."""

    def __init__(self, app: FastAPI, settings: Settings, time: SimulatedClock) -> None:
        self.app, self.settings, self.time, self._form_nos = app, settings, time, count(1)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://intake")

    def token(self, role: Role, org: str = ORG, ref: str | None = None, *, pii: bool = False) -> dict[str, str]:
        token = mint_token(self.settings, ref or f"S-{role}", [role], org=org, pii=pii)
        return {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    async def post(self, path: str, role: Role, body: Any = None, **headers: str) -> httpx.Response:
        return await self.http.post(f"/v1/applications{path}", json=body, headers=self.token(role) | headers)

    async def case(self, case: Case) -> Case:
        return dict(await self.get(f"/{case['case_no']}"))

    async def get(self, path: str, role: Role = Role.TELLER, **params: str) -> Any:
        answer = await self.http.get(f"/v1/applications{path}", headers=self.token(role), params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def step(self, case: Case, what: str, role: Role, body: Any = None, **headers: str) -> Case:
        answer = await self.post(f"/{case['case_no']}/{what}", role, body, **headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def form(self, **changes: Any) -> dict[str, Any]:
        return FORM | {"form_no": f"{ORG}-26-{next(self._form_nos):06d}"} | changes

    async def accept(self, **changes: Any) -> Case:
        answer = await self.post("", Role.TELLER, self.form(**changes))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def add_page(self, case: Case, kind: str, content: bytes = PNG, page: int = 1) -> httpx.Response:
        files, data = {"file": ("page.png", content, "image/png")}, {"type": kind, "page": str(page)}
        path = f"/v1/applications/{case['case_no']}/scans"
        return await self.http.post(path, files=files, data=data, headers=self.token(Role.TELLER))

    async def add_pages(self, case: Case, content: bytes = PNG) -> None:
        """All that the case said were to be scanned."""
        for paper in case["to_scan"]:
            for page in paper["pages"]:
                added = await self.add_page(case, paper["paper"], content, page)
                assert added.status_code == 201, added.text

    async def scanned(self, case: Case) -> Case:
        await self.add_pages(case)
        case = await self.step(case, "scanning", Role.TELLER)
        return await self.step(case, "scan-check", Role.REVIEWER, {}) if case["scan_check"] == "due" else case

    async def keyed(self, **changes: Any) -> Case:
        case = await self.scanned(await self.accept(**changes))
        figures = {name: case[name] for name in ("premium_fen", "sum_assured_fen")}
        return await self.step(case, "keying", Role.TELLER, KEYED | figures)

    async def reviewed(self, case: Case) -> Case:
        tag = {"If-Match": f'"{case["version"]}"'}
        return await self.step(case, "review", Role.REVIEWER, {"passed": True}, **tag)

    async def referred(self, **changes: Any) -> Case:
        """An application before its underwriter: over the automatic limit, under the province's."""
        return await self.reviewed(await self.keyed(sum_assured_fen=60_000_000, **changes))

    async def underwrite(
        self, case: Case, what: str, body: Any = None, org: str = "35", **headers: str
    ) -> httpx.Response:
        path = f"/v1/applications/{case['case_no']}/{what}"
        return await self.http.post(path, json=body, headers=self.token(Role.UNDERWRITER, org) | headers)

    async def noticed(self, *types: str) -> Case:
        """An application whose customer owes the answer to these notices."""
        case = await self.referred()
        for each in types or ("medical",):
            answer = await self.underwrite(case, "notices", {"type": each})
            assert answer.status_code == 200, answer.text
            case = answer.json()
        return case

    async def decided(self, **changes: Any) -> Case:
        """An application that passed automatically and waits for its premium."""
        return await self.reviewed(await self.keyed(**changes))

    async def debit(self, case: Case, result: str, key: str, **changes: Any) -> httpx.Response:
        body = {"result": result, "amount_fen": case["premium_fen"]} | changes
        return await self.post(f"/{case['case_no']}/debits", Role.CASHIER, body, **{"Idempotency-Key": key})

    async def paid(self) -> Case:
        answer = await self.debit(await self.decided(), "success", "debit-1")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def until(self, instant: datetime) -> int:
        """Let it be that late; returns how many timers fired."""
        self.time.set(instant)
        return int(await self.app.state.timers.fire_due())

    async def timers(self, case: Case) -> dict[str, datetime]:
        """When the case does what by itself, by the clock on the wall."""
        query = select(timers).where(timers.c.case_no == case["case_no"])
        async with self.app.state.sessions() as session:
            return {row.name: row.due_at.astimezone(CHINA) for row in await session.execute(query)}

    async def events(self, case: Case) -> list[Any]:
        query = select(case_events).where(case_events.c.case_no == case["case_no"]).order_by(case_events.c.version)
        async with self.app.state.sessions() as session:
            return list(await session.execute(query))

    async def everything(self) -> dict[str, list[Any]]:
        """Every row of the database."""
        async with self.app.state.sessions() as session:
            return {table: [tuple(row) for row in await session.execute(query)] for table, query in AS_STORED.items()}

    @asynccontextmanager
    async def nothing_written(self) -> AsyncIterator[None]:
        before = await self.everything()
        yield
        assert await self.everything() == before

    async def rows(self, table: Any = case_events) -> int:
        async with self.app.state.sessions() as session:
            return int(await session.scalar(select(func.count()).select_from(table)) or 0)

    async def pii_reads(self) -> list[Any]:
        async with self.app.state.sessions() as session:
            return list((await session.execute(select(pii_reads))).all())


def draw_one_in(monkeypatch: pytest.MonkeyPatch, forms: int) -> None:
    """Let the quality check draw one form in so many, whoever scanned it."""
    row = sampling.Sample("base", forms, lambda record: True, Text("抽样", "sample"))
    monkeypatch.setattr(sampling, "PLAN", (row,))


def refused(answer: httpx.Response, status: int, slug: str, **members: Any) -> Case:
    """Assert that an answer is this problem, with these members."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    problem: Case = answer.json()
    assert problem["type"] == f"/problems/{slug}"
    assert {name: problem.get(name) for name in members} == members
    return problem


def faults(answer: httpx.Response) -> set[tuple[str, str]]:
    """Field and rule of each refused field."""
    return {(each["field"], each["rule"]) for each in refused(answer, 422, "invalid-request")["errors"]}


@asynccontextmanager
async def counter_in(settings: Settings, time: SimulatedClock) -> AsyncIterator[Counter]:
    bus = open_bus(settings)
    await bus.start()
    app = create_app(settings, bus)
    async with app.router.lifespan_context(app):
        counter = Counter(app, settings, time)
        yield counter
        await counter.http.aclose()
    await bus.stop()
