"""Who is insured by what, as a branch knows it: its policies, and the people on the lists of its groups."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from shared.ages import ADULT, age_on
from shared.calendar_data import calendar_for
from simulator import groups
from simulator.api import Json
from simulator.books import LIVE, book_of
from simulator.books import ROOT as POLICIES
from simulator.branches import BY_ORG, REVIEWERS, Branch, manager_of
from simulator.lists import SEXES
from simulator.losses import ROOT as CLAIMS
from simulator.losses import Loss
from simulator.moves import World, form_no_of
from simulator.people import Person, bank_card, person

MOST_HEADS = 40  # of a group count: schools have hundreds, and most of their accidents are never claimed
ROW = re.compile("清单第([0-9]+)行")
IDENTITY = ("name", "sex", "born_on", "id_type", "id_number")


@dataclass(frozen=True, slots=True)
class Cover:
    """`group`: the application, of a policy that insures those on its list."""

    policy_no: str
    product: str
    effective_on: date
    is_live: bool
    heads: int = 1
    group: Json | None = None

    def first_day(self, loss: Loss) -> date:
        """On which it may befall the insured."""
        return self.effective_on + timedelta(days=loss.after)

    def fits(self, loss: Loss, today: date) -> bool:
        return self.is_live and self.first_day(loss) <= today

    def is_known(self, today: date) -> bool:
        """What is issued today nobody claims of yet: claims has it by an event, a moment later."""
        return self.effective_on < today


async def covers_of(world: World, branch: Branch) -> list[Cover]:
    book = await book_of(world, branch)
    mine = [_of_policy(policy) for policy in book.policies.values() if policy["status"] in (*LIVE, "suspended")]
    return mine + [_of_group(group) for group in await _groups_of(world, branch)]


async def insured_by(world: World, branch: Branch, cover: Cover, draw: Random) -> Json | None:
    """None: it insures several, or they have left the list. `row`: of a group's list."""
    if cover.group is None:
        people = await people_of(world, cover.policy_no)
        those = [each for each in people if each["role"] == "insured"]
        those = those or [each for each in people if each["role"] == "policyholder"]
        return those[0] if len(those) == 1 else None
    insured = _on_list(world, cover.group, draw.randrange(MOST_HEADS))
    asked = {"id_number": insured["id_number"], "purpose": "claim"}
    found = await world.api.post(branch.teller(Random(insured["id_number"])), f"{groups.ROOT}/insured/search", asked)
    return insured if any(each["case_no"] == cover.group["case_no"] for each in found["items"]) else None


async def people_of(world: World, policy_no: str) -> list[Json]:
    """Whole, always in the same order, read by the province: a policy may have moved away from its claim's branch."""
    path = f"{POLICIES}/{policy_no}/parties"
    found = await world.api.get(REVIEWERS[0].reading_personal_data, path, purpose="claim")
    return sorted(found["items"], key=lambda each: str(each["id_number"]))


async def person_of(world: World, case: Json) -> Json:
    """出险人 of a claim."""
    branch = BY_ORG[case["org"]]
    if not is_of_group(case):
        people = await people_of(world, case["policy_no"])
        return next(each for each in people if each["party_ref"] == case["insured_ref"])
    group = next(each for each in await _groups_of(world, branch) if each["policy_no"] == case["policy_no"])
    reader = branch.adjudicator.reading_personal_data
    told = await world.api.get(reader, f"{CLAIMS}/{case['case_no']}/details")
    row = ROW.search(told["story"] or "")
    return _on_list(world, group, int(row[1]) if row else 0)


def is_of_group(case: Json) -> bool:
    """Whom it insures stands on a list, not on the policy."""
    return case["product"] in groups.BY_CODE


def row_told(who: Json) -> str:
    """Whom of a list it is about is told with the report."""
    return f",被保险人清单第{who['row']}行" if "row" in who else ""


def is_minor(who: Json, org: str, world: World) -> bool:
    return age_on(date.fromisoformat(who["born_on"]), calendar_for(org).date_of(world.now)) < ADULT


def identified(who: Json) -> Json:
    return {name: who[name] for name in IDENTITY}


def relative(draw: Random, org: str, on: date) -> Json:
    """Somebody of the family, of age."""
    return _as_identified(person(draw, org, on, (25, 58)))


def account_of(draw: Random, holder: str) -> Json:
    return {"account_no": bank_card(draw), "holder": holder}


def _of_policy(policy: Json) -> Cover:
    effective_on = date.fromisoformat(policy["effective_on"])
    return Cover(policy["case_no"], policy["product"], effective_on, policy["status"] != "suspended")


def _of_group(group: Json) -> Cover:
    effective_on, heads = date.fromisoformat(group["effective_on"]), min(group["heads"], MOST_HEADS)
    return Cover(group["policy_no"], group["product"], effective_on, True, heads, group)


async def _groups_of(world: World, branch: Branch) -> list[Json]:
    manager = manager_of(branch.org)
    found = await world.api.pages(manager, groups.ROOT, org=branch.org, status="issued", limit=200)
    return sorted(found, key=form_no_of)


def _on_list(world: World, group: Json, number: int) -> Json:
    """Of those whose rows were right at once."""
    rows, bad = groups.people_of(world, group)
    good = [row for place, row in enumerate(rows) if place not in bad]
    place = number % len(good)
    row, sexes = good[place], {written: sex for sex, written in SEXES.items()}
    known = {"row": place, "name": row.name, "sex": sexes[row.sex], "born_on": row.born_on}
    return known | _resident(row.id_number)


def _as_identified(who: Person) -> Json:
    return {"name": who.name, "sex": who.sex, "born_on": who.born_on.isoformat()} | _resident(who.id_number)


def _resident(id_number: str) -> Json:
    return {"id_type": "resident_id", "id_number": id_number}
