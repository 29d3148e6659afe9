"""One case of each kind of callback."""

from datetime import date
from typing import Any

from services.callback.callbacks.models import Callback
from services.callback.complaints.models import Complaint
from tests.lifecycles.example import ORG, example


def callback() -> Callback:
    facts = {"policy_no": "BD261012-00000001", "policyholder_ref": "5b0f8a52", "project": "new-policy", "org": ORG}
    facts |= {"owner": "province", "called": "policyholder", "cause_no": "BD261012-00000001"}
    terms = {"free_look_days": 15, "free_look_starts": "day_after", "cause_seq": 1, "questions": ["knows-free-look"]}
    return Callback(case_no="HF261012-00000001", attempts=[], clocks=[], **facts, **terms)


def complaint() -> Complaint:
    facts: dict[str, Any] = {"reason": "mis-selling", "complainant": "policyholder", "told": "-", "handler": "S1"}
    facts |= {"received_on": date(2026, 10, 12), "limit_days": 15, "reopened": 0, "org": ORG, "refusal": "nothing-new"}
    return Complaint(case_no="TS261012-00000001", finding="founded", extension="complex", clocks=[], **facts)


# fmt: off
EXAMPLES = {
    "callback": example(callback, "completed", "problem", "dropped"),
    "complaint": example(
        complaint, "answered", "closed", "not_accepted", "withdrawn",
        for_action={action: {"handler": "S2"} for action in ("extend", "extend_further")},
    ),
}
# fmt: on
