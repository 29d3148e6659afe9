"""Guards that lifecycles of several services have."""

from typing import Any

from shared.auth import Actor
from shared.errors import FourEyes, Problem, Text
from shared.lifecycle import Guard


def four_eyes(maker: str, words: Text, *, rule: str = "maker-checker", refusal: type[Problem] = FourEyes) -> Guard:
    """四眼: whoever stands in the case's field `maker` can't take the step."""

    def is_other(case: Any, actor: Actor) -> bool:
        return bool(actor.ref != getattr(case, maker))

    return Guard(rule, is_other, words, refusal, foreseen=True)
