"""One case of each kind of claims."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.cases.models import Claim
from services.claims.claim_backs.models import ClaimBack
from services.claims.covers.models import Cover
from services.claims.payments.models import ClaimPayment
from services.claims.survey_days.models import SurveyDay
from services.claims.surveys.models import Survey
from shared import clock
from shared.auth import Actor
from shared.cases import advance
from tests.lifecycles.example import ORG, example

POLICY_NO = "BD260301-00000001"
CLAIM_NO = "LP261012-00000001"
INCOMPLETE = {"missing_papers": ["account_card"]}


def claim() -> Claim:
    facts: dict[str, Any] = {"insured_ref": "5b0f8a52", "insured_hash": "0", "cover_status": "in-force"}
    facts |= {"cause": "illness", "care": "inpatient", "types": ["illness-medical"], "scheme": "ordinary", "needs": []}
    facts |= {"event_on": date(2026, 10, 8), "reported_on": date(2026, 10, 12), "reporter": "{}", "told_by": "phone"}
    facts |= {"papers": ["claim_form"], "is_clear": True, "track": "small", "surveyed": False}
    facts |= {"possible_duplicates": [], "required_papers": [], "missing_papers": [], "missed_papers": []}
    facts |= {"told_papers": [], "unfit_papers": [], "refusal_reasons": ["exclusion"], "reason": "new-evidence"}
    facts |= dict.fromkeys(("invoices", "calculations", "kept_fen", "paid_fen", "reopened", "appeals"), 0)
    facts |= {"total_fen": 1, "payable_fen": 1, "advance_fen": 1, "risk": [], "liabilities": []}
    facts |= {"ends_contract": False, "loan_kept_fen": 0}
    return Claim(case_no=CLAIM_NO, policy_no=POLICY_NO, org=ORG, clocks=[], **facts)


def payment() -> ClaimPayment:
    facts: dict[str, Any] = {"claim_no": CLAIM_NO, "policy_no": POLICY_NO, "settlement_no": 1}
    facts |= {"settlement_kind": "payment", "payee": "insured", "capacity": "self", "share": "1", "amount_fen": 1}
    facts |= {"person_hash": "0", "person": "{}", "has_guardian": False, "relation": "self", "papers": []}
    facts |= {"departed": [], "account_no": "6222", "account_hash": "0", "holder": "李四", "suspect": False}
    facts |= {"prepared_by": "T-other", "decided_by": "D-other", "attempts": 1, "tries": 0, "failed": "other"}
    facts |= {"paid_by": "cash", "paid_on": date(2026, 10, 12), "voided": "wrong-payee", "set_off_fen": 0}
    return ClaimPayment(case_no="LF261012-00000001", org=ORG, clocks=[], **facts)


def claim_back() -> ClaimBack:
    facts: dict[str, Any] = {"claim_no": CLAIM_NO, "settlement_no": 2, "payee": "insured", "person_hash": "0"}
    facts |= {"amount_fen": 2, "recovered_fen": 1}
    return ClaimBack(case_no="ZH261012-00000001", org=ORG, clocks=[], **facts)


async def put_approved_claim(session: AsyncSession) -> None:
    """As far as a payment needs one."""
    await put_cover(session)
    case = claim()
    case.version, case.status, case.action, case.by = 1, "approved", "approve", "D-other"
    case.opened_at = case.at = clock.now()
    session.add(case)
    await session.flush()


def survey() -> Survey:
    facts: dict[str, Any] = {"survey_type": "interview", "grade_days": 3, "place": "仙游", "level": "branch"}
    facts |= {"evidence": 1, "missing_evidence": [], "reports": 1, "supplements": 0, "reason": "not-needed"}
    return Survey(case_no="CK261012-00000001", claim_no="LP261012-00000001", org=ORG, handler="S1", clocks=[], **facts)


def survey_day() -> SurveyDay:
    facts: dict[str, Any] = {"held_on": date(2026, 10, 12), "seats": [{"staff": "S1", "capacity": 2, "held": 1}]}
    facts |= dict.fromkeys(("allocated", "left_open", "late", "handed_over"), 0)
    return SurveyDay(case_no="DP261012-00000001", org=ORG, clocks=[], **facts)


async def put_reported_claim(session: AsyncSession) -> None:
    await put_cover(session)
    await advance(session, claim(), "report", Actor.system())


async def put_cover(session: AsyncSession) -> None:
    session.add(Cover(policy_no=POLICY_NO, version=1, org=ORG, is_group=False, effective_on=date(2026, 3, 2)))
    await session.flush()


EXAMPLES = {
    "claim_payment": example(payment, "paid_out", "voided", beside=put_approved_claim),
    "claim_back": example(claim_back, "recovered", "settled_anew", beside=put_approved_claim),
    "claim": example(
        claim,
        "paid",
        "refusal_told",
        "withdrawn",
        "not_registered",
        beside=put_cover,
        for_action=dict.fromkeys(("accept", "tell_missing", "return_paper", "widen"), INCOMPLETE),
    ),
    "survey": example(
        survey,
        "accepted",
        "cancelled",
        beside=put_reported_claim,
        for_action={"take_up": {"org": "3503"}}
        | {action: {"handler": "S2"} for action in ("accept", "send_back", "send_back_to_city")},
    ),
    "survey_day": example(survey_day, "allocated"),
}
