"""Recording trainings."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.counter.days import check_past, start_of_day
from services.intake.counter.training_topics import check_topics
from services.intake.trainings.models import Training
from services.intake.trainings.schemas import TrainingIn
from shared.auth import Actor
from shared.cases import advance, new_case_no


async def record(session: AsyncSession, told: TrainingIn, actor: Actor) -> Training:
    """It counts on the day it was held, whenever it is recorded."""
    check_past("held_on", told.held_on, told.org)
    check_topics(told.topics)
    case = Training(case_no=new_case_no("PX", told.org), handler=told.trainer, **told.model_dump(exclude={"trainer"}))
    case.opened_at, case.outcome = start_of_day(told.org, told.held_on), "held"
    return await advance(session, case, "record", actor)


async def cancel(session: AsyncSession, case: Training, actor: Actor) -> Training:
    case.outcome = "cancelled"
    return await advance(session, case, "cancel", actor)
