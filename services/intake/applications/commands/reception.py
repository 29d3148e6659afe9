"""Reception (收单受理): accepting the form, its defects, supplement, replacement and return."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.form_checks import (
    BY_CODE,
    Check,
    application_proposal,
    defect_of,
    find_defects,
    insured_age,
    reminders_for,
    worst,
)
from services.intake.applications.models import TAKEN, Application, Scan
from services.intake.applications.papers import OF_THE_FORM, required_papers
from services.intake.applications.parties import add_parties, replace_parties
from services.intake.applications.products import product
from services.intake.applications.schemas import ApplicationIn, DefectIn
from services.intake.applications.underwriting import needs_medical
from services.intake.form_dates import check_form_date
from services.intake.law.death_cover import with_cover_here
from services.intake.law.rules import refuse_unlawful, warnings_of
from services.intake.ledger import collecting
from services.intake.mandates import signing
from shared import clock
from shared.auth import Actor
from shared.cases import advance, check_first, new_case_no, permit
from shared.db import unless_taken
from shared.errors import Conflict, RuleBroken, Text

FORM_KEEPS = timedelta(days=2 * 365)  # from its date to the counter (D)
ASKS_FOR = {"fixable": "request_supplement", "key_field": "request_replacement"}
MOST_DEFECTS = 50
FOUND_IN = {"received": "reception", "keyed": "review", "in_underwriting": "underwriting"}


async def accept(session: AsyncSession, form: ApplicationIn, actor: Actor) -> Application:
    """Accept a form and, in the same transaction, tell everything that is wrong with it at once (一次性告知)."""
    case = Application(case_no=new_case_no("TB", form.org), form_no=form.form_no, org=form.org, accepted_at=clock.now())
    _fill(case, form)
    await _check_law(session, case, form)
    await _take_in(session, case, "accept", _accepted_already("form_no", form.form_no), actor)
    add_parties(session, case.case_no, form)
    await _keep_mandate(session, case, form, actor)
    return await _ask_for_mending(session, case, case.defects)


async def correct(
    session: AsyncSession, case: Application, form: ApplicationIn, action: str, actor: Actor
) -> Application:
    """Take in the corrected form (`supplement`) or a new one (`replace`); it is checked again whole."""
    permit(case, action, actor)
    if form.org != case.org:
        raise RuleBroken("form.org", "org-stays", Text("机构不能变更", "The organisation can't change"))
    if action == "supplement" and form.form_no != case.form_no:
        raise RuleBroken("form.form_no", "form-stays", Text("补正须为原投保单", "A supplement is to the same form"))
    earlier = case.defects
    if form.form_no != case.form_no:
        case.form_no, case.sampling = form.form_no, None
    _fill(case, form)
    await _check_law(session, case, form)
    found, case.defects = case.defects, _with_earlier(earlier, case.defects)
    await _take_in(session, case, action, _accepted_already("form.form_no", form.form_no), actor)
    await replace_parties(session, case.case_no, form)
    await _keep_mandate(session, case, form, actor)
    await _set_pages_aside(session, case)
    return await _ask_for_mending(session, case, found)


async def report_defects(
    session: AsyncSession, case: Application, defects: Sequence[DefectIn], actor: Actor
) -> Application:
    """What a person finds wrong later (问题件) asks for the same; the corrected form takes the whole way again."""
    permit(case, "request_supplement", actor)
    stage = _stage(case)
    found = [
        defect_of(_check_of(each.code, place), each.fields, case.salesperson, stage)
        for place, each in enumerate(defects)
    ]
    severity = str(worst(found))
    case.defects = _with_earlier(case.defects, _each_once(found))
    if severity == "severe":
        _check_returnable(case, found)
        return await give_back(session, case, "severe-defect", actor)
    case.underwriting, case.underwriting_level, case.referral_reasons = None, None, []
    return await advance(session, case, ASKS_FOR[severity], actor)


async def give_back(session: AsyncSession, case: Application, reason: str, actor: Actor) -> Application:
    case.returned, case.outcome = reason, "returned"
    return await collecting.end(session, case, "return", actor)


async def withdraw(session: AsyncSession, case: Application, reason: str, actor: Actor) -> Application:
    case.withdrawn, case.outcome = reason, "withdrawn"
    case.expire_notices()
    return await collecting.end(session, case, "withdraw", actor)


async def _keep_mandate(session: AsyncSession, case: Application, form: ApplicationIn, actor: Actor) -> None:
    """What the form authorises is the mandate (代扣授权); a corrected form of the same account changes nothing."""
    account_no = form.policyholder.account_no
    if form.payment_method != "transfer" or not form.mandate_signed or account_no is None:
        return
    known = await signing.signed_for(session, case.case_no)
    if known is None or known.account_no != account_no:
        await signing.sign(session, case, account_no, form.policyholder.name, actor)


async def _take_in(session: AsyncSession, case: Application, action: str, taken: Conflict, actor: Actor) -> None:
    """One open case a form."""
    others = (Application.form_no == case.form_no, TAKEN, Application.case_no != case.case_no)
    await check_first(session, Application, taken, actor, *others)
    with unless_taken("form_no", taken):
        await advance(session, case, action, actor)


def _accepted_already(field: str, form_no: str) -> Conflict:
    return Conflict(Text(f"投保单 {form_no} 已受理", f"Form {form_no} was accepted already"), field=field)


async def _ask_for_mending(session: AsyncSession, case: Application, found: list[dict[str, Any]]) -> Application:
    """The checks ask, not the person at the counter: whoever may accept a form need not have the right to return it."""
    severity = worst(found)
    if severity is None:
        return case
    if severity == "severe":
        return await give_back(session, case, "severe-defect", Actor.system())
    return await advance(session, case, ASKS_FOR[severity], Actor.system())


def _check_of(code: str, place: int) -> Check:
    try:
        return BY_CODE[code]
    except KeyError:
        known = Text(f"没有差错代码 {code}", f"There is no defect {code}")
        raise RuleBroken(f"defects.{place}.code", "defect-known", known, known=list(BY_CODE)) from None


def _each_once(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A defect that a report names twice is one."""
    return list({(each["code"], *sorted(each["fields"])): each for each in found}.values())


def _check_returnable(case: Application, found: list[dict[str, Any]]) -> None:
    """Whoever underwrites a form doesn't return it any more, and didn't ask to: the code asks for it."""
    if "return" not in case.lifecycle.allowed(case.status):
        place = next(place for place, each in enumerate(found) if each["severity"] == "severe")
        instead = Text(
            "核保中的投保单不再退单,应予拒保", "A form that is underwritten isn't returned: decline it instead"
        )
        raise RuleBroken(f"defects.{place}.code", "decline-instead", instead)


def _stage(case: Application) -> str:
    """Where a person found a defect: what is drawn for the quality check can't be keyed yet."""
    if case.status == "scanned":
        return "scan-check" if case.scan_check == "due" else "keying"
    return FOUND_IN.get(case.status, case.status)


def _with_earlier(earlier: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was found once stays counted."""
    if len(earlier) + len(found) > MOST_DEFECTS:
        raise RuleBroken("defects", "defects-bounded", Text("差错过多,应予退单", "Too many defects: return the form"))
    return earlier + found


async def _set_pages_aside(session: AsyncSession, case: Application) -> None:
    """Pages scanned before show the form as it was: they stay on record, and are scanned again."""
    shown = (Scan.case_no == case.case_no) & Scan.type.in_(OF_THE_FORM) & Scan.superseded_at.is_(None)
    await session.execute(update(Scan).where(shown).values(superseded_at=clock.now()))


def _check_dates(form: ApplicationIn) -> None:
    check_form_date(form.form_on, form.org, FORM_KEEPS)
    for field, person in form.persons():
        if person.born_on > form.form_on:
            raise RuleBroken(
                f"{field}.born_on", "born-before-form", Text("出生日期晚于填单日", "Born after the form's date")
            )


async def _check_law(session: AsyncSession, case: Application, form: ApplicationIn) -> None:
    """Raises RuleBroken for what the law refuses; what it warns of is noted."""
    asked = application_proposal(form)
    proposal = await with_cover_here(session, asked, form.insured_person.id_number, besides=case.case_no)
    refuse_unlawful(proposal)
    case.warnings = warnings_of(proposal)


def _fill(case: Application, form: ApplicationIn) -> None:
    _check_dates(form)
    sold, age, papers = product(form.product), insured_age(form), required_papers(form)
    values: dict[str, Any] = form.model_dump(
        include={"form_on", "outlet", "channel", "salesperson", "product", "sum_assured_fen", "premium_fen"}
        | {"payment_mode", "payment_method", "pay_years", "cover_elsewhere_fen", "recording_no"}
    )
    values |= {"line": "individual_long_term", "insured_age": age, "term_years": sold.term_years}
    values |= {"free_look_days": sold.free_look_days, "free_look_starts": sold.free_look_starts}
    values |= {
        "relation": "self" if form.insures_self else form.relation,
        "defects": find_defects(form),
        "reminders": reminders_for(form, needs_medical(age, form.sum_assured_fen)),
        "papers": papers,
        "to_scan": [{"paper": paper, "pages": [*range(1, pages + 1)]} for paper, pages in papers.items()],
    }
    for name, value in values.items():
        setattr(case, name, value)
