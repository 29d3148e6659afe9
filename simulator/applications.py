"""What staff and customers do with an application, by its status: one row a status, the odds from the report's year."""

from datetime import date, datetime
from functools import partial
from random import Random

from shared.calendar_data import calendar_for
from simulator.api import Json, tag
from simulator.branches import BY_ORG, HEAD_UNDERWRITER, KEYERS, REVIEWERS, UNDERWRITERS, Branch, Staff
from simulator.forms import form_of
from simulator.hours import form_number
from simulator.identification import identify, report_large_cash
from simulator.moves import Act, Choices, Move, Wait, World, draw_of, one_of, path_of, step_of, teller_of
from simulator.pages import page_image
from simulator.people import bank_card, name

ROOT = "/intake/v1/applications"
NOTICES = {
    "health-disclosed": "medical",
    "sum-over-auto": "medical",
    "age-over-60": "medical",
    "premium-to-income": "financial",
    "single-to-income": "financial",
    "occupation-risky": "survey",
}
LATE_DEFECTS = {
    "disclosure-incomplete": 36,
    "illegible": 26,
    "data-inconsistent": 16,
    "signature-doubtful": 34,  # 代签名: a new form
}
NEW_ACCOUNT = ("account-missing", "card-invalid", "account-upgraded", "account-dormant", "no-mandate")
CONCLUSIONS = {
    ("approve", "standard"): 74,
    ("approve", "rated"): 7,
    ("approve", "excluded"): 4,
    ("approve", "limited"): 3,
    ("decline", "declined"): 8,
    ("postpone", "postponed"): 4,
}


async def accept(world: World, branch: Branch, at: datetime) -> Json:
    """A salesperson hands a form in at the counter."""
    form_no, on = form_number(branch.org, at), calendar_for(branch.org).date_of(at)
    form = form_of(world.seed, form_no, branch.org, on, lessons=world.lessons)
    return await world.api.post(branch.teller(Random(form_no)), ROOT, form)


def _received(case: Json, draw: Random) -> Move:
    if draw.random() < 0.012:
        return Move(Wait(minutes=40), _give_up("return", "withdrawn-by-salesperson"))
    return Move(Wait(minutes=25 if draw.random() < 0.93 else 500), _scan)


def _awaiting_form(case: Json, draw: Random) -> Move | None:
    if draw.random() < 0.10:
        return None  # 业务员不及时撤单: dunned, and withdrawn by the deadline
    if draw.random() < 0.06:
        return Move(Wait(days=5), _give_up("withdrawal", "customer-request"))
    if draw.random() < 0.04:
        return Move(Wait(days=3), _give_up("return", "not-mended"))
    # A new form means a new visit to the customer (换单).
    return Move(Wait(days=4.0 if case["status"] == "awaiting_replacement" else 1.6), _mend)


def _is_found_wanting(case: Json, draw: Random, rate: float) -> bool:
    """A form is mended once or twice; then it had better be whole."""
    return len(case["defects"]) < 3 and draw.random() < rate


def _scanned(case: Json, draw: Random) -> Move:
    if _is_found_wanting(case, draw, 0.02):
        return Move(Wait(minutes=70), _report_defect)
    if case["scan_check"] == "due":
        return Move(Wait(minutes=60), _check_scans)
    return Move(Wait(minutes=80), _key)


def _keyed(case: Json, draw: Random) -> Move:
    if _is_found_wanting(case, draw, 0.05):
        return Move(Wait(minutes=60), _report_defect)
    return Move(Wait(minutes=60), _review)


def _in_underwriting(case: Json, draw: Random) -> Move:
    if _is_found_wanting(case, draw, 0.05):
        return Move(Wait(minutes=400), _report_defect)
    if case["underwriting_level"] == "province" and draw.random() < 0.04:
        return Move(Wait(minutes=200), _escalate)
    if not case["notices"] and draw.random() < 0.68:
        return Move(Wait(minutes=300), _send_notice)
    return Move(Wait(minutes=450), _decide)


def _awaiting_answer(case: Json, draw: Random) -> Move | None:
    if any(notice["status"] == "sent" for notice in case["notices"]) and draw.random() < 0.85:
        return Move(Wait(minutes=90), _tell)
    if draw.random() < 0.12:
        return None  # the notice is never answered
    if draw.random() < 0.05:
        return Move(Wait(days=4), _give_up("withdrawal", "customer-request"))
    return Move(Wait(days=3.5), _answer)


def _awaiting_premium(case: Json, draw: Random) -> Move | None:
    """By debit it comes in batches (`debits`); who was told that it failed may also bring it, or go away."""
    if case["payment_method"] == "cash":
        return Move(Wait(days=1.0), _pay_at_counter)
    if not case["debits"]:
        return None
    if draw.random() < 0.07:
        return Move(Wait(days=3), _give_up("withdrawal", "premium-unpaid"))
    if draw.random() < 0.22:
        return Move(Wait(days=1.0), _pay_at_counter)
    if case["debits"][-1]["result"] in NEW_ACCOUNT and draw.random() < 0.8:
        return Move(Wait(days=1.5), _sign_mandate)
    return None  # 多次催促客户不愿缴存保费, unless a later debit finds money there


def _paid(case: Json, draw: Random) -> Move:
    return Move(Wait(minutes=50), _issue)


CHOICES: Choices = {
    "received": _received,
    "awaiting_supplement": _awaiting_form,
    "awaiting_replacement": _awaiting_form,
    "scanned": _scanned,
    "keyed": _keyed,
    "in_underwriting": _in_underwriting,
    "awaiting_answer": _awaiting_answer,
    "awaiting_premium": _awaiting_premium,
    "paid": _paid,
}

# In a rush more comes in than is done: how many times as long a case then lies in each status.
BEHIND = {
    "received": 3.0,
    "awaiting_supplement": 2.0,
    "awaiting_replacement": 5.0,
    "scanned": 2.0,
    "keyed": 3.0,
    "in_underwriting": 1.6,
    "awaiting_answer": 5.0,
    "awaiting_premium": 3.0,
    "paid": 8.0,
}


_path = partial(path_of, ROOT)


def _give_up(step: str, reason: str) -> Act:
    return step_of(ROOT, teller_of, step, {"reason": reason})


async def _scan(world: World, case: Json) -> Json:
    teller = teller_of(case)
    for paper, page in ((each["paper"], page) for each in case["to_scan"] for page in each["pages"]):
        image = ("page.png", page_image(f"{case['form_no']} {paper} {page} {case['rescans']}"), "image/png")
        await world.api.upload(teller, _path(case, "scans"), image, type=paper, page=str(page))
    return await world.api.post(teller, _path(case, "scanning"))


async def _mend(world: World, case: Json) -> Json:
    """Mostly whole now; some people make the same mistake again."""
    is_new = case["status"] == "awaiting_replacement"
    again = len(case["defects"]) < 3 and draw_of(world, case, "mend").random() < 0.08
    original, _, mark = case["form_no"].partition("R")
    on = date.fromisoformat(case["form_on"])
    form = form_of(world.seed, original, case["org"], on, faulty=again, lessons=world.lessons)
    form["form_no"] = f"{original}R{int(mark or 0) + 1}" if is_new else case["form_no"]
    step = "replacement" if is_new else "supplement"
    return await world.api.post(teller_of(case), _path(case, step), {"form": form})


async def _report_defect(world: World, case: Json) -> Json:
    """Whoever has the form in hand sees what the checks at reception could not (问题件)."""
    draw = draw_of(world, case, "defect")
    code = one_of(draw, LATE_DEFECTS)
    field = {"disclosure-incomplete": "health", "signature-doubtful": "policyholder_signed"}.get(code, "address")
    finder = _underwriter(case) if case["status"] == "in_underwriting" else draw.choice(REVIEWERS)
    return await world.api.post(finder, _path(case, "defects"), {"defects": [{"code": code, "fields": [field]}]})


async def _check_scans(world: World, case: Json) -> Json:
    draw = draw_of(world, case, "check")
    reviewer, rejected = draw.choice(REVIEWERS), dict[str, str]()
    if draw.random() < 0.12:
        scans = await world.api.pages(reviewer, _path(case, "scans"))
        rejected = {str(scans[-1]["id"]): draw.choice(("blurred", "skewed", "cut-off"))}
    return await world.api.post(reviewer, _path(case, "scan-check"), {"rejected": rejected})


async def _key(world: World, case: Json) -> Json:
    draw = draw_of(world, case, "key")
    yearly = case["premium_fen"] * (12 if case["payment_mode"] == "monthly" else 1)
    if case["payment_mode"] == "single":
        yearly //= 8
    keyed = {
        "premium_fen": case["premium_fen"],
        "sum_assured_fen": case["sum_assured_fen"],
        "health_disclosed": draw.random() < 0.09,
        "occupation_class": draw.choices((1, 2, 3, 4, 5, 6), (40, 25, 17, 14, 3, 1))[0],
        "annual_income_fen": round(yearly * (draw.uniform(2, 4.9) if draw.random() < 0.06 else draw.uniform(5.5, 20))),
    }
    return await world.api.post(draw.choice(KEYERS), _path(case, "keying"), keyed)


async def _review(world: World, case: Json) -> Json:
    draw = draw_of(world, case, "review")
    verdict = {"passed": False, "reason": "keying-error"} if draw.random() < 0.04 else {"passed": True}
    return await world.api.post(draw.choice(REVIEWERS), _path(case, "review"), verdict, if_match=tag(case))


def _underwriter(case: Json) -> Staff:
    return HEAD_UNDERWRITER if case["underwriting_level"] == "head" else Random(case["form_no"]).choice(UNDERWRITERS)


async def _escalate(world: World, case: Json) -> Json:
    return await world.api.post(_underwriter(case), _path(case, "escalation"))


async def _send_notice(world: World, case: Json) -> Json:
    kinds = [NOTICES[reason] for reason in case["referral_reasons"]]
    for kind in dict.fromkeys(kinds or ["documents"]):
        case = await world.api.post(_underwriter(case), _path(case, "notices"), {"type": kind})
    return case


async def _tell(world: World, case: Json) -> Json:
    for notice in [each for each in case["notices"] if each["status"] == "sent"]:
        case = await world.api.post(teller_of(case), _path(case, "notice-told"), {"no": notice["no"]})
    return case


async def _answer(world: World, case: Json) -> Json:
    notice = next(each for each in case["notices"] if each["status"] in ("sent", "told"))
    return await world.api.post(teller_of(case), _path(case, "notice-answer"), {"no": notice["no"]})


async def _decide(world: World, case: Json) -> Json:
    draw = draw_of(world, case, "decide")
    outcome, code = one_of(draw, CONCLUSIONS)
    decision = {"outcome": outcome, "code": code}
    if code == "rated":
        decision["premium_fen"] = round(case["premium_fen"] * 1.25 / 100) * 100
    return await world.api.post(_underwriter(case), _path(case, "decision"), decision, if_match=tag(case))


async def _sign_mandate(world: World, case: Json) -> None:
    """A mandate for another account (换账号): the next batch debits that one."""
    draw = draw_of(world, case, "mandate")
    mandate = {"account_no": bank_card(draw), "holder": name(draw)}
    await world.api.post(teller_of(case), _path(case, "mandates"), mandate)


async def _pay_at_counter(world: World, case: Json) -> Json:
    await identify(world, teller_of(case), case, "cash")
    body = {"amount_fen": case["premium_fen"], "method": "cash"}
    key = f"receipt-{case['case_no']}"
    return await world.api.post(BY_ORG[case["org"]].cashier, _path(case, "receipts"), body, idempotency_key=key)


async def _issue(world: World, case: Json) -> Json:
    await report_large_cash(world, case)
    return await world.api.post(teller_of(case), _path(case, "issue"))
