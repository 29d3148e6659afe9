"""Policies older than the system (历史保单), as the branch's archive has them: one row a kind of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from shared.amounts import YUAN
from shared.anniversaries import MODE_MONTHS
from simulator import banks, forms
from simulator.api import Json
from simulator.branches import Branch
from simulator.people import Person, person

BANKS_NAMES = {"Y3001": "年年红两全保险(趸交)", "Y3002": "岁岁丰两全保险(分红型)", "Y3003": "鑫禧终身寿险"}
LAST_SURE_DAY = 28  # each month has it
HAS_ACCOUNT = 0.8
SOON, LATE, PAST = (2, 24), (-59, -50), (-300, -70)
LOAN_DAYS, FALLS_DUE = 180, (3, 21)


@dataclass(frozen=True, slots=True)
class Story:
    """An anniversary, the so-manieth, lies within these days of today; `owed`: its premium isn't paid yet."""

    product: str
    anniversary: int
    within: tuple[int, int]
    mode: str
    pay_years: int
    term_years: int | None = None
    owed: bool = True
    ages: tuple[int, int] = (30, 58)
    lent: bool = False


# Premiums that fall due soon or are nearly in arrears, benefits that fall due, and some of which nothing is due (D).
# fmt: off
STORIES = (
    #     product  anniversary within mode      pay_years
    Story("L1001", 3,          SOON,  "annual",  10, 20),  # 生存金
    Story("L1002", 5,          SOON,  "monthly", 20),
    Story("L1003", 3,          LATE,  "annual",  20),
    Story("L1004", 10,         SOON,  "annual",  10, owed=False, ages=(61, 66)),  # 年金
    Story("Y3002", 1,          SOON,  "annual",  5, 10),  # 生存金
    Story("Y3001", 5,          SOON,  "single",  1, 5, owed=False),  # 满期金
    Story("L1002", 8,          SOON,  "annual",  10),
    Story("L1001", 2,          PAST,  "annual",  10, 15, owed=False, lent=True),
    Story("L1004", 2,          LATE,  "annual",  5),
    Story("Y3003", 3,          PAST,  "annual",  5, owed=False, lent=True),
    Story("L1001", 1,          SOON,  "monthly", 10, 20),
    Story("L1005", 4,          PAST,  "annual",  15, 20, owed=False),
    Story("L1003", 6,          PAST,  "single",  1, owed=False),
)
# fmt: on


def story_of(number: int) -> Story:
    return STORIES[number % len(STORIES)]


def printed(story: Story) -> str:
    """As the voucher has it (险种名称)."""
    return BANKS_NAMES.get(story.product) or next(each.name for each in forms.OFFERS if each.code == story.product)


def holder_of(branch: Branch, number: int, seed: int, on: date) -> Person:
    return person(Random(f"{seed}/{branch.org}/{number}/holder"), branch.org, on, story_of(number).ages)


def effective_on(branch: Branch, number: int, seed: int, on: date) -> date:
    """`on`: the day on which the voucher came."""
    story = story_of(number)
    days = Random(f"{seed}/{branch.org}/{number}/day").randint(*story.within)
    anniversary = on + timedelta(days=days)
    if anniversary.day > LAST_SURE_DAY:
        anniversary = anniversary.replace(day=LAST_SURE_DAY)
    return anniversary.replace(year=anniversary.year - story.anniversary)


def draft_of(branch: Branch, number: int, seed: int, on: date) -> Json:
    """The policy drawn up from the archive."""
    story, draw = story_of(number), Random(f"{seed}/{branch.org}/{number}/draft")
    holder, began_on = holder_of(branch, number, seed, on), effective_on(branch, number, seed, on)
    account = {} if draw.random() < HAS_ACCOUNT else {"account_no": None}
    return {
        "product": story.product,
        "channel": "bank" if story.product in BANKS_NAMES else "agent",
        "salesperson": branch.salesperson(draw) if draw.random() < 0.5 else None,
        "effective_on": began_on.isoformat(),
        "term_years": story.term_years,
        "pay_years": story.pay_years,
        "payment_mode": story.mode,
        "policyholder": holder.as_party({"mobile": holder.mobile}, **account),
        "beneficiaries": [],
        **_paid_to(story, began_on),
        **_money(draw, story),
        **_loan(draw, story, on),
    }


def _paid_to(story: Story, began_on: date) -> Json:
    """Nothing is due any more of what was paid at once or for all its years."""
    year = story.anniversary + (0 if story.owed else 1)
    if story.mode == "single" or year > story.pay_years:
        return {}
    return {"paid_to_on": began_on.replace(year=began_on.year + year).isoformat()}


def _loan(draw: Random, story: Story, on: date) -> Json:
    """保单借款 of half a year ago: it falls due in these weeks."""
    if not story.lent:
        return {}
    lent_on = on + timedelta(days=draw.randint(*FALLS_DUE)) - timedelta(days=LOAN_DAYS)
    return {"loan": {"balance_fen": draw.randint(2, 6) * 1000 * YUAN, "rate_bp": 500, "lent_on": lent_on.isoformat()}}


def _money(draw: Random, story: Story) -> Json:
    premium, cover = _yearly(draw, story)
    return {"premium_fen": premium // (12 // MODE_MONTHS.get(story.mode, 12)), "sum_assured_fen": cover}


def _yearly(draw: Random, story: Story) -> tuple[int, int]:
    """Premium and cover in fen."""
    for offer in forms.OFFERS:
        if offer.code == story.product:
            premium = round(draw.triangular(*offer.premium, offer.premium[0]) / 100) * 100 * YUAN
            return premium, max(round(premium * draw.randint(*offer.cover) / (1000 * YUAN)) * 1000 * YUAN, 1000 * YUAN)
    sold = next(offer for offer in banks.OFFERS if offer.code == story.product)
    premium = round(draw.triangular(*sold.premium)) * banks.THOUSAND
    return premium, round(premium * story.pay_years * sold.cover / banks.THOUSAND) * banks.THOUSAND
