"""A child's death cover is one sum, whichever way its parts came in (身故保额合计): forms, banks, cards and lists."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from shared.auth import Role, mint_token
from shared.clock import SimulatedClock
from shared.migrate import migrate
from shared.settings import Settings
from shared.testing.databases import BOTH, database
from tests.intake.bank.sales import SALE
from tests.intake.counter import CHILD, ORG, PERSON, THEIR_CHILD, Counter, counter_in, refused
from tests.intake.groups_desk import PATH, GroupDesk

WAN = 1_000_000
GIRL = CHILD | {"born_on": "2017-10-12", "id_number": "E20000009"}  # nine: 200,000 yuan at most
INSURED = {"insured": GIRL} | THEIR_CHILD
BANK, CARD, LIST = 3 * WAN, 2 * WAN, 10 * WAN
FORM = 20 * WAN - BANK - CARD - LIST
NUMBERS = count(8_800_000_001)


@pytest.fixture(params=BOTH)
async def counter_on_both(
    request: pytest.FixtureRequest, tmp_path: Path, time: SimulatedClock
) -> AsyncIterator[Counter]:
    async with database(request.param, tmp_path) as url:
        settings = Settings(data=tmp_path, jobs=False, database_url=url)
        await migrate(settings, "intake")
        async with counter_in(settings, time) as counter:
            yield counter


async def by_form(counter: Counter, sum_fen: int = FORM) -> httpx.Response:
    return await counter.post("", Role.TELLER, counter.form(sum_assured_fen=sum_fen, **INSURED))


async def by_bank(counter: Counter) -> httpx.Response:
    token = mint_token(counter.settings, "bank:psbc", [Role.INTEGRATOR], org=ORG)
    sale = SALE | {"transaction_no": f"2026101200{next(NUMBERS)}", "sum_assured_fen": BANK} | INSURED
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    return await counter.http.post("/v1/bank-applications", json=sale, headers=headers)


async def by_card(counter: Counter) -> httpx.Response:
    card = {"card_no": str(next(NUMBERS)), "password": "735190"}
    delivery = {"org": ORG, "outlet": "XY01", "product": "K2002", "cards": [card]}
    move = {"action": "hand_out", "card_nos": [card["card_no"]], "salesperson": "A1"}
    for path, body in (("cards", delivery), ("card-moves", move)):
        assert (await counter.http.post(f"/v1/{path}", json=body, headers=counter.token(Role.TELLER))).is_success
    sold = card | {"policyholder": PERSON} | INSURED
    return await counter.http.post("/v1/card-activations", json=sold, headers=counter.token(Role.TELLER))


async def by_addition(counter: Counter) -> httpx.Response:
    desk = GroupDesk(counter)
    case = await desk.accept(form_no=f"{ORG}-26-T{next(NUMBERS)}")
    girl = {"name": "欧阳小宝", "sex": "男", "born_on": GIRL["born_on"], "id_type": "护照", "id_number": "E20000009"}
    body = {"persons": [girl | {"guardian": "欧阳建国"}]}
    return await counter.http.post(f"{PATH}/{case['case_no']}/additions", json=body, headers=counter.token(Role.TELLER))


Way = Callable[[Counter], Awaitable[httpx.Response]]
WAYS: dict[str, Way] = {"form": by_form, "bank": by_bank, "card": by_card, "list": by_addition}
FIELDS = {"list": "persons.0.id_number"}


@pytest.mark.parametrize("last", WAYS)
async def test_whichever_comes_last_is_refused_above_the_limit(counter: Counter, last: str):
    for way in WAYS.keys() - {last}:
        assert (await WAYS[way](counter)).is_success
    assert (await WAYS[last](counter)).is_success, "up to the limit"
    more = await WAYS["form"](counter)
    refused(more, 422, "rule-broken", rule="minor-sum-cap", law="MINOR")


@pytest.mark.parametrize("last", ["bank", "card", "list"])
async def test_a_fen_above_the_limit_is_refused_on_every_line(counter: Counter, last: str):
    assert (await by_form(counter, FORM + 1)).is_success
    for way in WAYS.keys() - {last, "form"}:
        assert (await WAYS[way](counter)).is_success
    problem = refused(await WAYS[last](counter), 422, "rule-broken", rule="minor-sum-cap", mark="V2")
    assert problem["field"] == FIELDS.get(last, "sum_assured_fen")
    assert "not verified" in problem["detail"]


@pytest.mark.parametrize(
    ("table", "way", "sum_fen"), [("card_activations", "card", CARD), ("group_applications", "list", LIST)]
)
@pytest.mark.parametrize(("effective_on", "counts"), [("2025-10-13", True), ("2025-10-12", False)])
async def test_a_year_that_is_over_counts_no_more(
    counter: Counter, table: str, way: str, sum_fen: int, effective_on: str, counts: bool
):
    assert (await WAYS[way](counter)).is_success
    async with counter.app.state.sessions.begin() as session:
        await session.execute(text(f"UPDATE {table} SET effective_on = '{effective_on}', outcome = 'issued'"))
    answer = await by_form(counter, 20 * WAN - sum_fen + 1)
    assert answer.status_code == (422 if counts else 201), answer.text


async def test_of_two_lines_at_once_one_finds_the_others_sum(counter_on_both: Counter):
    counter = counter_on_both
    assert (await by_form(counter, 20 * WAN - LIST)).is_success
    answers = await asyncio.gather(by_card(counter), by_addition(counter))
    assert sorted(answer.status_code for answer in answers) in ([200, 422], [201, 422])
