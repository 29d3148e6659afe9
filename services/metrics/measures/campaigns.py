"""What is counted of campaigns (专项活动), by their newest tally, and of patterns of endings (退保失效异常)."""

from services.metrics.measures.base import SALESPERSON, Dimension, Flow, Measure, at_opening, first, last

CAMPAIGN, PATTERN = frozenset({"campaign"}), frozenset({"sales_pattern"})
# On the day of the newest tally: a running campaign moves on with each, an ended one stays on its last day.
_tallied = last("start", "tally", "end")
TYPE = (Dimension("campaign_type", attribute="campaign_type"),)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("campaign_targets", _tallied, TYPE, amount=lambda case: case.state.targets, kinds=CAMPAIGN),
    Flow("campaign_contacted", _tallied, TYPE, amount=lambda case: case.state.contacted, kinds=CAMPAIGN),
    Flow("campaign_signed", _tallied, TYPE, amount=lambda case: case.state.signed, kinds=CAMPAIGN),
    Flow("patterns_flagged", at_opening, (SALESPERSON,), kinds=PATTERN),
    Flow("patterns_examined", first("confirm", "clear"), (SALESPERSON,), kinds=PATTERN),
    Flow("patterns_confirmed", first("confirm"), (SALESPERSON,), kinds=PATTERN),
)
# fmt: on
