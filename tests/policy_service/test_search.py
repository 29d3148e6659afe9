"""Policyholders found by a number."""

from shared.auth import Role
from shared.tables import pii_reads
from shared.testing.alone import Alone
from tests.policy_service.conftest import issued


async def test_the_people_of_a_policy_are_found_by_their_numbers(office: Alone):
    await office.feed(issued())
    for asked in ({"id_number": "E98765432"}, {"mobile": "13959512345"}):
        found = (await office.post("/parties/search", Role.CALLER, asked)).json()
        assert [(each["case_no"], each["role"]) for each in found["items"]] == [
            ("BD261012-00000001", "policyholder"),
            ("BD261012-00000001", "insured"),
        ]
        assert found["masked"]
    assert (await office.post("/parties/search", Role.CALLER, asked, org="350323")).json()["items"] == []
    assert [read.fields for read in await office.rows(pii_reads)] == [
        ["id_number", "found=2"],
        ["mobile", "found=2"],
        ["mobile", "found=0"],
    ], "each search, and no unmasked read"
