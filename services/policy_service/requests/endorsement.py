"""What the endorsement (批单) of a confirmed request says, out of the tables and the request."""

from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.items.catalogue import ITEMS
from services.policy_service.items.change_words import in_words, personal_fields
from services.policy_service.items.parties import whoever_was
from services.policy_service.requests.endorsement_document import Endorsement, Lines
from services.policy_service.requests.models import ServiceRequest
from shared.amounts import yuan
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.errors import NotFound, Text
from shared.pii import record_pii_read

NOT_YET = Text("该申请尚未生效,没有批单", "The request is not in force, so there is no endorsement")
# fmt: off
LABELS = {
    "endorsement_no": Text("批单号", "Endorsement no."),
    "policy_no":      Text("保单号", "Policy no."),
    "case_no":        Text("保全申请号", "Request no."),
    "item":           Text("保全项目", "Item"),
    "effective_on":   Text("生效日", "Effective on"),
    "org":            Text("办理机构", "Organisation"),
    "outlet":         Text("办理网点", "Outlet"),
    "basis":          Text("依据", "Basis"),
    "total":          Text("合计(正数付客户,负数收客户)", "Total (positive: to the customer)"),
}
# fmt: on


async def endorsement_of(session: AsyncSession, request: ServiceRequest, actor: Actor) -> Endorsement:
    """Masked unless the token may read personal data; then the read is recorded."""
    if request.endorsement_no is None or request.confirmed_at is None:
        raise NotFound(NOT_YET, case_no=request.case_no)
    change = await _with_person(session, request)
    personal = personal_fields(change)
    if actor.pii and personal:
        await record_pii_read(session, actor, subject=request.case_no, purpose="endorsement", fields=personal)
    masked = not actor.pii and bool(personal)
    changes = list(in_words(change, masked=masked))
    return Endorsement(_facts(request), changes, _money(request), masked, request.confirmed_at)


def _facts(request: ServiceRequest) -> Lines:
    item, confirmed_at = ITEMS[request.item], request.confirmed_at
    effective_on = calendar_for(request.org).date_of(confirmed_at) if confirmed_at else None
    told = {
        "endorsement_no": request.endorsement_no,
        "policy_no": request.policy_no,
        "case_no": request.case_no,
        "item": item.name.both,
        "effective_on": effective_on,
        "org": request.org,
        "outlet": request.outlet,
        "basis": item.basis,
    }
    return [(LABELS[name].both, str(value)) for name, value in told.items() if value is not None]


def _money(request: ServiceRequest) -> Lines:
    if not request.money:
        return []
    lines = [(Text(line["zh"], line["en"]).both, yuan(line["amount_fen"])) for line in request.money]
    return [*lines, (LABELS["total"].both, yuan(request.money_out_fen - request.money_in_fen))]


async def _with_person(session: AsyncSession, request: ServiceRequest) -> dict[str, Any]:
    """The change, and instead of a reference the person it is about."""
    change: dict[str, Any] = orjson.loads(request.change)
    if (reference := change.pop("party_ref", None)) is None:
        return change
    return {"person": await whoever_was(session, request.policy_no, reference)} | change
