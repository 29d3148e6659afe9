"""Changes of a group's people after issue, through the API: who joins and leaves, what it costs, what is refused."""

import asyncio
from typing import Any

import pytest

from shared.auth import Role
from tests.intake.changes_desk import LATER, ChangesDesk
from tests.intake.counter import Counter, refused
from tests.intake.groups_desk import person_in, pupil
from tests.intake.ledger.till import Till


@pytest.fixture
def changes(counter: Counter) -> ChangesDesk:
    return ChangesDesk(counter)


async def test_who_joins_pays_by_the_days_left_and_is_insured_from_the_day(changes: ChangesDesk):
    group = await changes.issued(heads=5)
    case = await changes.reviewed(group, add=[100, 101])
    assert (case["status"], case["share_fen"], case["net_fen"], case["heads_after"]) == (
        "awaiting_premium", 7_808, 15_616, 7
    )  # fmt: skip
    assert len(await changes.refs(group, on=LATER)) == 5
    case = await changes.done(await changes.paid(case), "endorsement")
    assert (case["status"], case["outcome"], case["endorsement_no"][:2]) == ("effective", "effective", "PD")
    assert [len(await changes.refs(group, on=day)) for day in ("2026-10-12", "2026-12-31", LATER, "2027-10-12")] == [
        0, 5, 7, 7
    ]  # fmt: skip
    assert await changes.refs(group, on="2027-10-13") == []
    await Till(changes.counter).check_book()
    told = [event.type.split(".")[2] for event in await changes.counter.events(case)]
    assert told == ["accepted", "submitted", "reviewed", "paid", "endorsed"]


async def test_who_leaves_is_refunded_by_the_days_left_and_was_insured_before(changes: ChangesDesk):
    group = await changes.issued(heads=5)
    gone = (await changes.refs(group))[:2]
    case = await changes.reviewed(group, remove=gone)
    assert (case["status"], case["net_fen"], case["refund_fen"], case["heads_after"]) == (
        "effective", -15_616, 15_616, 3
    )  # fmt: skip
    assert set(gone) <= set(await changes.refs(group, on="2026-12-31"))
    assert set(gone).isdisjoint(await changes.refs(group, on=LATER))
    till = Till(changes.counter)
    (receipt,) = (await till.get("/receipts", case_no=group["case_no"]))["items"]
    assert (receipt["applied_fen"], receipt["suspended_fen"], receipt["suspended_why"]) == (
        34_384, 15_616, "refund-due"
    )  # fmt: skip
    asked = await till.post(f"/receipts/{receipt['receipt_no']}/refunds", {"amount_fen": 15_616, "reason": "left"})
    paid = await till.post(f"/premium-refunds/{asked.json()['refund_no']}/payment", ref="S-other")
    assert paid.status_code == 200, paid.text
    await till.check_book()


async def test_a_swap_costs_nothing_and_who_left_may_come_again(changes: ChangesDesk):
    group = await changes.issued(heads=3)
    (first, *_) = await changes.refs(group)
    case = await changes.reviewed(group, add=[100], remove=[first])
    assert (case["status"], case["net_fen"]) == ("effective", 0)
    case = await changes.reviewed(group, add=[0])
    assert case["status"] == "awaiting_premium"


async def test_a_refund_takes_what_later_changes_brought_before_what_the_group_paid(changes: ChangesDesk):
    group = await changes.issued(heads=3)
    await changes.done(await changes.paid(await changes.reviewed(group, add=[100])), "endorsement")
    gone = (await changes.refs(group))[:1]
    case = await changes.reviewed(group, remove=gone)
    assert case["refund_fen"] == 7_808
    (receipt,) = (await Till(changes.counter).get("/receipts", case_no=group["case_no"]))["items"]
    assert receipt["applied_fen"] == 30_000
    await Till(changes.counter).check_book()


async def test_rows_are_refused_all_at_once_with_the_report_of_a_list(changes: ChangesDesk):
    group = await changes.issued(heads=3)
    rows = [person_in(pupil(number)) for number in (0, 100, 100, 101)]
    rows[3] |= {"guardian": "", "mobile": "12"}
    async with changes.counter.nothing_written():
        answer = await changes.open(group, additions=rows)
    told = refused(answer, 422, "rule-broken", rule="id-on-policy", field="additions.0.id_number")["rows"]
    assert [(row["row"], row["code"], row["other_row"]) for row in told] == [
        (0, "id-on-policy", None),
        (2, "id-twice", 1),
        (3, "guardian-missing", None),
        (3, "mobile-malformed", None),
    ]
    assert rows[0]["id_number"] not in answer.text


# fmt: off
REFUSALS: list[tuple[dict[str, Any], int, dict[str, str]]] = [
    ({"effective_on": "2026-10-12"},   422, {"rule": "day-in-term", "field": "effective_on"}),
    ({"effective_on": "2027-10-13"},   422, {"rule": "day-in-term", "field": "effective_on"}),
    ({"removals": ["5b0f8a52-3c1d-4f7e-9a66-0c2d8e417b93"], "no_claims": True}, 404, {"field": "removals"}),
    ({"removals": ["5b0f8a52-3c1d-4f7e-9a66-0c2d8e417b93"]}, 422, {"rule": "removed-unclaimed", "field": "no_claims"}),
    ({"group_application_no": "TT261012-NONENONE"}, 404, {}),
]
# fmt: on


@pytest.mark.parametrize(("given", "status", "members"), REFUSALS)
async def test_a_change_that_breaks_a_rule_is_refused(
    changes: ChangesDesk, given: dict[str, Any], status: int, members: dict[str, str]
):
    group = await changes.issued(heads=5)
    async with changes.counter.nothing_written():
        answer = await changes.open(group, [100], **given)
    refused(answer, status, "rule-broken" if status == 422 else "not-found", **members)


async def test_a_group_keeps_its_least_number(changes: ChangesDesk):
    group = await changes.issued(heads=3)
    answer = await changes.open(group, remove=(await changes.refs(group))[:1])
    refused(answer, 422, "rule-broken", rule="group-of-three", field="removals", heads=2)


async def test_only_an_issued_group_of_the_organisation_is_changed(changes: ChangesDesk):
    refused(await changes.open(await changes.approved(3), [100]), 422, "rule-broken", rule="group-issued")
    group = await changes.issued(heads=3)
    refused(await changes.open(group, [100], org="350323"), 403, "out-of-scope")


async def test_of_two_changes_at_once_one_is_open_and_the_other_is_told_its_number(changes: ChangesDesk):
    group = await changes.issued(heads=3)
    answers = await asyncio.gather(changes.open(group, [100]), changes.open(group, [101]))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    (case,) = (answer.json() for answer in answers if answer.status_code == 201)
    again = await changes.open(group, [102])
    refused(again, 409, "conflict", rule="one-change-a-policy", case_no=case["case_no"])
    await changes.done(case, "withdrawal", body={"reason": "customer-request"})
    assert (await changes.open(group, [102])).status_code == 201


async def test_a_later_change_does_not_reach_behind_an_endorsed_one(changes: ChangesDesk):
    group = await changes.issued(heads=5)
    await changes.reviewed(group, remove=(await changes.refs(group))[:1])
    answer = await changes.open(group, [100], effective_on="2026-12-31")
    refused(answer, 422, "rule-broken", rule="changes-in-order", endorsed_from=LATER)


async def test_who_submitted_it_does_not_review_it_and_a_rejection_has_its_reason(changes: ChangesDesk):
    case = await changes.done(await changes.opened(await changes.issued(3), [100]), "submission", ref="S-1")
    approve = {"outcome": "approve"}
    refused(await changes.ask(case, "review", Role.REVIEWER, approve, ref="S-1"), 403, "four-eyes")
    unsaid = await changes.ask(case, "review", Role.REVIEWER, {"outcome": "reject"})
    refused(unsaid, 422, "rule-broken", rule="rejection-reasoned")
    body = {"outcome": "reject", "reason": "papers-wrong"}
    headers = changes.counter.token(Role.REVIEWER) | {"If-Match": f'"{case["version"]}"'}
    answer = await changes.counter.http.post(f"/v1/group-changes/{case['case_no']}/review", json=body, headers=headers)
    assert (answer.json()["status"], answer.json()["rejected"]) == ("rejected", "papers-wrong")


CHILD = {"name": "欧阳小宝", "sex": "男", "born_on": "2018-05-06", "id_type": "护照", "id_number": "E11223344"}


async def test_what_open_changes_would_pay_on_a_childs_death_counts(changes: ChangesDesk):
    """Under ten 200,000 yuan in all; each group pays 100,000."""
    child = CHILD | {"guardian": "欧阳建国"}
    first, second, third = [await changes.issued(heads=3) for _ in range(3)]
    await changes.opened(first, additions=[child])
    case = await changes.opened(second, additions=[child])
    answer = await changes.open(third, additions=[child])
    told = refused(answer, 422, "rule-broken", rule="minor-sum-cap")["rows"]
    assert [(row["column"], row["law"]) for row in told] == [("id_number", "MINOR")]
    await changes.done(case, "withdrawal", body={"reason": "customer-request"})
    await changes.opened(third, additions=[child])


async def test_a_transfer_that_came_before_the_review_pays_the_change(changes: ChangesDesk):
    till, group = Till(changes.counter), await changes.issued(heads=3)
    case = await changes.opened(group, [100])
    await till.taken(7_808, case["case_no"])
    case = await changes.done(await changes.now(case), "submission")
    case = await changes.done(case, "review", Role.REVIEWER, {"outcome": "approve"})
    assert (case["status"], case["premium_collected_fen"]) == ("paid", 7_808)
    await till.check_book()


async def test_those_who_join_are_shown_masked_and_no_event_tells_who_they_are(changes: ChangesDesk):
    case = await changes.opened(await changes.issued(heads=3), [100])
    headers = changes.counter.token(Role.TELLER)
    shown = await changes.counter.http.get(f"/v1/group-changes/{case['case_no']}/additions", headers=headers)
    (person,) = shown.json()["items"]
    assert shown.json()["masked"]
    assert person["id_number"] != pupil(100)[4]
    for event in await changes.counter.events(case):
        assert pupil(100)[0] not in str(event.data)
        assert person["party_ref"] not in str(event.data)
