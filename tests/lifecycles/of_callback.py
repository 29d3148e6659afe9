"""One case of each kind of callback."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks.models import Callback
from services.callback.collections.models import ContactCollection
from services.callback.complaints.models import Complaint
from services.callback.problems.models import ProblemCase
from shared.auth import Actor
from shared.cases import advance
from tests.lifecycles.example import ORG, example

CALLBACK_NO = "HF261012-00000001"


def callback() -> Callback:
    facts = {"policy_no": "BD261012-00000001", "policyholder_ref": "5b0f8a52", "project": "new-policy", "org": ORG}
    facts |= {"owner": "province", "called": "policyholder", "cause_no": "BD261012-00000001"}
    terms = {"free_look_days": 15, "free_look_starts": "day_after", "cause_seq": 1, "questions": ["knows-free-look"]}
    return Callback(case_no=CALLBACK_NO, attempts=[], clocks=[], **facts, **terms)


def contact_collection() -> ContactCollection:
    facts = {"policy_no": "BD261012-00000001", "policyholder_ref": "5b0f8a52", "org": ORG, "cause": "blank"}
    return ContactCollection(case_no="BL261012-00000001", addressee="outlet", reminders=0, clocks=[], **facts)


async def put_callback(session: AsyncSession) -> None:
    await advance(session, callback(), "open", Actor.system())


def problem_case() -> ProblemCase:
    facts = {"policy_no": "BD261012-00000001", "policyholder_ref": "5b0f8a52", "project": "new-policy", "org": ORG}
    facts |= {"callback_no": CALLBACK_NO, "reason": "terms-unclear", "found_by": "V1", "handler": "S1"}
    facts |= {"outcome": "explained"}
    points = [{"point": "knows-free-look", "choice": "no"}]
    return ProblemCase(case_no="WT261012-00000001", points=points, clocks=[], remind_on=date(2026, 10, 19), **facts)


def complaint() -> Complaint:
    facts: dict[str, Any] = {"reason": "mis-selling", "complainant": "policyholder", "told": "-", "handler": "S1"}
    facts |= {"received_on": date(2026, 10, 12), "limit_days": 15, "reopened": 0, "org": ORG, "refusal": "nothing-new"}
    return Complaint(case_no="TS261012-00000001", finding="founded", extension="complex", clocks=[], **facts)


# fmt: off
EXAMPLES = {
    "callback": example(
        callback, "completed", "problem", "unreached", "dropped",
        for_action={
            "enlist": {"listed_on": date(2026, 10, 13)}, "spare": {"wish_no": "XJ261012-00000001"},
            "order_visit": {"owner": "branch"},
        },
    ),
    "contact_collection": example(contact_collection, "fulfilled", "dropped"),
    "problem_case": example(problem_case, "settled", "dropped", beside=put_callback),
    "complaint": example(
        complaint, "answered", "closed", "not_accepted", "withdrawn",
        for_action={action: {"handler": "S2"} for action in ("extend", "extend_further")},
    ),
}
# fmt: on
