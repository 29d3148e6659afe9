"""The bank's results of a batch (回盘): taken whole or not at all, and no money of them is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.collection.models import RenewalDebit
from services.policy_service.collection.payment import Pair, pay_all, why_unapplied
from services.policy_service.policies.models import Policy
from services.policy_service.renewal_batches.models import RenewalBatch
from services.policy_service.renewals.lifecycle import RenewalStatus
from services.policy_service.renewals.models import Renewal
from shared import clock
from shared.auth import Actor
from shared.case_bulk import advance_all, load_numbered
from shared.cases import advance
from shared.db import take_turn
from shared.debit_reasons import CANCELLED, SUCCESS
from shared.debit_results import Read, batch_awaiting, results_of

CHUNK = 500
_SETTLED = (
    update(RenewalDebit.__table__)
    .where(RenewalDebit.id == bindparam("item"))
    .values(result=bindparam("outcome"), unapplied_why=bindparam("why"), settled_at=bindparam("at"))
)


class Settled(NamedTuple):
    """What came of one debit. `why`: its money pays no premium."""

    item: Any
    result: str
    why: str | None = None


async def reconcile(
    session: AsyncSession,
    batch_no: str,
    sha256: str,
    read: Read,
    actor: Actor,
    expect: int | None = None,
) -> RenewalBatch:
    """Record each result with its renewal; raises ResultsRefused, Conflict for a file that was imported before."""
    await take_turn(session, f"renewal-batch/{batch_no}")
    batch = await batch_awaiting(session, RenewalBatch, batch_no, sha256, actor, expect)
    items = await _sent(session, batch_no)
    results = results_of(read, {item.item_no: item.amount_fen for item in items})
    # The batch is theirs, whichever branch has its policies by now.
    await _settle_all(session, batch, items, results, replace(actor, org=""))
    batch.results_sha256, batch.outcome = sha256, "reconciled"
    return await advance(session, batch, "reconcile", actor)


async def _sent(session: AsyncSession, batch_no: str) -> Sequence[Any]:
    """The debits of a batch that went to the bank, in the order in which renewals are locked."""
    columns = (RenewalDebit.id, RenewalDebit.item_no, RenewalDebit.renewal_no, RenewalDebit.amount_fen)
    went = (RenewalDebit.batch_no == batch_no, RenewalDebit.result.is_distinct_from(CANCELLED))
    query = select(*columns).where(*went).order_by(RenewalDebit.renewal_no)
    return (await session.execute(query)).all()


async def _settle_all(
    session: AsyncSession, batch: RenewalBatch, items: Sequence[Any], results: Mapping[int, str], actor: Actor
) -> None:
    settled: list[Settled] = []
    for start in range(0, len(items), CHUNK):
        settled += await _settle(session, batch, items[start : start + CHUNK], results, actor)
    came = [each.item.amount_fen for each in settled if each.result == SUCCESS]
    unapplied = [each.item.amount_fen for each in settled if each.why]
    batch.succeeded, batch.succeeded_fen = len(came), sum(came)
    batch.unapplied, batch.unapplied_fen = len(unapplied), sum(unapplied)


async def _settle(
    session: AsyncSession, batch: RenewalBatch, items: Sequence[Any], results: Mapping[int, str], actor: Actor
) -> list[Settled]:
    """The policy may have ended since the batch went out: its money is no premium then, and told apart."""
    renewals = await load_numbered(session, Renewal, [item.renewal_no for item in items])
    policies = await load_numbered(session, Policy, [renewal.policy_no for renewal in renewals.values()])
    settled, paid, closed = [], dict[str, Pair](), []
    failed: dict[str, list[Renewal]] = {"fail": [], "fail_in_grace": []}
    for item in items:
        renewal, result, why = renewals[item.renewal_no], results[item.item_no], None
        policy, is_open = policies[renewal.policy_no], renewal.status == RenewalStatus.IN_BATCH
        if result == SUCCESS:
            why = why_unapplied(renewal, policy) or (None if is_open else "renewal-closed")
            if why is None:
                paid[f"{batch.case_no}-{item.item_no}"] = (renewal, policy)
            elif is_open:
                renewal.outcome = why
                closed.append(renewal)
        elif is_open:
            failed["fail" if renewal.grace_on is None else "fail_in_grace"].append(_failed(renewal, batch, result))
        settled.append(Settled(item, result, why))
    await pay_all(session, list(paid.values()), list(paid), actor)
    await advance_all(session, closed, "cancel", Actor.system())
    for action, cases in failed.items():
        await advance_all(session, cases, action, actor)
    await _write(session, settled)
    return settled


def _failed(renewal: Renewal, batch: RenewalBatch, result: str) -> Renewal:
    """Tried when it went out: a mandate signed since then is not the one that failed."""
    went_at = (batch.exported_at or batch.at).isoformat()
    renewal.tried, renewal.reason = [*renewal.tried, {"at": went_at, "result": result}], result
    return renewal


async def _write(session: AsyncSession, settled: Sequence[Settled]) -> None:
    at = clock.now()
    rows = [{"item": each.item.id, "outcome": each.result, "why": each.why, "at": at} for each in settled]
    await (await session.connection()).execute(_SETTLED, rows)
