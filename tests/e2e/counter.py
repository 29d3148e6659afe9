"""A counter for the end-to-end tests: the suite in this process, its people with their tokens, one form."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from services.suite import create_app
from shared import clock
from shared.auth import Role, mint_token
from shared.calendar_data import calendar_for
from shared.settings import Settings
from shared.testing.databases import migrate_all_quickly
from tests.intake.counter import FORM as FILLED_IN
from tests.intake.counter import KEYED, ORG, PERSON
from tests.intake.counter import PNG as PAGE

__all__ = ["FORM", "KEYED", "ORG", "PAGE", "PERSON", "Counter", "counter_in", "until"]

FORM: dict[str, Any] = FILLED_IN | {"form_no": "350322-26-000001"}


class Counter:
    """REST calls as the people at the counter make them."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")

    def token(self, ref: str, *roles: Role, pii: bool = False) -> dict[str, str]:
        return {"Authorization": f"Bearer {mint_token(self.settings, ref, list(roles), org=ORG, pii=pii)}"}

    async def post(self, path: str, role: Role, body: Any = None, **headers: str) -> Any:
        answer = await self.http.post(path, json=body, headers=self.token(f"S-{role}", role) | headers)
        assert answer.status_code < 300, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def get(self, path: str, role: Role = Role.BRANCH_MANAGER, **params: str) -> Any:
        answer = await self.http.get(path, params=params, headers=self.token(f"S-{role}", role))
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def scan(self, path: str, case: dict[str, Any]) -> None:
        """All pages that the case said were to be scanned."""
        teller = self.token("S-teller", Role.TELLER)
        for paper, page in ((each["paper"], page) for each in case["to_scan"] for page in each["pages"]):
            files, data = {"file": ("page.png", PAGE + paper.encode(), "image/png")}, {"type": paper, "page": str(page)}
            assert (await self.http.post(f"{path}/scans", files=files, data=data, headers=teller)).status_code == 201

    async def issue(self, form: dict[str, Any] = FORM) -> dict[str, Any]:
        """An application of today, from the counter to the issued policy."""
        today = calendar_for(form["org"]).date_of(clock.now()).isoformat()
        case = await self.post("/intake/v1/applications", Role.TELLER, form | {"form_on": today})
        path = f"/intake/v1/applications/{case['case_no']}"
        await self.scan(path, case)
        case = await self.post(f"{path}/scanning", Role.TELLER)
        if case["scan_check"] == "due":
            case = await self.post(f"{path}/scan-check", Role.REVIEWER, {})
        case = await self.post(f"{path}/keying", Role.TELLER, KEYED)
        await self.post(f"{path}/review", Role.REVIEWER, {"passed": True}, **{"If-Match": f'"{case["version"]}"'})
        debit = {"result": "success", "amount_fen": form["premium_fen"]}
        await self.post(f"{path}/debits", Role.CASHIER, debit, **{"Idempotency-Key": f"debit-{case['case_no']}"})
        issued: dict[str, Any] = await self.post(f"{path}/issue", Role.TELLER)
        return issued


@asynccontextmanager
async def counter_in(folder: Path) -> AsyncIterator[Counter]:
    settings = Settings(data=folder)
    await migrate_all_quickly(settings)
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        counter = Counter(app, settings)
        yield counter
        await counter.http.aclose()


async def until(question: Callable[[], Awaitable[Any]], seconds: float = 10.0) -> Any:
    """The first answer that holds; AssertionError when none does in time."""
    async with asyncio.timeout(seconds):
        while not (answer := await question()):  # noqa: ASYNC110 - the answer is a service's, over REST
            await asyncio.sleep(0.02)
    return answer
