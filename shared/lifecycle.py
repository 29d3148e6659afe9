"""Lifecycles: the whole life of a kind of case in one table of steps. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from shared.contracts.base import CaseEvent
from shared.contracts.words import in_words, list_in_words
from shared.errors import IllegalTransition, Problem, RuleBroken, Text
from shared.sla import Limit


class Guard(NamedTuple):
    """A condition on the case and the actor; `refusal` is the problem it raises when it does not hold.

    `field`: what the caller must mend, of the case or of what they sent. `foreseen`: nothing that a request brings
    changes what it finds, so an action that it would refuse isn't offered. `tells`: what the problem
    names of the case.
    """

    rule: str
    holds: Callable[[Any, Any], bool]
    detail: Text
    refusal: type[Problem] = RuleBroken
    field: str = "status"
    foreseen: bool = False
    tells: Callable[[Any], Mapping[str, Any]] | None = None

    def check(self, case: Any, actor: Any) -> None:
        if not self.holds(case, actor):
            told = self.tells(case) if self.tells else {}
            if issubclass(self.refusal, RuleBroken):
                raise self.refusal(self.field, self.rule, self.detail, **told)
            raise self.refusal(self.detail, rule=self.rule, **told)


@dataclass(frozen=True, slots=True)
class Step:
    """From any of `sources` (none: it opens the case) to `target` (None: the status stays), by one of `roles`.

    No role means that only the system takes the step: a timer, or a rule inside another command.
    """

    action: str
    sources: AbstractSet[StrEnum]
    target: StrEnum | None
    event: type[CaseEvent]
    roles: AbstractSet[StrEnum] = frozenset()
    needs: tuple[Guard, ...] = ()


class LastDay(NamedTuple):
    """A timer's end that the case itself carries: the day in this attribute, to its last second."""

    attribute: str

    @property
    def text(self) -> Text:
        return Text(f"{self.attribute} 当日结束", f"the end of `{self.attribute}`")


@dataclass(frozen=True, slots=True)
class Timer:
    """What a case does by itself: `action`, once it has stood in `during` for `after`; again and again if `repeats`.

    An action that no step has leaves the case as it is: it does something that follows from it (opens the next one).
    `anew`: actions after which it counts from the start, though the case still stands in `during`.
    """

    name: str
    during: AbstractSet[StrEnum]
    after: Limit | LastDay
    action: str
    repeats: bool = False
    anew: AbstractSet[str] = frozenset()

    def is_renewed_by(self, action: str) -> bool:
        return action in self.anew or (self.repeats and action == self.action)


class Lifecycle:
    """`waits`: the statuses in which the customer must act, with the reason that clocks may pause for.

    `at_rest`: those in which nothing is left to do, though steps lead on: the case is closed until one does.
    A status that no step leaves is an end of the case.
    """

    def __init__(
        self,
        kind: str,
        *steps: Step,
        waits: Mapping[StrEnum, str] | None = None,
        at_rest: AbstractSet[StrEnum] = frozenset(),
        timers: tuple[Timer, ...] = (),
    ) -> None:
        self.kind, self.steps, self.timers = kind, steps, timers
        self.waits: dict[str, str] = {str(status): reason for status, reason in (waits or {}).items()}
        self._steps: dict[tuple[str, str | None], Step] = {
            (step.action, source): step for step in steps for source in _sources(step)
        }
        self._offered: dict[str | None, list[Step]] = {}
        for (_, source), step in self._steps.items():
            if step.roles:  # what only the system does is left out
                self._offered.setdefault(source, []).append(step)
        self.statuses = tuple(type(self._first_target()))
        self.final = frozenset(self.statuses) - {source for step in steps for source in step.sources}
        self.closed = self.final | at_rest

    def _first_target(self) -> StrEnum:
        return next(step.target for step in self.steps if step.target is not None)

    def find(self, action: str, status: str | None) -> Step | None:
        return self._steps.get((action, status))  # a StrEnum equals its value

    def step(self, action: str, status: str | None) -> Step:
        """Raises IllegalTransition, which lists what the status does allow."""
        if (step := self.find(action, status)) is None:
            raise self.refuse(action, status, self.allowed(status))
        return step

    def refuse(self, action: str, status: str | None, allowed: list[str]) -> IllegalTransition:
        """Said in words; the codes are for machines."""
        told = _not_in_status(self.kind, action, status, allowed)
        return IllegalTransition(told, status_of_case=status, action=action, allowed=allowed)

    def allowed(self, status: str | None) -> list[str]:
        """The actions that somebody may take from here."""
        return [step.action for step in self._offered.get(status, ())]

    def allowed_to(self, actor: Any, case: Any) -> list[str]:
        """Without those that a guard is seen to refuse this actor; roles apart, for it may be another's turn."""
        steps = self._offered.get(case.status, ())
        return [step.action for step in steps if all(each.holds(case, actor) for each in step.needs if each.foreseen)]

    def matrix(self) -> Iterator[tuple[str | None, str, Step | None]]:
        """Every status × action, with its step or None: what the matrix test walks."""
        actions = dict.fromkeys(step.action for step in self.steps)
        for status in (None, *self.statuses):
            for action in actions:
                yield status, action, self._steps.get((action, status))

    def diagram(self) -> str:
        """Mermaid state diagram."""
        lines = ["stateDiagram-v2"]
        for step in self.steps:
            for source in sorted(source or "[*]" for source in _sources(step)):
                lines.append(f"    {source} --> {step.target or source}: {step.action}")
        lines += [f"    {status} --> [*]" for status in self.statuses if status in self.final]
        return "\n".join(lines)


def _not_in_status(kind: str, action: str, status: str | None, allowed: Iterable[str]) -> Text:
    act, may = in_words(action, kind), list_in_words(allowed, kind)
    if status is None:
        return Text(f"该件尚未建立,不能办理“{act.zh}”", f"“{act.en}” isn't possible: there is no case yet")
    now = in_words(status, kind)
    return Text(
        f"该件现为“{now.zh}”,不能办理“{act.zh}”;可办理:{may.zh or '无'}",
        f"“{act.en}” isn't possible while the case is “{now.en}”; possible: {may.en or 'nothing'}",
    )


def _sources(step: Step) -> frozenset[str | None]:
    """A step without sources opens the case: it starts from no status at all."""
    return frozenset(step.sources) or frozenset({None})
