"""The page of benefits in a real browser: each number is the API's, and moves when one falls due."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from services.metrics.web import benefits_page
from shared.auth import Role
from tests.browser.conftest import seconds_until, within_a_second
from tests.browser.old_policies import ACCOUNT, ORG, OldPolicies, Suite, day_before
from tests.browser.test_pages import figure, open_page, settled, shown, told

pytestmark = pytest.mark.browser

FAILED = benefits_page.FAILURES
PAYS = {"product": "L1001", "term_years": 20, "sum_assured_fen": 5_000_000}
MONTHLY = {"product": "L1002", "term_years": 20, "payment_mode": "monthly", "pay_years": 10, "premium_fen": 30_000}


@pytest.fixture(scope="module")
def counter(suite: Suite) -> OldPolicies:
    """Of three benefits one is transferred, one fails at the bank and one has no account; a campaign runs."""
    counter = OldPolicies(suite, "72")
    told_of, also_told_of, _ = (fallen_due(counter) for _ in range(3))
    for number in (told_of, also_told_of):
        counter.post(f"/benefits/{number}/account", ACCOUNT)
    settled(suite, "benefits-due", 3, org=ORG)
    counter.answered("/transfer-batches", "成功", "睡眠账户")
    since = day_before(3)
    paid_to = (since.replace(day=1) + timedelta(days=32)).replace(day=since.day)
    counter.registered(**MONTHLY, effective_on=since.isoformat(), paid_to_on=paid_to.isoformat())
    period = {"starts_on": day_before(1).isoformat(), "ends_on": (day_before(0) + timedelta(days=40)).isoformat()}
    form = {"org": ORG, "campaign_type": "payment-mode-change", "goal_percent": 50} | period
    case = counter.post("/campaigns", form, Role.BRANCH_MANAGER, "M1")
    counter.post(f"/campaigns/{case['case_no']}/start", None, Role.BRANCH_MANAGER, "M1")
    settled(suite, benefits_page.CAMPAIGNS, 1, org=ORG)
    settled(suite, FAILED, 2, org=ORG)
    return counter


def fallen_due(counter: OldPolicies) -> str:
    """The benefit of a policy that was sold three years before."""
    policy_no = counter.registered(**PAYS, effective_on=day_before(3, 3).isoformat())
    counter.post("/benefit-runs", {"day": day_before(0).isoformat(), "org": ORG}, Role.CASHIER, "C1")
    (case,) = counter.list("/benefits", policy_no=policy_no)
    return str(case["case_no"])


@pytest.mark.parametrize("org", ["", ORG])
def test_every_number_of_the_benefits_is_the_apis(page: Page, suite: Suite, counter: OldPolicies, org: str):
    asked = {"org": org} if org else {}
    open_page(page, suite, "/benefits", "benefits-due", lang="en", **asked)
    for kpi in (*benefits_page.BENEFITS, *benefits_page.LOOKUPS):
        expect(shown(page, kpi)).to_contain_text(figure(told(suite, kpi, **asked)))
    for part in told(suite, FAILED, by="reason", **asked)["slices"]:
        expect(shown(page, f"{FAILED}:{part['by']}")).to_have_text(f"{part['numerator']:,}")
    for kpi in benefits_page.BY_TYPE:
        answer = told(suite, kpi, by="campaign_type", **asked)
        for part in answer["slices"]:
            text = f"{part['numerator']:,}" if answer["kpi"]["unit"] == "cases" else figure(answer | part)
            expect(shown(page, f"{kpi}:{part['by']}")).to_have_text(text)
    expect(page.get_by_text("monthly to annual payment")).to_be_visible()


def test_a_benefit_without_an_account_moves_the_open_page_within_a_second_and_leads_to_its_cases(
    page: Page, suite: Suite, counter: OldPolicies
):
    mark, cases = f"{FAILED}:account-missing", list[str]()
    open_page(page, suite, "/benefits", mark, lang="zh", org=ORG)

    def one_more() -> float:
        before = int(shown(page, mark).inner_text())
        cases.append(fallen_due(counter))
        return seconds_until(page, mark, str(before + 1))

    assert within_a_second(one_more)
    shown(page, mark).click()
    for number in cases:
        expect(page.get_by_role("link", name=number)).to_be_visible()
