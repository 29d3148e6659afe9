"""People on record: every personal field encrypted, shown masked, or unmasked with the read recorded."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Integer, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from shared.auth import Actor
from shared.cloudevents import new_id
from shared.db import BigId
from shared.pii import (
    EncryptedText,
    blind_index,
    mask_account,
    mask_address,
    mask_id,
    mask_name,
    mask_phone,
    record_pii_read,
)
from shared.schemas import Out

MOBILE = re.compile(r"(?:(?:00)?86)?0?(1[3-9][0-9]{9})")
PERSONAL = ("name", "sex", "born_on", "id_number", "phones", "address", "account_no")


def _sealed(name: str, *, nullable: bool = False) -> Any:
    """A column whose values open in no other column and in no other table of people."""

    @declared_attr
    def column(cls: Any) -> Mapped[Any]:
        return mapped_column(EncryptedText(f"{cls.__tablename__}.{name}"), nullable=nullable)

    return column


class PersonMixin:
    """A person's row; `party_ref` is what everybody else, events above all, may know of them."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    party_ref: Mapped[str] = mapped_column(String(36), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = _sealed("name")
    sex: Mapped[str] = _sealed("sex")
    born_on: Mapped[str] = _sealed("born_on")
    id_type: Mapped[str] = mapped_column(String(20))
    id_number: Mapped[str] = _sealed("id_number")
    id_hash: Mapped[str] = mapped_column(String(64), index=True)
    phones: Mapped[str] = _sealed("phones")  # JSON: field on the form → number as written
    address: Mapped[str] = _sealed("address")
    account_no: Mapped[str | None] = _sealed("account_no", nullable=True)
    mobile_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    share_percent: Mapped[int | None] = mapped_column(Integer)  # of beneficiaries


class PersonOut(Out):
    """A person; masked unless the token may read personal data."""

    party_ref: str
    role: str
    name: str
    sex: str
    born_on: str
    id_type: str
    id_number: str
    phones: dict[str, str]
    address: str
    account_no: str | None
    share_percent: int | None


class PeopleOut(Out):
    masked: bool
    items: Sequence[PersonOut]


class ContactOut(Out):
    """Whom to ask for, and at which number."""

    masked: bool
    party_ref: str
    name: str
    sex: str
    born_on: str
    phones: dict[str, str]


CONTACT = ("name", "sex", "born_on", "phones")


def person_columns(person: Mapping[str, Any]) -> dict[str, Any]:
    """What a row keeps of a person as written: the phones as JSON, ID number and mobile searchable by their hashes."""
    kept = {name: person[name] for name in PersonOut.model_fields if name in person}
    mobile = mobile_of(person["phones"])
    hashes = {"id_hash": blind_index(person["id_number"], "id_number")}
    return (
        kept
        | hashes
        | {
            "phones": orjson.dumps(person["phones"]).decode(),
            "mobile_hash": mobile and blind_index(mobile, "mobile"),
        }
    )


def mobile_of(phones: Mapping[str, str]) -> str | None:
    """The person's mobile, from whichever field a form had it written in, without prefixes of country or dialler."""
    numbers = [phones.get("mobile", ""), *phones.values()]
    found = (MOBILE.fullmatch(re.sub(r"[^0-9]", "", number)) for number in numbers)
    return next((match[1] for match in found if match), None)


def add_people(session: AsyncSession, kind: Any, case_no: str, people: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Those on a case's form, each with their role; `kind` is the table's class."""
    for role, person in people:
        session.add(kind(case_no=case_no, party_ref=new_id(), role=role, **person_columns(person)))


async def read_people(
    session: AsyncSession, kind: Any, case_no: str, actor: Actor, *, purpose: str, role: str | None = None
) -> PeopleOut:
    """Those of a case, or of one role, in the order of the form; as `show_people` shows them."""
    theirs = select(kind).where(kind.case_no == case_no).order_by(kind.id)
    people = (await session.scalars(theirs if role is None else theirs.where(kind.role == role))).all()
    return await show_people(session, people, actor, subject=case_no, purpose=purpose)


async def show_people(
    session: AsyncSession, people: Sequence[PersonMixin], actor: Actor, *, subject: str, purpose: str
) -> PeopleOut:
    """Masked; or unmasked, if the token may read personal data, with the read recorded in the same transaction."""
    if actor.pii:
        await record_pii_read(session, actor, subject=subject, purpose=purpose, fields=PERSONAL)
    return PeopleOut(masked=not actor.pii, items=[_shown(person, masked=not actor.pii) for person in people])


async def show_contact(
    session: AsyncSession, person: Mapping[str, Any], actor: Actor, *, subject: str, purpose: str
) -> ContactOut:
    """A person fetched from the service that keeps them: masked, or unmasked with the read recorded here too."""
    if actor.pii:
        await record_pii_read(session, actor, subject=subject, purpose=purpose, fields=CONTACT)
    shown = person if actor.pii else {**person, **_masked(person)}
    return ContactOut(masked=not actor.pii, **{name: shown[name] for name in ("party_ref", *CONTACT)})


def as_written(person: PersonMixin) -> dict[str, Any]:
    """The person of a row as a form has them: what `person_columns` took."""
    return {name: getattr(person, name) for name in PersonOut.model_fields} | {"phones": orjson.loads(person.phones)}


def _shown(person: PersonMixin, *, masked: bool) -> PersonOut:
    fields = as_written(person)
    return PersonOut.model_validate(fields | _masked(fields) if masked else fields)


def _masked(person: Mapping[str, Any]) -> dict[str, Any]:
    account = person["account_no"]
    return {
        "name": mask_name(person["name"]),
        "sex": "*",
        "born_on": person["born_on"][:4] + "-**-**",
        "id_number": mask_id(person["id_number"]),
        "phones": {field: mask_phone(number) for field, number in person["phones"].items()},
        "address": mask_address(person["address"]),
        "account_no": account and mask_account(account),
    }
