"""Scorecard and star in a real browser: their numbers are the API's, and lead to the KPI of those days."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from shared.auth import Role, mint_token
from shared.settings import Settings

pytestmark = pytest.mark.browser


def told_by(suite: tuple[str, Settings], path: str) -> Any:
    headers = {"Authorization": f"Bearer {mint_token(suite[1], 'M1', [Role.PROVINCE], org='3503')}"}
    answer = httpx.get(f"{suite[0]}/metrics/v1/{path}?org=3503", headers=headers, trust_env=False)
    return answer.raise_for_status().json()


def test_each_branch_shows_its_total_and_a_value_leads_to_its_kpi(
    page: Page, suite: tuple[str, Settings], accept: Callable[..., dict[str, Any]]
):
    address = suite[0]
    for org in ("350322", "350305"):
        accept(org=org)
    page.goto(f"{address}/metrics/board/scorecard?lang=en&org=350322")
    rate = page.locator('[data-kpi="350322:defect-rate"]')
    expect(rate).to_have_text(re.compile(r"\d+\.\d%"), timeout=10_000)
    told = told_by(suite, "scorecards")
    for line in told["branches"]:
        total, rank = line["total"], line["rank"]
        expect(page.locator(f'[data-kpi="total:{line["org"]}"]')).to_have_text(f"{total:.2f}" if total else "–")
        expect(page.locator(f'[data-kpi="rank:{line["org"]}"]')).to_have_text(str(rank) if rank else "–")
    rate.click()
    expect(page.get_by_text(f"{told['start']} … {told['end']}")).to_be_visible(timeout=10_000)
    page.go_back()
    with page.expect_download() as loading:
        page.get_by_role("button", name="XLSX").click()
    assert loading.value.suggested_filename == f"scorecard-3503-{told['end']}.xlsx"


def test_the_star_or_why_there_is_none_is_shown(page: Page, suite: tuple[str, Settings]):
    page.goto(f"{suite[0]}/metrics/board/stars?lang=en&org=3503")
    star = page.locator('[data-kpi="stars"]')
    expect(star).to_have_text(re.compile("★|–"), timeout=10_000)
    told = told_by(suite, "stars")
    expect(star).to_have_text(" · ".join(f"★ {staff}" for staff in told["stars"]) or "–")
    expect(page.get_by_text(told["formula"]["en"])).to_be_visible()
    if told["said"]:
        expect(page.get_by_text(told["said"]["en"])).to_be_visible()
