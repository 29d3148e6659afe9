"""The page of call-backs in a real browser: each number is the API's, moves with a call, and leads to its cases."""

import re

import pytest
from playwright.sync_api import Page, expect

from services.metrics.kpis import KPIS
from services.metrics.web import callback_page
from services.metrics.web.callback_tables import LEFT, OTHERS, RESULTS, URGENT
from tests.browser.callback_desk import TODAY, CallbackDesk
from tests.browser.conftest import seconds_until, served_from_ten, within_a_second
from tests.browser.old_policies import ORG, Suite
from tests.browser.test_claims_page import parts
from tests.browser.test_pages import figure, open_page, settled, shown, told

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def suite() -> Suite:
    """At ten in the morning: nobody is rung before nine or after nine in the evening."""
    return served_from_ten(TODAY)


@pytest.fixture(scope="module")
def desk(suite: Suite) -> CallbackDesk:
    """Some call-backs run out soon and some later; one was completed, one found a problem, one speaks a dialect."""
    desk = CallbackDesk(suite, "81")
    for days_ago in (0, 26, 28, 29, 30, 31, 40):
        desk.left(days_ago)
    desk.called(desk.signed(), "completed")
    desk.called(desk.signed(), "completed", answers={"knows-free-look": "no"})
    desk.called(desk.signed(), "dialect", language="puxian")
    desk.called(desk.signed(), "vacant-number", field="mobile")
    desk.complained(desk.sold(office_phone="000"))
    settled(suite, RESULTS, 4, org=ORG)
    settled(suite, "complaints-open", 1, org=ORG)
    settled(suite, "contact-collections-open", 1, org=ORG)
    return desk


@pytest.mark.parametrize("org", ["", ORG])
def test_every_number_of_the_call_backs_is_the_apis(page: Page, suite: Suite, desk: CallbackDesk, org: str):
    asked = {"org": org} if org else {}
    open_page(page, suite, "/callbacks", "wall:limits-today", lang="en", **asked)
    for kpi in callback_page.TILES:
        expect(shown(page, kpi)).to_contain_text(figure(told(suite, kpi, **asked)))
    for by in ("result", "round"):
        for value, text in parts(told(suite, RESULTS, by=by, **asked)).items():
            expect(shown(page, f"{RESULTS}:{value}")).to_have_text(text)


@pytest.mark.parametrize("org", ["", ORG])
def test_every_number_of_the_countdown_is_the_apis(page: Page, suite: Suite, desk: CallbackDesk, org: str):
    asked = {"org": org} if org else {}
    open_page(page, suite, "/callbacks", "wall:limits-today", lang="en", **asked)
    for kpi in LEFT:
        whole = told(suite, kpi, kind="callback", **asked)["numerator"]
        assert whole, kpi
        for mark in (kpi, f"wall:{kpi}"):
            expect(shown(page, mark)).to_have_text(str(whole))
        for value, text in values_of(suite, kpi, **asked).items():
            expect(shown(page, f"{kpi}:{value}")).to_have_text(text)


def values_of(suite: Suite, kpi: str, **asked: str) -> dict[str, str]:
    """Of each value that the tables have a place for."""
    by_kind = parts(told(suite, kpi, by="kind", **asked))
    found = {kind: by_kind.get(kind, "0") for kind in OTHERS}
    for by in ("owner", "speech", "org") if kpi in URGENT else ("owner", "speech"):
        found |= parts(told(suite, kpi, kind="callback", by=by, **asked))
    return {value: text for value, text in found.items() if value != "mandarin"}


def test_the_official_and_the_combined_rate_stand_side_by_side_with_their_definitions(
    page: Page, suite: Suite, desk: CallbackDesk
):
    for language in ("zh", "en"):
        open_page(page, suite, "/callbacks", "callback-official-rate", lang=language, org=ORG)
        for kpi in callback_page.SIDE_BY_SIDE:
            expect(page.get_by_text(getattr(KPIS[kpi].population, language))).to_be_visible()
            expect(page.get_by_text(KPIS[kpi].basis)).to_be_visible()
    expect(page.get_by_text(re.compile("EAST-CB:"))).to_be_visible()
    expect(page.get_by_text(re.compile("CB-RATE:")).first).to_be_visible()


def test_a_call_moves_the_open_page_within_a_second_and_is_found_behind_its_reason(
    page: Page, suite: Suite, desk: CallbackDesk
):
    mark = f"{RESULTS}:no-answer"
    desk.called(desk.signed(), "no-answer")
    settled(suite, RESULTS, 5, org=ORG)
    due = [desk.signed() for _ in range(3)]
    open_page(page, suite, "/callbacks", mark, lang="zh", org=ORG)
    called = list[str]()

    def one_more() -> float:
        before = int(shown(page, mark).inner_text())
        called.append(desk.called(due[len(called)], "no-answer")["case_no"])
        return seconds_until(page, mark, str(before + 1))

    assert within_a_second(one_more)
    shown(page, mark).click()
    expect(page.get_by_text("数字背后的案件 · 无人接听")).to_be_visible()
    for number in called:
        expect(page.get_by_role("link", name=number)).to_be_visible()


def test_the_keyboard_leads_from_the_wall_to_who_runs_out(page: Page, suite: Suite, desk: CallbackDesk):
    case = desk.left(45)
    settled(suite, "limits-passed", 3, org=ORG)
    open_page(page, suite, "/callbacks", "wall:limits-passed", lang="zh", org=ORG)
    page.get_by_role("link").filter(has=shown(page, "wall:limits-passed")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=case["case_no"])).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^WT"))).to_have_count(0)


def test_on_a_telephone_nothing_is_wider_than_the_page(page: Page, suite: Suite, desk: CallbackDesk):
    page.set_viewport_size({"width": 390, "height": 844})
    for language in ("zh", "en"):
        open_page(page, suite, "/callbacks", "wall:limits-today", lang=language)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
