"""What the tests of riders and increases do at the counter: ask, have it underwritten and reviewed, pay."""

from datetime import date
from typing import Any

from services.policy_service.policies.models import Policy
from shared.auth import Actor, Role
from shared.cases import advance, get_case
from shared.testing.alone import Alone
from tests.policy_service.requests.desk import POLICY_NO, Case
from tests.policy_service.requests.money_desk import MoneyDesk, money_desk

ACCIDENT: dict[str, Any] = {"rider": "F5001", "sum_assured_fen": 10_000_000}


async def paid_up_to(desk: MoneyDesk, day: str) -> None:
    """As a renewal leaves it."""
    async with desk.office.app.state.sessions.begin() as session:
        policy = await get_case(session, Policy, POLICY_NO, Actor.system())
        policy.paid_to_on = date.fromisoformat(day)
        await advance(session, policy, "renew", Actor.system())


async def second_year(branch: Alone, today: str = "2023-10-20", paid_to: str = "2024-10-13", **facts: Any) -> MoneyDesk:
    """A week after the first anniversary, whose premium is paid; the insured is 38."""
    desk = await money_desk(branch, **facts)
    desk.at(today)
    await paid_up_to(desk, paid_to)
    return desk


async def due(desk: MoneyDesk, item: str, loading_percent: int | None = None, **change: Any) -> Case:
    """Agreed to by the underwriter and the reviewer: only the first premium is left."""
    case = await desk.moved(await desk.wanted(item, **change), "submission")
    more = {"loading_percent": loading_percent} if loading_percent else {}
    case = await desk.reviewed(await desk.underwritten(case, **more))
    assert case["status"] == "awaiting_payment", case
    return case


async def added(desk: MoneyDesk, item: str, **change: Any) -> Case:
    case = await due(desk, item, **change)
    return await desk.paid(case, "receipts", case["money_in_fen"])


async def refusal(desk: MoneyDesk, item: str, **change: Any) -> tuple[str, str]:
    """Field and rule; what is refused is refused to whoever only asks what it would cost, too."""
    quoted, asked = (await desk.quoted(item, **change)).json(), (await desk.wants(item, **change)).json()
    assert (quoted["status"], quoted["rule"]) == (422, asked["rule"])
    assert (await desk.office.get("/service-requests", Role.TELLER)).json()["items"] == []
    return asked["field"], asked["rule"]
