"""Guards that lifecycles of several services have."""

from typing import Any

from shared.auth import Actor
from shared.contracts.words import in_words
from shared.errors import FourEyes, Problem, Text
from shared.lifecycle import Guard


def four_eyes(maker: str, words: Text, *, rule: str = "maker-checker", refusal: type[Problem] = FourEyes) -> Guard:
    """四眼: whoever stands in the case's field `maker` can't take the step."""

    def is_other(case: Any, actor: Actor) -> bool:
        return bool(actor.ref != getattr(case, maker))

    return Guard(rule, is_other, words, refusal, foreseen=True)


def _is_complete(case: Any, _actor: Actor) -> bool:
    return not case.missing_papers


def _lacks_papers(case: Any, _actor: Actor) -> bool:
    return bool(case.missing_papers)


def _missing(case: Any) -> dict[str, Any]:
    """Each with its words, as a front-end shows it."""
    return {"missing_papers": [{"code": each} | in_words(each, case.kind)._asdict() for each in case.missing_papers]}


# Of a case that has `missing_papers`.
PAPERS_COMPLETE = Guard(
    "papers-complete",
    _is_complete,
    Text("资料不齐全", "Papers are missing"),
    field="missing_papers",
    foreseen=True,
    tells=_missing,
)
PAPERS_MISSING = Guard(
    "papers-missing", _lacks_papers, Text("资料已齐全", "No paper is missing"), field="missing_papers", foreseen=True
)
