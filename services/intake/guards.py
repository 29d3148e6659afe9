"""Guards that lifecycles of several kinds have."""

from typing import Any

from shared.auth import Actor
from shared.errors import Text
from shared.lifecycle import Guard


def premium_in_full(words: Text) -> Guard:
    def is_full(case: Any, _actor: Actor) -> bool:
        return bool(case.premium_collected_fen == case.premium_fen)

    return Guard("premium-in-full", is_full, words, field="amount_fen")
