"""What is counted of scanning (扫描): how soon after acceptance, what the quality check sent back."""

from services.metrics.measures.base import CHANNEL, OUTLET, Dimension, Flow, Measure, at_opening, first, when
from services.metrics.measures.new_business import APPLICATION
from services.metrics.spans import DAY_MS, Case

_scanned, _checked = first("scan"), first("pass_scans", "reject_scans")
_sent_back = first("reject_scans")


def _within_a_day(case: Case) -> bool:
    scanned = _scanned(case)
    return scanned is not None and scanned - case.opened <= DAY_MS


def _scanner(case: Case) -> str | None:
    return next((step.by for step in case.trail if step.action == "scan"), None)


SCANNER = Dimension("scanner", _scanner)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("scanned", _scanned, (CHANNEL, OUTLET, SCANNER), kinds=APPLICATION),
    Flow("scanned_within_a_day", when(at_opening, _within_a_day), (CHANNEL, OUTLET), kinds=APPLICATION),
    Flow("scanned_again", when(_scanned, _sent_back), (CHANNEL, OUTLET, SCANNER), kinds=APPLICATION),
    Flow("scans_checked", _checked, (CHANNEL, OUTLET, SCANNER), kinds=APPLICATION),
    Flow("scans_sent_back", when(_checked, _sent_back), (CHANNEL, OUTLET, SCANNER), kinds=APPLICATION),
)
# fmt: on
