"""What people claim (理赔): reported, made with papers or without some, registered, or given up."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from simulator import insured, losses
from simulator.api import Json, tag
from simulator.books import today_of
from simulator.branches import BY_ORG, Branch, Staff
from simulator.insured import Cover
from simulator.losses import LOSSES, ROOT, Loss, draw_of, identity
from simulator.moves import Choices, Move, Wait, World, one_of, path_of, step_of

COVERS = "/claims/v1/cover-search"
CHANNELS = {"counter": 40, "telephone": 36, "app": 13, "salesperson": 11}
REPORTED_AFTER, MOST_DAYS = 4.5, 90  # days after the event: median, and most
EVERYDAY = {"sprain": 7, "fracture": 3}
ODD = 0.06  # of the claims are made under a policy that didn't cover the day
MOST_CLAIMS = 2  # of one policy, and none while another is open
FORGETFUL, NEVER_COMPLETED, NEVER_COME = 0.3, 0.06, 0.03
UNFIT, CHANGED_MIND, TWICE, ANOTHERS = 0.04, 0.012, 0.025, 0.02
CAUSES = {"incomplete": 30, "unstamped": 22, "copy-not-original": 18, "illegible": 12, "name-differs": 10, "altered": 8}
DEATH_PAPERS = {
    "ordinary": (("death_certificate",), ("household_cancellation", "cremation_certificate")),
    "rural-relief": (("death_certificate", "cremation_certificate"), ("household_cancellation", "death_certificate")),
}
TOLD = {"accident": "意外摔伤或交通意外", "illness": "突发疾病"}
OUTSIDE = {"not-begun": "before-cover", "never": "before-cover", "ended": "after-cover", "suspended": "suspended"}
ENDED = ("paid", "refusal_told", "withdrawn", "not_registered")


async def report(world: World, branch: Branch, at: datetime) -> list[Json]:
    """报案, now and then twice; where no policy fits what befalls somebody, an everyday accident befalls another."""
    draw, on = Random(f"{world.seed}/{branch.org}/{at}/claim"), today_of(world, branch)
    covers = [each for each in await insured.covers_of(world, branch) if each.is_known(on)]
    is_odd = draw.random() < ODD
    before = timedelta(days=min(int(draw.lognormvariate(0, 0.9) * REPORTED_AFTER), MOST_DAYS))
    for name in (one_of(draw, {name: row.share for name, row in LOSSES.items()}), one_of(draw, EVERYDAY)):
        loss = LOSSES[name]
        fit = [each for each in covers if each.product in loss.products and (is_odd or each.fits(loss, on))]
        if fit:
            cover = draw.choices(fit, [each.heads for each in fit])[0]
            event_on = on - before if is_odd else max(on - before, cover.first_day(loss))
            return await _report(world, branch, cover, loss, event_on, draw)
    return []


async def _report(world: World, branch: Branch, cover: Cover, loss: Loss, event_on: date, draw: Random) -> list[Json]:
    """Nothing: something is claimed of it already, or nobody knows who is meant."""
    if await _is_claimed(world, branch, cover):
        return []
    who = await insured.insured_by(world, branch, cover, draw)
    if who is None or (loss.is_waiver and who.get("role") != "insured"):
        return []
    return await _report_of(world, branch, cover, who, loss, event_on, draw)


async def come_again(world: World, claim: Json) -> list[Json]:
    """With the bill of a treatment that goes on (后续治疗)."""
    branch, draw = BY_ORG[claim["org"]], draw_of(world, claim, "again")
    covers = await insured.covers_of(world, branch)
    cover = next((each for each in covers if each.policy_no == claim["policy_no"] and each.is_live), None)
    if cover is None or await _is_claimed(world, branch, cover):
        return []
    who, on = await insured.person_of(world, claim), today_of(world, branch)
    return await _report_of(world, branch, cover, who, losses.loss_of(claim), on, draw)


async def _report_of(
    world: World, branch: Branch, cover: Cover, who: Json, loss: Loss, event_on: date, draw: Random
) -> list[Json]:
    channel, teller = one_of(draw, CHANNELS), branch.teller(draw)
    if channel == "counter":  # by the identity document they bring (出险人检索)
        asked = {"id_number": who["id_number"], "day": event_on.isoformat()}
        await world.api.post(teller, COVERS, asked)
    form = {
        "policy_no": cover.policy_no,
        "id_number": who["id_number"],
        "channel": channel,
        "reporter": _reporter(draw, branch, who, loss, channel, today_of(world, branch)),
        "event_on": event_on.isoformat(),
        "cause": loss.cause,
        "care": loss.care,
        "types": list(loss.types),
        "scheme": "rural-relief" if loss.is_death and draw.random() < 0.2 else "ordinary",
        "needs": await _needs(world, branch, cover, who, loss),
        "story": f"{TOLD[loss.cause]},就诊或处理地点在{branch.name}{insured.row_told(who)}",
    }
    reported = [await world.api.post(branch.bank if channel == "app" else teller, ROOT, form)]
    if channel != "salesperson" and draw.random() < TWICE:
        reported.append(await world.api.post(teller, ROOT, form | {"channel": "salesperson"}))
    return reported


async def _is_claimed(world: World, branch: Branch, cover: Cover) -> bool:
    """One after the other, and nothing after a death; a group's people claim beside each other."""
    if cover.group is not None:
        return False
    known = await world.api.pages(branch.adjudicator, ROOT, policy_no=cover.policy_no)
    is_over = any(not losses.loss_of(each).is_medical for each in known)
    return is_over or len(known) >= MOST_CLAIMS or any(each["status"] not in ENDED for each in known)


def _reporter(draw: Random, branch: Branch, who: Json, loss: Loss, channel: str, on: date) -> Json:
    kin = insured.relative(draw, branch.org, on)
    if channel == "salesperson":
        return {"name": kin["name"], "phone": f"138{draw.randrange(10**8):08d}", "relation": "salesperson"}
    is_own = not loss.is_death and draw.random() < 0.7
    name, relation = (who["name"], "insured") if is_own else (kin["name"], "kin")
    return {"name": name, "phone": f"159{draw.randrange(10**8):08d}", "relation": relation}


async def _needs(world: World, branch: Branch, cover: Cover, who: Json, loss: Loss) -> list[str]:
    """监护, 继承: a minor is paid through a guardian, and where nobody is named the heirs are."""
    if not loss.is_death:
        return ["guardian"] if insured.is_minor(who, branch.org, world) and not loss.is_waiver else []
    people = [] if cover.group else await insured.people_of(world, cover.policy_no)
    return [] if any(each["role"] == "beneficiary" for each in people) else ["succession"]


def _reported(case: Json, draw: Random) -> Move:
    if case["told_by"] is None and case["channel"] != "counter":
        return Move(Wait(minutes=25 if draw.random() < 0.93 else 650), _tell)
    if case["cover_status"] in OUTSIDE and draw.random() < 0.6:
        return Move(Wait(minutes=90), _turn_away)
    if draw.random() < NEVER_COME:
        return Move(Wait(days=9), withdraw("no-claim-made"))
    longest = losses.loss_of(case).stay[1]
    if case["channel"] == "counter" and not longest:
        return Move(Wait(minutes=12), _accept)
    return Move(Wait(days=1.2 + longest / 8), _accept)  # who lies in hospital comes when they are out of it


def _accepted(case: Json, draw: Random) -> Move:
    is_small = case["track"] == "small"
    if case["missing_papers"]:
        return Move(Wait(minutes=25 if draw.random() < 0.9 else 900), _tell_missing)
    if not case["unfit_papers"] and draw.random() < UNFIT:
        return Move(Wait(minutes=25), _find_unfit)
    if draw.random() < CHANGED_MIND:
        return Move(Wait(minutes=90), withdraw("claimant-request"))
    return Move(Wait(minutes=35 if is_small else 100), _register)


def _awaiting_papers(case: Json, draw: Random) -> Move:
    if draw.random() < NEVER_COMPLETED:
        return Move(Wait(days=16), withdraw("papers-not-brought"))
    return Move(Wait(days=1.8), _bring)


def _turned_away(case: Json, draw: Random) -> Move | None:
    """Somebody finds what they lacked, and comes again."""
    again = case["reason"] == "papers-not-brought" and not case["reopened"] and draw.random() < 0.3
    return Move(Wait(days=2), _reopen) if again else None


CHOICES: Choices = {
    "reported": _reported,
    "accepted": _accepted,
    "awaiting_papers": _awaiting_papers,
    "withdrawn": _turned_away,
}


def teller_of(case: Json) -> Staff:
    return BY_ORG[case["org"]].teller(Random(f"{identity(case)}/{case['version']}"))


def adjudicator_of(case: Json) -> Staff:
    return BY_ORG[case["org"]].adjudicator


path = partial(path_of, ROOT)


async def _tell(world: World, case: Json) -> Json:
    """告知所需资料."""
    told_by = "app" if case["channel"] == "app" else "phone"
    return await world.api.post(teller_of(case), path(case, "papers-told"), {"told_by": told_by})


async def _accept(world: World, case: Json) -> Json:
    """The claim form is in; of other papers some forget one or two. What it cost says whether it is small."""
    draw = draw_of(world, case, "acceptance")
    papers = _at_hand(case, draw)
    if draw.random() < FORGETFUL:
        others = [paper for paper in papers if paper != "claim_form"]
        papers = [paper for paper in papers if paper not in draw.sample(others, draw.choice((1, 1, 2)))]
    asked_fen = sum(each["total_fen"] for each in losses.invoices(world, case))
    form = {"papers": papers, "claimed_fen": asked_fen or None, "is_clear": losses.is_clear(case)}
    return await world.api.post(teller_of(case), path(case, "acceptance"), form)


def _at_hand(case: Json, draw: Random) -> list[str]:
    proof = draw.choice(DEATH_PAPERS[case["scheme"]])
    wanted = [proof if paper == "death_proof" else (paper,) for paper in case["required_papers"]]
    return [paper for those in wanted for paper in those]


async def _tell_missing(world: World, case: Json) -> Json:
    """一次性告知."""
    return await world.api.post(teller_of(case), path(case, "papers-notice"))


async def _bring(world: World, case: Json) -> Json:
    """Mostly all of it at once."""
    draw = draw_of(world, case, f"papers/{case['version']}")
    missing = _at_hand(case | {"required_papers": case["missing_papers"]}, draw)
    if len(missing) > 1 and draw.random() < 0.25:
        missing = missing[:1]
    return await world.api.post(teller_of(case), path(case, "papers"), {"papers": missing})


async def _find_unfit(world: World, case: Json) -> Json:
    draw = draw_of(world, case, "unfit")
    paper = draw.choice([each for each in case["papers"] if each != "claim_form"])
    step = path(case, f"papers/{paper}/rejection")
    return await world.api.post(teller_of(case), step, {"cause": one_of(draw, CAUSES)})


async def _register(world: World, case: Json) -> Json:
    """立案, after a look at what may be the same claim; whoever reported it twice withdraws the later one."""
    adjudicator = adjudicator_of(case)
    alike = await world.api.get_list(adjudicator, path(case, "duplicates"))
    if case["possible_duplicates"] and alike:
        return await withdraw("reported-twice")(world, case)
    distinct = {"distinct_from": [each["case_no"] for each in alike]}
    registered = await world.api.post(adjudicator, path(case, "registration"), distinct)
    for invoice in losses.invoices(world, case):
        await world.api.post(adjudicator, path(case, "invoices"), invoice | _whose(world, case))
    return await look_at(world, registered)


def _whose(world: World, case: Json) -> Json:
    """Now and then it names somebody else of the family."""
    draw = draw_of(world, case, "whose")
    if draw.random() > ANOTHERS:
        return {}
    other = insured.relative(draw, case["org"], date.fromisoformat(case["event_on"]))
    return {"id_number": other["id_number"]}


async def look_at(world: World, case: Json) -> Json:
    """As it stands now."""
    return await world.api.get(adjudicator_of(case), f"{ROOT}/{case['case_no']}")


async def claim_of(world: World, case: Json) -> Json:
    """Which a payment or a survey leads on."""
    return await look_at(world, {"org": case["org"], "case_no": case["claim_no"]})


async def _turn_away(world: World, case: Json) -> Json:
    """不予立案: the cover says so."""
    body = {"reason": OUTSIDE[case["cover_status"]], "told_by": "phone"}
    return await world.api.post(adjudicator_of(case), path(case, "turning-away"), body, if_match=tag(case))


def withdraw(reason: str) -> Callable[[World, Json], Awaitable[Json]]:
    return step_of(ROOT, teller_of, "withdrawal", {"reason": reason})


async def _reopen(world: World, case: Json) -> Json:
    body = {"reason": "papers-found"}
    return await world.api.post(adjudicator_of(case), path(case, "reopening"), body, if_match=tag(case))
