"""Vouchers that the system lacks (档案查询): searched for, registered by four eyes, or not found."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from random import Random

from shared.calendar_data import calendar_for
from simulator import legacy
from simulator.api import Json, tag
from simulator.books import ROOT as POLICIES
from simulator.branches import REVIEWERS, Branch, Staff
from simulator.moves import World, one_of
from simulator.people import Person, person

ROOT = "/policy/v1/archive-lookups"
AT_FIRST, A_DAY = 14, 7  # a new system lacks what the branch's people hold: so many come at once, so many a day
LATER = 0.15  # of the days after that one comes
PLACES = ("register", "history", "finance", "old-system", "province")
FINDS = {1: 55, 2: 30, 3: 15}  # which search finds it
NEGATIVES = {"no-trace": 45, "surrendered": 25, "paid-out": 20, "not-ours": 10}
Go = Callable[[World, Branch, Json], Awaitable[None]]


async def work(world: World, branch: Branch, today: date) -> list[Json]:
    """What lies there goes a step on, and then whoever comes with a voucher is taken in."""
    known = await world.api.pages(branch.general, ROOT, org=branch.org, limit=200)
    for case in known:
        if go := GOES.get(case["status"]):
            await go(world, branch, case)
    for number in range(len(known), len(known) + _coming(world, branch, today, len(known))):
        await _take_in(world, branch, number, today)
    return []


def _coming(world: World, branch: Branch, today: date, known: int) -> int:
    if known < AT_FIRST:
        return min(A_DAY, AT_FIRST - known)
    return int(Random(f"{world.seed}/{branch.org}/{today}/voucher").random() < LATER)


def _draw(world: World, branch: Branch, number: int) -> Random:
    return Random(f"{world.seed}/{branch.org}/{number}/archive")


def _is_found(number: int) -> bool:
    """One in seven is looked for in vain."""
    return number % 7 != 5


async def _take_in(world: World, branch: Branch, number: int, today: date) -> None:
    """Who takes it in looks at the register at once, and tells the customer how it stands."""
    holder = legacy.holder_of(branch, number, world.seed, today)
    year = legacy.effective_on(branch, number, world.seed, today).year
    draw = _draw(world, branch, number)
    kind, by = one_of(draw, {"receipt": 60, "policy": 30, "certificate": 10}), one_of(draw, {"holder": 80, "kin": 20})
    form = {
        "org": branch.org,
        "outlet": branch.outlets[0],
        "voucher": {"kind": kind, "number": _voucher(number), "year": year, "product": _printed(number)},
        "holder": _named(holder),
        "brought_by": by,
    }
    if by == "kin":
        kin = person(draw, branch.org, today, (25, 50))
        form["bringer"] = _named(kin) | {"phone": kin.mobile}
    case = await world.api.post(branch.general, ROOT, form)
    await _search(world, branch, case, number)
    if draw.random() < 0.8:
        await world.api.post(branch.general, f"{ROOT}/{case['case_no']}/answer")


def _printed(number: int) -> str:
    return legacy.printed(legacy.story_of(number))


def _voucher(number: int) -> str:
    return f"PZ-{number:06d}"


def _named(who: Person) -> Json:
    return {"name": who.name, "id_type": "resident_id", "id_number": who.id_number}


async def _search(world: World, branch: Branch, case: Json, number: int) -> None:
    draw, nth = _draw(world, branch, number), case["searches"] + 1
    found = _is_found(number) and nth >= one_of(draw, FINDS)
    told = {"place": PLACES[case["searches"] % len(PLACES)], "found": found, "minutes": draw.randint(10, 90)}
    if found:
        told["finding"] = f"第{draw.randint(1, 400)}卷, 与凭证相符"
    await world.api.post(branch.general, f"{ROOT}/{case['case_no']}/searches", told)


async def _go_on(world: World, branch: Branch, case: Json) -> None:
    """Whoever searches reads what the voucher says, which only those may who may read personal data."""
    searcher, path = branch.general, f"{ROOT}/{case['case_no']}"
    details = await world.api.get(searcher.reading_personal_data, f"{path}/details")
    number = int(details["voucher_no"].removeprefix("PZ-"))
    if case["finds"]:
        came_on = calendar_for(branch.org).date_of(datetime.fromisoformat(case["opened_at"]))
        draft = legacy.draft_of(branch, number, world.seed, came_on)
        await world.api.post(searcher, f"{path}/proposal", draft)
    elif not _is_found(number) and case["searches"] > 2:
        reason = one_of(_draw(world, branch, number), NEGATIVES)
        await world.api.post(searcher, f"{path}/conclusion", {"reason": reason})
    else:
        await _search(world, branch, case, number)


async def _review(world: World, branch: Branch, case: Json) -> None:
    """Reviewed in the province (省级集中); now and then the voucher and the draft differ, once."""
    draw = Random(f"{world.seed}/{branch.org}/{case['opened_at']}/{case['printed_product']}/{case['version']}")
    reviewer: Staff = draw.choice(REVIEWERS)
    sent_back = case["reason"] is None and draw.random() < 0.06
    body = {"outcome": "send-back", "reason": "voucher-differs"} if sent_back else {"outcome": "approve"}
    path, seen = f"{ROOT}/{case['case_no']}/review", tag(case)
    reviewed = await world.api.post(reviewer, path, body, if_match=seen)
    if reviewed["registered_no"]:
        await _sign(world, branch, reviewed)


async def _sign(world: World, branch: Branch, case: Json) -> None:
    """代扣授权: an account in the archive is none; whoever has one and premiums to pay signs for it now."""
    details = await world.api.get(branch.general.reading_personal_data, f"{ROOT}/{case['case_no']}/details")
    draft = details["draft"]
    holder = draft["policyholder"]
    if draft["paid_to_on"] and holder["account_no"]:
        mandate = {"account_no": holder["account_no"], "holder": holder["name"]}
        await world.api.post(branch.general, f"{POLICIES}/{case['registered_no']}/mandates", mandate)


async def _tell(world: World, branch: Branch, case: Json) -> None:
    told = {"channel": "counter" if case["brought_by"] == "holder" else "phone"}
    await world.api.post(branch.general, f"{ROOT}/{case['case_no']}/notice", told)


GOES: dict[str, Go] = {"searching": _go_on, "in_review": _review, "not_found": _tell}
