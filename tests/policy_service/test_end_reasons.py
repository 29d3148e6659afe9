"""Why policies end: only for a reason of the table, and of this ending."""

import pytest

from services.policy_service.policies.end_reasons import END_REASONS, check_end_reason
from shared.errors import RuleBroken
from shared.testing.alone import Alone
from tests.policy_service.conftest import issued
from tests.policy_service.requests.desk import GIVEN_BACK, ServiceDesk, policy_given_back


@pytest.mark.parametrize("reason", ["weather", "debit-failed"])
async def test_a_policy_is_given_back_only_for_a_reason_of_the_table(office: Alone, reason: str):
    await office.feed(issued())
    refused = await ServiceDesk(office).ask("free-look-cancellation", change=GIVEN_BACK | {"reason": reason})
    told = refused.json()
    assert (refused.status_code, told["field"], told["rule"]) == (422, "reason", "end-reason")
    assert [code in told["known"] for code in ("changed-mind", "debit-failed")] == [True, False]
    assert (await policy_given_back(office, reason="participating-oversold"))["cancelled"] == "participating-oversold"


async def test_the_table_is_told_whole_or_for_one_ending(office: Alone):
    whole = (await office.get("/policy-end-reasons")).json()
    assert [row["code"] for row in whole] == list(END_REASONS)
    assert all(row["zh"] and row["en"] and row["basis"] and row["mark"] for row in whole)
    lapses = (await office.get("/policy-end-reasons", ending="lapse")).json()
    assert {row["code"] for row in whole} - {row["code"] for row in lapses} == {"changed-mind", "family-objects"}


def test_a_reason_of_another_ending_is_none_of_this_one():
    check_end_reason("debit-failed", "lapse")
    with pytest.raises(RuleBroken):
        check_end_reason("debit-failed", "surrender")
