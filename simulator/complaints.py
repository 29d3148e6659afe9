"""Complaints (投诉): what policyholders bring up at the counter, by letter or in a call, and how the branch answers."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from random import Random

from simulator.api import Json
from simulator.books import KEPT, book_of, policy_of
from simulator.branches import Branch, Staff, manager_of, misleads
from simulator.moves import World, one_of, path_of

ROOT, CALLS = "/callback/v1/complaints", "/callback/v1/callbacks"
COMES = 0.15  # of a branch's days
CHANNELS = {"counter": 45, "telephone": 30, "letter": 5, "regulator": 15, "online": 5}
ON_THE_WAY = {"letter": 4, "regulator": 12}  # days at most until it is registered
OF_THE_SALE = {"mis-selling": 55, "terms-unclear": 20, "policy-undelivered": 15, "signed-by-another": 10}
OF_THE_SERVICE = {"long-wait": 35, "premium-debit": 25, "claim-dispute": 20, "surrender-dispute": 12, "attitude": 8}
SALES = {True: 0.9, False: 0.45}  # how many are about the sale, of those who mislead and of the others
FINDINGS = {"founded": 30, "partly-founded": 35, "not-founded": 25, "by-agreement": 10}
SLOW, QUICK_A_DAY, SLOW_A_DAY = 0.3, 0.4, 0.02  # some need papers of years ago
DECLINED, TOLD, EXTENDED, EXAMINED, TAKEN_BACK, DISCONTENT = 0.06, 0.05, 0.05, 0.02, 0.01, 0.03
Go = Callable[[World, Branch, Json, Random], Awaitable[None]]


async def work(world: World, branch: Branch, today: date) -> list[Json]:
    """What lies there goes a step on, and then whoever comes is heard."""
    for case in await world.api.pages(branch.general, ROOT, org=branch.org, limit=200):
        if case["handler"] is None:  # it came with its policy from another branch
            handler = {"handler": branch.general.ref}
            await world.api.post(manager_of(branch.org), path_of(ROOT, case, HANDED[case["status"]]), handler)
        elif go := GOES.get(case["status"]):
            await go(world, branch, case, _draw(world, case, f"{case['version']}/{today}"))
    draw = Random(f"{world.seed}/{branch.org}/{today}/complaint")
    if draw.random() < COMES:
        await _register(world, branch, today, draw)
    return []


def _draw(world: World, case: Json, what: str) -> Random:
    """A branch hears of one a day at most."""
    return Random(f"{world.seed}/{case['org']}/{case['opened_at']}/{what}/complaint")


async def _register(world: World, branch: Branch, today: date, draw: Random) -> None:
    """Of a policy of which everybody has heard by now."""
    before = (today - timedelta(days=1)).isoformat()
    book = [each for each in (await book_of(world, branch)).policies.values() if each["opened_at"][:10] < before]
    kept = [each for each in book if each["status"] in KEPT]
    policy, channel = draw.choice(kept) if kept else None, one_of(draw, CHANNELS)
    if policy is None or (await policy_of(world, policy["case_no"]))["org"] != branch.org:
        return
    of_sale = draw.random() < SALES[misleads(policy["salesperson"] or "")]
    form: Json = {"channel": channel, "reason": one_of(draw, OF_THE_SALE if of_sale else OF_THE_SERVICE)}
    form |= {"complainant": "policyholder", "told": "与当时所说不一致", "policy_no": policy["case_no"]}
    if days := ON_THE_WAY.get(channel):
        form["received_on"] = (today - timedelta(days=draw.randint(0, days))).isoformat()
    if channel == "telephone" and (calls := await world.api.pages(branch.caller, CALLS, policy_no=policy["case_no"])):
        form["callback_no"] = min(calls, key=lambda each: str(each["opened_at"]))["case_no"]
    await world.api.post(branch.caller if channel == "telephone" else branch.general, ROOT, form)


async def _accept(world: World, branch: Branch, case: Json, draw: Random) -> None:
    manager = manager_of(branch.org)
    if draw.random() < DECLINED:
        told = {"reason": "nothing-new", "told_by": "letter"}
        await world.api.post(manager, path_of(ROOT, case, "refusal"), told)
    else:
        await world.api.post(manager, path_of(ROOT, case, "acceptance"), {"handler": branch.general.ref})


async def _look_into(world: World, branch: Branch, case: Json, draw: Random) -> None:
    """Found out in a day or two, or told, extended, examined or taken back meanwhile."""
    slow = _draw(world, case, "pace").random() < SLOW
    luck = draw.random() - (SLOW_A_DAY if slow else QUICK_A_DAY)
    if luck < 0:
        found = {"finding": one_of(draw, FINDINGS), "findings": "调阅录音与投保资料后认定"}
        await world.api.post(_handler(branch, case), path_of(ROOT, case, "handling"), found)
        return
    for odds, act in _MEANWHILE:
        luck -= odds
        if luck < 0:
            await act(world, branch, case, draw)
            return


async def _tell_progress(world: World, branch: Branch, case: Json, _draw: Random) -> None:
    await world.api.post(_handler(branch, case), path_of(ROOT, case, "progress"), {"told_by": "telephone"})


async def _extend(world: World, branch: Branch, case: Json, _draw: Random) -> None:
    """While there is a limit that can be moved, which the manager knows."""
    told = await world.api.get(branch.general, path_of(ROOT, case, "sla"))
    clocks = [each["explanation"] for each in told["clocks"]]
    runs = any(each["id"] == "cmp-2020" and each["state"] == "running" and not each["breached"] for each in clocks)
    if runs and case["limit_days"] == 15:
        asked = {"reason": "complex", "told_by": "letter"}
        await world.api.post(manager_of(branch.org), path_of(ROOT, case, "extension"), asked)


async def _have_examined(world: World, branch: Branch, case: Json, _draw: Random) -> None:
    await world.api.post(_handler(branch, case), path_of(ROOT, case, "examination"), {"told_by": "letter"})


async def _take_back(world: World, branch: Branch, case: Json, _draw: Random) -> None:
    await world.api.post(branch.general, path_of(ROOT, case, "withdrawal"))


async def _examine(world: World, branch: Branch, case: Json, draw: Random) -> None:
    if draw.random() < QUICK_A_DAY:
        await world.api.post(_handler(branch, case), path_of(ROOT, case, "examination-result"))


async def _answer(world: World, branch: Branch, case: Json, _draw: Random) -> None:
    told = {"answer": "已将处理结果及依据告知", "told_by": "letter"}
    await world.api.post(_handler(branch, case), path_of(ROOT, case, "answer"), told)


async def _object(world: World, branch: Branch, case: Json, draw: Random) -> None:
    """Who is not content is heard by the manager."""
    if not case["reopened"] and draw.random() < DISCONTENT:
        manager = manager_of(branch.org)
        await world.api.post(manager, path_of(ROOT, case, "reopening"), {"handler": manager.ref})


def _handler(branch: Branch, case: Json) -> Staff:
    manager = manager_of(branch.org)
    return manager if case["handler"] == manager.ref else branch.general


HANDED = dict.fromkeys(("accepted", "examining", "handled"), "assignment") | {"registered": "acceptance"}
_MEANWHILE: tuple[tuple[float, Go], ...] = (
    (TOLD, _tell_progress),
    (EXTENDED, _extend),
    (EXAMINED, _have_examined),
    (TAKEN_BACK, _take_back),
)
GOES: dict[str, Go] = {
    "registered": _accept,
    "accepted": _look_into,
    "examining": _examine,
    "handled": _answer,
    "answered": _object,
}
