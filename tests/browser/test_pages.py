"""The board's other pages in a real browser: each number is the API's, and moves when the counter does."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from services.metrics.web import defects_page, hall_page, lines_page
from services.metrics.web.frame import HOME
from shared import clock
from shared.auth import Role, mint_token
from shared.settings import Settings
from tests.browser.conftest import seconds_until, within_a_second

pytestmark = pytest.mark.browser

Suite = tuple[str, Settings]
Accept = Callable[..., dict[str, Any]]
ORG, ELSEWHERE = "350322", "350305"


def shown(page: Page, mark: str) -> Locator:
    return page.locator(f'[data-kpi="{mark}"]')


def open_page(page: Page, suite: Suite, path: str, first: str, **query: str) -> None:
    page.goto(f"{suite[0]}/metrics/board{path}?{'&'.join(f'{name}={value}' for name, value in query.items())}")
    expect(shown(page, first)).to_have_text(re.compile(r"\d|–"), timeout=10_000)


def told(suite: Suite, kpi: str, **query: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {mint_token(suite[1], 'M1', [Role.BRANCH_MANAGER])}"}
    answer = httpx.get(f"{suite[0]}/metrics/v1/kpis/{kpi}", params=query, headers=headers, trust_env=False)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def figure(answer: dict[str, Any]) -> str:
    """The number as a page writes it, without its unit."""
    value, unit = answer["value"], answer["kpi"]["unit"]
    if value is None:
        return "no data"
    return f"{value * 100:.1f}%" if unit == "%" else f"{value:,.0f}" if unit in ("cases", "yuan") else f"{value:,.1f}"


def settled(suite: Suite, kpi: str, at_least: int, **query: str) -> None:
    """The numbers follow the counter in a moment."""
    until = time.monotonic() + 5
    while told(suite, kpi, **query)["numerator"] < at_least:
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture
def hall(suite: Suite) -> Callable[..., dict[str, Any]]:
    """A step in a hall over REST: `hall("/visits", Role.INTEGRATOR, {…})`."""

    def post(path: str, role: Role, body: Any = None, org: str = ORG) -> dict[str, Any]:
        token = mint_token(suite[1], f"S-{role}-{path.count('/')}", [role], org=org)
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.post(f"{suite[0]}/intake/v1{path}", json=body, headers=headers, trust_env=False)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    return post


Post = Callable[..., dict[str, Any]]


def take(hall: Post, org: str = ORG, outlet: str = "XY01") -> dict[str, Any]:
    return hall("/visits", Role.INTEGRATOR, {"org": org, "outlet": outlet, "business": "enquiry"}, org)


def test_the_pages_are_reached_from_each_other_and_keep_what_was_asked(page: Page, suite: Suite, accept: Accept):
    accept()
    open_page(page, suite, "/", "applications-accepted", lang="en", org=ORG, days="week")
    for name, title in (
        ("New business", "New business by line"), ("Hall", "The hall now"), ("Defects", "Defects of forms"),
    ):  # fmt: skip
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(page.get_by_text(f"{title} · {ORG}")).to_be_visible()
        assert re.search(r"org=350322.*days=week", page.url)
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_text(f"填单差错 · {ORG}")).to_be_visible()


@pytest.mark.parametrize("org", ["", ORG])
def test_every_number_of_the_lines_is_the_apis(page: Page, suite: Suite, accept: Accept, org: str):
    accept()
    accept(org=ELSEWHERE)
    settled(suite, "applications-accepted", 2)
    asked = {"org": org} if org else {}
    open_page(page, suite, "/lines", "applications-accepted", lang="en", **asked)
    for line in lines_page.LINES:
        for kpi in line.kpis:
            expect(shown(page, kpi)).to_have_text(figure(told(suite, kpi, **asked)))
        for kpi in lines_page.OF_ANY_KIND:
            expect(shown(page, f"{kpi}:{line.kind}")).to_have_text(figure(told(suite, kpi, kind=line.kind, **asked)))
    for part in told(suite, "applications-accepted", by="channel", **asked)["slices"]:
        expect(shown(page, f"applications-accepted:{part['by']}")).to_have_text(f"{part['numerator']:,}")


def test_an_application_moves_the_open_lines_within_a_second(page: Page, suite: Suite, accept: Accept):
    accept(channel="agent")
    settled(suite, "applications-accepted", 1)
    open_page(page, suite, "/lines", "applications-accepted", lang="zh")
    expect(page.get_by_text("个险长险").first).to_be_visible()

    def one_more() -> float:
        before = int(shown(page, "applications-accepted").inner_text().replace(",", ""))
        accept(channel="agent")
        return seconds_until(page, "applications-accepted", f"{before + 1:,}")

    assert within_a_second(one_more)


def test_a_number_of_a_line_leads_to_its_own_cases(page: Page, suite: Suite, accept: Accept, hall: Post):
    accept()
    case = take(hall)
    settled(suite, "open-count", 1, kind="visit", org=ORG)
    page.goto(f"{suite[0]}/metrics/board/kpi/open-count?lang=en&org={ORG}&kind=visit&by=stage&value=waiting")
    expect(page.get_by_text("Open cases · Visit")).to_be_visible()
    expect(page.get_by_role("link", name=case["case_no"])).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^TB"))).to_have_count(0)
    hall(f"/visits/{case['case_no']}/abandonment", Role.TELLER, {"reason": "left"})


@pytest.mark.parametrize("org", ["", ORG])
def test_every_number_of_the_hall_is_the_apis(page: Page, suite: Suite, hall: Post, org: str):
    first = take(hall)
    hall(f"/visits/{first['case_no']}/call", Role.TELLER, {"window_no": f"W{time.monotonic_ns() % 10**6}"})
    hall(f"/visits/{first['case_no']}/handling", Role.TELLER)
    hall(f"/visits/{first['case_no']}/evaluation-request", Role.TELLER)
    hall(f"/visits/{first['case_no']}/completion", Role.TELLER)
    hall(f"/visits/{first['case_no']}/evaluation", Role.INTEGRATOR, {"score": 5})
    take(hall, ELSEWHERE, "XI01")
    settled(suite, "satisfaction-rate", 1)
    asked = {"org": org} if org else {}
    open_page(page, suite, "/hall", "tickets-taken", lang="en", days="today", **asked)
    today = told(suite, "tickets-taken")["end"]
    for kpi in hall_page.TODAY:
        answer = told(suite, kpi, **asked, **{"from": today})
        expect(shown(page, kpi)).to_contain_text(figure(answer))
    stages = told(suite, "open-count", kind="visit", by="stage", **asked)["slices"]
    counts = {part["by"]: part["numerator"] for part in stages}
    for stage in hall_page.NOW:
        expect(shown(page, f"hall-{stage}")).to_have_text(str(counts.get(stage, 0)))


def test_a_ticket_moves_the_open_hall_within_a_second_and_its_wait_grows(page: Page, suite: Suite, hall: Post):
    take(hall, outlet="XY09")
    settled(suite, "tickets-taken", 1)
    open_page(page, suite, "/hall", "hall-waiting", lang="zh", org=ORG)

    def one_more() -> float:
        before = int(shown(page, "hall-waiting").inner_text())
        take(hall, outlet=f"XY{time.monotonic_ns() % 10**8}")
        return seconds_until(page, "hall-waiting", str(before + 1))

    assert within_a_second(one_more)
    outlet = f"Q{time.monotonic_ns() % 10**8}"
    take(hall, outlet=outlet)
    waits = page.get_by_role("row", name=re.compile(outlet))
    expect(waits).to_contain_text(re.compile(r"\d\.\d 分钟"))
    first = str(waits.text_content())
    expect(waits).not_to_have_text(first, timeout=15_000)
    expect(waits).to_contain_text(re.compile(r"\d\.\d 分钟"))
    expect(shown(page, "hall-longest")).to_have_text(re.compile(r"^\d+\.\d 分钟$"))


@pytest.mark.parametrize("org", ["", ORG])
def test_every_number_of_the_defects_is_the_apis(page: Page, suite: Suite, accept: Accept, org: str):
    accept(mandate_signed=False, salesperson="A888", outlet="XY08")
    accept(mandate_signed=False, org=ELSEWHERE)
    settled(suite, "defect-rate", 1)
    asked = {"org": org} if org else {}
    open_page(page, suite, "/defects", "defect-rate", lang="en", **asked)
    for kpi in defects_page.TILES:
        expect(shown(page, kpi)).to_contain_text(figure(told(suite, kpi, **asked)))
    for by in defects_page.TABLES:
        parts = [part for part in told(suite, "defect-rate", by=by, **asked)["slices"] if part["numerator"]]
        assert parts, by
        for part in parts[: defects_page.MOST_ROWS]:
            row = page.get_by_role("row").filter(has=shown(page, f"{by}:{part['by']}"))
            expect(row).to_contain_text(f"{part['value'] * 100:.1f}%")
            expect(shown(page, f"{by}:{part['by']}")).to_have_text(str(part["numerator"]))


def test_a_defect_moves_the_open_page_within_a_second_and_leads_to_its_cases(page: Page, suite: Suite, accept: Accept):
    accept(mandate_signed=False, salesperson="A999")
    settled(suite, "defect-rate", 1)
    open_page(page, suite, "/defects", "salesperson:A999", lang="zh")
    cases = ["the first"]

    def one_more() -> float:
        cases.append(accept(mandate_signed=False, salesperson="A999")["case_no"])
        return seconds_until(page, "salesperson:A999", str(len(cases)))

    assert within_a_second(one_more)
    page.get_by_role("link", name="A999").click()
    expect(page.get_by_text("数字背后的案件 · A999")).to_be_visible()
    expect(page.get_by_role("link", name=cases[-1])).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^TB"))).to_have_count(len(cases))


def test_a_training_shows_what_the_api_says_of_it_and_comes_up_within_a_second(
    page: Page, suite: Suite, accept: Accept, hall: Post
):
    accept(mandate_signed=False, outlet="XY07")
    settled(suite, "defect-rate", 1)
    open_page(page, suite, "/trainings", "trainings-held", lang="zh", org=ORG)
    expect(page.get_by_text(f"送培训的效果 · {ORG}")).to_be_visible()
    held_on = clock.now().astimezone(HOME).date() - timedelta(days=1)
    body = {
        "org": ORG,
        "outlet": "XY07",
        "held_on": held_on.isoformat(),
        "trainer": "T0001",
        "topics": ["mandate-unsigned"],
        "attendees": 12,
    }
    recorded = list[str]()

    def one_more() -> float:
        recorded.append(hall("/trainings", Role.BRANCH_MANAGER, body)["case_no"])
        return seconds_until(page, f"after:{recorded[-1]}")

    assert within_a_second(one_more)
    case_no = recorded[-1]
    headers = {"Authorization": f"Bearer {mint_token(suite[1], 'M1', [Role.BRANCH_MANAGER], org=ORG)}"}
    answer = httpx.get(f"{suite[0]}/metrics/v1/trainings/effects", headers=headers, trust_env=False)
    (effect,) = [each for each in answer.json() if each["case_no"] == case_no]
    assert effect["after"]["accepted"] > 0
    expect(shown(page, f"after:{case_no}")).to_have_text(f"{effect['after']['value'] * 100:.1f}%")
    expect(shown(page, f"before:{case_no}")).to_have_text("–")
    expect(page.get_by_text("观察期未满").first).to_be_visible()
    page.goto(page.url.replace("lang=zh", "lang=en"))
    expect(page.get_by_text(f"What trainings did · {ORG}")).to_be_visible()
    expect(shown(page, f"after:{case_no}")).to_be_visible()
