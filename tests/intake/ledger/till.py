"""What the tests of the money book share: the cashier's till, and whether every fen is accounted for."""

from datetime import timedelta
from itertools import count
from typing import Any

import httpx
from sqlalchemy import func, select

from services.intake.applications.models import Application
from services.intake.cards.models import CardActivation
from services.intake.group_changes.models import GroupChange
from services.intake.groups.models import GroupApplication
from services.intake.ledger.models import PremiumMovement, PremiumReceipt, PremiumRefund
from shared.auth import Role
from tests.intake.counter import ORG, PERSON, Counter

Row = dict[str, Any]
CARD = {"org": ORG, "outlet": "35032201", "product": "K2001"}
FIRST_CARD = 8_800_000_000
PLACES = ("applied", "suspended", "refunded")


class Till:
    def __init__(self, counter: Counter) -> None:
        self.counter, self._keys = counter, count(1)

    async def post(
        self, path: str, body: Any = None, role: Role = Role.CASHIER, ref: str | None = None
    ) -> httpx.Response:
        headers = self.counter.token(role, ref=ref) | {"Idempotency-Key": f"K-{next(self._keys)}"}
        return await self.counter.http.post(f"/v1{path}", json=body, headers=headers)

    async def get(self, path: str, role: Role = Role.CASHIER, **params: str) -> Any:
        answer = await self.counter.http.get(f"/v1{path}", headers=self.counter.token(role), params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def take(
        self, amount_fen: int, case_no: str | None = None, method: str = "transfer", **more: Any
    ) -> httpx.Response:
        self.counter.time.set(self.counter.time.now() + timedelta(seconds=1))  # the oldest money is applied first
        body = {"org": ORG, "case_no": case_no, "amount_fen": amount_fen, "method": method} | more
        if method == "transfer":
            body = {"reference": f"ICBC-{next(self._keys)}"} | body
        return await self.post("/receipts", body)

    async def taken(self, amount_fen: int, case_no: str | None = None, method: str = "transfer", **more: Any) -> Row:
        answer = await self.take(amount_fen, case_no, method, **more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def activated_card(self, *, prepaid: bool) -> Row:
        """A card's activation: to be paid, or paid for when the card was handed out."""
        card_no = str(FIRST_CARD + next(self._keys))
        stock = CARD | {"cards": [{"card_no": card_no, "password": "123456"}]}
        assert (await self.post("/cards", stock, Role.TELLER)).status_code == 201
        out = {"action": "hand_out", "card_nos": [card_no], "salesperson": "A1", "prepaid": prepaid}
        assert (await self.post("/card-moves", out, Role.TELLER)).status_code == 201
        person = PERSON | {"id_number": f"E{next(self._keys):08d}"}
        body = {"card_no": card_no, "password": "123456", "policyholder": person}
        answer = await self.post("/card-activations", body, Role.TELLER)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def receipt(self, receipt: Row) -> Row:
        return dict(await self.get(f"/receipts/{receipt['receipt_no']}"))

    async def balance(self, **params: str) -> Row:
        return dict(await self.get("/premium-balance", org=ORG, **params))

    async def check_book(self) -> None:
        """Collected = applied + suspended + refunded, by receipt, by its lines, by case, and in total."""
        async with self.counter.app.state.sessions() as session:
            receipts = {each.receipt_no: each for each in await session.scalars(select(PremiumReceipt))}
            lines = (await session.scalars(select(PremiumMovement))).all()
            open_refunds = select(PremiumRefund.receipt_no, func.sum(PremiumRefund.amount_fen)).where(
                PremiumRefund.status == "asked"
            )
            held = {row[0]: row[1] for row in await session.execute(open_refunds.group_by(PremiumRefund.receipt_no))}
            cases = [each for kind in KINDS for each in await session.scalars(select(kind))]
        for receipt_no, receipt in receipts.items():
            own = [line for line in lines if line.receipt_no == receipt_no]
            assert sum(line.amount_fen for line in own if line.source is None) == receipt.amount_fen
            for place in PLACES:
                came = sum(line.amount_fen for line in own if line.target == place)
                left = sum(line.amount_fen for line in own if line.source == place)
                assert came - left == getattr(receipt, f"{place}_fen") >= 0
            assert receipt.amount_fen == receipt.applied_fen + receipt.suspended_fen + receipt.refunded_fen
            assert receipt.held_fen == held.get(receipt_no, 0)
        for case in cases:
            if case.status not in ("issued", "effective") or not isinstance(case, GroupApplication | GroupChange):
                _check_case(case, [line for line in lines if line.case_no == case.case_no])
        for case in cases:
            if isinstance(case, GroupApplication) and case.status == "issued":
                _check_policy(case, cases, lines)
        total = await self.balance()
        assert total["collected_fen"] == sum(total[f"{place}_fen"] for place in PLACES)
        assert total["collected_fen"] == sum(receipt.amount_fen for receipt in receipts.values())
        assert total["suspended_fen"] == sum(receipt.suspended_fen for receipt in receipts.values())


KINDS: tuple[Any, ...] = (Application, CardActivation, GroupApplication, GroupChange)


def _check_policy(group: GroupApplication, cases: list[Any], lines: list[PremiumMovement]) -> None:
    """A group's policy has the premium of its form and of its changes, less what these gave back."""
    changes = [each for each in cases if getattr(each, "group_application_no", None) == group.case_no]
    made = [group, *(each for each in changes if each.status == "effective")]
    for case in made:
        applied = [line for line in lines if (line.case_no, line.action) == (case.case_no, "apply")]
        assert case.premium_collected_fen == case.premium_fen == sum(line.amount_fen for line in applied)
    released = [line for line in lines if line.action == "release" and line.case_no in {each.case_no for each in made}]
    assert sum(line.amount_fen for line in released) == sum(each.refund_fen for each in made[1:])


def _check_case(case: Any, lines: list[PremiumMovement]) -> None:
    """A case has its premium whole or nothing of it; one that ended without a policy has given it back."""
    applied = sum(line.amount_fen for line in lines if line.action == "apply")
    released = sum(line.amount_fen for line in lines if line.action == "release")
    assert case.premium_collected_fen == applied
    if case.status in ("paid", "issued"):
        assert applied - released == case.premium_fen
    else:
        assert applied == released
