"""The people on the form: written encrypted, read masked, or unmasked with the read recorded."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.models import Application, Party
from services.intake.applications.schemas import ApplicationIn, PartiesOut, PartyIn, PartyOut
from shared.auth import Actor
from shared.cloudevents import new_id
from shared.pii import blind_index, mask_account, mask_address, mask_id, mask_name, mask_phone, record_pii_read

PERSONAL = ("name", "sex", "born_on", "id_number", "phones", "address", "account_no")


def add_parties(session: AsyncSession, case_no: str, form: ApplicationIn) -> None:
    session.add_all(_party(case_no, role, person) for role, person in _people(form))


async def replace_parties(session: AsyncSession, case_no: str, form: ApplicationIn) -> None:
    await session.execute(delete(Party).where(Party.case_no == case_no))
    add_parties(session, case_no, form)


async def read_parties(session: AsyncSession, case: Application, purpose: str, actor: Actor) -> PartiesOut:
    """Masked, unless the token may read personal data: then the read is recorded in the same transaction."""
    parties = (await session.scalars(select(Party).where(Party.case_no == case.case_no).order_by(Party.id))).all()
    if actor.pii:
        await record_pii_read(session, actor, subject=case.case_no, purpose=purpose, fields=PERSONAL)
    return PartiesOut(masked=not actor.pii, items=_shown(parties, masked=not actor.pii))


def _people(form: ApplicationIn) -> Iterator[tuple[str, PartyIn]]:
    yield "policyholder", form.policyholder
    yield "insured", form.insured or form.policyholder
    for beneficiary in form.beneficiaries:
        yield "beneficiary", beneficiary


def _party(case_no: str, role: str, person: PartyIn) -> Party:
    return Party(
        case_no=case_no,
        party_ref=new_id(),
        role=role,
        name=person.name,
        sex=person.sex,
        born_on=person.born_on.isoformat(),
        id_type=person.id_type,
        id_number=person.id_number,
        id_hash=blind_index(person.id_number, "id_number"),
        phones=orjson.dumps(person.phones).decode(),
        address=person.address,
        account_no=person.account_no,
        share_percent=person.share_percent,
    )


def _shown(parties: Sequence[Party], *, masked: bool) -> list[PartyOut]:
    return [PartyOut.model_validate(_fields(party) | (_masked(party) if masked else {})) for party in parties]


def _fields(party: Party) -> dict[str, Any]:
    plain = {name: getattr(party, name) for name in PartyOut.model_fields}
    return plain | {"phones": orjson.loads(party.phones)}


def _masked(party: Party) -> dict[str, Any]:
    phones = {field: mask_phone(number) for field, number in orjson.loads(party.phones).items()}
    return {
        "name": mask_name(party.name),
        "sex": "*",
        "born_on": party.born_on[:4] + "-**-**",
        "id_number": mask_id(party.id_number),
        "phones": phones,
        "address": mask_address(party.address),
        "account_no": party.account_no and mask_account(party.account_no),
    }
