"""What the tests of a kind's table need: one case that satisfies every guard, and what it stands on."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from shared.cases import CaseMixin

ORG = "350322"


async def nothing(_: AsyncSession) -> None:
    pass


class Example(NamedTuple):
    """`closed`: the statuses in which nothing is left to do. `beside`: puts what it refers to.

    `for_action`: where an action's guard wants the contrary of the others'.
    """

    make: Callable[[], CaseMixin]
    closed: frozenset[str]
    beside: Callable[[AsyncSession], Awaitable[None]] = nothing
    for_action: Mapping[str, Mapping[str, Any]] = {}

    async def put(self, session: AsyncSession, action: str) -> CaseMixin:
        """Not open yet."""
        await self.beside(session)
        case = self.make()
        for name, value in self.for_action.get(action, {}).items():
            setattr(case, name, value)
        return case


def example(make: Callable[[], CaseMixin], *closed: str, **more: Any) -> Example:
    return Example(make, frozenset(closed), **more)
