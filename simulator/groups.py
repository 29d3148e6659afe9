"""Group policies and bulk lists (团单, 汇交件): the form, the list, mended or not, city underwriting, issue."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from random import Random

from shared.calendar_data import calendar_for
from simulator import lists
from simulator.api import Json, tag
from simulator.branches import BY_ORG, UNDERWRITERS_AT, Branch, Staff
from simulator.hours import form_number
from simulator.lists import Row
from simulator.moves import Act, Choices, Move, Wait, World, draw_of, path_of, step_of, teller_of
from simulator.organisations import Organisation, firm, school
from simulator.rhythm import is_school_season

ROOT = "/intake/v1/group-applications"
LOOK_AGAIN_SECONDS, LOOKS = 0.02, 1500
FEW = 4  # missing people are keyed in by hand (加人), more of them come as a list
FEWEST = 6


@dataclass(frozen=True, slots=True)
class Offer:
    """A group product as the brochure has it; `heads`: the fewest and the median of a group."""

    code: str
    scheme: str
    made_up: Callable[[Random, str], Organisation]
    share: int
    ages: tuple[int, int]
    heads: tuple[int, int]


# fmt: off
OFFERS = (
    #     code     scheme    who                share ages      heads
    Offer("G2001", "pooled", school,            48,   (6, 18),  (40, 160)),  # 学平险
    Offer("G2002", "group",  firm,              34,   (18, 60), (FEWEST, 45)),
    Offer("G2003", "group",  firm,              18,   (20, 60), (FEWEST, 30)),
)
# fmt: on
BY_CODE = {offer.code: offer for offer in OFFERS}
MOST_HEADS = 900


async def hand_in(world: World, branch: Branch, at: datetime) -> Json:
    """A salesperson brings an organisation's form; mostly schools' in their season."""
    calendar = calendar_for(branch.org)
    on, form_no = calendar.date_of(at), form_number(branch.org, at, "T")
    draw = Random(f"{world.seed}/{form_no}")
    in_season = is_school_season(on)
    shares = [offer.share * (6 if in_season and offer.scheme == "pooled" else 1) for offer in OFFERS]
    offer = draw.choices(OFFERS, shares)[0]
    applicant = offer.made_up(draw, branch.org)
    form = {
        "form_no": form_no,
        "form_on": on.isoformat(),
        "org": branch.org,
        "outlet": draw.choice(branch.outlets),
        "channel": "group" if draw.random() < 0.7 else "agent",
        "salesperson": branch.salesperson(draw),
        "scheme": offer.scheme,
        "applicant_name": applicant.name,
        "credit_code": applicant.credit_code,
        "product": offer.code,
        "consents_proven": offer.scheme == "group",
    }
    return await world.api.post(branch.teller(draw), ROOT, form)


def _received(case: Json, draw: Random) -> Move:
    if not case["lists"]:
        return _without_list(draw)
    if case["action"] == "reopen":
        return Move(Wait(minutes=90), _change)
    if case["action"] == "take_list" and case["rows_bad"] and draw.random() < 0.75:
        return Move(Wait(days=1.0), _complete)  # the good rows are in; the others come corrected
    if case["action"] == "take_list" and draw.random() < 0.2:
        return Move(Wait(minutes=30), _change)
    if draw.random() < 0.02:
        return Move(Wait(days=1.0), _give_up("withdrawal", "customer-request"))
    return Move(Wait(minutes=10), _submit)


def _without_list(draw: Random) -> Move:
    if draw.random() < 0.06:
        return Move(Wait(minutes=60), _give_up("return", "form-incomplete"))
    if draw.random() < 0.03:
        return Move(Wait(days=4), _give_up("withdrawal", "customer-request"))
    return Move(Wait(minutes=10) if draw.random() < 0.88 else Wait(days=1.5), _hand_in_list)


def _importing(case: Json, draw: Random) -> Move:
    """Broken off while a list was worked on."""
    return Move(Wait(minutes=1), _see_list_through)


def _awaiting_list(case: Json, draw: Random) -> Move | None:
    if draw.random() < 0.10:
        return None  # withdrawn by the deadline
    if draw.random() < 0.08:
        return Move(Wait(days=4), _give_up("return", "list-not-mended"))
    return Move(Wait(days=1.2), _hand_in_list)


def _in_underwriting(case: Json, draw: Random) -> Move:
    if case["underwriting_level"] != "head" and draw.random() < 0.03:
        return Move(Wait(minutes=60), _escalate)
    if case["reopened"] is None and draw.random() < 0.04:
        return Move(Wait(minutes=60), _reopen("people-unclear"))
    return Move(Wait(minutes=25 if case["underwriting_level"] == "city" else 200), _decide)


def _awaiting_premium(case: Json, draw: Random) -> Move | None:
    if draw.random() < 0.04:
        return None  # withdrawn by the deadline
    if draw.random() < 0.04:
        return Move(Wait(days=3), _give_up("withdrawal", "customer-request"))
    if case["reopened"] is None and draw.random() < 0.05:
        return Move(Wait(days=0.5), _reopen("people-changed"))
    return Move(Wait(minutes=45) if draw.random() < 0.65 else Wait(days=1.5), _pay)


def _paid(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=12 if draw.random() < 0.92 else 400), _issue)


CHOICES: Choices = {
    "received": _received,
    "importing": _importing,
    "awaiting_list": _awaiting_list,
    "in_underwriting": _in_underwriting,
    "awaiting_premium": _awaiting_premium,
    "paid": _paid,
}
BEHIND = {"received": 3.0, "awaiting_list": 3.0, "in_underwriting": 3.0, "awaiting_premium": 2.0, "paid": 5.0}


_path = partial(path_of, ROOT)
_step = partial(step_of, ROOT, teller_of)


def _give_up(step: str, reason: str) -> Act:
    return _step(step, {"reason": reason})


def _reopen(reason: str) -> Act:
    return _step("reopening", {"reason": reason})


_submit, _issue = _step("submission"), _step("issue")


def people_of(world: World, case: Json) -> tuple[list[Row], list[int]]:
    """Who is to be insured, and which of their rows the first list has wrong."""
    draw, offer = Random(f"{world.seed}/{case['form_no']}/people"), BY_CODE[case["product"]]
    fewest, median = offer.heads
    heads = min(MOST_HEADS, max(fewest, round(median * draw.lognormvariate(0, 0.8))))
    rows = lists.roster(draw, case["org"], date.fromisoformat(case["form_on"]), offer.ages, heads)
    return rows, lists.bad_rows(draw, heads) if draw.random() < 0.4 else []


async def _hand_in_list(world: World, case: Json) -> Json:
    """The first list may have bad rows, and a corrected one now and then again."""
    draw = draw_of(world, case, "list")
    rows, bad = people_of(world, case)
    if case["lists"] and draw.random() < 0.9:
        bad = []
    take = "good" if bad and draw.random() < 0.5 else "all"
    return await _upload(world, case, lists.spoilt(draw, rows, bad), take)


async def _complete(world: World, case: Json) -> Json:
    """The rows that were bad, corrected: a few by hand (加人), else as a list."""
    rows, bad = people_of(world, case)
    missing = [rows[place] for place in bad]
    return await (_add(world, case, missing) if len(missing) <= FEW else _upload(world, case, missing, "all"))


async def _upload(world: World, case: Json, rows: list[Row], take: str) -> Json:
    file = lists.list_file(draw_of(world, case, "file"), rows)
    sent = (file.name, file.content, file.media_type)
    await world.api.upload(teller_of(case), _path(case, "insured-list"), sent, {"take": take})
    return await _see_list_through(world, case)


async def _see_list_through(world: World, case: Json) -> Json:
    """The rows are worked on beside the requests: look again until they are done with (导入进度)."""
    for _ in range(LOOKS):
        if (await world.api.get(teller_of(case), _path(case, "insured-list")))["finished_at"]:
            break
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    return await world.api.get(teller_of(case), f"{ROOT}/{case['case_no']}")


async def _change(world: World, case: Json) -> Json:
    """Somebody has joined meanwhile, or left (加人, 减人)."""
    draw = draw_of(world, case, "change")
    if case["heads"] > FEWEST and draw.random() < 0.4:
        found = await world.api.get(teller_of(case), _path(case, "insured"), limit=draw.randint(1, 2))
        refs = [each["party_ref"] for each in found["items"]]
        return await world.api.post(teller_of(case), _path(case, "removals"), {"party_refs": refs})
    ages, on = BY_CODE[case["product"]].ages, date.fromisoformat(case["form_on"])
    return await _add(world, case, lists.roster(draw, case["org"], on, ages, draw.randint(1, 3)))


async def _add(world: World, case: Json, rows: list[Row]) -> Json:
    body = {"persons": [row.as_insured for row in rows]}
    return await world.api.post(teller_of(case), _path(case, "additions"), body)


def _underwriter(case: Json) -> Staff:
    return Random(case["form_no"]).choice(UNDERWRITERS_AT[case["underwriting_level"]])


async def _escalate(world: World, case: Json) -> Json:
    return await world.api.post(_underwriter(case), _path(case, "escalation"))


async def _decide(world: World, case: Json) -> Json:
    outcome = "decline" if draw_of(world, case, "decide").random() < 0.03 else "approve"
    return await world.api.post(_underwriter(case), _path(case, "decision"), {"outcome": outcome}, if_match=tag(case))


async def _pay(world: World, case: Json) -> Json:
    method = "cash" if draw_of(world, case, "pay").random() < 0.15 else "transfer"
    key = f"group-{case['case_no']}"
    body = {"amount_fen": case["premium_fen"], "method": method, "reference": key}
    return await world.api.post(BY_ORG[case["org"]].cashier, _path(case, "receipts"), body, idempotency_key=key)
