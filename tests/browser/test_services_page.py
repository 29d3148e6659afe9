"""The page of policy services in a real browser: each number is the API's, and moves when the counter does."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from services.metrics.web import services_page
from shared.auth import Role, mint_token
from shared.settings import Settings
from tests.browser.conftest import seconds_until, within_a_second
from tests.browser.test_pages import ORG, figure, open_page, settled, shown, told
from tests.policy_service.archives.room import DRAFT, FORM, FOUND, VOUCHER

pytestmark = pytest.mark.browser

Suite = tuple[str, Settings]
Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def ask(suite: Suite) -> Ask:
    """`ask("contact-change")`: somebody who has a policy of old comes to the counter."""
    root = f"{suite[0]}/policy/v1"

    def post(path: str, body: Any, role: Role = Role.TELLER, who: str = "T1", **headers: str) -> dict[str, Any]:
        token = mint_token(suite[1], who, [role], org=ORG)
        answer = httpx.post(
            f"{root}{path}", json=body, headers={"Authorization": f"Bearer {token}"} | headers, trust_env=False
        )
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    case = post("/archive-lookups", FORM | {"voucher": VOUCHER | {"number": "96-0077001"}})
    post(f"/archive-lookups/{case['case_no']}/searches", FOUND)
    case = post(f"/archive-lookups/{case['case_no']}/proposal", DRAFT | {"policy_no": "JY96-0077001"})
    tag = {"If-Match": f'"{case["version"]}"'}
    post(f"/archive-lookups/{case['case_no']}/review", {"outcome": "approve"}, Role.REVIEWER, "R1", **tag)
    token = mint_token(suite[1], "T1", [Role.TELLER], org=ORG)
    headers = {"Authorization": f"Bearer {token}"}
    (policy,) = httpx.get(f"{root}/policies", headers=headers, trust_env=False).json()["items"]

    def at_the_counter(item: str, **change: Any) -> dict[str, Any]:
        form = {"policy_no": policy["case_no"], "applicant_ref": policy["policyholder_ref"]}
        form |= {"papers": ["application_form", "id_card"], "change": {"item": item} | change}
        taken = post("/service-requests", form)
        return post(f"/service-requests/{taken['case_no']}/submission", None) if not taken["missing_papers"] else taken

    at_the_counter("contact-change", party_ref=policy["policyholder_ref"], phones={"mobile": "13959500001"})
    at_the_counter("account-change", account_no="6222020200112233445")  # lacks the card's copy
    return lambda number: at_the_counter(
        "contact-change", party_ref=policy["policyholder_ref"], phones={"mobile": f"139595{number:05d}"}
    )


@pytest.mark.parametrize("org", ["", ORG])
def test_every_number_of_the_services_is_the_apis(page: Page, suite: Suite, ask: Ask, org: str):
    settled(suite, "missing-papers-rate", 1)
    asked = {"org": org} if org else {}
    open_page(page, suite, "/services", services_page.TAKEN, lang="en", **asked)
    for kpi in services_page.TILES:
        expect(shown(page, kpi)).to_contain_text(figure(told(suite, kpi, **asked)))
    for part in told(suite, services_page.TAKEN, by="item", **asked)["slices"]:
        expect(shown(page, f"{services_page.TAKEN}:{part['by']}")).to_have_text(f"{part['numerator']:,}")
    expect(page.get_by_text("Premium account")).to_be_visible()


def test_no_row_of_tiles_is_left_half_empty(page: Page, suite: Suite, ask: Ask):
    open_page(page, suite, "/services", services_page.TAKEN, lang="zh")
    places = [shown(page, kpi).bounding_box() for kpi in services_page.TILES]
    rows = Counter(round(place["y"]) for place in places if place)
    assert sum(rows.values()) == len(services_page.TILES)
    assert len(set(rows.values())) == 1, rows


def test_a_request_moves_the_open_page_within_a_second_and_leads_to_its_cases(page: Page, suite: Suite, ask: Ask):
    settled(suite, services_page.TAKEN, 2)
    mark = f"{services_page.TAKEN}:contact-change"
    open_page(page, suite, "/services", mark, lang="zh")
    cases = list[str]()

    def one_more() -> float:
        before = int(shown(page, mark).inner_text())
        cases.append(ask(before)["case_no"])
        return seconds_until(page, mark, str(before + 1))

    assert within_a_second(one_more)
    shown(page, mark).click()
    expect(page.get_by_role("link", name=cases[-1])).to_be_visible()
