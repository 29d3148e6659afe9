"""Problem cases as the tests come by them: a call is completed, and something isn't answered in the affirmative."""

from typing import Any

import httpx

from services.callback.callbacks.models import Callback
from services.callback.problem_finding import open_problem
from shared.auth import Actor, Role, mint_token
from shared.cases import get_case
from shared.contracts.base import CaseEvent
from shared.testing.alone import Alone
from tests.callback.causes import KNOWN
from tests.callback.conftest import COMPLETED, acknowledged, call, opened

Case = dict[str, Any]
MANAGER, HANDLER = Role.BRANCH_MANAGER, Role.TELLER


async def find(centre: Alone, **denied: str) -> Case:
    """A new policy's call in which these questions were answered so."""
    await centre.feed(opened(), acknowledged())
    return await complete(centre, COMPLETED["answers"] | denied)


async def find_in(centre: Alone, cause: CaseEvent, **denied: str) -> Case:
    """The same in the call that this event makes us owe."""
    await centre.feed(KNOWN)
    await centre.feed(cause)
    (task,) = (await centre.get("/callbacks", Role.CALLER)).json()["items"]
    return await complete(centre, dict.fromkeys(task["questions"], "yes") | denied)


async def complete(centre: Alone, answers: dict[str, str]) -> Case:
    (task,) = (await centre.get("/callbacks", Role.CALLER)).json()["items"]
    done = await call(centre, task["case_no"], {"result": "completed", "answers": answers})
    assert done.json()["status"] == "problem", done.text
    return await only(centre)


async def find_by(centre: Alone, *reasons: str) -> Case:
    """The only one there is, by reasons alone: not everything was asked."""
    await report(centre, *reasons)
    return await only(centre)


async def report(centre: Alone, *reasons: str) -> str:
    """Which case these reasons open, or are added to."""
    (task,) = (await centre.get("/callbacks", Role.CALLER)).json()["items"]
    async with centre.app.state.sessions.begin() as session:
        case = await get_case(session, Callback, task["case_no"], Actor.system())
        case.handler = "V1"
        return (await open_problem(session, case, reasons)).case_no


async def only(centre: Alone, org: str = "350322") -> Case:
    (case,) = (await centre.get("/problem-cases", org=org)).json()["items"]
    return dict(case)


async def post(
    centre: Alone, case: Case, step: str, body: Any, role: Role = MANAGER, *, ref: str = "M1", org: str = "350322"
) -> httpx.Response:
    token = mint_token(centre.settings, ref, [role], org=org)
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    return await centre.http.post(f"/v1/problem-cases/{case['case_no']}/{step}", json=body, headers=headers)


async def done(centre: Alone, case: Case, step: str, body: Any, role: Role = MANAGER, **who: Any) -> Case:
    answer = await post(centre, case, step, body, role, **who)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def assign(centre: Alone, case: Case, handler: str = "T2", **who: Any) -> Case:
    return await done(centre, case, "assignment", {"handler": handler}, **who)


async def settle(centre: Alone, case: Case, result: str = "explained", ref: str = "T2") -> Case:
    return await done(centre, case, "settlement", {"result": result}, HANDLER, ref=ref)


async def assigned(centre: Alone) -> Case:
    return await assign(centre, await find(centre, **{"knows-surrender-loss": "no"}))
