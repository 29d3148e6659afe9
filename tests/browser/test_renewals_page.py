"""The page of renewals in a real browser: each number is the API's, and moves when a premium is paid."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from services.metrics.web import renewals_page
from shared.auth import Role, mint_token
from tests.browser.conftest import seconds_until, within_a_second
from tests.browser.old_policies import ACCOUNT, ORG, OldPolicies, Suite, day_before
from tests.browser.test_pages import figure, open_page, settled, shown, told

pytestmark = pytest.mark.browser

MANY = 6
PREMIUM = {"payment_mode": "annual", "pay_years": 10, "premium_fen": 360_000, "term_years": 20, "product": "L1001"}


@pytest.fixture(scope="module")
def counter(suite: Suite) -> OldPolicies:
    """Six policies whose second premium fell due ten days ago: one is debited, one can't be, four are in grace."""
    counter, due_on = OldPolicies(suite, "71"), day_before(10)
    facts = PREMIUM | {"effective_on": f"{due_on.replace(year=due_on.year - 1)}", "paid_to_on": f"{due_on}"}
    policies = [counter.registered(**facts) for _ in range(MANY)]
    for policy_no in policies[:2]:
        counter.post(f"/policies/{policy_no}/mandates", ACCOUNT)
    counter.post("/renewal-runs", {"day": day_before(0).isoformat()}, Role.PROVINCE, "P1")
    settled(suite, "renewals-in-grace", MANY, org=ORG)
    counter.answered("/renewal-batches", "成功", "可用余额不足")
    settled(suite, "renewal-debits-failed", 1, org=ORG)
    return counter


@pytest.mark.parametrize("org", ["", ORG])
def test_every_number_of_the_renewals_is_the_apis(page: Page, suite: Suite, counter: OldPolicies, org: str):
    asked = {"org": org} if org else {}
    open_page(page, suite, "/renewals", "renewals-due", lang="en", **asked)
    for kpi in renewals_page.TILES:
        expect(shown(page, kpi)).to_contain_text(figure(told(suite, kpi, **asked)))
    for cell in nine(suite, **asked):
        reach = cell["collected"] / cell["due"] if cell["due"] else None
        mark = f"{cell['row']}:{cell['premium_year']}"
        expect(shown(page, mark)).to_have_text("–" if reach is None else f"{reach:.1%}")
    for part in told(suite, renewals_page.FAILED, by="reason", **asked)["slices"]:
        expect(shown(page, f"{renewals_page.FAILED}:{part['by']}")).to_have_text(f"{part['numerator']:,}")
    for kpi in renewals_page.PLACES:
        answer = told(suite, kpi, by="org", **asked)
        for part in answer["slices"]:
            text = figure(answer | part) if answer["kpi"]["unit"] == "%" else f"{part['numerator']:,}"
            expect(shown(page, f"{kpi}:{part['by']}")).to_have_text(text.replace("no data", "–"))
    expect(page.get_by_text("not enough money", exact=False)).to_be_visible()


def test_a_premium_paid_moves_the_open_page_within_a_second_and_leads_to_those_still_unpaid(
    page: Page, suite: Suite, counter: OldPolicies
):
    mark = f"{renewals_page.IN_GRACE}:{ORG}"
    open_page(page, suite, "/renewals", mark, lang="zh", org=ORG[:4])

    def one_more() -> float:
        before, unpaid = int(shown(page, mark).inner_text()), counter.list("/renewals", status="grace")
        body = {"amount_fen": 360_000, "paid_by": "cash", "reference": f"LS-{unpaid[0]['case_no']}"}
        path, key = f"/renewals/{unpaid[0]['case_no']}/payment", {"Idempotency-Key": unpaid[0]["case_no"]}
        counter.post(path, body, Role.CASHIER, "C1", **key)
        return seconds_until(page, mark, str(before - 1))

    assert within_a_second(one_more)
    unpaid = [case["case_no"] for case in counter.list("/renewals", status="grace")]
    shown(page, mark).click()
    for number in unpaid:
        expect(page.get_by_role("link", name=number)).to_be_visible()


def nine(suite: Suite, **asked: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {mint_token(suite[1], 'M1', [Role.BRANCH_MANAGER])}"}
    answer = httpx.get(f"{suite[0]}/metrics/v1/renewal-table", params=asked, headers=headers, trust_env=False)
    assert answer.status_code == 200, answer.text
    return list(answer.json())
