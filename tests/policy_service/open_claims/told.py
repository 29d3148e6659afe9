"""What claims announces of a policy's claims."""

from typing import Any

from shared.contracts.claims import ClaimReported
from shared.testing.alone import Alone, event_like

CLAIM_NO = "LP261012-7CW4H9XD"
DEATH, TREATMENT = ("illness-death",), ("illness-medical",)
CLOSED = "2026-10-12T03:00:00Z"


class Told:
    """Each step is the next version of its claim, unless it says another."""

    def __init__(self, office: Alone, policy_no: str, claim_no: str = CLAIM_NO, **facts: Any) -> None:
        self.office, self.version = office, 0
        self.facts = {"kind": "claim", "case_no": claim_no, "org": "350322", "policy_no": policy_no} | facts

    async def say(self, contract: Any = ClaimReported, action: str = "report", **facts: Any) -> None:
        self.version += 1
        known = {"version": self.version, "status": "reported", "action": action, "types": DEATH, "closed_at": None}
        await self.office.feed(event_like(contract, **known | self.facts | facts))
