"""What the tests of surveys do: at the adjudicator's desk, at the branch manager's, and out in the field."""

from datetime import timedelta
from typing import Any

import httpx

from shared import clock
from shared.auth import Role, mint_token
from tests.claims.hall import Case, ClaimsHall, seen

ORG, CITY = "350322", "3503"
PHOTO = b"\x89PNG\r\n\x1a\n"
EVIDENCE = {"hospital-visit": ("visit-record", "medical-copy"), "interview": ("interview-record",)}


class Field:
    """S-adjudicator opens and accepts, S-branch_manager allocates; investigators go by their own reference."""

    def __init__(self, hall: ClaimsHall) -> None:
        self.hall, self.office = hall, hall.office
        self.claims = 0

    async def claim(self) -> Case:
        """Registered, each of another day."""
        self.claims += 1
        return await self.hall.registered(event_on=f"2026-09-{self.claims:02}")

    async def opened(self, claim: Case | None = None, **changes: Any) -> Case:
        """A minute after the one before."""
        claim = claim or await self.claim()
        self.office.time.set(clock.now() + timedelta(minutes=1))
        return await self.hall.survey(claim, **changes)

    async def capacity(self, staff: str, per_day: int, from_on: str = "2026-10-01", to_on: str | None = None) -> None:
        body = {"org": ORG, "staff": staff, "per_day": per_day, "from_on": from_on, "to_on": to_on}
        answer = await self.office.post("/investigator-capacities", Role.BRANCH_MANAGER, body)
        assert answer.status_code == 201, answer.text

    async def allocate(self, **body: Any) -> Case:
        answer = await self.office.post("/survey-allocations", Role.BRANCH_MANAGER, {"org": ORG} | body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def act(
        self, case: Case, what: str, who: str, body: Any = None, *, role: Role = Role.INVESTIGATOR, org: str = ORG,
        **parts: Any,
    ) -> httpx.Response:  # fmt: skip
        token = mint_token(self.office.settings, who, [role], org=org, pii=True)
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"} | seen(case)
        return await self.office.http.post(f"/v1/surveys/{case['case_no']}/{what}", json=body, headers=headers, **parts)

    async def done(self, case: Case, what: str, who: str, body: Any = None, **more: Any) -> Case:
        answer = await self.act(case, what, who, body, **more)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def bring(self, case: Case, type: str, who: str, content: bytes | None = None, **more: Any) -> Case:
        file = {"file": ("evidence.png", content or PHOTO + f"{case['case_no']} {type}".encode())}
        answer = await self.act(case, "evidence", who, data={"type": type}, files=file, **more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def given(self, who: str, case: Case | None = None) -> Case:
        """Allocated by hand."""
        body = {"investigator": who}
        return await self.done(case or await self.opened(), "allocation", "M1", body, role=Role.BRANCH_MANAGER)

    async def under_way(self, who: str, case: Case | None = None) -> Case:
        return await self.done(await self.given(who, case), "start", who)

    async def reported(self, who: str, case: Case | None = None) -> Case:
        case = await self.under_way(who, case)
        for type in EVIDENCE[case["survey_type"]]:
            await self.bring(case, type, who)
            case = await self.get(case)
        return await self.report(case, who)

    async def report(self, case: Case, who: str, **changes: Any) -> Case:
        body = {"finding": "as-reported", "findings": "入院记录与报案一致"} | changes
        return await self.done(case, "report", who, body)

    async def accepted(self, who: str, case: Case | None = None) -> Case:
        return await self.done(await self.reported(who, case), "acceptance", "A1", role=Role.ADJUDICATOR)

    async def get(self, case: Case, what: str = "", **params: str) -> Any:
        answer = await self.office.get(f"/surveys/{case['case_no']}{what}", Role.ADJUDICATOR, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def listed(self, path: str = "/surveys", **params: str) -> Any:
        answer = await self.office.get(path, Role.BRANCH_MANAGER, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()
