"""Routes from a complaint to the problem case of its call, and back. HTTP only."""

from collections.abc import Sequence
from typing import Annotated

from services.callback import complaining
from services.callback.complaints.models import Complaint
from services.callback.complaints.schemas import ComplaintOut
from services.callback.problems.models import ProblemCase
from services.callback.problems.schemas import ProblemCaseOut
from shared.app import make_router
from shared.auth import CurrentActor
from shared.case_routes import case_on_view
from shared.db import ReadSession
from shared.errors import Text

router = make_router(Text("投诉与问题件", "Complaints and problem cases"))


@router.get("/complaints/{case_no}/problem-cases", response_model=list[ProblemCaseOut])
async def list_problem_cases_of_complaint(
    case: Annotated[Complaint, case_on_view(Complaint)], session: ReadSession, actor: CurrentActor
) -> Sequence[ProblemCase]:
    """关联问题件: what was found wrong in the call in which the complaint was made, the newest last."""
    return await complaining.of_the_same_call(session, ProblemCase, case, actor)


@router.get("/problem-cases/{case_no}/complaints", response_model=list[ComplaintOut])
async def list_complaints_of_problem_case(
    case: Annotated[ProblemCase, case_on_view(ProblemCase)], session: ReadSession, actor: CurrentActor
) -> Sequence[Complaint]:
    """关联投诉件: complaints made in the call that found it, the newest last."""
    return await complaining.of_the_same_call(session, Complaint, case, actor)
