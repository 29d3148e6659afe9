"""One case of each kind of callback."""

from services.callback.callbacks.models import Callback
from tests.lifecycles.example import ORG, example


def callback() -> Callback:
    facts = {"policy_no": "BD261012-00000001", "policyholder_ref": "5b0f8a52", "project": "new-policy", "org": ORG}
    facts |= {"owner": "province", "called": "policyholder", "cause_no": "BD261012-00000001"}
    terms = {"free_look_days": 15, "free_look_starts": "day_after", "cause_seq": 1, "questions": ["knows-free-look"]}
    return Callback(case_no="HF261012-00000001", attempts=[], clocks=[], **facts, **terms)


EXAMPLES = {"callback": example(callback, "completed", "problem", "unreached", "dropped")}
