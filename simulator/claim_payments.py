"""What a claim owes is paid to whom it belongs (理赔付款): told, sent to the bank, answered, its account told anew."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from random import Random

from shared.amounts import YUAN
from shared.calendar_data import calendar_for
from simulator import claim_backs, insured
from simulator.api import Json, Refused
from simulator.branches import BY_ORG, manager_of
from simulator.claims import adjudicator_of, claim_of, path
from simulator.losses import draw_of, loss_of
from simulator.moves import Choices, Done, Move, Wait, World, drawing_by, identity_by, one_of, path_of

ROOT = "/claims/v1/claim-payments"
PayeesOf = Callable[[World, Json, str], Awaitable[list[Json]]]
WRONG_ACCOUNT = 0.006  # found before anything is sent: voided, and opened anew
WORKS, IN_CASH, LITTLE_FEN = 0.93, 0.04, 3_000 * YUAN
BANK_REASONS = {
    "account-dormant": 34,
    "holder-differs": 22,
    "account-missing": 18,
    "card-outdated": 12,
    "system-error": 10,
    "other": 4,
}


async def open_for(world: World, claim: Json) -> list[Json]:
    """领款登记: everybody to whom the newest settlement owes something, or the heirs of who has died meanwhile."""
    try:
        return await _open(world, claim, _payees)
    except Refused as refused:
        if refused.problem.get("rule") != "payee-living":
            raise
        return await _open(world, claim, _heirs)


async def _open(world: World, claim: Json, payees_of: PayeesOf) -> list[Json]:
    settlements = await world.api.get_list(adjudicator_of(claim), path(claim, "settlements"))
    newest = [each for each in settlements if each["no"] == settlements[-1]["no"] and each["pay_fen"]]
    payees, papers = list[Json](), set[str]()
    for settlement in newest:
        for payee in await payees_of(world, claim, settlement["payee"]):
            payees.append(payee)
            papers |= {"succession_proof"} if "share" in payee else set()
            papers |= {"guardian_proof"} if "guardian" in payee else set()
    form = {"claim_no": claim["case_no"], "payees": payees, "papers": sorted(papers)}
    return await world.api.post_list(adjudicator_of(claim), ROOT, form)


async def _payees(world: World, claim: Json, payee: str) -> list[Json]:
    """The insured; whoever is named; where nobody is, or who is owed has died, the heirs."""
    loss = loss_of(claim)
    if payee == "insured" and loss.is_death:
        return await _heirs(world, claim, payee)
    if payee == "insured":
        return [_payee(world, claim, await insured.person_of(world, claim), payee)]
    people = [] if insured.is_of_group(claim) else await insured.people_of(world, claim["policy_no"])
    dead = (await insured.person_of(world, claim))["id_number"] if loss.is_death else None
    named = [each for each in people if each["role"] == payee and each["id_number"] != dead]
    if named:
        return [_payee(world, claim, each, payee) for each in named]
    return await _heirs(world, claim, payee)


async def _heirs(world: World, claim: Json, payee: str) -> list[Json]:
    """法定继承人: a spouse and a child, or one of them."""
    draw = draw_of(world, claim, "heirs")
    relations = draw.choice((("spouse", "child"), ("spouse",), ("child",)))
    on = date.fromisoformat(claim["event_on"])
    share = {"share": {"numerator": 1, "denominator": len(relations)}}
    heirs = [insured.relative(draw, claim["org"], on) for _ in relations]
    return [
        _payee(world, claim, heir, payee) | share | {"relation": relation}
        for heir, relation in zip(heirs, relations, strict=True)
    ]


def _payee(world: World, claim: Json, who: Json, payee: str) -> Json:
    """A minor is paid through a parent."""
    draw = draw_of(world, claim, f"account/{who['id_number']}")
    told = insured.identified(who) | {"payee": payee, "relation": "self" if payee == "insured" else "other"}
    if not insured.is_minor(who, claim["org"], world):
        return told | {"account": insured.account_of(draw, who["name"])}
    parent = insured.relative(draw, claim["org"], date.fromisoformat(claim["event_on"]))
    return told | {"guardian": parent | {"relation": "parent"}, "account": insured.account_of(draw, parent["name"])}


identity = identity_by("org", "product", "salesperson", "opened_at", "amount_fen", "share", "relation")


def _due(case: Json, draw: Random) -> Move:
    is_little = case["amount_fen"] <= LITTLE_FEN
    if case["attempts"] == 0 and case["settlement_kind"] == "payment" and draw.random() < WRONG_ACCOUNT:
        return Move(Wait(minutes=30), _void)
    if is_little and case["attempts"] == 0 and draw.random() < IN_CASH:
        return Move(Wait(minutes=40), _pay_in_cash)
    return Move(Wait(minutes=25 if is_little else 100), _send)


def _in_transfer(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=15 if case["amount_fen"] <= LITTLE_FEN else 60), _answer)


def _failed(case: Json, draw: Random) -> Move:
    return Move(Wait(days=1.1), _refresh)


CHOICES: Choices = {
    "due": _due,
    "in_transfer": _in_transfer,
    "transfer_failed": _failed,
}
_draw = drawing_by(identity)
_path = partial(path_of, ROOT)


async def _send(world: World, case: Json) -> Done:
    """付款送盘; what is to be tried again has its day, and what they owe back is kept from it."""
    if case["attempts"] == 0 and (back := await claim_backs.owed_by(world, case)):
        return await claim_backs.set_off(world, ROOT, case, back)
    if case["not_before"] and calendar_for(case["org"]).date_of(world.now).isoformat() < case["not_before"]:
        return case
    key = f"claim-{case['case_no']}-{case['version']}"
    return await world.api.post(BY_ORG[case["org"]].cashier, _path(case, "transfer"), idempotency_key=key)


async def _answer(world: World, case: Json) -> Done:
    """转账结果, by the bank's interface; the last payment leads its claim on."""
    draw, attempt = _draw(world, case, "transfer"), case["attempts"]
    works = draw.random() < WORKS
    told: Json = {"attempt": attempt, "result": "success" if works else one_of(draw, BANK_REASONS)}
    told |= {"voucher": f"LP{draw.randrange(10**9):09d}"} if works else {}
    step, key = _path(case, "transfer-result"), f"claim-{case['case_no']}-{attempt}"
    answered = await world.api.post(BY_ORG[case["org"]].bank, step, told, idempotency_key=key)
    return [answered, await claim_of(world, case)] if works else answered


async def _pay_in_cash(world: World, case: Json) -> Done:
    told = {"amount_fen": case["to_pay_fen"], "voucher": f"XJ{_draw(world, case, 'cash').randrange(10**9):09d}"}
    step, key = _path(case, "cash-payment"), f"claim-cash-{case['case_no']}"
    paid = await world.api.post(BY_ORG[case["org"]].cashier, step, told, idempotency_key=key)
    return [paid, await claim_of(world, case)]


async def _refresh(world: World, case: Json) -> Json:
    """更新账户: another one of who holds it."""
    teller = BY_ORG[case["org"]].teller(Random(identity(case)))
    payee = await world.api.get(teller.reading_personal_data, _path(case, "payee"))
    told = insured.account_of(_draw(world, case, "account"), payee["holder"])
    return await world.api.post(teller, _path(case, "account"), told)


async def _void(world: World, case: Json) -> list[Json]:
    """付款作废: the same person is paid to another account; what was kept from it is owed again."""
    manager, key = manager_of(case["org"]), f"claim-void-{case['case_no']}"
    voided = await world.api.post(manager, _path(case, "void"), {"reason": "wrong-account"}, idempotency_key=key)
    claim, reader = await claim_of(world, case), adjudicator_of(case).reading_personal_data
    number = (await world.api.get(reader, _path(case, "payee")))["id_number"]
    payees = await _payees(world, claim, case["payee"])
    meant = next(each for each in payees if each["id_number"] == number)
    holder = meant["account"]["holder"]
    told = {"payee": meant | {"account": insured.account_of(_draw(world, case, "account"), holder)}}
    step, key = _path(case, "replacement"), f"claim-replace-{case['case_no']}"
    again = await world.api.post(adjudicator_of(claim), step, told, idempotency_key=key)
    back = await claim_backs.owed_by(world, again) if case["set_off_fen"] else None
    return [voided, again, *([back] if back else [])]
