"""A card is used once, by whoever knows its password, for a person its product covers; and issued the same day."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.cards.models import CardActivation, CardParty
from shared.auth import Role
from shared.tables import case_events, pii_reads
from tests.intake.cards.desk import ORG, OUTLET, CardDesk, password_of
from tests.intake.counter import CHINA, faults, refused

CHILD = {"born_on": "2018-05-06"}


async def test_at_the_counter_it_is_activated_paid_and_issued(desk: CardDesk) -> None:
    (card_no,) = await desk.handed_out()
    case = await desk.activated(card_no)
    told = {"status": "awaiting_premium", "waiting": "premium", "card_no": card_no, "premium_fen": 10_000}
    told |= {"salesperson": "A10023", "outlet": OUTLET, "line": "short_term_card", "prepaid": False, "due_at": None}
    assert {name: case[name] for name in told} == told
    paid = await desk.pay(case)
    assert (paid.json()["status"], paid.json()["due_at"]) == ("paid", "2026-10-12T09:30:00Z")  # closing time
    issued = await desk.step(case, "issue")
    assert (issued["status"], issued["outcome"], issued["effective_on"]) == ("issued", "issued", "2026-10-13")
    assert issued["policy_no"].startswith("BD261012-")
    assert (await desk.card(card_no))["status"] == "used"
    assert await desk.book(card_no) == ["receive", "hand_out", "activate"]
    types = [row.type for row in await desk.office.rows(case_events)]
    assert types == [f"intake.card-activation.{step}.v1" for step in ("accepted", "paid", "issued")]


async def test_a_prepaid_card_is_issued_at_once_over_an_interface_and_waits_for_the_teller_at_the_counter(
    desk: CardDesk,
) -> None:
    web, counter = await desk.handed_out(2, prepaid=True)
    case = await desk.activated(web, Role.INTEGRATOR, channel="web")
    assert (case["status"], case["premium_came_by"], case["premium_collected_fen"]) == ("issued", "prepaid", 10_000)
    case = await desk.activated(counter)
    assert (case["status"], case["allowed"]) == ("paid", ["issue", "withdraw"])


async def test_after_the_cut_off_it_is_due_the_next_working_day(desk: CardDesk) -> None:
    desk.office.time.set(datetime(2026, 10, 12, 16, 1, tzinfo=CHINA))
    early, late = await desk.handed_out(2)
    case = await desk.activated(late)
    assert (case["due_at"], (await desk.pay(case)).json()["due_at"]) == (None, "2026-10-13T09:30:00Z")
    desk.office.time.set(datetime(2026, 10, 13, 15, 59, tzinfo=CHINA))
    case = await desk.activated(early)
    assert (await desk.pay(case)).json()["due_at"] == "2026-10-13T09:30:00Z"


async def test_the_price_is_taken_in_full_only(desk: CardDesk) -> None:
    (card_no,) = await desk.handed_out()
    case = await desk.activated(card_no)
    for amount in (9_999, 10_001):
        refused(await desk.pay(case, amount), 422, "rule-broken", field="amount_fen", rule="premium-in-full")
    assert (await desk.case(case))["premium_collected_fen"] == 0


async def test_a_used_card_cannot_be_used_again(desk: CardDesk) -> None:
    (card_no,) = await desk.handed_out()
    await desk.activated(card_no)
    answer = await desk.activate(card_no)
    assert refused(answer, 409, "conflict", field="card_no")["cards"] == {card_no: "used"}
    assert len(await desk.office.rows(CardActivation.__table__)) == 1


@pytest.mark.parametrize("action", ["void", "lose"])
async def test_a_card_that_is_gone_cannot_be_used(desk: CardDesk, action: str) -> None:
    (card_no,) = await desk.delivered()
    await desk.move(action, [card_no], reason="bag-stolen")
    refused(await desk.activate(card_no), 409, "conflict", field="card_no")
    assert await desk.office.rows(CardActivation.__table__) == []


async def test_of_two_who_activate_a_card_at_once_one_has_it(desk_on_both: CardDesk) -> None:
    desk = desk_on_both
    for card_no in await desk.handed_out(5):
        answers = await asyncio.gather(desk.activate(card_no), desk.activate(card_no))
        assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await desk.office.rows(CardActivation.__table__)) == 5
    (row,) = await desk.stock()
    assert (row["used"], row["unaccounted"]) == (5, 0)


async def test_a_wrong_password_and_an_unknown_card_are_told_alike(desk: CardDesk) -> None:
    (card_no,) = await desk.handed_out()
    wrong, unknown = await desk.activate(card_no, password="000000"), await desk.activate("99999999")
    for answer in (wrong, unknown):
        refused(answer, 422, "wrong-password", field="password", rule="card-password")
    assert wrong.json()["detail"] == unknown.json()["detail"]
    assert (await desk.card(card_no))["status"] == "handed_out"


@pytest.mark.parametrize("keyed", [False, True])
async def test_five_wrong_passwords_lock_the_card_for_a_day(desk: CardDesk, keyed: bool) -> None:
    """Though the requests are refused, the tries are counted: with an Idempotency-Key, too."""
    (card_no,) = await desk.handed_out()
    for number in range(5):
        headers = {"Idempotency-Key": f"try-{number}"} if keyed else {}
        refused(await desk.activate(card_no, headers=headers, password="000000"), 422, "wrong-password")
    until = (await desk.card(card_no))["locked_until"]
    assert until == "2026-10-13T01:00:00Z"
    assert refused(await desk.activate(card_no), 409, "card-locked")["until"].startswith("2026-10-13T01:00:00")
    await desk.office.pass_time(datetime(2026, 10, 13, 9, 0, 1, tzinfo=CHINA))
    await desk.activated(card_no)


async def test_the_branch_manager_lifts_a_lock_before_its_time_and_the_book_tells(desk: CardDesk) -> None:
    (card_no,) = await desk.handed_out()
    unlock = f"/cards/{card_no}/unlocking"
    refused(await desk.office.post(unlock, Role.BRANCH_MANAGER, None), 409, "conflict", rule="card-locked")
    for _ in range(5):
        refused(await desk.activate(card_no, password="000000"), 422, "wrong-password")
    refused(await desk.office.post(unlock, Role.TELLER, None), 403, "forbidden")
    assert (await desk.office.post(unlock, Role.BRANCH_MANAGER, None)).json()["locked_until"] is None
    assert [line["action"] for line in (await desk.office.get(f"/cards/{card_no}/movements")).json()][-1] == "unlock"
    for _ in range(4):  # five again
        refused(await desk.activate(card_no, password="000000"), 422, "wrong-password")
    await desk.activated(card_no)


async def test_a_try_that_cannot_be_counted_holds_nobody_up(desk: CardDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    (card_no,) = await desk.handed_out()
    commit, failures = AsyncSession.commit, iter([OSError("disk full")])

    async def failing_once(session: AsyncSession) -> None:
        for failure in failures:
            raise failure
        await commit(session)

    monkeypatch.setattr(AsyncSession, "commit", failing_once)
    assert (await desk.activate(card_no, password="000000")).status_code >= 500
    await desk.activated(card_no)


async def test_who_the_product_does_not_cover_is_refused_and_the_card_stays_unused(desk: CardDesk) -> None:
    (card_no,) = await desk.handed_out()
    for holder, insured, field, rule in (
        (desk.person(), desk.person(**CHILD), "insured", "age-within-product"),
        (desk.person(born_on="1955-03-04"), None, "policyholder", "age-within-product"),
        (desk.person(**CHILD), None, "policyholder", "policyholder-adult"),
    ):
        answer = await desk.activate(card_no, policyholder=holder, insured=insured)
        refused(answer, 422, "rule-broken", field=f"{field}.born_on", rule=rule)
    assert await desk.book(card_no) == ["receive", "hand_out"]
    assert await desk.office.rows(CardParty.__table__) == []


async def test_nobody_has_more_copies_in_force_than_the_product_allows(desk: CardDesk) -> None:
    """Those withdrawn don't count, nor those whose year is over."""
    holder, card_nos = desk.person(), await desk.handed_out(5, prepaid=True, product="K2003")
    for card_no in card_nos[:2]:
        await desk.activated(card_no, Role.INTEGRATOR, policyholder=holder)
    answer = await desk.activate(card_nos[2], policyholder=holder)
    refused(answer, 422, "rule-broken", field="policyholder.id_number", rule="copies-per-insured", held=2)
    async with desk.office.app.state.sessions.begin() as session:
        await session.execute(text("UPDATE card_activations SET effective_on = '2025-10-12'"))
    await desk.activated(card_nos[3], policyholder=holder)


async def test_of_two_cards_for_one_person_at_once_no_more_are_taken_than_allowed(desk_on_both: CardDesk) -> None:
    desk = desk_on_both
    for _ in range(3):
        holder, card_nos = desk.person(born_on="2008-01-02"), await desk.handed_out(2, product="K2002")
        answers = await asyncio.gather(*(desk.activate(card_no, policyholder=holder) for card_no in card_nos))
        assert sorted(answer.status_code for answer in answers) == [201, 422]


async def test_what_was_paid_is_to_be_paid_back_when_it_is_withdrawn(desk: CardDesk) -> None:
    (card_no,) = await desk.handed_out(prepaid=True)
    gone = await desk.step(await desk.activated(card_no), "withdrawal", body={"reason": "wrong-person"})
    assert (gone["status"], gone["refund_due_fen"]) == ("withdrawn", 10_000)
    assert (await desk.card(card_no))["status"] == "voided"


async def test_a_password_is_compared_to_the_letter(desk: CardDesk) -> None:
    await desk.office.post("/cards", Role.TELLER, {
        "org": ORG, "outlet": OUTLET, "product": "K2001", "cards": [{"card_no": "99000001", "password": "aBcDeF12"}]
    })  # fmt: skip
    refused(await desk.activate("99000001", password="ABCDEF12"), 422, "wrong-password")
    await desk.activated("99000001", password="aBcDeF12")


async def test_a_withdrawn_activation_voids_the_card_and_leaves_its_copy_free(desk: CardDesk) -> None:
    holder, card_nos = desk.person(born_on="2008-01-02"), await desk.handed_out(2, product="K2002")
    case = await desk.activated(card_nos[0], policyholder=holder)
    gone = await desk.step(case, "withdrawal", body={"reason": "customer-request"})
    assert (gone["status"], gone["withdrawn"]) == ("withdrawn", "customer-request")
    assert (await desk.card(card_nos[0]))["status"] == "voided"
    assert await desk.book(card_nos[0]) == ["receive", "hand_out", "activate", "withdraw"]
    await desk.activated(card_nos[1], policyholder=holder)


async def test_who_does_not_pay_is_dunned_each_working_day_and_loses_the_card(desk: CardDesk) -> None:
    (card_no,) = await desk.handed_out()
    case = await desk.activated(card_no)
    for _ in range(2 * 24 * 11):
        await desk.office.pass_time(desk.office.time.now() + timedelta(minutes=30))
    case = await desk.case(case)
    assert (case["status"], case["withdrawn"]) == ("withdrawn", "premium-unpaid")
    assert case["dun_count"] == 8  # the working days from 13 to 22 October
    assert (await desk.card(card_no))["status"] == "voided"


async def test_nothing_personal_and_no_password_leaves_or_lies_open(
    desk: CardDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    (card_no,) = await desk.handed_out()
    await desk.activate(card_no, password="ABC999XYZ")
    case = await desk.activated(card_no)
    async with desk.office.app.state.sessions() as session:
        lying = [
            list(await session.execute(text(f"SELECT * FROM {table}")))
            for table in ("cards", "card_movements", "card_activations", "card_parties", "case_events")
        ]
    assert all(lying)
    seen = str([*lying, *capsys.readouterr()])
    for secret in ("欧阳建国", "13959512345", "6227001234567890121", "E00000001", password_of(card_no), "ABC999XYZ"):
        assert secret not in seen.replace(card_no, "")
    path = f"/card-activations/{case['case_no']}/parties"
    masked = (await desk.office.get(path, Role.TELLER)).json()
    assert (masked["masked"], masked["items"][0]["name"]) == (True, "欧***")
    assert (await desk.office.get(path, Role.TELLER, pii=True)).json()["items"][1]["name"] == "欧阳建国"
    assert [read.subject for read in await desk.office.rows(pii_reads)] == [case["case_no"]]


async def test_others_cards_and_roles_are_kept_apart(desk: CardDesk) -> None:
    (card_no,) = await desk.handed_out()
    refused(await desk.activate(card_no, org="350321"), 422, "wrong-password")
    refused(await desk.activate(card_no, Role.CASHIER), 403, "forbidden")
    answer = await desk.activate(
        card_no, policyholder=desk.person(id_type="resident_id", id_number="350322198503040000")
    )
    assert {field for field, _ in faults(answer)} == {"policyholder.id_number"}
    assert (await desk.office.get("/card-activations", org=ORG)).json()["items"] == []
