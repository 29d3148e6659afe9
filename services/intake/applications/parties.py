"""The people on the form (投保人, 被保险人, 受益人), as written."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.models import Application, Party
from services.intake.applications.schemas import ApplicationIn
from shared.auth import Actor
from shared.people import PeopleOut, add_people, read_people


def add_parties(session: AsyncSession, case_no: str, form: ApplicationIn) -> None:
    add_people(session, Party, case_no, form.people())


async def replace_parties(session: AsyncSession, case_no: str, form: ApplicationIn) -> None:
    await session.execute(delete(Party).where(Party.case_no == case_no))
    add_parties(session, case_no, form)


async def read_parties(session: AsyncSession, case: Application, purpose: str, actor: Actor) -> PeopleOut:
    return await read_people(session, Party, case.case_no, actor, purpose=purpose)
