"""The nine cells of renewals, their page, and what old policies and failed debits are counted under."""

from collections.abc import Iterator
from typing import Any

from services.metrics.queries import Window
from services.metrics.web import renewals_page
from services.metrics.web.data import Ask, Data
from services.metrics.web.frame import Viewer
from shared.auth import Actor, Role
from tests.intake.counter import refused
from tests.metrics.desk import Desk, event
from tests.metrics.test_trainings import tell

PAID = {"status": "collected", "action": "collect", "closed_at": "2026-04-19T01:00:00Z", "paid_by": "debit"}
JUDGED = {"grace_ends_on": "2026-04-10"}


def renewal(number: int, due_on: str, year: int = 2, premium_fen: int = 1000, **changes: Any) -> dict[str, Any]:
    times = {"opened_at": "2026-02-01T01:00:00Z", "at": "2026-04-19T01:00:00Z", "due_at": None}
    told = {"kind": "renewal", "case_no": f"XQ{number}", "status": "noticed", "due_on": due_on, "premium_year": year}
    return event(number, **(times | told | {"premium_fen": premium_fen, "grace_ends_on": "2026-06-30"} | changes))


def renewals() -> Iterator[dict[str, Any]]:
    """On 20 April: due this month, one of them not yet; last month; in February and judged this month."""
    yield renewal(1, "2026-04-01", **PAID)
    yield renewal(2, "2026-04-30", premium_fen=3000)
    yield renewal(3, "2026-04-20", year=5, **PAID)
    yield renewal(4, "2026-04-20", status="cancelled", closed_at="2026-04-19T01:00:00Z")
    yield renewal(5, "2026-03-31", year=3, **PAID)
    yield renewal(6, "2026-03-01", org="350305", year=3)
    yield renewal(7, "2026-02-09", year=4, **(JUDGED | PAID))
    yield renewal(8, "2026-02-09", year=4, **(JUDGED | {"status": "grace_over", "outcome": "policy-lapsed"}))
    yield renewal(9, "2026-05-01", **PAID)


async def table(desk: Desk, query: str = "") -> dict[tuple[str, int], tuple[int, int, int, int]]:
    parts = ("collected", "due", "collected_fen", "due_fen")
    cells = (await desk.get(f"/renewal-table{query}")).json()
    assert len(cells) == 9
    return {(cell["row"], cell["premium_year"]): tuple(cell[part] for part in parts) for cell in cells if cell["due"]}


async def test_a_cell_tells_of_a_whole_month_and_one_policy_year(desk: Desk):
    await tell(desk, *renewals())
    assert await table(desk) == {
        ("this_month", 2): (1, 2, 1000, 4000),
        ("last_month", 3): (1, 2, 1000, 2000),
        ("grace_end", 4): (1, 2, 1000, 2000),
    }
    assert (await table(desk, "?org=350322"))["last_month", 3] == (1, 1, 1000, 1000)
    assert await table(desk, "?day=2026-03-31") == {
        ("this_month", 3): (1, 2, 1000, 2000),
        ("last_month", 4): (1, 2, 1000, 2000),
    }
    cell = (await desk.get("/renewal-table")).json()[0]
    assert (cell["start"], cell["end"], cell["reach"], cell["amount_reach"]) == ("2026-04-01", "2026-04-30", 0.5, 0.25)
    assert (await desk.get("/renewal-table")).json()[1]["reach"] is None


async def test_whose_and_when_is_checked(desk: Desk):
    refused(await desk.get("/renewal-table?org=350322", org="350302"), 403, "out-of-scope")
    refused(await desk.get("/renewal-table?day=2026-04-21"), 422, "rule-broken", rule="not-in-the-future")
    assert await table(desk, "?day=1970-01-01") == {}


async def test_the_page_shows_what_the_table_and_the_kpis_say(desk: Desk):
    failed = {"action": "fail", "status": "debit_failed", "reason": "insufficient-funds"}
    in_grace = {"action": "enter_grace", "status": "grace", "org": "350305"}
    await tell(desk, *renewals(), renewal(10, "2026-04-02", **failed), renewal(11, "2026-04-02", **in_grace))
    data = Data(desk.app)
    viewer = Viewer(data, Actor("v", frozenset({Role.BRANCH_MANAGER})), "zh", {}, "/board")
    nine = renewals_page.nine_rows(await data.renewals("", None), viewer)
    assert [row[0].text for row in nine] == ["当月", "上月", "宽末"]
    assert (nine[0][1].text, nine[0][1].note) == ("25.0%", "1 / 4 · 保费 16.7%")
    assert (nine[0][2].text, nine[0][2].note) == ("–", "0 / 0")
    by_reason, by_org = (
        Ask((renewals_page.FAILED,), Window(by="reason")),
        Ask(renewals_page.PLACES, Window("3503", by="org")),
    )
    [of_reasons], of_orgs = await data.answers(by_reason, by_org)
    [reason] = renewals_page.reason_rows(of_reasons, viewer)
    assert (reason[0].text, reason[1].text, reason[1].share) == ("可用余额不足", "1", 1.0)
    places = renewals_page.place_rows(of_orgs, viewer)
    assert [[cell.text for cell in row] for row in places] == [
        ["350305", "1", "无数据", "无数据"],
        ["350322", "0", "50.0%", "50.0%"],
    ]


async def test_old_policies_from_vouchers_are_in_no_rate_of_new_ones(desk: Desk):
    policy = {"kind": "policy", "status": "in_force", "action": "open_in_force", "due_at": None}
    given_back = {"status": "free_look_cancelled", "action": "cancel_in_free_look", "case_no": "BD1"}
    old = policy | {"action": "register", "legacy": True, "case_no": "BD2"}
    await tell(desk, event(1, **(policy | given_back)), event(2, **old))
    told = [(await desk.get(f"/kpis/{kpi}")).json() for kpi in ("free-look-cancellation-rate", "receipt-rate")]
    assert [(each["numerator"], each["denominator"]) for each in told] == [(1, 1), (0, 0)]
