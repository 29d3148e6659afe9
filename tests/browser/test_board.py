"""The board in a real browser: it moves when the counter does, in both languages, down to the case."""

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from shared import clock
from shared.auth import Role, mint_token
from shared.settings import Settings
from shared.tokens import LEEWAY_SECONDS
from tests.browser.conftest import PERSON, seconds_until, within_a_second

pytestmark = pytest.mark.browser

Suite = tuple[str, Settings]
Accept = Callable[..., dict[str, Any]]


def shown(page: Page, kpi: str) -> Any:
    return page.locator(f'[data-kpi="{kpi}"]')


def count(page: Page, kpi: str) -> int:
    text = shown(page, kpi).inner_text()
    return int(re.sub(r"\D", "", text))


def open_board(page: Page, suite: Suite, language: str = "zh", org: str = "") -> None:
    page.goto(f"{suite[0]}/metrics/board/?lang={language}&org={org}")
    expect(shown(page, "applications-accepted")).to_have_text(re.compile(r"\d"))


def test_an_application_moves_the_open_board_within_a_second(page: Page, suite: Suite, accept: Accept):
    open_board(page, suite)

    def one_more() -> float:
        before = count(page, "applications-accepted")
        accept()
        return seconds_until(page, "applications-accepted", f"{before + 1} 件")

    assert within_a_second(one_more)


def test_the_board_speaks_english_when_asked(page: Page, suite: Suite):
    open_board(page, suite, "en")
    expect(page.get_by_text("Branch counter board")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en-US")
    expect(page.get_by_text("Open applications by stage")).to_be_visible()
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_text("柜面运营看板")).to_be_visible()


def test_every_service_is_shown_with_its_freshness(page: Page, suite: Suite, accept: Accept):
    accept()
    open_board(page, suite)
    expect(page.get_by_text("受理 实时")).to_be_visible(timeout=10_000)


def test_a_number_leads_to_its_certificate_and_to_its_cases(page: Page, suite: Suite, accept: Accept):
    case = accept(policyholder=PERSON | {"address": "仙游"}, org="350303")  # of its own: a page lists 20 cases
    assert case["status"] == "awaiting_supplement"
    open_board(page, suite, org="350303")
    page.get_by_role("link", name=re.compile("^问题件率")).click()
    expect(page.get_by_text("期内受理件中有一项以上差错者")).to_be_visible()
    page.get_by_role("link", name=case["case_no"]).click()
    expect(page.get_by_text("案件轨迹")).to_be_visible()
    expect(page.get_by_text("通知补正")).to_be_visible()
    expect(page.get_by_text("出单时效", exact=True)).to_be_visible()


def test_the_rate_of_each_salesperson_is_drawn(page: Page, suite: Suite, accept: Accept):
    for mandate_signed in (False, True, True, True):
        accept(salesperson="A777", mandate_signed=mandate_signed)
    open_board(page, suite)  # so that the cases have been taken in
    page.goto(f"{suite[0]}/metrics/board/kpi/defect-rate?lang=en&by=salesperson")
    charts = page.locator(".nicegui-echart")
    expect(charts.locator("canvas")).to_have_count(2)  # the trend's and this one
    bars = charts.last.evaluate("e => getElement(parseInt(e.id.slice(1))).chart.getOption().series[0].data")
    assert "25.0%   1 / 4" in [bar["label"]["formatter"] for bar in bars]


def test_a_case_is_found_whatever_its_number_is_made_of(page: Page, suite: Suite):
    now = clock.now().isoformat()
    case = {"kind": "hotline", "case_no": "50%25&'x", "version": 1, "status": "open", "org": "350322"}
    data = case | {"opened_at": now, "action": "open", "at": now, "by": "x1"}
    event = {"specversion": "1.0", "id": "1", "source": "/hotline", "type": "hotline.v1", "data": data}
    headers = {"Authorization": f"Bearer {mint_token(suite[1], 'I1', [Role.INTEGRATOR])}"}
    headers["Content-Type"] = "application/cloudevents+json"
    address = f"{suite[0]}/metrics/v1/events"
    assert httpx.post(address, content=json.dumps(event), headers=headers, trust_env=False).status_code == 202
    open_board(page, suite)
    page.goto(f"{suite[0]}/metrics/board/kpi/opened?lang=en&kind=hotline")  # alone: a page lists 20 cases
    page.get_by_role("link", name=case["case_no"]).click()
    expect(page.get_by_text(f"hotline {case['case_no']}")).to_be_visible()
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_text("案件轨迹")).to_be_visible()


def test_an_unknown_case_is_said_to_be_unknown(page: Page, suite: Suite):
    page.goto(f"{suite[0]}/metrics/board/case/application/TB000000-NOSUCH?lang=en")
    expect(page.get_by_text("There is no such page or case")).to_be_visible()


def test_a_branch_manager_sees_their_branch_named_and_nothing_above_it(browser: Browser, suite: Suite, accept: Accept):
    accept()
    token = mint_token(suite[1], "M1", [Role.BRANCH_MANAGER], org="350322")
    page = browser.new_page(extra_http_headers={"Authorization": f"Bearer {token}"})
    page.goto(f"{suite[0]}/metrics/board/?lang=en&org=35")
    expect(page.get_by_text("Branch counter board · 350322")).to_be_visible()
    page.get_by_label("Branch").click()
    expect(page.get_by_role("option")).to_have_text(["350322"])
    page.close()


def test_who_sees_all_can_go_down_to_the_branch(page: Page, suite: Suite, accept: Accept):
    accept()
    open_board(page, suite, "en")
    page.get_by_label("Branch").click()
    page.get_by_role("option", name="350322").click()
    expect(page.get_by_text("Branch counter board · 350322")).to_be_visible()


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "10.1.1.1"}, {"Host": "evil.example"}])
def test_nobody_is_let_in_through_a_proxy_or_another_name(suite: Suite, headers: dict[str, str]):
    address = f"{suite[0]}/metrics/board/?lang=en"
    assert "Sign in through your organisation" not in httpx.get(address, trust_env=False).text
    answer = httpx.get(address, headers=headers, trust_env=False)
    assert (answer.status_code, "Sign in through your organisation" in answer.text) == (401, True)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/?day=0001-01-01", 200, "Branch counter board"),
        ("/?day=1970-01-01", 200, "Branch counter board"),
        ("/kpi/happiness", 404, "There is no such page or case"),
        ("/case/application/{}", 403, "The case belongs to another organisation"),
        ("/case/application/{}1", 404, "There is no such page or case"),
    ],
)
def test_what_a_page_refuses_it_says_in_words_and_by_its_status(
    page: Page, suite: Suite, accept: Accept, path: str, status: int, says: str
):
    case_no = accept()["case_no"]
    open_board(page, suite)  # so that the case has been taken in
    token = mint_token(suite[1], "M1", [Role.BRANCH_MANAGER], org="11")
    path = path.format(case_no)
    address = f"{suite[0]}/metrics/board{path}{'&' if '?' in path else '?'}lang=en"
    answer = httpx.get(address, headers={"Authorization": f"Bearer {token}"}, trust_env=False)
    assert (answer.status_code, says in answer.text) == (status, True)


def test_an_open_page_ends_with_its_token(browser: Browser, suite: Suite):
    nearly_over = mint_token(suite[1], "M1", [Role.BRANCH_MANAGER], ttl=10 - LEEWAY_SECONDS)
    page = browser.new_page(extra_http_headers={"Authorization": f"Bearer {nearly_over}"})
    open_board(page, suite, "en")
    expect(page.get_by_text("Sign in through your organisation")).to_be_visible(timeout=20_000)
    expect(shown(page, "applications-accepted")).to_have_count(0)
    page.close()
