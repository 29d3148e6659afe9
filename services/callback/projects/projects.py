"""The projects (回访项目): one row each."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Literal

from shared.contracts.base import CaseEvent
from shared.contracts.claims import ClaimPaid, ClaimRefused, ClaimReopened, ClaimWithdrawn
from shared.contracts.policy_service import (
    PolicyCancelled,
    PolicyEndedByClaim,
    PolicyLapsed,
    PolicyMatured,
    PolicyOpened,
    PolicyReinstated,
    PolicyRescinded,
    PolicySurrendered,
    PolicyVoided,
)
from shared.contracts.policy_service_renewals import RenewalCancelled, RenewalGraceEntered, RenewalLapsed, RenewalPaid
from shared.contracts.policy_service_requests import ServiceRequestCancelled, ServiceRequestConfirmed
from shared.errors import Text
from shared.marks import Mark

Events = dict[type[CaseEvent], str]
ENDINGS: Events = dict.fromkeys(
    (PolicyCancelled, PolicyVoided, PolicySurrendered, PolicyRescinded, PolicyMatured, PolicyEndedByClaim),
    "policy-ended",
)
LIVE = frozenset({"awaiting_delivery", "awaiting_receipt", "in_force"})
KEPT = LIVE | {"suspended"}
GROUP_LINE = "group"
OF_THE_INSUREDS_DEATH = frozenset({"accident-death", "illness-death"})


def always(_: Any) -> bool:
    return True


def an_agent_acted(request: ServiceRequestConfirmed) -> bool:
    return request.agent_acts


def the_policyholder(_: Any) -> str:
    return "policyholder"


def has_free_look(policy: PolicyOpened) -> bool:
    """Only terms over a year are owed a call (art. 15, S12), and only those have a free-look period."""
    return bool(policy.free_look_days)


def insures_a_person(claim: ClaimPaid) -> bool:
    """The people of a group's policy are on its list, and nobody's policy is theirs."""
    return claim.line != GROUP_LINE


def who_claims(claim: ClaimPaid) -> str:
    return "beneficiary" if OF_THE_INSUREDS_DEATH & set(claim.types) else "insured"


@dataclass(frozen=True, slots=True)
class Project:
    """`opened_by` that event, where it `holds`, while the policy stands as in `standing` (none: however it stands).

    `closed_by`: events after which nobody is to be called any more, with the task's outcome. They are of the cause's
    own case or of its policy. `owner`: whose task it is. `called`: in which role on the policy. `clock`: its SLA row.
    `pursued`: who can't be reached by telephone is visited, and written to (CB-2009, S20).
    """

    code: str
    name: Text
    opened_by: type[CaseEvent] | None
    closed_by: Events
    questions: tuple[str, ...]
    clock: str
    owner: Literal["province", "branch"]
    basis: str
    mark: Mark
    standing: AbstractSet[str] = frozenset()
    holds: Callable[[Any], bool] = always
    called: Callable[[Any], str] = the_policyholder
    pursued: bool = False

    def fits(self, policy_status: str) -> bool:
        return not self.standing or policy_status in self.standing


NEW_POLICY, AGENT_LEFT = "new-policy", "agent-left"
SEVEN_POINTS = (
    *("is-policyholder", "bought-and-signed", "read-the-terms", "knows-the-cover"),
    *("knows-surrender-loss", "knows-free-look", "knows-the-premiums"),
)
NEW_TYPE_POINTS = ("knows-benefits-uncertain", "knows-charges")
ART_15 = "《人身保险业务基本服务规定》 第十五条 (S12 S14)"
SCOPE = "回访范围: 新契约、进入宽限期的续期、失效、退保、理赔 (S22)"
BRANCHS_OWN = "机构自有回访项目: 失效、业务员离司、委托代办事后 (S47)"
PAID: Events = {RenewalPaid: "premium-paid", RenewalLapsed: "grace-over", RenewalCancelled: "no-longer-due"}
BACK: Events = {PolicyReinstated: "policy-reinstated"}
RETOLD: Events = {
    ClaimReopened: "claim-reopened",
    ClaimWithdrawn: "claim-withdrawn",
    ClaimRefused: "claim-refused",
}

# fmt: off
PROJECTS: dict[str, Project] = {row.code: row for row in (
    Project(NEW_POLICY, Text("新契约回访", "new policy"), PolicyOpened, ENDINGS, SEVEN_POINTS + NEW_TYPE_POINTS,
            "bsr-cb1", "province", ART_15, "V", standing=KEPT, holds=has_free_look, pursued=True),
    Project("grace-period", Text("宽限期回访", "grace period"), RenewalGraceEntered, ENDINGS | PAID,
            ("is-policyholder", "knows-premium-due", "knows-lapse-follows", "why-unpaid"),
            "cb-grace", "branch", SCOPE, "V", standing=LIVE),
    Project("policy-lapsed", Text("失效回访", "lapse"), PolicyLapsed, ENDINGS | BACK,
            ("is-policyholder", "knows-suspension", "knows-reinstatement", "why-unpaid"),
            "cb-lapse", "branch", SCOPE, "V", standing=frozenset({"suspended"})),
    Project("policy-surrendered", Text("退保回访", "surrender"), PolicySurrendered, {PolicyVoided: "policy-ended"},
            ("is-policyholder", "asked-personally", "knows-surrender-loss", "why-ended", "money-received"),
            "cb-surrender", "province", SCOPE, "V", standing=frozenset({"terminated"})),
    Project("claim-paid", Text("理赔回访", "claim paid"), ClaimPaid, RETOLD,
            ("is-claimant", "money-received", "amount-explained", "content-with-claim"),
            "cb-claim", "province", SCOPE, "V", holds=insures_a_person, called=who_claims),
    Project(AGENT_LEFT, Text("业务员离司回访", "agent left"), None, ENDINGS,
            ("is-policyholder", "knows-who-left", "no-money-entrusted", "document-at-hand"),
            "cb-agent-left", "branch", BRANCHS_OWN, "V", standing=KEPT),
    Project("agent-service", Text("委托代办回访", "service done by an agent"), ServiceRequestConfirmed,
            {ServiceRequestCancelled: "request-cancelled"},
            ("is-policyholder", "authorised-the-agent", "knows-the-result"),
            "cb-agent-service", "branch", BRANCHS_OWN, "V", holds=an_agent_acted),
)}
# fmt: on
NAMED = {word: row.code for row in PROJECTS.values() for word in (row.code, row.name.zh)}  # as files write them
