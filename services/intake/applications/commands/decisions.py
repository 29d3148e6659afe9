"""Manual underwriting (人工核保): notices to the customer, escalation and the conclusion."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.models import Application
from services.intake.applications.schemas import DecisionIn
from services.intake.applications.underwriting import AUTHORITY
from services.intake.ledger import collecting
from shared import clock
from shared.auth import Actor
from shared.cases import advance, permit
from shared.errors import Conflict, NotFound, RuleBroken, Text

MOST_NOTICES = 50
EXAMINATIONS = {"medical", "survey"}  # of which the law wants the customer told in time (BSR-NB2)

NOTICE_WORDS = {
    "sent": Text("已下发", "sent"),
    "told": Text("已通知客户", "told to the customer"),
    "answered": Text("已回销", "answered"),
    "expired": Text("已失效", "expired"),
}


async def escalate(session: AsyncSession, case: Application, actor: Actor) -> Application:
    """The level above shall decide (上报)."""
    permit(case, "escalate", actor)
    AUTHORITY.check(case, actor)
    AUTHORITY.raise_level(case)
    return await advance(session, case, "escalate", actor)


async def send_notice(session: AsyncSession, case: Application, notice_type: str, actor: Actor) -> Application:
    """Ask the customer for a medical, a survey, documents or finances (下发函件); the clocks stand still meanwhile."""
    action = "ask_for_examination" if notice_type in EXAMINATIONS else "send_notice"
    permit(case, action, actor)
    if len(case.notices) >= MOST_NOTICES:
        raise RuleBroken("type", "notices-bounded", Text("函件数量已达上限", "Too many notices on this case"))
    notice = {"no": len(case.notices) + 1, "type": notice_type, "status": "sent", "sent_at": _stamp(clock.now())}
    case.notices = [*case.notices, notice]
    return await advance(session, case, action, actor)


async def tell_customer(session: AsyncSession, case: Application, no: int, actor: Actor) -> Application:
    """The salesperson told the customer (通知客户)."""
    permit(case, "tell_customer", actor)
    notice = _move_notice(case, no, {"sent"}, status="told", told_at=_stamp(clock.now()))
    action = "tell_of_examination" if notice["type"] in EXAMINATIONS else "tell_customer"
    return await advance(session, case, action, actor)


async def answer_notice(session: AsyncSession, case: Application, no: int, actor: Actor) -> Application:
    """The answer is in (函件回销); with the last one the case goes back to its underwriter."""
    permit(case, "answer_notice", actor)
    _move_notice(case, no, {"sent", "told"}, status="answered", answered_at=_stamp(clock.now()))
    await advance(session, case, "answer_notice", actor)
    return case if case.open_notices else await advance(session, case, "resume", Actor.system())


async def decide(session: AsyncSession, case: Application, decision: DecisionIn, actor: Actor) -> Application:
    """The conclusion (核保结论), within the level's authority."""
    permit(case, decision.outcome, actor)
    AUTHORITY.check(case, actor)
    case.decision, case.handler = decision.code, actor.ref
    if decision.premium_fen is not None:
        if decision.premium_fen <= case.premium_fen:
            raise RuleBroken(
                "premium_fen", "rated-is-more", Text("加费后保费应更高", "A rated premium is a higher one")
            )
        case.premium_fen = decision.premium_fen
    if decision.outcome != "approve":
        case.outcome = decision.code
    step = collecting.fall_due if decision.outcome == "approve" else collecting.end
    return await step(session, case, decision.outcome, actor)


def _move_notice(case: Application, no: int, from_status: set[str], **changes: Any) -> dict[str, Any]:
    notice = next((each for each in case.notices if each["no"] == no), None)
    if notice is None:
        raise NotFound(Text(f"没有第 {no} 号函件", f"There is no notice {no}"), field="no")
    if notice["status"] not in from_status:
        now = NOTICE_WORDS[notice["status"]]
        told = Text(f"函件{now.zh}", f"The notice is {now.en} already")
        raise Conflict(told, field="no", status_of_notice=notice["status"])
    moved = notice | changes
    case.notices = [moved if each is notice else each for each in case.notices]
    return moved


def _stamp(at: datetime) -> str:
    return at.isoformat()
