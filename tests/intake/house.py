"""The counter's own affairs: its roster, its inspections, its trainings. `post` gives the answer as it is."""

from typing import Any

import httpx

from shared.auth import Role
from tests.intake.counter import ORG, Case, Counter

MANAGER = Role.BRANCH_MANAGER
POST = {"staff": "T1", "org": ORG, "outlet": "XY01", "position": "teller", "from_on": "2026-10-12"}
TRAINING = {
    "org": ORG,
    "outlet": "XY01",
    "held_on": "2026-10-12",
    "trainer": "T1",
    "topics": ["account-missing", "address-off"],
    "attendees": 12,
}
DRESS = ("uniform", "badge", "grooming")


class House:
    def __init__(self, counter: Counter) -> None:
        self.counter = counter

    async def post(
        self, path: str, body: Any = None, role: Role = MANAGER, *, org: str = ORG, ref: str | None = None
    ) -> httpx.Response:
        headers = self.counter.token(role, org, ref)
        return await self.counter.http.post(f"/v1{path}", json=body, headers=headers)

    async def done(self, path: str, body: Any = None, role: Role = MANAGER, **who: Any) -> Case:
        answer = await self.post(path, body, role, **who)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    async def ask(self, path: str, role: Role = MANAGER, ref: str | None = None, **params: Any) -> httpx.Response:
        headers = self.counter.token(role, ref=ref)
        return await self.counter.http.get(f"/v1{path}", headers=headers, params=params)

    async def get(self, path: str, role: Role = MANAGER, ref: str | None = None, **params: Any) -> Any:
        answer = await self.ask(path, role, ref, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def items(self, path: str, role: Role = MANAGER, ref: str | None = None, **params: Any) -> list[Case]:
        return list((await self.get(path, role, ref, **params))["items"])

    async def posted(self, **changes: Any) -> Case:
        return await self.done("/positions", POST | changes)

    async def away(self, staff: str = "T1", day: str = "2026-10-13", **changes: Any) -> Case:
        return await self.done("/leaves", {"staff": staff, "type": "sick", "from_on": day, "to_on": day} | changes)

    async def desk(self, day: str, outlet: str = "XY01") -> dict[str, tuple[bool, bool]]:
        """Who is on the windows by the counter's day: morning, afternoon."""
        (case,) = await self.items("/counter-days", held_on=day, outlet=outlet)
        return {each["staff"]: (each["morning"], each["afternoon"]) for each in case["desk"]}

    async def inspected(self, *failed: str, **changes: Any) -> Case:
        return await self.done("/inspections", inspection(*failed, **changes))

    async def found(self, *failed: str, **changes: Any) -> list[Case]:
        case = await self.inspected(*failed, **changes)
        return await self.items("/findings", inspection_no=case["case_no"])


def inspection(*failed: str, **changes: Any) -> Case:
    """Of the dress, where everything passed but these, which T1 must put right."""
    items = [{"item": each, "passed": True} for each in DRESS if each not in failed]
    items += [{"item": each, "passed": False, "owner": "T1"} for each in failed]
    return {"org": ORG, "outlet": "XY01", "tool": "dress", "inspected_on": "2026-10-12", "items": items} | changes
