"""What the tests of card policies share: cards, their passwords, the people insured, and the stock as it is told."""

from itertools import count
from typing import Any

import httpx

from shared.auth import Role
from shared.testing.alone import Alone
from tests.intake.counter import PERSON

ORG, OUTLET, PRODUCT = "350322", "35032201", "K2001"
FIRST = 8_800_000_000
Case = dict[str, Any]


def password_of(card_no: str) -> str:
    return f"{(int(card_no) * 7919 + 735_190) % 1_000_000:06d}"


class CardDesk:
    def __init__(self, office: Alone) -> None:
        self.office, self._numbers, self._people = office, count(FIRST), count(1)

    async def delivered(self, number: int = 1, **changes: Any) -> list[str]:
        """So many new cards in stock; their numbers."""
        card_nos = [str(next(self._numbers)) for _ in range(number)]
        answer = await self.deliver(card_nos, **changes)
        assert answer.status_code == 201, answer.text
        return card_nos

    async def deliver(self, card_nos: list[str], role: Role = Role.TELLER, **changes: Any) -> httpx.Response:
        cards = [{"card_no": card_no, "password": password_of(card_no)} for card_no in card_nos]
        body = {"org": ORG, "outlet": OUTLET, "product": PRODUCT, "cards": cards} | changes
        return await self.office.post("/cards", role, body, org=changes.get("org", ORG))

    async def move(
        self, action: str, card_nos: list[str], role: Role = Role.TELLER, org: str = ORG, **more: Any
    ) -> httpx.Response:
        return await self.office.post("/card-moves", role, {"action": action, "card_nos": card_nos} | more, org=org)

    async def handed_out(self, number: int = 1, *, prepaid: bool = False, **changes: Any) -> list[str]:
        card_nos = await self.delivered(number, **changes)
        answer = await self.move("hand_out", card_nos, salesperson="A10023", prepaid=prepaid)
        assert answer.status_code == 201, answer.text
        return card_nos

    def person(self, **changes: Any) -> dict[str, Any]:
        return PERSON | {"id_number": f"E{next(self._people):08d}"} | changes

    async def activate(
        self,
        card_no: str,
        role: Role = Role.TELLER,
        org: str = ORG,
        headers: dict[str, str] | None = None,
        **changes: Any,
    ) -> httpx.Response:
        body = {"card_no": card_no, "password": password_of(card_no), "policyholder": self.person()} | changes
        return await self.office.post("/card-activations", role, body, org=org, **(headers or {}))

    async def activated(self, card_no: str, role: Role = Role.TELLER, **changes: Any) -> Case:
        answer = await self.activate(card_no, role, **changes)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def pay(self, case: Case, amount_fen: int | None = None) -> httpx.Response:
        body = {"amount_fen": case["premium_fen"] if amount_fen is None else amount_fen, "method": "cash"}
        key = {"Idempotency-Key": f"{case['case_no']}-{amount_fen}"}
        return await self.office.post(f"/card-activations/{case['case_no']}/receipts", Role.CASHIER, body, **key)

    async def step(self, case: Case, what: str, role: Role = Role.TELLER, body: Any = None) -> Case:
        answer = await self.office.post(f"/card-activations/{case['case_no']}/{what}", role, body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def case(self, case: Case) -> Case:
        return dict((await self.office.get(f"/card-activations/{case['case_no']}")).json())

    async def card(self, card_no: str) -> dict[str, Any]:
        return dict((await self.office.get(f"/cards/{card_no}", Role.TELLER)).json())

    async def book(self, card_no: str) -> list[str]:
        lines = (await self.office.get(f"/cards/{card_no}/movements", Role.TELLER)).json()
        return [line["action"] for line in lines]

    async def stock(self, org: str = ORG) -> list[dict[str, Any]]:
        return list((await self.office.get("/card-stock", Role.TELLER, org=org)).json())
