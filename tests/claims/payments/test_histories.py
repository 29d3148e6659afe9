"""Whatever is decided, paid, voided and collected in whatever order: the books of a claim balance to the fen."""

from random import Random

import pytest

from shared.auth import Role
from tests.claims.hall import Case, ClaimsHall, ok, seen
from tests.claims.payments.people import child, died, wife
from tests.claims.payments.test_claim_backs import receive
from tests.claims.payments.test_voiding import replace, void

STEPS = 40


def _place(each: Case) -> tuple[int, int, str]:
    return int(each["settlement_no"]), each["amount_fen"], str(each["status"])


class History:
    """One claim; each step is one that its state allows, drawn by lot."""

    def __init__(self, hall: ClaimsHall, case: Case, due_fen: int, lot: Random) -> None:
        self.hall, self.case, self.due_fen, self.lot, self.no = hall, case, due_fen, lot, 0

    async def go_on(self) -> str:
        self.no += 1
        self.case = await self.hall.get(self.case)
        # Numbers are drawn by chance, and lists are in their order: without another the lot would draw differently.
        payments = sorted(await self.hall.payments(self.case), key=_place)
        waiting = [each for each in payments if each["status"] == "due"]
        gone = [each for each in payments if each["status"] == "voided"]
        may = {"open": self.case["status"] == "approved", "pay": waiting, "void": waiting, "replace": gone}
        may |= {"decide": not waiting, "receive": await self.open_backs()}
        what = self.lot.choice([name for name, those in may.items() if those])
        await getattr(self, what)(self.lot.choice(may[what]) if isinstance(may[what], list) and may[what] else None)
        return what

    async def open(self, _: None) -> None:
        answer = await self.hall.opened(self.case, wife(), child(), papers=["guardian_proof"])
        assert answer.status_code in (201, 409, 422), answer.text

    async def pay(self, payment: Case) -> None:
        ok(await self.hall.pay_out(self.case, payment, payment["to_pay_fen"], f"{self.no}"))

    async def void(self, payment: Case) -> None:
        ok(await void(self.hall, payment, f"{self.no}"))

    async def replace(self, payment: Case) -> None:
        person = wife() if payment["share"] == "67/100" else child()
        answer = await replace(self.hall, payment, person, f"{self.no}")
        assert answer.status_code in (201, 409), answer.text

    async def receive(self, back: Case) -> None:
        answer = await receive(self.hall, back, self.lot.randint(1, back["open_fen"]), f"R{self.no}")
        assert answer.status_code == 201, answer.text

    async def decide(self, _: None) -> None:
        hall, reason = self.hall, {"reason": "amount-wrong"}
        case = await hall.done(self.case, "reopening", reason, Role.ADJUDICATOR, **seen(self.case))
        self.due_fen = self.lot.choice([1, 333_333, 1_000_001, self.lot.randint(1, 2_000_000)])
        self.case = ok(await hall.decide(await hall.passed(await hall.recalculated(case, self.due_fen))))

    async def open_backs(self) -> list[Case]:
        return sorted([each for each in await self.hall.backs(self.case) if each["open_fen"]], key=_place)

    async def check(self) -> None:
        """Each settlement owes what is paid, voided and due of it; all of them what was decided on last."""
        hall, path = self.hall, f"/claims/{self.case['case_no']}"
        payments, rows = await hall.payments(self.case), (await hall.office.get(f"{path}/settlements")).json()
        backs = await hall.backs(self.case)
        replaced = {row["replaces"] for row in rows}
        newest = max(row["no"] for row in rows if row["replaces"] is None)
        still_due = 0
        for row in rows:
            by = dict.fromkeys(("due", "paid_out", "voided"), 0)
            for each in (each for each in payments if each["settlement_no"] == row["no"]):
                by[each["status"]] += each["amount_fen"]
            unopened = row["pay_fen"] if row["opened_at"] is None else 0
            assert row["pay_fen"] == by["paid_out"] + by["voided"] + by["due"] + unopened
            assert row["voided_fen"] == by["voided"]
            still_due += by["due"] + (unopened if row["no"] == newest else 0)
        again = [each for each in payments if each["status"] == "voided" and each["case_no"] not in replaced]
        still_due += sum(each["amount_fen"] for each in again if each["settlement_no"] >= newest)
        paid = sum(each["amount_fen"] for each in payments if each["status"] == "paid_out")
        collected = sum([sum(await hall.came_in(back)) for back in backs])
        assert collected == sum(back["recovered_fen"] for back in backs)
        assert self.due_fen == paid + still_due - collected - sum(back["open_fen"] for back in backs)
        status = (await hall.get(self.case))["status"]
        assert status == ("approved" if still_due else "paid"), rows


@pytest.mark.parametrize("seed", range(6))
async def test_the_books_of_a_claim_balance(hall: ClaimsHall, seed: int):
    history = History(hall, await died(hall), 1_000_001, Random(seed))
    done = []
    for _ in range(STEPS):
        done.append(await history.go_on())
        await history.check()
    assert set(done) >= {"open", "pay", "void", "replace", "decide"}, done
