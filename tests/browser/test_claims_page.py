"""The page of claims and a claim explained, in a real browser: each number is the API's and leads to its cases."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from services.metrics.web import claims_page, claims_tables
from services.metrics.web.calculation_panel import yuan
from shared import clock
from shared.calendar_data import calendar_for
from tests.browser.claims_desk import ClaimsDesk
from tests.browser.conftest import seconds_until, served_from_ten, within_a_second
from tests.browser.old_policies import ORG, Case, Suite
from tests.browser.test_pages import figure, open_page, settled, shown, told

pytestmark = pytest.mark.browser

LEFT = claims_tables.LEFT


@pytest.fixture(scope="module")
def suite() -> Suite:
    """At ten on a working day: after half past four, or on a day off, a small claim is the next working day's."""
    calendar = calendar_for(ORG)
    return served_from_ten(calendar.working_day_from(calendar.date_of(clock.now())))


@pytest.fixture(scope="module")
def desk(suite: Suite) -> ClaimsDesk:
    """One small claim is paid and one waits for its review; of four surveys the two investigators have three."""
    desk = ClaimsDesk(suite, "73")
    desk.paid()
    desk.calculated()
    desk.investigators(T7=1, T8=2)
    for _ in range(4):
        desk.surveyed()
    desk.allocated()
    settled(suite, "claims-paid", 1, org=ORG)
    settled(suite, "survey-utilisation", 3, org=ORG)
    settled(suite, "surveys-in-hand", 3, org=ORG)
    return desk


def parts(answer: dict[str, Any]) -> dict[str, str]:
    """What a table shows of each value of a breakdown."""
    is_count = answer["kpi"]["unit"] == "cases"
    return {
        part["by"]: f"{part['numerator']:,}" if is_count else figure(answer | part) for part in answer["slices"] or []
    }


@pytest.mark.parametrize("org", ["", ORG])
def test_every_number_of_the_claims_is_the_apis(page: Page, suite: Suite, desk: ClaimsDesk, org: str):
    asked = {"org": org} if org else {}
    open_page(page, suite, "/claims", "claim-win-rate", lang="en", **asked)
    today = {"from": told(suite, LEFT)["end"]}
    for kpi in (*claims_page.TODAY, *claims_page.FIELD):
        expect(shown(page, kpi)).to_contain_text(figure(told(suite, kpi, **asked, **today)))
    for kpi in claims_page.IDS:
        expect(shown(page, kpi)).to_contain_text(figure(told(suite, kpi, **asked)))
    tables = [
        (LEFT, "stage"),
        (LEFT, "handler"),
        ("surveys-unreported", "age"),
        (claims_tables.UTILISATION, "investigator"),
    ]
    tables += [(kpi, "limit") for kpi in claims_tables.BY_LIMIT]
    tables += [(kpi, "handler") for kpi in claims_tables.BY_INVESTIGATOR]
    for kpi, by in tables:
        for value, text in parts(told(suite, kpi, by=by, **asked)).items():
            expect(shown(page, f"{kpi}:{value}")).to_contain_text(text)
    for value, text in parts(told(suite, "open-count", by="age", kind="claim", **asked)).items():
        expect(shown(page, f"open-count:{value}")).to_have_text(text)
    expect(page.get_by_text("calculated, to be reviewed")).to_be_visible()


def test_the_day_of_small_claims_has_the_cut_off_of_claims_itself_and_the_rule_is_told_in_both_languages(
    page: Page, suite: Suite, desk: ClaimsDesk
):
    (row,) = desk.get("/claim-tables")["cut_offs"]
    for language, words, rule in (
        ("zh", "小额快赔日清日结", "分派规则"),
        ("en", "Small claims of the day", "Allocation:"),
    ):
        open_page(page, suite, "/claims", LEFT, lang=language, org=ORG)
        expect(page.get_by_text(words)).to_contain_text(row["at"])
        expect(page.get_by_text(rule)).to_be_visible()
        expect(page.get_by_text(re.compile("理赔 实时|claims live"))).to_be_visible()


def test_a_small_claim_that_is_paid_moves_the_open_page_within_a_second_and_is_found_behind_the_number(
    page: Page, suite: Suite, desk: ClaimsDesk
):
    decided, paid = [desk.decided() for _ in range(3)], list[str]()
    settled(suite, LEFT, 3, org=ORG)
    open_page(page, suite, "/claims", "small-claims-settled", lang="zh", org=ORG)
    expect(shown(page, f"{LEFT}:approved")).to_have_text(re.compile("[3-9]"))

    def one_more() -> float:
        before = int(shown(page, "small-claims-settled").inner_text().split()[0])
        payment = desk.to_be_paid(decided[len(paid)])
        paid.append(desk.pay(payment)["claim_no"])
        return seconds_until(page, "small-claims-settled", f"{before + 1} 件")

    assert within_a_second(one_more)
    shown(page, "small-claims-settled").click()
    for number in paid:
        expect(page.get_by_role("link", name=number)).to_be_visible()


def test_the_keyboard_leads_from_a_number_to_its_cases_and_to_a_claim_explained(
    page: Page, suite: Suite, desk: ClaimsDesk
):
    case = desk.calculated(total_fen=123_400)
    settled(suite, LEFT, 1, org=ORG)
    mark = f"{LEFT}:calculated"
    open_page(page, suite, "/claims", mark, lang="en", org=ORG)
    link = page.get_by_role("link").filter(has=shown(page, mark))
    link.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name=case["case_no"]).focus()
    page.keyboard.press("Enter")
    expect(shown(page, "calculation-total")).to_have_text(yuan(case["total_fen"]))


@pytest.mark.parametrize(("lang", "whole"), [("zh", "给付合计"), ("en", "In all")])
def test_a_claim_is_explained_line_by_line(page: Page, suite: Suite, desk: ClaimsDesk, lang: str, whole: str):
    case = desk.calculated()
    (known,) = desk.get(f"/claims/{case['case_no']}/calculations")
    settled(suite, LEFT, 1, org=ORG)
    page.goto(f"{suite[0]}/metrics/board/case/claim/{case['case_no']}?lang={lang}")
    rows = page.locator(".g-lines tbody tr:not(.g-sum)")
    expect(rows).to_have_count(len(known["lines"]))
    for row, told_line in zip(rows.all(), known["lines"], strict=True):
        for told_part in ("name", "input", "formula"):
            expect(row).to_contain_text(told_line[told_part][lang])
        expect(row).to_contain_text(yuan(told_line["amount_fen"], plus=True))
        expect(row).to_contain_text(told_line["basis"])
    expect(page.get_by_role("row").filter(has_text=whole)).to_contain_text(yuan(known["total_fen"]))
    expect(shown(page, "calculation-kept")).to_have_text(yuan(known["social_insurance_kept_fen"]))
    page.get_by_text("告知客户的说明" if lang == "zh" else "As the claimant is told").click()
    expect(page.get_by_text(known["letter"][-1][lang])).to_be_visible()


def test_on_a_telephone_nothing_is_wider_than_the_page(page: Page, suite: Suite, desk: ClaimsDesk):
    case: Case = desk.calculated()
    settled(suite, LEFT, 1, org=ORG)
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, suite, "/claims", LEFT, lang="zh")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    open_page(page, suite, f"/case/claim/{case['case_no']}", "calculation-total", lang="zh")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
