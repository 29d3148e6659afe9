"""What a claim reckoned with may change until it is paid: its policy says so, the claim pays the difference, and both
rest. Each correction waits for people: no reaction leads a claim beyond its reopening."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.policy_service.items.catalogue import ITEMS
from services.policy_service.open_claims.commands import Listed
from services.policy_service.open_claims.rebuilding import ClaimPage, keep_all
from shared.auth import Role
from tests.claims.hall import Case, ok, refused
from tests.e2e.two_services import DEATH, DEATH_PAPERS, TwoServices, sold, two_services
from tests.policy_service.benefits.test_maturity import lend, repaid
from tests.policy_service.renewals.collector import Collector
from tests.policy_service.requests.money_desk import ALL_PAPERS

SUM_FEN = 5_000_000
LOAN_FEN = 1_000_000 + 38_904  # 284 days at 5 %


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[TwoServices]:
    async with two_services(tmp_path) as opened:
        yield opened


async def lent(both: TwoServices) -> str:
    policy_no = await sold(both)
    await lend(both.paying, policy_no, 1_000_000, date(2026, 1, 1), 1)
    return policy_no


async def test_what_nothing_changed_is_paid_once_and_ends_the_policy(both: TwoServices):
    policy_no = await lent(both)
    case = await both.calculated(await both.died(policy_no))
    assert (case["total_fen"], case["loan_kept_fen"]) == (SUM_FEN - LOAN_FEN, LOAN_FEN)
    case = await both.paid(await both.decided(case))
    assert (case["status"], case["reopened"], await both.differences(policy_no)) == ("paid", 0, 0)
    assert await both.standing(policy_no) == ("terminated", 0, 0)


async def test_a_loan_repaid_before_the_payment_is_paid_back_with_the_difference_and_all_rests(both: TwoServices):
    policy_no = await lent(both)
    case = await both.decided(await both.calculated(await both.died(policy_no)))
    await repaid(both.paying, policy_no, "JK-1")
    case = await both.paid(case)
    assert (case["status"], case["reason"], case["paid_fen"]) == ("registered", "policy-differs", SUM_FEN - LOAN_FEN)
    assert await both.carry() == 0, "it waits for people"
    case = await both.decided(await both.calculated(case))
    assert case["payable_fen"] == LOAN_FEN
    case = await both.paid(case)
    assert (case["status"], case["paid_fen"], case["reopened"]) == ("paid", SUM_FEN, 1)
    assert (await both.standing(policy_no), await both.differences(policy_no)) == (("terminated", 0, 0), 1)


async def test_a_larger_payment_after_reopening_repays_the_rest_of_the_loan_with_its_interest(both: TwoServices):
    """A suicide's cash value goes to the loan, and 100 yuan are agreed on; an accident after all, the sum is paid."""
    policy_no = await sold(both, effective_on="2025-10-12")
    await lend(both.paying, policy_no, 1_000_000, date(2026, 1, 1), 1)
    assert (await both.credit(policy_no, 1, 50_000)).status_code == 201
    case = await both.calculated(await both.died(policy_no), is_suicide=True)
    kept = case["loan_kept_fen"]
    assert (case["total_fen"], case["dividends_fen"], 50_000 <= kept < LOAN_FEN) == (0, 50_000, True)
    case = await both.paid(await both.decided(case, outcome="negotiate", agreed_fen=10_000, agreement="XY-1"))
    assert (case["status"], await both.standing(policy_no)) == ("paid", ("terminated", LOAN_FEN - kept, 0))
    both.claims.time.advance(timedelta(days=7))
    case = await both.calculated(await both.reopened(case))
    owed = (await both.standing(policy_no))[1]
    assert (case["loan_kept_fen"], owed > LOAN_FEN - kept) == (kept + owed, True)
    both.claims.time.advance(timedelta(days=3))
    case = await both.paid(await both.decided(case))
    assert (case["status"], case["paid_fen"]) == ("paid", SUM_FEN + 50_000 - kept - owed)
    assert (await both.standing(policy_no), await both.differences(policy_no)) == (("terminated", 0, 0), 0)


async def test_where_all_goes_to_the_loan_the_claim_closes_as_paid_and_the_policy_ends_with_so_much_repaid(
    both: TwoServices,
):
    """A suicide's cash value, which is less than the loan."""
    policy_no = await sold(both, effective_on="2025-10-12")
    await lend(both.paying, policy_no, 1_000_000, date(2026, 1, 1), 1)
    case = await both.calculated(await both.died(policy_no), is_suicide=True)
    kept = case["loan_kept_fen"]
    assert (case["total_fen"], 0 < kept < LOAN_FEN) == (0, True)
    case = await both.paid(await both.decided(case))
    assert [case[name] for name in ("status", "outcome", "decision", "paid_fen")] == ["paid", "paid", "approve", 0]
    assert (await both.standing(policy_no), await both.differences(policy_no)) == (
        ("terminated", LOAN_FEN - kept, 0), 0
    )  # fmt: skip
    assert await open_claims(both, policy_no) == []
    case = await both.decided(await both.calculated(await both.reopened(case), is_suicide=True))
    assert (case["status"], case["loan_kept_fen"]) == ("paid", kept), "the same again"
    assert await both.carry() == 1
    assert (await both.standing(policy_no))[1] == LOAN_FEN - kept


async def test_a_premium_that_fell_due_after_the_death_and_was_paid_before_the_claim_goes_back_with_the_difference(
    both: TwoServices,
):
    plan = {"effective_on": "2025-10-11", "payment_mode": "annual", "pay_years": 10, "premium_fen": 360_000}
    policy_no, collector = await sold(both, **plan), Collector(both.policies, {})
    case = await both.decided(await both.calculated(await both.died(policy_no)))
    await collector.run()
    ok(await collector.pay(await collector.renewal()))
    await both.carry()
    case = await both.paid(case)
    assert (case["status"], case["reason"], case["paid_fen"]) == ("registered", "policy-differs", SUM_FEN)
    case = await both.paid(await both.decided(await both.calculated(case)))
    assert (case["status"], case["paid_fen"], case["reopened"]) == ("paid", SUM_FEN + 360_000, 1)
    assert (await both.differences(policy_no), await both.carry()) == (0, 0)


async def test_dividends_credited_until_the_payment_are_paid_with_the_difference(both: TwoServices):
    policy_no = await sold(both)
    assert (await both.credit(policy_no, 1, 12_345)).status_code == 201
    case = await both.decided(await both.calculated(await both.died(policy_no)))
    assert case["payable_fen"] == SUM_FEN + 12_345
    assert (await both.credit(policy_no, 2, 100)).status_code == 201
    case = await both.paid(case)
    assert (case["status"], case["paid_fen"]) == ("registered", SUM_FEN + 12_345)
    assert (await both.credit(policy_no, 3, 100)).status_code == 422, "of a policy that has ended"
    case = await both.paid(await both.decided(await both.calculated(case)))
    assert (case["status"], case["paid_fen"]) == ("paid", SUM_FEN + 12_445)
    assert (await both.standing(policy_no), await both.differences(policy_no)) == (("terminated", 0, 0), 1)


async def test_dividends_that_two_claims_pay_are_claimed_back_of_the_second(both: TwoServices):
    """One death, told as an illness a day before it was told as an accident: the sum is paid once, by its limit."""
    policy_no = await sold(both)
    await both.credit(policy_no, 1, 12_345)
    first = await both.calculated(await both.died(policy_no))
    illness = {"types": ["illness-death"], "cause": "illness", "papers": [*DEATH_PAPERS, "pathology_report"]}
    second = await both.calculated(await both.died(policy_no, event_on="2026-10-07", **illness))
    assert (second["total_fen"], second["dividends_fen"], second["loan_kept_fen"]) == (12_345, 12_345, 0)
    first, second = await both.decided(first), await both.decided(second)
    first, second = await both.paid(first), await both.paid(second)
    assert (first["status"], second["status"], second["reason"]) == ("paid", "registered", "policy-differs")
    second = await both.paid(await both.decided(await both.calculated(second)))
    (back,) = await both.hall.backs(second)
    assert (second["status"], second["total_fen"], back["amount_fen"]) == ("paid", 0, 12_345)
    assert (await both.standing(policy_no), await both.differences(policy_no)) == (("terminated", 0, 0), 1)


async def test_once_nothing_changes_any_more_both_rest_however_often_it_is_decided_anew(both: TwoServices):
    policy_no = await lent(both)
    case = await both.decided(await both.calculated(await both.died(policy_no)))
    await repaid(both.paying, policy_no, "JK-1")
    await both.credit(policy_no, 1, 700)
    case, stood = await both.paid(case), []
    for _ in range(3):
        case = await both.paid(await both.decided(await both.calculated(case)))
        stood.append((case["status"], case["paid_fen"], await both.differences(policy_no), await both.carry()))
        case = await both.reopened(case)
    assert stood == [("paid", SUM_FEN + 700, 1, 0)] * 3


async def rebuilt(both: TwoServices, **body: Any) -> list[int]:
    """How many open claims each page told."""
    found, told = [], {"next_cursor": body.pop("cursor", None)}
    while not found or told["next_cursor"]:
        asked = body | ({"cursor": told["next_cursor"]} if told["next_cursor"] else {})
        told = ok(await both.policies.post("/open-claim-rebuilds", Role.PROVINCE, asked, org="35"))
        found.append(told["open_claims"])
    return found


async def open_claims(both: TwoServices, policy_no: str) -> list[tuple[str, bool]]:
    told = (await both.policies.get(f"/policies/{policy_no}/open-claims")).json()
    return [(each["claim_no"], each["decides_policy"]) for each in told]


async def test_a_claim_that_was_open_before_policies_heard_of_any_freezes_its_policy_once_it_is_asked_for(
    both: TwoServices,
):
    policy_no = await sold(both)
    withdrawn = await both.hall.reported(policy_no=policy_no)
    await both.hall.done(withdrawn, "withdrawal", {"reason": "mistake"})
    treated = await both.hall.reported(policy_no=policy_no)
    case = await both.hall.registered(policy_no=policy_no, **DEATH)
    await both.lose()
    quoted = {"policy_no": policy_no, "change": {"item": "surrender", "reason": "need-for-cash"}}
    assert ok(await both.policies.post("/service-quotations", Role.TELLER, quoted))
    by_page = sorted(await rebuilt(both, most=1))  # of one moment, in whatever order
    assert (by_page, await rebuilt(both)) == ([0, 1, 1], [2])
    assert set(await open_claims(both, policy_no)) == {(case["case_no"], True), (treated["case_no"], False)}
    answer = await both.policies.post("/service-quotations", Role.TELLER, quoted)
    refused(answer, 409, "no-open-claim")


async def test_what_was_heard_of_a_claim_since_it_was_listed_holds(both: TwoServices):
    policy_no = await sold(both)
    case = await both.died(policy_no)
    await both.hall.done(case, "withdrawal", {"reason": "mistake"})
    await both.carry()
    late = Listed(case["case_no"], 1, policy_no, date(2026, 10, 8), case["types"])
    async with both.policies.app.state.sessions.begin() as session:
        await keep_all(session, ClaimPage([late], None))
    assert await open_claims(both, policy_no) == []


async def test_who_may_ask_for_them_and_with_what(both: TwoServices):
    refused(
        await both.policies.post("/open-claim-rebuilds", Role.PROVINCE, {"cursor": "xx"}), 422, "cursor-of-this-list"
    )
    assert (await both.policies.post("/open-claim-rebuilds", Role.TELLER, {})).status_code == 403
    await sold(both)
    await both.hall.reported(policy_no="BD261012-00000001")
    other = await both.policies.post("/open-claim-rebuilds", Role.INTEGRATOR, {}, org="350400")
    assert ok(other)["open_claims"] == 0, "of another branch"


async def surrendered(both: TwoServices, policy_no: str) -> int:
    """What it pays out, on the twelfth of October."""
    change = {"item": "surrender", "reason": "need-for-cash"}
    form = {"policy_no": policy_no, "change": change, "papers": [*ITEMS["surrender"].papers, *ALL_PAPERS]}
    form["applicant_ref"] = (await both.paying.policy(policy_no))["policyholder_ref"]
    asked = await both.policies.post("/service-requests", Role.TELLER, form)
    assert asked.status_code == 201, asked.text
    path = f"/service-requests/{asked.json()['case_no']}"
    case = ok(await both.policies.post(f"{path}/submission", Role.TELLER, None))
    tag = {"If-Match": f'"{case["version"]}"'}
    case = ok(await both.policies.post(f"{path}/review", Role.REVIEWER, {"outcome": "approve"}, **tag))
    await both.carry()
    return int(case["money_out_fen"])


async def taken_out(both: TwoServices, case: Case) -> list[int]:
    (newest, *_) = await both.hall.get(case, "/calculations")
    return [line["amount_fen"] for line in newest["lines"] if line["code"] == "taken-out"]


async def test_what_a_surrender_paid_before_the_claim_was_reported_is_taken_off(both: TwoServices):
    """In all the sum assured is paid, less the loan: a part of it to the policyholder, by the surrender."""
    policy_no = await sold(both)
    await lend(both.paying, policy_no, 100_000, date(2026, 1, 1), 1)
    assert (await both.credit(policy_no, 1, 700)).status_code == 201
    _, owed_fen, _ = await both.standing(policy_no)
    surrender_fen = await surrendered(both, policy_no)
    case = await both.calculated(await both.died(policy_no))
    assert case["cover_status"] == "in-force", "on the day of the event"
    assert case["total_fen"] + surrender_fen == SUM_FEN - owed_fen + 700
    assert await taken_out(both, case) == [case["total_fen"] - SUM_FEN]
    case = await both.paid(await both.decided(case))
    assert (case["status"], await both.differences(policy_no)) == ("paid", 0)
    case = await both.calculated(await both.reopened(case))
    assert case["total_fen"] == case["paid_fen"], "taken off once"


async def test_a_benefit_that_was_paid_for_a_day_after_the_event_is_taken_off_and_an_earlier_one_is_not(
    both: TwoServices,
):
    policy_no = await sold(both)
    await both.paying.opened()  # 5,000 yuan fall due on the twelfth of October
    await both.paying.reconciled("success")
    case = await both.calculated(await both.died(policy_no))
    assert (case["total_fen"], await taken_out(both, case)) == (SUM_FEN - 500_000, [-500_000])
    other = await both.died(policy_no, event_on="2026-10-12", types=["accident-death"])
    assert await taken_out(both, await both.calculated(other, died_on="2026-10-12")) == []
