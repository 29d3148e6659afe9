"""What the law asks of a bank's sale: nothing is mended afterwards there, so what would be is refused at once."""

import asyncio
from typing import Any

import pytest

from shared.auth import Role
from tests.intake.bank.sales import BankDesk
from tests.intake.counter import PERSON, refused

CHILD = {"insured": PERSON | {"born_on": "2020-01-01", "id_number": "E22223333"}, "relation": "child"}
CHILD |= {"guardian_signed": True}
SPOUSE = {"insured": PERSON | {"id_number": "E44445555"}, "relation": "spouse", "insured_signed": True}
SENIOR = {"policyholder": PERSON | {"born_on": "1962-01-01"}}
CAP = 20_000_000


@pytest.mark.parametrize(
    ("sale", "law", "rule"),
    [
        (SPOUSE | {"relation": None}, "LAW31", "relation-missing"),
        (SPOUSE | {"relation": "other", "insured_signed": False}, "LAW31", "insurable-interest"),
        (SPOUSE | {"insured_signed": False}, "LAW34", "insured-unsigned"),
        (SPOUSE | {"beneficiaries": [PERSON | {"share_percent": 100}]}, "LAW39", "beneficiaries-not-agreed"),
        (CHILD | {"sum_assured_fen": CAP + 1}, "MINOR", "minor-sum-cap"),
        (SENIOR, "DR-60", "recording-missing"),
    ],
)
async def test_what_the_law_asks_for_is_in_the_form_or_nothing_is_sold(
    desk: BankDesk, sale: dict[str, Any], law: str, rule: str
) -> None:
    answer = await desk.submit(desk.sale(**sale))
    told = refused(answer, 422, "rule-broken", law=law, rule=rule)
    assert rule in [each["rule"] for each in told["refused"]]


@pytest.mark.parametrize("sale", [SPOUSE, CHILD | {"sum_assured_fen": CAP}, SENIOR | {"recording_no": "R2610120001"}])
async def test_a_lawful_form_is_sold(desk: BankDesk, sale: dict[str, Any]) -> None:
    await desk.submitted(**sale)


async def test_a_childs_cover_is_summed_over_the_banks_and_the_counters_forms(desk: BankDesk) -> None:
    half = CHILD | {"sum_assured_fen": CAP // 2}
    first = await desk.submitted(**half)
    answers = await asyncio.gather(*(desk.submit(desk.sale(**half)) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 422], "two at once don't pass each other"
    withdrawn = f"/bank-applications/{first['case_no']}/withdrawal"
    assert (await desk.office.post(withdrawn, Role.TELLER, {"reason": "customer-request"})).status_code == 200
    await desk.submitted(**half)
