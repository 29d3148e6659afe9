"""How a service declares what it does when another announces an event: `@on(ClaimClosed)` in its consumers."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, overload

from sqlalchemy.ext.asyncio import AsyncSession

from shared import cloudevents
from shared.contracts import CaseEvent

E = TypeVar("E", bound=CaseEvent)
F = TypeVar("F")

Handler = Callable[[AsyncSession, E], Awaitable[object]]
ManyHandler = Callable[[AsyncSession, Sequence[E]], Awaitable[object]]
FedHandler = Callable[[AsyncSession, E, F], Awaitable[object]]
Fetch = Callable[[E, Any], Awaitable[F]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """The handler's name is its identity in the inbox: rename it and parked deliveries no longer find it."""

    event: type[CaseEvent]
    handler: Callable[..., Awaitable[object]]
    fetch: Callable[..., Awaitable[object]] | None = None
    many: bool = False

    @property
    def name(self) -> str:
        return self.handler.__name__

    @property
    def type(self) -> str:
        return cloudevents.PREFIX + self.event.type

    @property
    def topic(self) -> str:
        return cloudevents.topic(self.event.type.partition(".")[0])


_declared: dict[str, list[Reaction]] = {}


@overload
def on(*events: type[E]) -> Callable[[Handler[E]], Handler[E]]: ...
@overload
def on(*events: type[E], fetch: Fetch[E, F]) -> Callable[[FedHandler[E, F]], FedHandler[E, F]]: ...
@overload
def on(*events: type[E], many: Literal[True]) -> Callable[[ManyHandler[E]], ManyHandler[E]]: ...
def on(*events: type[Any], fetch: Callable[..., Any] | None = None, many: bool = False) -> Callable[[Any], Any]:
    """React to these events: the handler's effect and the event's id are one transaction.

    `fetch(event, context)` may use the network: it runs before the transaction and hands its result to the handler.
    `many`: the handler takes a list of events, of different cases and sorted by their numbers, in one transaction; when
    it fails each is tried alone, as a list of one.
    """

    def declare(handler: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
        _declared.setdefault(handler.__module__, []).extend(Reaction(event, handler, fetch, many) for event in events)
        return handler

    return declare


def reactions_of(package: str) -> list[Reaction]:
    """What the imported modules of a package declared."""
    found = [
        reaction
        for module, reactions in _declared.items()
        if module == package or module.startswith(package + ".")
        for reaction in reactions
    ]
    names = [handler.__name__ for handler in {reaction.handler for reaction in found}]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{package}: several reactions are named {', '.join(sorted(twice))}")
    return found
