"""Application forms as people fill them in, with the faults the report tells of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from shared.ages import age_on
from shared.amounts import YUAN
from shared.minor_caps import cap_at
from simulator.branches import BY_ORG, UNTIDY, is_careless
from simulator.moves import Lesson, one_of
from simulator.people import Person, person

PAY_ON_DEATH, UNCAPPED = ("L1001", "L1002"), 10**12
MARRIED_FROM = 20
MOST_FAULTS = 0.75
Form = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as the salesperson's brochure has it; sums in yuan for each yuan of annual premium."""

    code: str
    name: str
    share: int
    ages: tuple[int, int]
    premium: tuple[int, int]
    cover: tuple[int, int]
    misnamed: str


# fmt: off
OFFERS = (
    #     code     registered name          share ages      premium         cover     as it is misspelt
    Offer("L1001", "福满两全保险(分红型)",     38, (0, 66),  (2000, 20000),  (6, 12),  "福满两全险"),
    Offer("L1002", "安康终身寿险",             16, (0, 61),  (1500, 9000),   (20, 40), "安康终身险"),
    Offer("L1003", "康宁终身重大疾病保险",     24, (0, 56),  (2500, 12000),  (20, 35), "康宁重疾"),
    Offer("L1004", "金色年华养老年金保险",     12, (0, 61),  (5000, 50000),  (4, 8),   "金色年华年金"),
    Offer("L1005", "祥瑞定期寿险",             10, (18, 66), (600, 3000),    (150, 300), "祥瑞定期"),
)
CHANNELS = {"agent": 62, "bank": 20, "intermediary": 8, "counter": 10}
# fmt: on


def form_of(
    seed: int, form_no: str, org: str, on: date, *, faulty: bool = True, lessons: Sequence[Lesson] = ()
) -> Form:
    """The form of a number: always the same one, so that a correction is the same form without its faults."""
    draw = Random(f"{seed}/{form_no}")
    salesperson, channel = BY_ORG[org].salesperson(draw), one_of(draw, CHANNELS)
    offer = draw.choices(OFFERS, [each.share for each in OFFERS])[0]
    policyholder = person(draw, org, on, (22, 62))
    insured = _insured(draw, org, on, offer, policyholder)
    form = {
        "form_no": form_no,
        "form_on": on.isoformat(),
        "org": org,
        "outlet": draw.choice(BY_ORG[org].outlets),
        "channel": channel,
        "salesperson": salesperson,
        "product": offer.code,
        "product_name": offer.name,
        **_money(draw, offer, channel),
        "policyholder": policyholder.as_party(_phones(draw, policyholder, channel)),
        "insured": insured and insured.as_party({}, account_no=None),
        "guardian_signed": True,
        **as_the_law_asks(form_no, on, policyholder, insured),
    }
    form["sum_assured_fen"] = min(form["sum_assured_fen"], _cap(on, offer, insured))
    return _spoil(draw, form, offer, _fault_rate(form), lessons) if faulty else form


def _insured(draw: Random, org: str, on: date, offer: Offer, policyholder: Person) -> Person | None:
    """None where the policyholder is the insured."""
    age = (on - policyholder.born_on).days // 365
    if offer.ages[0] <= age < offer.ages[1] - 1 and draw.random() < 0.55:
        return None
    is_child = offer.ages[0] == 0 and draw.random() < 0.5
    return person(draw, org, on, (1, 17) if is_child else (25, offer.ages[1] - 5))


def as_the_law_asks(form_no: str, on: date, policyholder: Person, insured: Person | None) -> Form:
    """Whom they insure, with whose signature, and the recording of a sale to somebody of 60 or more (双录)."""
    recorded = {"recording_no": f"SL-{form_no}"} if _age(policyholder, on) >= 60 else {}
    return recorded | (insuring(on, policyholder, insured) if insured else {})


def insuring(on: date, policyholder: Person, insured: Person) -> Form:
    """Somebody else: a minor by their parent, whoever is of age with their signature."""
    if _age(insured, on) < 18:
        return {"relation": "child", "cover_elsewhere_fen": 0}
    return {"relation": _relation(on, policyholder, insured), "insured_signed": True}


def _relation(on: date, policyholder: Person, insured: Person) -> str:
    apart = insured.born_on.year - policyholder.born_on.year
    if abs(apart) >= 18:
        return "child" if apart > 0 else "parent"
    may_marry = insured.sex != policyholder.sex and min(_age(insured, on), _age(policyholder, on)) >= MARRIED_FROM
    return "spouse" if may_marry else "dependant"


def _cap(on: date, offer: Offer, insured: Person | None) -> int:
    """What a minor's death cover may come to, in fen."""
    cap = cap_at(_age(insured, on), on) if insured and offer.code in PAY_ON_DEATH else None
    return cap.fen if cap else UNCAPPED


def _age(who: Person, on: date) -> int:
    return age_on(who.born_on, on)


def _money(draw: Random, offer: Offer, channel: str) -> Form:
    premium = round(draw.triangular(*offer.premium, offer.premium[0]) / 100) * 100
    mode = draw.choices(("annual", "monthly", "single"), (80, 8, 60 if channel == "bank" else 2))[0]
    paid = {"annual": premium, "monthly": max(premium // 12, 50), "single": premium * 8}[mode]
    cover = premium * draw.randint(*offer.cover) * (3 if draw.random() < 0.03 else 1)
    return {
        "premium_fen": paid * YUAN,
        "sum_assured_fen": round(cover / 1000) * 1000 * YUAN or 1000 * YUAN,
        "payment_mode": mode,
        "payment_method": "cash" if draw.random() < 0.12 else "transfer",
        "pay_years": 1 if mode == "single" else draw.choice((5, 10, 10, 15, 20)),
    }


def _phones(draw: Random, who: Person, channel: str) -> dict[str, str]:
    """The bank's form forces the mobile into the office field; intermediaries often give no number at all."""
    if draw.random() < {"intermediary": 0.25}.get(channel, 0.02):
        return {}
    if channel == "bank" and draw.random() < 0.6:
        return {"office_phone": who.mobile}
    numbers = {"mobile": who.mobile}
    return numbers | ({"home_phone": who.home_phone} if draw.random() < 0.3 else {})


def _fault_rate(form: Form) -> float:
    rate = (0.45 if is_careless(form["salesperson"]) else 0.10) / BY_ORG[form["org"]].care
    rate *= UNTIDY.get(form["outlet"], 1.0)
    return min(rate * (0.6 if form["channel"] == "bank" else 1.0), MOST_FAULTS)  # 银保通 forms are made with more care


def _alter(form: Form, draw: Random) -> None:
    form["alterations"] = [{"field": draw.choice(("phone", "address", "beneficiary")), "countersigned": False}]


def _alter_key_field(form: Form, draw: Random) -> None:
    form["alterations"] = [{"field": draw.choice(("premium", "sum_assured", "term")), "countersigned": True}]


def _shorten_address(form: Form, draw: Random) -> None:
    party = form["policyholder"]
    form["policyholder"] = party | {"address": party["address"].removeprefix("福建省莆田市")[:6]}


def _leave_out_account(form: Form, draw: Random) -> None:
    form["payment_method"] = "transfer"
    form["policyholder"] = form["policyholder"] | {"account_no": None}


def _leave_out_guardian(form: Form, draw: Random) -> None:
    form["guardian_signed"] = False


def _leave_insured_unsigned(form: Form, draw: Random) -> None:
    form["insured_signed"] = False


def _leave_out_mandate(form: Form, draw: Random) -> None:
    form["mandate_signed"] = False


def _leave_unsigned(form: Form, draw: Random) -> None:
    form["policyholder_signed"] = False


Spoil = Callable[[Form, Random], None]

# By the code of the defect that the counter finds.
FAULTS: dict[str, tuple[Spoil, int]] = {
    "irregular-alteration": (_alter, 26),  # 涂改不规范
    "address-off": (_shorten_address, 20),  # 地址未按规范填写
    "account-missing": (_leave_out_account, 16),  # 银行转账没有填写账号
    "guardian-unsigned": (_leave_out_guardian, 12),  # 未成年人未按规定监护人签名
    "mandate-unsigned": (_leave_out_mandate, 10),  # 首期授权代扣未签
    "key-field-altered": (_alter_key_field, 26),  # 重要信息涂改,须换单
    "unsigned": (_leave_unsigned, 6),
    "insured-unsigned": (_leave_insured_unsigned, 5),  # 被保险人未签名
}
ODDS = {code: odds for code, (_, odds) in FAULTS.items()}
MISNAMED = "product-name-off"
REMEMBERED = 0.8  # of the faults that a training spoke of, these aren't made any more


def _spoil(draw: Random, form: Form, offer: Offer, rate: float, lessons: Sequence[Lesson]) -> Form:
    """What was taught is drawn all the same, so that everything else about the form stays as it was."""
    memory, taught = Random(f"{form['form_no']}/memory"), _taught(form, lessons)

    def is_made(code: str) -> bool:
        return code not in taught or memory.random() >= REMEMBERED

    if draw.random() < rate / 4 and is_made(MISNAMED):
        form["product_name"] = offer.misnamed  # 险种名称未按规范填写
    while draw.random() < rate:
        code, kept = one_of(draw, ODDS), dict(form)
        FAULTS[code][0](form, draw)
        if not is_made(code):
            form = kept
    return form


def _taught(form: Form, lessons: Sequence[Lesson]) -> set[str]:
    """What the outlet's salespeople had been taught by the day of the form."""
    on = date.fromisoformat(form["form_on"])
    return {code for each in lessons if each.outlet == form["outlet"] and each.held_on <= on for code in each.topics}
