"""Calculations as they are kept (理算书), and what the claim tells of its newest one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.adjudication.letter import agreed, explanation
from services.claims.adjudication.outcome import Line, Refusal, Result
from services.claims.cases.authority import level_of
from services.claims.cases.findings import Worth, kept_use
from services.claims.cases.models import Claim, ClaimCalculation
from services.claims.cases.schemas import FindingsIn
from services.claims.settlements.dues import by_liability
from shared import clock
from shared.auth import Actor
from shared.days import today_at


def keep_owed(case: Claim, lines: Iterable[Mapping[str, Any]]) -> None:
    """By the rules or by hand: lines of these codes are money that the policy's loans are to be repaid of, its premiums
    are paid of, or that is paid out of its dividend account. What is kept as before keeps its day."""
    sums = Counter[str]()
    for line in lines:
        sums[line["code"]] += line["amount_fen"]
    kept_fen, case.dividends_fen = max(-sums["loan"], 0), max(sums["dividends"], 0)
    if case.ended_by is None or kept_fen != case.loan_kept_fen:
        case.loan_kept_on = today_at(case.org) if kept_fen else None
    case.loan_kept_fen, case.arrears_kept_fen = kept_fen, max(-sums["arrears"], 0)


def keep_agreement(
    session: AsyncSession, case: Claim, newest: ClaimCalculation, line: dict[str, Any], actor: Actor
) -> None:
    """The newest calculation with one line more; what it takes stays what it was."""
    row = new_row(session, case, [*newest.lines, line], newest.refusals, actor)
    row.used, row.waiver, row.ends_contract = newest.used, newest.waiver, newest.ends_contract
    row.findings, row.worth, row.age_at_death = newest.findings, newest.worth, newest.age_at_death
    row.letter = [*newest.letter, agreed(row.total_fen, line["basis"])._asdict()]
    row.social_insurance_kept_fen = newest.social_insurance_kept_fen


async def calculations_of(session: AsyncSession, case_no: str) -> Sequence[ClaimCalculation]:
    """The newest first."""
    theirs = select(ClaimCalculation).where(ClaimCalculation.case_no == case_no)
    return (await session.scalars(theirs.order_by(ClaimCalculation.no.desc()))).all()


def keep_result(
    session: AsyncSession, case: Claim, findings: FindingsIn, worth: Worth, result: Result, actor: Actor
) -> ClaimCalculation:
    lines, refusals = map(_line, result.lines), map(_refused, result.refusals)
    row = new_row(session, case, list(lines), list(refusals), actor)
    row.findings = findings.model_dump_json(exclude={"id_number"})
    row.letter = [text._asdict() for text in explanation(result)]
    row.used, row.ends_contract = kept_use(result.used), result.ends_contract
    row.worth = worth._asdict() | {"increases": dict(worth.increases)}
    row.waiver, row.social_insurance_kept_fen = _waived(result), result.social_insurance_kept_fen
    case.kept_fen = row.social_insurance_kept_fen
    case.waives_from_on = result.waiver.from_on if result.waiver else None
    keep_owed(case, row.lines)
    return row


def new_row(
    session: AsyncSession,
    case: Claim,
    lines: Sequence[Mapping[str, Any]],
    refusals: Sequence[Mapping[str, Any]],
    actor: Actor,
) -> ClaimCalculation:
    """The newest of a claim is the one that holds."""
    case.calculations, case.total_fen = case.calculations + 1, sum(line["amount_fen"] for line in lines)
    case.liabilities = by_liability(lines)
    case.level = level_of(case.types, case.total_fen).code
    row = ClaimCalculation(case_no=case.case_no, no=case.calculations, total_fen=case.total_fen)
    row.lines, row.refusals = [dict(line) for line in lines], [dict(each) for each in refusals]
    row.letter, row.used, row.waiver, row.social_insurance_kept_fen, row.ends_contract = [], {}, None, 0, False
    row.calculated_by, row.calculated_at, row.worth, row.age_at_death = actor.ref, clock.now(), None, None
    session.add(row)
    return row


def _line(line: Line) -> dict[str, Any]:
    told = {"input": line.input._asdict(), "formula": line.formula._asdict(), "name": line.name._asdict()}
    kept = {"code": line.code, "rule_id": line.rule_id, "liability": str(line.liability), "payee": str(line.payee)}
    return kept | told | {"amount_fen": line.amount_fen, "basis": line.basis, "mark": line.mark}


def _refused(refusal: Refusal) -> dict[str, Any]:
    kept = {"code": refusal.code, "subject": refusal.subject, "text": refusal.text._asdict()}
    return kept | {"basis": refusal.basis, "mark": refusal.mark}


def _waived(result: Result) -> dict[str, Any] | None:
    waiver = result.waiver
    if waiver is None:
        return None
    return {"from_on": waiver.from_on.isoformat(), "premiums": waiver.premiums, "total_fen": waiver.total_fen}
