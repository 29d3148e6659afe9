"""Benefits claimed in cash at the counter, kept with the insurer, or never due."""

from typing import Any

import pytest

from services.policy_service.benefits.models import Benefit
from services.policy_service.benefits.paper_words import ALWAYS, OF_AN_AGENT
from services.policy_service.policies.models import Policy
from shared.auth import Actor, Role
from shared.cases import advance, get_case
from tests.policy_service.benefits.paying import AGENT, IDENTITY, NEW_ACCOUNT, Paying, refused

SMALL, IDENTIFIED, LARGE = 9_999_990, 10_000_000, 50_000_000  # sums assured: a tenth of each is paid
COPY = [*ALWAYS, "id_copy"]


def cash(amount_fen: int = 500_000) -> dict[str, Any]:
    return {"amount_fen": amount_fen, "reference": "XJ0001"}


async def test_a_dormant_passbook_is_paid_in_cash_instead(paying: Paying):
    case = await paying.due()
    await paying.reconciled("account-dormant")
    claimed = await paying.moved(case, "cash-claim", paying.claim(case))
    assert (claimed["status"], claimed["agent_acts"], claimed["identified_at"]) == ("awaiting_cash", False, None)
    refused(await paying.batch(), 422, "payouts-due")
    paid = await paying.moved(case, "cash-payment", cash(), Role.CASHIER)
    assert (paid["status"], paid["paid_by"], paid["outcome"]) == ("paid_out", "cash", "paid")
    assert paid["failed"] == "account-dormant", "why it came to cash"
    again = await paying.move(case, "cash-payment", cash(), Role.CASHIER)
    assert again.json()["type"] == "/problems/illegal-transition"


async def test_it_is_the_whole_amount_with_a_key_and_never_while_it_is_transferred(paying: Paying):
    case = await paying.due()
    batch = await paying.exported()
    assert (await paying.move(case, "cash-claim", paying.claim(case))).status_code == 409
    assert (await paying.move(case, "account", NEW_ACCOUNT)).status_code == 409
    await paying.send(batch, await paying.answer(batch, "other"))
    await paying.moved(case, "cash-claim", paying.claim(case))
    wrong = await paying.move(case, "cash-payment", cash(499_999), Role.CASHIER)
    refused(wrong, 422, "amount-due", field="amount_fen", due_fen=500_000)
    keyless = await paying.office.post(f"/benefits/{case['case_no']}/cash-payment", Role.CASHIER, cash())
    assert keyless.json()["type"] == "/problems/idempotency-key-missing"


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"papers": []}, "papers", "papers-complete"),
        ({"papers": ["benefit_application", "id_card"]}, "papers", "papers-complete"),
        ({"agent": AGENT}, "papers", "papers-complete"),
        ({"applicant_ref": "0" * 36}, "party_ref", "of-this-policy"),
    ],
)
async def test_a_claim_that_lacks_something_is_refused(paying: Paying, change: dict[str, Any], field: str, rule: str):
    case = await paying.due()
    told = refused(await paying.move(case, "cash-claim", paying.claim(case) | change), 422, rule, field=field)
    if field == "papers":
        needed = [*ALWAYS, *(OF_AN_AGENT if "agent" in change else ())]
        handed_in = change.get("papers", list(ALWAYS))
        assert told["missing"] == [paper for paper in needed if paper not in handed_in], "all at once"


async def test_only_the_survival_beneficiary_claims(paying: Paying):
    case = await paying.due(insured={"name": "欧阳小平", "id_number": "E11112222"})
    people = (await paying.office.get(f"/policies/{case['policy_no']}/parties", Role.TELLER)).json()["items"]
    (holder,) = (each["party_ref"] for each in people if each["role"] == "policyholder")
    answer = await paying.move(case, "cash-claim", paying.claim(case, applicant_ref=holder))
    refused(answer, 422, "may-claim", field="applicant_ref")
    same = await paying.due()  # here the policyholder is the insured, on the policy in two places
    people = (await paying.office.get(f"/policies/{same['policy_no']}/parties", Role.TELLER)).json()["items"]
    (holder,) = (each["party_ref"] for each in people if each["role"] == "policyholder")
    await paying.moved(same, "cash-claim", paying.claim(same, applicant_ref=holder))


async def test_from_ten_thousand_yuan_on_the_beneficiary_is_identified(paying: Paying):
    below = await paying.due(sum_assured_fen=SMALL)
    assert below["amount_fen"] == 999_999
    await paying.moved(below, "cash-claim", paying.claim(below))
    case = await paying.due(sum_assured_fen=IDENTIFIED)
    refused(await paying.move(case, "cash-claim", paying.claim(case)), 422, "papers-complete", missing=["id_copy"])
    unidentified = await paying.move(case, "cash-claim", paying.claim(case, papers=COPY))
    refused(unidentified, 422, "AML-07-PAY", field="identity", mark="V2")
    forged = paying.claim(case, papers=COPY, identity=IDENTITY | {"id_number": "E00000000"})
    refused(await paying.move(case, "cash-claim", forged), 422, "identity-as-on-policy")
    claimed = await paying.moved(case, "cash-claim", paying.claim(case, papers=COPY, identity=IDENTITY))
    assert (claimed["status"], claimed["relation"]) == ("awaiting_cash", "self")
    assert claimed["identified_at"] is not None


async def test_an_agent_acts_with_authority_and_is_kept_sealed(paying: Paying):
    case = await paying.due()
    asked = paying.claim(case, papers=[*ALWAYS, *OF_AN_AGENT], agent=AGENT)
    assert (await paying.moved(case, "cash-claim", asked))["agent_acts"] is True
    async with paying.office.app.state.sessions() as session:
        kept = await session.get(Benefit, case["case_no"])
        raw = await (await session.connection()).exec_driver_sql("SELECT agent FROM benefits")
        assert AGENT["name"] in str(kept.agent)
        assert AGENT["id_number"] not in str(raw.scalar_one())


async def test_a_large_sum_in_cash_is_seen_by_four_eyes(paying: Paying):
    case = await paying.due(sum_assured_fen=LARGE)
    asked = paying.claim(case, papers=COPY, identity=IDENTITY)
    assert (await paying.moved(case, "cash-claim", asked))["status"] == "cash_in_review"
    unreviewed = await paying.move(case, "cash-payment", cash(5_000_000), Role.CASHIER)
    assert unreviewed.status_code == 409
    assert (await paying.moved(case, "cash-approval", role=Role.REVIEWER))["status"] == "awaiting_cash"
    await paying.moved(case, "cash-payment", cash(5_000_000), Role.CASHIER)


@pytest.mark.parametrize(("what", "body"), [("cash-approval", None), ("cash-payment", cash(5_000_000))])
async def test_who_took_the_claim_in_neither_reviews_nor_pays_it(paying: Paying, what: str, body: Any):
    role = Role.REVIEWER if what == "cash-approval" else Role.CASHIER
    case = await paying.due(sum_assured_fen=LARGE)
    await paying.moved(case, "cash-claim", paying.claim(case, papers=COPY, identity=IDENTITY))
    async with paying.office.app.state.sessions.begin() as session:
        held = await get_case(session, Benefit, case["case_no"], Actor.system())
        held.claimed_by = f"S-{role}"
        action = "notify" if what == "cash-approval" else "approve_cash"
        held.status = "due" if action == "notify" else held.status
        await advance(session, held, action, Actor.system())
        if action == "notify":
            await advance(session, held, "claim_large_cash", Actor.system())
    refused(await paying.move(case, what, body, role), 403, "maker-checker")


async def test_a_claim_given_up_is_transferred_if_its_account_is_good(paying: Paying):
    good, bad = await paying.due(), await paying.due()
    batch = await paying.exported()
    items = {item["case_no"]: item["item_no"] for item in await paying.items(batch)}
    results = {good["case_no"]: "other", bad["case_no"]: "card-outdated"}
    ordered = [results[number] for number, _ in sorted(items.items(), key=lambda each: each[1])]
    assert (await paying.send(batch, await paying.answer(batch, *ordered))).status_code == 200
    for case in (good, bad):
        await paying.moved(case, "cash-claim", paying.claim(case))
        await paying.moved(case, "return", {"reason": "customer-request"})
    assert [(await paying.now(case))["status"] for case in (good, bad)] == ["due", "transfer_failed"]


async def test_what_is_kept_is_at_rest_and_can_be_asked_for(paying: Paying):
    case = await paying.due()
    kept = await paying.moved(case, "retention")
    assert (kept["status"], kept["outcome"], kept["due_at"]) == ("retained", "retained", None)
    assert kept["closed_at"] is not None
    back = await paying.moved(case, "return", {"reason": "customer-request"})
    assert (back["status"], back["outcome"], back["closed_at"]) == ("due", None, None)
    await paying.moved(case, "retention")
    claimed = await paying.moved(case, "cash-claim", paying.claim(case))
    assert (claimed["status"], claimed["outcome"], claimed["closed_at"]) == ("awaiting_cash", None, None)


async def test_it_is_told_once_it_is_due(paying: Paying):
    case = await paying.due()
    assert (await paying.moved(case, "notice"))["notified_on"] == "2026-10-12"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ({"reason": "insured-died", "ended_on": "2026-10-12"}, "ended-before-due"),
        ({"reason": "insured-died", "ended_on": "2026-10-13"}, "not-in-the-future"),
        ({"reason": "policy-ended", "ended_on": "2026-10-11"}, "policy-ended"),
    ],
)
async def test_what_was_due_stays_owed(paying: Paying, body: dict[str, str], rule: str):
    case = await paying.due()
    refused(await paying.move(case, "ending", body, Role.REVIEWER), 422, rule)


async def test_a_death_or_an_end_before_the_day_ends_it(paying: Paying):
    died, ended = await paying.due(), await paying.due()
    death = {"reason": "insured-died", "ended_on": "2026-10-11"}
    told = await paying.moved(died, "ending", death, Role.REVIEWER)
    assert (told["status"], told["outcome"]) == ("ended", "insured-died")
    async with paying.office.app.state.sessions.begin() as session:
        policy = await get_case(session, Policy, ended["policy_no"], Actor.system())
        await advance(session, policy, "surrender", Actor.system())
    end = {"reason": "policy-ended", "ended_on": "2026-10-11"}
    assert (await paying.moved(ended, "ending", end, Role.REVIEWER))["outcome"] == "policy-ended"
    refused(await paying.batch(), 422, "payouts-due")
