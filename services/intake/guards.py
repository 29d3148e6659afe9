"""Guards that lifecycles of several kinds have."""

from typing import Any

from shared.auth import Actor
from shared.errors import FourEyes, Text
from shared.lifecycle import Guard


def premium_in_full(words: Text) -> Guard:
    def is_full(case: Any, _actor: Actor) -> bool:
        return bool(case.premium_collected_fen == case.premium_fen)

    return Guard("premium-in-full", is_full, words, field="amount_fen")


def other_eyes(maker: str, words: Text) -> Guard:
    """四眼: whoever stands in the case's field `maker` can't take the step."""

    def is_other(case: Any, actor: Actor) -> bool:
        return bool(actor.ref != getattr(case, maker))

    return Guard("maker-checker", is_other, words, FourEyes)
