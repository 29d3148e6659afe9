"""The routes of an application in a status that allows nothing, and what a refusal lists."""

from shared.auth import Role
from tests.intake.counter import KEYED, Counter, refused

FORM_AGAIN = object()
# fmt: off
ROUTES = [
    #  route             role              body                                           needs the version seen
    ("supplement",     Role.TELLER,      FORM_AGAIN,                                        False),
    ("replacement",    Role.TELLER,      FORM_AGAIN,                                        False),
    ("defects",        Role.REVIEWER,    {"defects": [{"code": "no-such", "fields": ["health"]}]}, False),
    ("return",         Role.TELLER,      {"reason": "customer-request"},                    False),
    ("withdrawal",     Role.TELLER,      {"reason": "customer-request"},                    False),
    ("scanning",       Role.TELLER,      None,                                              False),
    ("scan-check",     Role.REVIEWER,    {},                                                False),
    ("scan-check",     Role.REVIEWER,    {"rejected": {"7": "blurred"}},                    False),
    ("keying",         Role.TELLER,      KEYED | {"premium_fen": 1},                        False),
    ("review",         Role.REVIEWER,    {"passed": True},                                  True),
    ("review",         Role.REVIEWER,    {"passed": False, "reason": "misread"},            True),
    ("escalation",     Role.UNDERWRITER, None,                                              False),
    ("notices",        Role.UNDERWRITER, {"type": "medical"},                               False),
    ("notice-told",    Role.TELLER,      {"no": 7},                                         False),
    ("notice-answer",  Role.TELLER,      {"no": 7},                                         False),
    ("decision",       Role.UNDERWRITER, {"outcome": "approve", "code": "standard"},        True),
    ("decision",       Role.UNDERWRITER, {"outcome": "approve", "code": "rated", "premium_fen": 1}, True),
    ("decision",       Role.UNDERWRITER, {"outcome": "decline", "code": "declined"},        True),
    ("debits",         Role.CASHIER,     {"result": "success", "amount_fen": 1},            False),
    ("receipts",       Role.CASHIER,     {"amount_fen": 360_000, "method": "cash"},         False),
    ("issue",          Role.TELLER,      None,                                              False),
]
# fmt: on


async def test_every_route_tells_a_wrong_status_before_anything_else(counter: Counter):
    """A finished case refuses them all alike, whatever else may be wrong with the request."""
    fresh = await counter.accept()
    case = await counter.step(fresh, "withdrawal", Role.TELLER, {"reason": "customer-request"})
    async with counter.nothing_written():
        for route, role, body, decides in ROUTES:
            sent = {"form": counter.form()} if body is FORM_AGAIN else body
            headers = {"Idempotency-Key": f"{route}-1"} | ({"If-Match": f'"{case["version"]}"'} if decides else {})
            answer = await counter.post(f"/{case['case_no']}/{route}", role, sent, **headers)
            refused(answer, 409, "illegal-transition", allowed=[], status_of_case="withdrawn")
        assert refused(await counter.add_page(case, "form"), 409, "illegal-transition")["allowed"] == []


async def test_a_refusal_lists_what_the_case_does_allow(counter: Counter):
    case = await counter.accept()
    async with counter.nothing_written():
        answer = await counter.post(f"/{case['case_no']}/issue", Role.TELLER)
    allowed = ["request_supplement", "request_replacement", "return", "withdraw"]  # `scan` only with a page
    refused(answer, 409, "illegal-transition", allowed=allowed, action="issue")
    assert case["allowed"] == allowed
