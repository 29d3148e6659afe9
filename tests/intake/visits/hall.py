"""The hall of an outlet: the people in it, and what they do with its tickets."""

from datetime import datetime, timedelta
from typing import Any

import httpx

from shared.auth import Role
from tests.intake.counter import CHINA, ORG, Case, Counter

OUTLET = "XY01"
TICKET = {"org": ORG, "outlet": OUTLET, "business": "policy-change"}


def at(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


class Hall:
    """`post` gives the answer as it is; the verbs demand success and give the visit back."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter

    async def post(
        self,
        path: str,
        role: Role = Role.TELLER,
        body: Any = None,
        *,
        org: str = ORG,
        ref: str | None = None,
        **headers: str,
    ) -> httpx.Response:
        sent = self.counter.token(role, org, ref) | headers
        return await self.counter.http.post(f"/v1{path}", json=body, headers=sent)

    async def get(self, path: str, role: Role = Role.BRANCH_MANAGER, **params: str) -> Any:
        answer = await self.counter.http.get(f"/v1{path}", headers=self.counter.token(role), params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def take(self, **changes: Any) -> Case:
        answer = await self.post("/visits", Role.INTEGRATOR, TICKET | changes)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def step(self, case: Case, what: str, body: Any = None, role: Role = Role.TELLER) -> Case:
        answer = await self.post(f"/visits/{case['case_no']}/{what}", role, body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def ask_next(self, window_no: str = "1", outlet: str = OUTLET, **headers: str) -> httpx.Response:
        body = {"org": ORG, "outlet": outlet, "window_no": window_no}
        return await self.post("/queues/next", Role.TELLER, body, ref=f"T{window_no}", **headers)

    async def call_next(self, window_no: str = "1") -> Case:
        answer = await self.ask_next(window_no)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def call(self, case: Case, window_no: str = "1") -> Case:
        return await self.step(case, "call", {"window_no": window_no})

    async def served(self) -> Case:
        return await self.step(await self.call(await self.take()), "handling")

    async def rate(self, case: Case, **given: Any) -> Case:
        return await self.step(case, "evaluation", given, Role.INTEGRATOR)

    def pass_minutes(self, minutes: float) -> None:
        self.counter.time.set(self.counter.time.now() + timedelta(minutes=minutes))
