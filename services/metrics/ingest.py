"""Events of foreign systems over HTTP: judged one by one, then appended to the log that everything is rebuilt from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson
from pydantic import ValidationError
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.facts import decode, key
from services.metrics.foreign import EventIn
from services.metrics.models import facts, foreign_cases, live
from services.metrics.state import UnfitEvent
from shared import clock
from shared.auth import Actor, in_scope
from shared.bus import Bus, Message
from shared.cloudevents import topic
from shared.contracts.registry import event_types
from shared.db import Sessions, reading
from shared.errors import MalformedBody, Problem, Text
from shared.messages import message

FOREIGN = topic("foreign")
# Ours by their contracts (`<service>.<kind>.…`, with dashes), and those that services still to be built will need.
OWN_KINDS = frozenset(
    {type.split(".")[1].replace("-", "_") for type in event_types() if not type.startswith("foreign.")}
) | {
    "policy_service",
    "claim",
}
MOST = 5_000  # events a request
AHEAD = timedelta(days=1)  # so much may the clock of a foreign system be wrong
CLAIM = text("INSERT INTO foreign_cases (key, org) VALUES (:key, :org) ON CONFLICT DO NOTHING")


class EventsRefused(Problem):
    """`refused` lists each event that doesn't fit, with the field and the rule; nothing was kept."""

    status = 422
    title = Text("有事件不符合契约,未接收任何事件", "Some events don't fit the contract; none was taken")


class LogUnavailable(Problem):
    status = 503
    title = Text("事件日志暂不可用,请稍后重试", "The event log can't be written now; try again later")


@dataclass(frozen=True, slots=True)
class Refusal:
    index: int
    id: str | None
    field: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Fit:
    """An event that may go into the log."""

    index: int
    id: str
    key: str  # of the fact it becomes part of
    org: str
    message: Message


@dataclass(slots=True)
class Judged:
    good: list[Fit] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def from_binary(headers: Mapping[str, str], data: Any) -> dict[str, Any]:
    """The binary mode of the HTTP binding: attributes in `ce-` headers, the data as the body."""
    return {name[3:]: value for name, value in headers.items() if name.startswith("ce-")} | {"data": data}


def judge(events: Sequence[Any], actor: Actor) -> Judged:
    if len(events) > MOST:
        raise MalformedBody(Text(f"一次最多 {MOST} 个事件", f"At most {MOST} events a request"))
    judged = Judged()
    for index, event in enumerate(events):
        try:
            judged.good.append(_fit(index, event, actor))
        except _Unfit as unfit:
            name = event.get("id") if isinstance(event, dict) else None
            refusal = Refusal(index, name if isinstance(name, str) else None, unfit.field, unfit.rule, unfit.message)
            judged.refused.append(refusal)
    return judged


async def claim(sessions: Sessions, judged: Judged, actor: Actor, *, keep_good: bool) -> None:
    """Refuse what would move a case that stands with another organisation; raises EventsRefused.

    Until the numbers know a case, it stands with the organisation that told of it first.
    """
    async with reading(sessions) as session:
        known = await _known_orgs(session, {fit.key for fit in judged.good})
    _refuse_others(judged, known, actor)
    check(judged, keep_good=keep_good)
    news = {fit.key: fit.org for fit in reversed(judged.good) if fit.key not in known}
    if news:
        async with sessions.begin() as session:
            await session.execute(CLAIM, [{"key": key, "org": org} for key, org in sorted(news.items())])
            _refuse_others(judged, await _first_orgs(session, news), actor)
            check(judged, keep_good=keep_good)


def _refuse_others(judged: Judged, orgs: Mapping[str, str], actor: Actor) -> None:
    theirs = {key for key, org in orgs.items() if not in_scope(actor, org)}
    why = "the case is another organisation's"
    judged.refused += [
        Refusal(fit.index, fit.id, "data.case_no", "scope", why) for fit in judged.good if fit.key in theirs
    ]
    judged.good = [fit for fit in judged.good if fit.key not in theirs]


async def _known_orgs(session: AsyncSession, keys: Collection[str]) -> dict[str, str]:
    query = select(facts.c.key, facts.c.org).join(live, live.c.generation == facts.c.generation)
    rows = await session.execute(query.where(facts.c.key.in_(keys)))
    return {row.key: row.org for row in rows}


async def _first_orgs(session: AsyncSession, keys: Collection[str]) -> dict[str, str]:
    rows = await session.execute(select(foreign_cases).where(foreign_cases.c.key.in_(keys)))
    return {row.key: row.org for row in rows}


def check(judged: Judged, *, keep_good: bool) -> None:
    """Beside refusals the good ones go in only if asked to, and if there are any."""
    if judged.refused and not (keep_good and judged.good):
        raise EventsRefused(refused=[_written(refusal) for refusal in judged.refused])


async def take(bus: Bus, judged: Judged) -> int:
    """Append what is good. Returns how many are durable in the log."""
    failed = [failure for failure in await bus.publish([fit.message for fit in judged.good]) if failure]
    if failed:
        # Sending all again does no harm: an event joined twice counts once.
        raise LogUnavailable(Text("部分事件未写入,请整批重发", "Not all were written; send the whole request again"))
    return len(judged.good)


def _written(refusal: Refusal) -> dict[str, Any]:
    return {name: getattr(refusal, name) for name in ("index", "id", "field", "rule", "message")}


class _Unfit(Exception):
    def __init__(self, field: str, rule: str, message: str) -> None:
        self.field, self.rule, self.message = field, rule, message
        super().__init__(message)


def _fit(index: int, event: Any, actor: Actor) -> Fit:
    if not isinstance(event, dict) or not isinstance(event.get("data"), dict):
        raise _Unfit("data", "object", "an event is an object whose `data` is an object")
    try:
        sent = EventIn.model_validate(event)
    except ValidationError as error:
        first = error.errors()[0]
        raise _Unfit(".".join(map(str, first["loc"])), first["type"], message({**first}, "en")) from None
    _check(sent, actor)
    value = orjson.dumps(sent.envelope().model_dump(mode="json", exclude_none=True))
    try:
        state = decode(value)
    except UnfitEvent as unfit:
        reason, _, place = str(unfit).partition(" - at ")
        raise _Unfit(place.strip("`").removeprefix("$.") or "data", "contract", reason) from None
    return Fit(index, sent.id, key(state), state.org, Message(FOREIGN, state.case_no, value))


def _check(sent: EventIn, actor: Actor) -> None:
    """What no schema can say."""
    case = sent.data
    if case.kind in OWN_KINDS:
        raise _Unfit("data.kind", "foreign-kind", f"{case.kind!r} is a kind of our own services")
    if not in_scope(actor, case.org):
        raise _Unfit("data.org", "scope", "the organisation is outside the token's scope")
    if name := sent.contradiction():
        raise _Unfit(name, "matches-data", "subject, partitionkey and sequence repeat data.case_no and data.version")
    if case.at > clock.now() + AHEAD:
        raise _Unfit("data.at", "not-in-the-future", "the step lies more than a day ahead")
    if case.closed_at is not None and case.closed_at < case.opened_at:
        raise _Unfit("data.closed_at", "after-opening", "a case can't close before it opened")
