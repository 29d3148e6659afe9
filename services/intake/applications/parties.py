"""The people on the form (投保人, 被保险人, 受益人), as written."""

from collections.abc import Iterator

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.models import Application, Party
from services.intake.applications.schemas import ApplicationIn
from services.intake.schemas import PartyIn
from shared.auth import Actor
from shared.cloudevents import new_id
from shared.people import PeopleOut, person_columns, show_people


def add_parties(session: AsyncSession, case_no: str, form: ApplicationIn) -> None:
    for role, person in _people(form):
        columns = person_columns(person.model_dump(mode="json"))
        session.add(Party(case_no=case_no, party_ref=new_id(), role=role, **columns))


async def replace_parties(session: AsyncSession, case_no: str, form: ApplicationIn) -> None:
    await session.execute(delete(Party).where(Party.case_no == case_no))
    add_parties(session, case_no, form)


async def read_parties(session: AsyncSession, case: Application, purpose: str, actor: Actor) -> PeopleOut:
    parties = (await session.scalars(select(Party).where(Party.case_no == case.case_no).order_by(Party.id))).all()
    return await show_people(session, parties, actor, subject=case.case_no, purpose=purpose)


def _people(form: ApplicationIn) -> Iterator[tuple[str, PartyIn]]:
    yield "policyholder", form.policyholder
    yield "insured", form.insured or form.policyholder
    for beneficiary in form.beneficiaries:
        yield "beneficiary", beneficiary
