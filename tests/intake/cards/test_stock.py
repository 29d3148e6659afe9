"""Every card is accounted for: received = in stock + handed out + used + voided + lost, whatever is done with them."""

import asyncio
from collections import Counter
from random import Random
from typing import Any

import pytest

from services.intake.cards.lifecycle import CARD_MOVES, CardStatus
from shared.auth import Role
from tests.intake.cards.desk import ORG, OUTLET, PRODUCT, CardDesk
from tests.intake.counter import faults, refused

BY_HAND = ("hand_out", "hand_back", "void", "lose", "find")
NEEDS: dict[str, dict[str, Any]] = {
    "hand_out": {"salesperson": "A10023"},
    "void": {"reason": "misprinted"},
    "lose": {"reason": "bag-stolen"},
}


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_is_done_the_stock_adds_up(desk: CardDesk, seed: int) -> None:
    draw = Random(seed)
    stands = dict.fromkeys(await desk.delivered(40), CardStatus.IN_STOCK)
    for _ in range(60):
        action, card_nos = draw.choice([*BY_HAND, "activate"]), draw.sample(sorted(stands), draw.randint(1, 4))
        way = CARD_MOVES[action]
        if action == "activate":
            card_nos = card_nos[:1]
            answer = await desk.activate(card_nos[0])
        else:
            answer = await desk.move(action, card_nos, **NEEDS.get(action, {}))
        goes = all(stands[card_no] in way.sources for card_no in card_nos)
        assert answer.status_code == (201 if goes else 409), answer.text
        if goes:
            stands |= dict.fromkeys(card_nos, way.target)
        (row,) = await desk.stock()
        counted = Counter(map(str, stands.values()))
        assert {status: row[status] for status in map(str, CardStatus)} == {
            status: counted[status] for status in map(str, CardStatus)
        }
        assert (row["received"], row["unaccounted"]) == (40, 0)


async def test_the_book_tells_what_became_of_a_card(desk: CardDesk) -> None:
    (card_no,) = await desk.delivered()
    for action in ("hand_out", "lose", "find", "hand_out", "hand_back", "void"):
        assert (await desk.move(action, [card_no], **NEEDS.get(action, {}))).status_code == 201
    lines = (await desk.office.get(f"/cards/{card_no}/movements", Role.AUDITOR)).json()
    told = [(line["action"], line["salesperson"], line["reason"], line["by"]) for line in lines]
    assert told == [
        ("receive", None, None, "S-teller"),
        ("hand_out", "A10023", None, "S-teller"),
        ("lose", "A10023", "bag-stolen", "S-teller"),
        ("find", "A10023", None, "S-teller"),
        ("hand_out", "A10023", None, "S-teller"),
        ("hand_back", "A10023", None, "S-teller"),
        ("void", None, "misprinted", "S-teller"),
    ]
    assert (await desk.card(card_no))["salesperson"] is None


async def test_the_book_keeps_who_had_a_card_and_that_it_was_paid_for(desk: CardDesk) -> None:
    (card_no,) = await desk.handed_out(prepaid=True)
    await desk.move("hand_back", [card_no])
    lines = (await desk.office.get(f"/cards/{card_no}/movements", Role.AUDITOR)).json()
    assert [line["prepaid"] for line in lines] == [False, True, True]
    assert (await desk.card(card_no))["prepaid"] is False


async def test_a_full_carton_goes_through(desk_on_both: CardDesk) -> None:
    card_nos = await desk_on_both.handed_out(2_000)
    answer = await desk_on_both.move("hand_out", card_nos, salesperson="A1")
    assert len(refused(answer, 409, "conflict", field="card_nos")["cards"]) == 20


async def test_two_deliveries_of_the_same_cards_at_once_come_in_once(desk_on_both: CardDesk) -> None:
    card_nos = [str(99_000_000 + number) for number in range(500)]
    answers = await asyncio.gather(desk_on_both.deliver(card_nos), desk_on_both.deliver(card_nos[::-1]))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert {answer.json().get("type") for answer in answers} == {None, "/problems/conflict"}


async def test_the_stock_adds_up_at_every_moment(desk_on_both: CardDesk) -> None:
    async def look() -> list[int]:
        return [row["unaccounted"] for _ in range(40) for row in await desk_on_both.stock()]

    deliveries = [desk_on_both.delivered(20) for _ in range(20)]
    seen, *_ = await asyncio.gather(look(), *deliveries)
    assert set(seen) == {0}


async def test_cards_that_cannot_go_that_way_are_named_and_none_moves(desk: CardDesk) -> None:
    card_nos = await desk.delivered(5)
    await desk.move("void", card_nos[:2], reason="misprinted")
    answer = await desk.move("hand_out", card_nos, salesperson="A1")
    problem = refused(answer, 409, "conflict", action="hand_out")
    assert problem["cards"] == dict.fromkeys(card_nos[:2], "voided")
    assert [(await desk.card(card_no))["status"] for card_no in card_nos] == ["voided"] * 2 + ["in_stock"] * 3


async def test_a_card_of_another_branch_is_told_like_one_that_does_not_exist(desk: CardDesk) -> None:
    (mine,) = await desk.delivered()
    (theirs,) = await desk.delivered(org="350321", outlet="35032101")
    for unknown in (theirs, "99999999"):
        answer = await desk.move("void", [mine, unknown], reason="misprinted")
        assert refused(answer, 404, "not-found")["cards"] == [unknown]
    assert (await desk.card(mine))["status"] == "in_stock"
    refused(await desk.office.get(f"/cards/{theirs}", Role.TELLER), 403, "out-of-scope")
    assert [row["org"] for row in await desk.stock()] == [ORG]
    everywhere = (await desk.office.get("/card-stock", Role.BRANCH_MANAGER, org="3503")).json()
    assert [row["org"] for row in everywhere] == ["350321", ORG]


async def test_a_delivery_with_a_card_received_before_is_refused_whole(desk: CardDesk) -> None:
    (known,) = await desk.delivered()
    refused(await desk.deliver(["99000001", known]), 409, "conflict", field="cards", cards=[known])
    assert (await desk.office.get("/cards/99000001", Role.TELLER)).status_code == 404
    assert [row["received"] for row in await desk.stock()] == [1]


async def test_bad_deliveries_name_field_and_rule(desk: CardDesk) -> None:
    card = {"card_no": "99000001", "password": "735190"}
    body = {"org": ORG, "outlet": OUTLET, "product": PRODUCT, "cards": [card]}
    cases: list[tuple[dict[str, Any], tuple[str, str]]] = [
        ({"cards": []}, ("cards", "too_short")),
        ({"cards": [card, card]}, ("cards", "each-card-once")),
        ({"cards": [card | {"card_no": "12a45678"}]}, ("cards.0.card_no", "string_pattern_mismatch")),
        ({"cards": [card | {"password": "12"}]}, ("cards.0.password", "string_pattern_mismatch")),
        ({"cards": [card | {"colour": "red"}]}, ("cards.0.colour", "extra_forbidden")),
    ]
    for changes, fault in cases:
        answer = await desk.office.post("/cards", Role.TELLER, body | changes)
        assert faults(answer) == {fault}
        assert "735190" not in answer.text
    refused(await desk.deliver(["99000001"], product="L1001"), 422, "rule-broken", field="product", rule="product-sold")
    refused(await desk.office.post("/cards", Role.TELLER, body, org="350321"), 403, "out-of-scope")
    refused(await desk.office.post("/cards", Role.CASHIER, body), 403, "forbidden")
    assert await desk.stock() == []


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ({"action": "hand_out"}, "salesperson-with-hand-out"),
        ({"action": "hand_back", "salesperson": "A1"}, "salesperson-with-hand-out"),
        ({"action": "hand_back", "prepaid": True}, "salesperson-with-hand-out"),
        ({"action": "void"}, "reason-with-void-and-lose"),
        ({"action": "find", "reason": "found"}, "reason-with-void-and-lose"),
        ({"action": "activate"}, "literal_error"),
    ],
)
async def test_bad_moves_name_the_rule(desk: CardDesk, body: dict[str, Any], rule: str) -> None:
    (card_no,) = await desk.delivered()
    answer = await desk.office.post("/card-moves", Role.TELLER, {"card_nos": [card_no]} | body)
    assert {found for _, found in faults(answer)} == {rule}


async def test_cards_are_listed_by_where_they_are(desk: CardDesk) -> None:
    card_nos = await desk.delivered(3)
    await desk.move("hand_out", card_nos[:1], salesperson="A7")
    for query, found in (
        ({"status": "in_stock"}, card_nos[1:]),
        ({"salesperson": "A7"}, card_nos[:1]),
        ({"product": "K2002"}, []),
        ({"org": "3503"}, card_nos),
    ):
        listed = (await desk.office.get("/cards", Role.TELLER, **query)).json()["items"]
        assert [card["card_no"] for card in listed] == found
    assert "password_hash" not in listed[0]
