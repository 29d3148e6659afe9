"""Bad input: refused with the field and the rule, and nothing half-written."""

from typing import Any

import orjson
import pytest

from shared.auth import Role
from tests.intake.counter import CHILD, FORM, KEYED, PERSON, Counter, faults, refused

HOLDER = "policyholder"
HALF = CHILD | {"share_percent": 50}
WOMAN = {"id_type": "resident_id", "id_number": "11010519491231002X", "born_on": "1949-12-31", "sex": "female"}


def who(**changes: Any) -> dict[str, Any]:
    return {HOLDER: PERSON | changes}


# fmt: off
FORMS = [
    #  changed on the form                              field                       rule
    ({"surprise": 1},                                   "surprise",                 "extra_forbidden"),
    (who(nickname="小明"),                              "policyholder.nickname",    "extra_forbidden"),
    ({"premium_fen": 0},                                "premium_fen",              "greater_than"),
    ({"premium_fen": -1},                               "premium_fen",              "greater_than_equal"),
    ({"premium_fen": "360000"},                         "premium_fen",              "int_type"),
    ({"premium_fen": 3600.5},                           "premium_fen",              "int_type"),
    ({"premium_fen": True},                             "premium_fen",              "int_type"),
    ({"premium_fen": None},                             "premium_fen",              "int_type"),
    ({"premium_fen": 10**15 + 1},                       "premium_fen",              "less_than_equal"),
    ({"sum_assured_fen": 2**63},                        "sum_assured_fen",          "less_than_equal"),
    ({"pay_years": 0},                                  "pay_years",                "greater_than_equal"),
    ({"pay_years": 61},                                 "pay_years",                "less_than_equal"),
    ({"form_on": "2026-02-30"},                         "form_on",                  "date_from_datetime_parsing"),
    ({"form_on": "12.10.2026"},                         "form_on",                  "date_type"),
    ({"form_on": "0"},                                  "form_on",                  "date_type"),
    ({"form_on": 0},                                    "form_on",                  "date_type"),
    ({"form_on": "2026-10-12T00:00:00"},                "form_on",                  "date_type"),
    ({"form_no": "short"},                              "form_no",                  "string_pattern_mismatch"),
    ({"form_no": "350322-26-000001\n"},                 "form_no",                  "string_pattern_mismatch"),
    ({"org": "3503 22"},                                "org",                      "string_pattern_mismatch"),
    ({"channel": "post"},                               "channel",                  "literal_error"),
    ({"product_name": ""},                              "product_name",             "string_too_short"),
    ({"product_name": "x" * 201},                       "product_name",             "string_too_long"),
    ({"product_name": "福满\x00"},                      "product_name",             "control_character"),
    (who(name="欧\u0007阳"),                            "policyholder.name",        "control_character"),
    (who(name="   "),                                   "policyholder.name",        "string_too_short"),
    (who(sex="m"),                                      "policyholder.sex",         "literal_error"),
    (who(born_on="1899-12-31"),                         "policyholder.born_on",     "birth-date-plausible"),
    (who(born_on="2101-01-01"),                         "policyholder.born_on",     "birth-date-plausible"),
    (who(phones={"fax": "13959512345"}),                "policyholder.phones.fax.[key]", "literal_error"),
    (who(phones={"mobile": "phone"}),                   "policyholder.phones.mobile",    "string_pattern_mismatch"),
    (who(account_no="6227 x"),                          "policyholder.account_no",  "string_pattern_mismatch"),
    (who(**WOMAN | {"id_number": "110105491231002"}),   "policyholder.id_number",   "resident-id-format"),
    (who(**WOMAN | {"id_number": "110105194912310021"}), "policyholder.id_number",  "resident-id-check"),
    (who(**WOMAN | {"born_on": "1949-12-30"}),          "policyholder.id_number",   "resident-id-birth"),
    (who(**WOMAN | {"sex": "male"}),                    "policyholder.id_number",   "resident-id-sex"),
    ({"insured": PERSON | WOMAN | {"sex": "male"}},     "insured.id_number",        "resident-id-sex"),
    ({"beneficiaries": [HALF]},                         "body",                     "shares-sum-to-100"),
    ({"beneficiaries": [HALF, HALF, HALF]},             "body",                     "shares-sum-to-100"),
    ({"beneficiaries": [CHILD]},                        "body",                     "shares-sum-to-100"),
    ({"beneficiaries": [HALF | {"share_percent": 0}]},  "beneficiaries.0.share_percent", "greater_than_equal"),
    ({"beneficiaries": [HALF | {"share_percent": 101}]}, "beneficiaries.0.share_percent", "less_than_equal"),
    ({"beneficiaries": [HALF] * 11},                    "beneficiaries",            "too_long"),
    ({"alterations": [{"field": "x", "countersigned": True}] * 31}, "alterations",  "too_long"),
]
# fmt: on


@pytest.mark.parametrize(("changes", "field", "rule"), FORMS, ids=[f"{field}-{rule}" for _, field, rule in FORMS])
async def test_a_form_that_does_not_fit_is_refused_by_field_and_rule(
    counter: Counter, changes: dict[str, Any], field: str, rule: str
):
    async with counter.nothing_written():
        assert faults(await counter.post("", Role.TELLER, counter.form(**changes))) == {(field, rule)}


@pytest.mark.parametrize("missing", ["form_no", "org", "product", "premium_fen", "policyholder"])
async def test_what_a_form_must_have(counter: Counter, missing: str):
    form = {name: value for name, value in counter.form().items() if name != missing}
    async with counter.nothing_written():
        assert faults(await counter.post("", Role.TELLER, form)) == {(missing, "missing")}


# fmt: off
BODIES = [
    (b'{"form_no": ',                            400, "malformed-body"),
    (b"",                                        422, "invalid-request"),
    (b"[]",                                      422, "invalid-request"),
    (b'"form"',                                  422, "invalid-request"),
    (b"null",                                    422, "invalid-request"),
    (b"{'form_no': 1}",                          400, "malformed-body"),
    (b'{"premium_fen": NaN}',                    400, "malformed-body"),
    (b'{"premium_fen": 1e999}',                  400, "malformed-body"),
    (b"\xff\xfe{}",                              400, "malformed-body"),
    (b'{"form_no": "\xe6\xac"}',                 400, "malformed-body"),
    (b"[" * 5000,                                400, "malformed-body"),
]
# fmt: on


@pytest.mark.parametrize(("body", "status", "slug"), BODIES)
async def test_a_body_that_is_no_form(counter: Counter, body: bytes, status: int, slug: str):
    headers = counter.token(Role.TELLER) | {"Content-Type": "application/json"}
    async with counter.nothing_written():
        refused(await counter.http.post("/v1/applications", content=body, headers=headers), status, slug)


async def test_a_body_of_another_type_is_refused(counter: Counter):
    body = orjson.dumps(counter.form())
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        headers = counter.token(Role.TELLER) | {"Content-Type": kind}
        answer = await counter.http.post("/v1/applications", content=body, headers=headers)
        refused(answer, 415, "unsupported-media-type")


async def test_a_number_beyond_all_bounds_is_refused_like_any_other(counter: Counter):
    headers = counter.token(Role.TELLER) | {"Content-Type": "application/json"}
    body = orjson.dumps(FORM | {"form_no": "350322-26-000001"}).replace(b"360000", b"9" * 400)
    async with counter.nothing_written():
        answer = await counter.http.post("/v1/applications", content=body, headers=headers)
        assert answer.status_code in (400, 422), answer.text


# fmt: off
STEPS = [
    ("keying",        Role.TELLER,      KEYED | {"occupation_class": 7},                       "occupation_class"),
    ("keying",        Role.TELLER,      KEYED | {"health_disclosed": "no"},                    "health_disclosed"),
    ("keying",        Role.TELLER,      KEYED | {"annual_income_fen": -1},                     "annual_income_fen"),
    ("scan-check",    Role.REVIEWER,    {"rejected": {"one": "blurred"}},                      "rejected.one.[key]"),
    ("scan-check",    Role.REVIEWER,    {"rejected": {"1": "x" * 41}},                         "rejected.1"),
    ("review",        Role.REVIEWER,    {},                                                    "passed"),
    ("notices",       Role.UNDERWRITER, {"type": "horoscope"},                                 "type"),
    ("notice-told",   Role.TELLER,      {"no": 0},                                             "no"),
    ("notice-answer", Role.TELLER,      {"no": 10**30},                                        "no"),
    ("decision",      Role.UNDERWRITER, {"outcome": "maybe", "code": "standard"},              "outcome"),
    ("debits",        Role.CASHIER,     {"result": "lost", "amount_fen": 1},                   "result"),
    ("receipts",      Role.CASHIER,     {"amount_fen": 0, "method": "cash"},                   "amount_fen"),
    ("receipts",      Role.CASHIER,     {"amount_fen": 1, "method": "cheque"},                 "method"),
    ("return",        Role.REVIEWER,    {"reason": ""},                                        "reason"),
    ("withdrawal",    Role.TELLER,      {"reason": "customer-request", "note": "please"},      "note"),
]
# fmt: on


@pytest.mark.parametrize(("route", "role", "body", "field"), STEPS, ids=[f"{row[0]}-{row[3]}" for row in STEPS])
async def test_a_step_that_does_not_fit_is_refused_by_field(
    counter: Counter, route: str, role: Role, body: dict[str, Any], field: str
):
    case = await counter.accept()
    headers = {"Idempotency-Key": "K-1", "If-Match": '"1"'}
    async with counter.nothing_written():
        answer = await counter.post(f"/{case['case_no']}/{route}", role, body, **headers)
        assert {name for name, _ in faults(answer)} == {field}


# fmt: off
QUERIES = [
    ("",          "status=sleeping",                      "status"),
    ("",          "status=",                              "status"),
    ("",          "surprise=1",                           "surprise"),
    ("",          "org=3503%2522",                        "org"),
    ("",          "due_before=2026-10-12T00:00:00",       "due_before"),
    ("",          "due_before=yesterday",                 "due_before"),
    ("",          "due_before=0001-01-01T00:00:00%2B14:00", "due_before"),
    ("",          "due_before=9999-12-31T23:59:59-14:00", "due_before"),
    ("/{}/sla",   "at=9999-12-31T23:59:59-14:00",         "at"),
    ("",          "limit=0",                              "limit"),
    ("",          "limit=100000",                         "limit"),
    ("",          "form_no=" + "1" * 41,                  "form_no"),
    ("",          "form_no=%00",                          "form_no"),
    ("/{}/sla",   "at=2026-10-12T00:00:00",               "at"),
    ("/{}/sla",   "at=0",                                 "at"),
    ("/{}/sla",   "at=99999-01-01T00:00:00Z",             "at"),
    ("/{}/parties", "purpose=just%20looking",             "purpose"),
]
# fmt: on


@pytest.mark.parametrize(("path", "query", "field"), QUERIES, ids=[query[:30] for _, query, _ in QUERIES])
async def test_a_query_that_does_not_fit_is_refused_by_parameter(counter: Counter, path: str, query: str, field: str):
    case = await counter.accept()
    url = f"/v1/applications{path.format(case['case_no'])}?{query}"
    answer = await counter.http.get(url, headers=counter.token(Role.TELLER))
    assert {name for name, _ in faults(answer)} == {field}


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1900-01-01T00:00:00%2B08:00"])
async def test_clocks_are_not_read_where_no_calendar_reaches(counter: Counter, at: str):
    case = await counter.accept()
    url = f"/v1/applications/{case['case_no']}/sla?at={at}"
    answer = await counter.http.get(url, headers=counter.token(Role.TELLER))
    assert answer.status_code in (200, 422), answer.text


@pytest.mark.parametrize("case_no", ["TB%00", "%2e%2e", "x" * 41, "TB 1", "件"])
async def test_a_case_number_that_is_none(counter: Counter, case_no: str):
    answer = await counter.http.get(f"/v1/applications/{case_no}", headers=counter.token(Role.TELLER))
    assert answer.status_code in (404, 422), answer.text
