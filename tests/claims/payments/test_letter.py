"""Whom the letter of a decision names as paid: as the policy has them, and once payments are open, whom those name."""

from tests.claims.hall import Case, ClaimsHall
from tests.claims.payments.people import CHILD_REF, WIFE_REF, child, died, heir, wife
from tests.claims.payments.test_voiding import replace, void
from tests.claims.test_decision_letter import printed

NAMED = [["身故受益人", "林秀英", "67/100"], ["身故受益人", "欧阳小宝", "33/100"]]
PROOFS = ["guardian_proof", "succession_proof"]


async def told(hall: ClaimsHall, case: Case, *, pii: bool = True) -> list[list[str]]:
    return (await printed(hall, case, pii=pii)).tables["应领人"]


async def test_the_beneficiaries_stand_with_their_shares_before_and_after_they_are_paid(hall: ClaimsHall):
    case = await died(hall)
    assert await told(hall, case) == NAMED
    assert (await hall.opened(case, wife(), child(), papers=["guardian_proof"])).status_code == 201
    assert await told(hall, case) == NAMED


async def test_without_the_right_their_names_are_masked(hall: ClaimsHall):
    case = await died(hall)
    masked = [["身故受益人", "林**", "67/100"], ["身故受益人", "欧***", "33/100"]]
    assert await told(hall, case, pii=False) == masked
    await hall.opened(case, wife(), child(), papers=["guardian_proof"])
    assert await told(hall, case, pii=False) == masked


async def test_a_share_that_falls_away_is_told_as_it_is_paid(hall: ClaimsHall):
    case = await died(hall)
    gone = {"departed": [{"party_ref": WIFE_REF, "reason": "predeceased"}], "papers": PROOFS}
    assert (await hall.opened(case, child(), **gone)).status_code == 201
    assert await told(hall, case) == [["身故受益人", "欧阳小宝", "全部"]]


async def test_heirs_are_told_by_name_once_they_are_known(hall: ClaimsHall):
    case = await died(hall)
    departed = [{"party_ref": each, "reason": "predeceased"} for each in (WIFE_REF, CHILD_REF)]
    heirs = [heir(number, (1, 2)) for number in (1, 2)]
    assert (await hall.opened(case, *heirs, departed=departed, papers=PROOFS)).status_code == 201
    assert await told(hall, case) == [["身故受益人", "继承人1", "1/2"], ["身故受益人", "继承人2", "1/2"]]


async def test_a_voided_payment_names_nobody_and_what_is_paid_instead_does(hall: ClaimsHall):
    case = await died(hall)
    await hall.opened(case, wife(), child(), papers=["guardian_proof"])
    first = next(each for each in await hall.payments(case) if each["share"] == "67/100")
    await void(hall, first)
    answer = await replace(hall, first, heir(1, (1, 1)), papers=["succession_proof"])
    assert answer.status_code == 201
    assert await told(hall, case) == [["身故受益人", "继承人1", "67/100"], NAMED[1]]
