"""The counter's report in a real browser: its numbers are the API's, and the document comes with a click."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from shared.auth import Role, mint_token
from shared.settings import Settings

pytestmark = pytest.mark.browser


def test_a_figure_of_the_report_is_the_apis_and_the_document_is_loaded(
    page: Page, suite: tuple[str, Settings], accept: Callable[..., dict[str, Any]]
):
    address, settings = suite
    accept()
    headers = {"Authorization": f"Bearer {mint_token(settings, 'M1', [Role.PROVINCE], org='350322')}"}
    kpis = f"{address}/metrics/v1/kpis/applications-accepted"
    year = httpx.get(kpis, headers=headers, trust_env=False).raise_for_status().json()["end"][:4]
    asked: dict[str, Any] = {"headers": headers, "params": {"from": f"{year}-01-01"}, "trust_env": False}
    while not (n := httpx.get(kpis, **asked).json()["numerator"]):
        time.sleep(0.2)
    page.goto(f"{address}/metrics/board/report?lang=en&org=350322&period=year")
    counted = page.locator('[data-kpi="applications-accepted"]')
    expect(counted).to_have_text(f"{n:,} case{'' if n == 1 else 's'}", timeout=20_000)
    with page.expect_download() as loading:
        page.get_by_role("button", name="DOCX").click()
    assert loading.value.suggested_filename == f"report-350322-{year}.docx"
