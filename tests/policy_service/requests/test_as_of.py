"""The policy as it stood at the end of a past day: what GET said then, after any history of changes."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import inspect

from services.policy_service.policies.models import Policy
from services.policy_service.policies.schemas import PolicyOut
from shared.auth import Role
from shared.cases import CaseOut
from shared.contracts.policy_service import PolicyEvent
from shared.tables import pii_reads
from tests.policy_service.conftest import MONDAY
from tests.policy_service.requests.desk import BENEFICIARY, NEW_HOLDER, POLICY_NO, ServiceDesk

Change = dict[str, Any]


def some_change(random: Random, people: list[dict[str, Any]]) -> Change:
    """Of anything that an item may change, as long as the form can say it."""
    anybody = random.choice(people)["party_ref"]
    insured = next(each["party_ref"] for each in people if each["role"] == "insured")
    number, a_class = f"G{random.randrange(10**8):08}", random.randint(1, 6)
    half = [BENEFICIARY | {"id_number": f"{number}{i}", "share_percent": 50} for i in range(2)]
    heirs = random.choice([[], half, [half[0] | {"share_percent": 100}]])
    return random.choice(
        [
            {"item": "contact-change", "party_ref": anybody, "phones": {"mobile": f"138{number[1:]}"}},
            {"item": "customer-data-change", "party_ref": anybody, "name": f"欧阳{random.choice('甲乙丙丁')}"},
            {"item": "account-change", "account_no": f"622202{number[1:]}"},
            {"item": "beneficiary-change", "beneficiaries": heirs},
            {"item": "holder-change", "policyholder": NEW_HOLDER | {"id_number": number}, "relation": "other"},
            {"item": "occupation-change", "party_ref": insured, "occupation": "教师", "occupation_class": a_class},
            {"item": "document-loss", "lost_on": "2026-10-12"},
            {"item": "document-reissue", "cause": random.choice(["lost", "damaged"])},
            {"item": "dividend-option", "option": random.choice(["cash", "accumulate", "paid_up_additions"])},
            {"item": "premium-loan-option", "premium_loan": random.choice([True, False])},
        ]
    )


async def act(desk: ServiceDesk, random: Random) -> None:
    """One change, unless a condition refuses it; now and then the policy's own steps."""
    if random.random() < 0.2:
        step = random.choice(["delivery", "receipt"])
        day = desk.office.time.now().date().isoformat()
        body = {"delivered_on": day} if step == "delivery" else {"signed_on": day}
        await desk.office.post(f"/policies/{POLICY_NO}/{step}", Role.TELLER, body)
        return
    people = await desk.people()
    change = some_change(random, people)
    holder = next(each["party_ref"] for each in people if each["role"] == "policyholder")
    answer = await desk.ask(change["item"], change=change, applicant_ref=holder)
    if answer.status_code == 201:
        await desk.finished(answer.json())


async def told_now(desk: ServiceDesk) -> dict[str, Any]:
    return {"policy": await desk.policy(), "people": {"masked": False, "items": await desk.people()}}


@pytest.mark.parametrize("seed", range(3))
async def test_every_past_day_is_told_as_it_was_told_then(desk: ServiceDesk, seed: int):
    random, said = Random(seed), {}
    for days in range(8):
        desk.office.time.set(MONDAY + timedelta(days=days))
        for _ in range(random.randint(0, 3)):
            await act(desk, random)
            desk.office.time.advance(timedelta(minutes=random.randint(0, 60)))
        said[(MONDAY + timedelta(days=days)).date().isoformat()] = await told_now(desk)
    desk.office.time.set(MONDAY + timedelta(days=30))
    for day, then in said.items():
        answer = (await desk.office.get(f"/policies/{POLICY_NO}/as-of/{day}", pii=True)).json()
        assert answer == {"day": day} | then
    assert len({str(each) for each in said.values()}) > 4, "a history of nothing shows nothing"


@pytest.mark.parametrize(
    ("day", "rule"), [("2026-10-11", "not-before"), ("2026-10-13", "not-in-the-future"), ("1900-01-01", "not-before")]
)
async def test_a_day_before_the_opening_or_to_come_is_refused(desk: ServiceDesk, day: str, rule: str):
    answer = await desk.office.get(f"/policies/{POLICY_NO}/as-of/{day}")
    assert (answer.status_code, answer.json()["field"], answer.json()["rule"]) == (422, "day", rule)


async def test_what_was_is_masked_and_its_reading_recorded_like_what_is(desk: ServiceDesk):
    masked = (await desk.office.get(f"/policies/{POLICY_NO}/as-of/2026-10-12")).json()["people"]
    assert (masked["masked"], masked["items"][0]["name"], await desk.office.rows(pii_reads)) == (True, "欧***", [])
    await desk.office.get(f"/policies/{POLICY_NO}/as-of/2026-10-12", pii=True, purpose="audit")
    assert [row.purpose for row in await desk.office.rows(pii_reads)] == ["audit"]


def test_every_column_of_a_policy_is_told_by_its_events():
    """Or the view of a past day would lack it."""
    columns = set(inspect(Policy).column_attrs.keys()) - {"clocks", "voucher_hash"}
    assert columns <= PolicyEvent.model_fields.keys()
    reckoned = {"currency", "next_due_on", "refund_due_fen", "paid_by", "rescindable_on"}
    assert set(PolicyOut.model_fields) - set(CaseOut.model_fields) - reckoned <= columns
