"""Numbers over HTTP: for a bank's screen before it sends, and for whoever is about to call."""

from typing import Any

import pytest

from shared.auth import Role
from shared.testing.alone import Alone
from tests.callback.conftest import PARTIES, PERSON, acknowledged, opened


async def normalised(centre: Alone, *numbers: dict[str, Any], org: str = "350322") -> list[dict[str, Any]]:
    answer = await centre.post("/phones/normalise", Role.TELLER, {"numbers": list(numbers)}, org=org)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["numbers"])


async def test_each_number_is_answered_in_its_place(centre: Alone):
    told = await normalised(
        centre,
        {"field": "office_phone", "raw": "059413812345678", "org": "350322"},
        {"field": "office_phone", "raw": "2512701", "org": "350100"},
        {"raw": "95519"},
    )
    assert told == [
        {
            "raw": "059413812345678",
            "kind": "mobile",
            "e164": "+8613812345678",
            "dial_string": "13812345678",
            "extension": None,
            "flags": ["area-prefixed-mobile", "mobile-in-office-field"],
        },
        {
            "raw": "2512701",
            "kind": "fixed",
            "e164": "+865912512701",
            "dial_string": "05912512701",
            "extension": None,
            "flags": ["default-area-code", "unlisted-range"],
        },
        {"raw": "95519", "kind": "service", "e164": None, "dial_string": None, "extension": None, "flags": []},
    ]


async def test_without_an_organisation_a_local_number_is_of_the_callers(centre: Alone):
    assert [each["dial_string"] for each in await normalised(centre, {"raw": "2512701"})] == ["05942512701"]
    assert [each["flags"] for each in await normalised(centre, {"raw": "2512701"}, org="35")] == [["area-code-unknown"]]


@pytest.mark.parametrize("raw", ["", "   ", None, "无", True, [], {}, "1" * 5000, "\t\n", "😀", -1.5])
async def test_blanks_and_rubbish_are_invalid_and_no_error(centre: Alone, raw: Any):
    (told,) = await normalised(centre, {"raw": raw})
    assert (told["kind"], told["dial_string"]) == ("invalid", None)
    assert told["flags"]


async def test_a_cell_that_holds_the_number_as_a_number_is_read(centre: Alone):
    told = await normalised(centre, {"raw": 13812345678}, {"raw": 13812345678.0})
    assert [each["dial_string"] for each in told] == ["13812345678", "13812345678"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"numbers": [{"raw": "1", "extra": 1}]}, "numbers.0.extra"),
        ({"numbers": [{"raw": "1", "org": "3503-22"}]}, "numbers.0.org"),
        ({"numbers": [{"raw": "1"}] * 501}, "numbers"),
        ({}, "numbers"),
    ],
)
async def test_what_is_wrong_about_the_request_itself_is_named(centre: Alone, body: Any, field: str):
    answer = await centre.post("/phones/normalise", Role.TELLER, body)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_a_caller_gets_what_to_dial_masked_as_the_rest(centre: Alone, policy_service: dict[str, Any]):
    phones = {"home_phone": "0594-2512701转8", "office_phone": "059413959512345"}
    policy_service[PARTIES] = {"masked": False, "items": [PERSON | {"phones": phones}]}
    await centre.feed(opened(), acknowledged())
    case_no = (await centre.get("/callbacks")).json()["items"][0]["case_no"]
    await centre.post(f"/callbacks/{case_no}/hold", Role.CALLER, None)
    plain, masked = (["13959512345", "05942512701"], "8"), (["139****2345", "059****2701"], "*")
    for pii, (numbers, extension) in ((True, plain), (False, masked)):
        contact = (await centre.get(f"/callbacks/{case_no}/contact", Role.CALLER, pii=pii)).json()
        assert [each["dial_string"] for each in contact["numbers"]] == numbers
        assert [(each["field"], each["extension"]) for each in contact["numbers"]] == [
            ("office_phone", None),
            ("home_phone", extension),
        ]
    assert contact["numbers"][0]["flags"] == ["area-prefixed-mobile", "mobile-in-office-field"]
