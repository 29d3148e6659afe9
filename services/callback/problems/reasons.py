"""Why a call-back is a problem (问题原因), the gravest first, and which questions point to which; as rows.

What they are called is in `shared/contracts/words`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.marks import Mark


@dataclass(frozen=True, slots=True)
class ProblemReason:
    """`outlives`: it is settled even if the policy ends, for it says something of who sold or served it.

    `asked_by`: questions that point to it, where they aren't answered in the affirmative.
    """

    code: str
    outlives: bool
    asked_by: tuple[str, ...]
    basis: str
    mark: Mark


S2_PROBLEM = "问题件原因 (S2); 对应的问题为本系统设计"
S2_FAILURE = "回访不成功原因 (S2)"
OWN = "本系统设计"
OTHER = "other"


TERMS = (
    *("read-the-terms", "knows-the-cover", "knows-surrender-loss", "knows-free-look", "knows-the-premiums"),
    *("knows-benefits-uncertain", "knows-charges", "knows-premium-due", "knows-lapse-follows"),
    *("knows-suspension", "knows-reinstatement"),
)

# fmt: off
REASONS: Mapping[str, ProblemReason] = {row.code: row for row in (
    #             code                   outlives asked by                                     basis       mark
    ProblemReason("mis-selling",         True,    ("why-unpaid", "why-ended"),                 S2_FAILURE, "V"),
    ProblemReason("denies-purchase",     True,    (),                                          S2_FAILURE, "V"),
    ProblemReason("money-astray",        True,    ("money-received", "no-money-entrusted"),    OWN,        "D"),
    ProblemReason("signed-by-another",   True,    ("bought-and-signed",),                      S2_PROBLEM, "V"),
    ProblemReason("not-authorised",      True,    ("asked-personally", "authorised-the-agent"), OWN,       "D"),
    ProblemReason("complaint",           True,    (),                                          S2_FAILURE, "V"),
    ProblemReason("claim-service",       True,    ("amount-explained", "content-with-claim"),  OWN,        "D"),
    ProblemReason("identity-unverified", False,   ("is-policyholder", "is-claimant"),          S2_FAILURE, "V"),
    ProblemReason("wants-out",           False,   (),                                          S2_PROBLEM, "V"),
    ProblemReason("not-delivered",       False,   ("document-at-hand",),                       S2_PROBLEM, "V"),
    ProblemReason("terms-unclear",       False,   TERMS,                                       S2_PROBLEM, "V"),
    ProblemReason("not-told",            False,   ("knows-who-left", "knows-the-result"),      OWN,        "D"),
    ProblemReason(OTHER,                 False,   (),                                          S2_PROBLEM, "V"),
)}
# fmt: on
BY_QUESTION = {question: row.code for row in REASONS.values() for question in row.asked_by}


def reason_of(point: str) -> str:
    """Of a question, or the reason itself; a question without a row points to none of them (其他)."""
    return point if point in REASONS else BY_QUESTION.get(point, OTHER)


def gravest(points: Iterable[str]) -> str:
    """The reason of a case is one alone, so that cases by reason add up."""
    found = {reason_of(point) for point in points}
    return next(code for code in REASONS if code in found)
