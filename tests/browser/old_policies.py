"""Policies of old, registered at the counter of a running suite, and what falls due of them."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import httpx

from services.metrics.web.frame import HOME
from shared import clock
from shared.auth import Role, mint_token
from shared.settings import Settings
from tests.policy_service.archives.room import DRAFT, FORM, FOUND, PERSON, VOUCHER

Suite = tuple[str, Settings]
Case = dict[str, Any]
ORG = "350304"  # of no other browser test
ACCOUNT = {"account_no": "6227001234567890123", "holder": PERSON["name"]}


def day_before(days: int, years: int = 0) -> date:
    """So long before today, on a day that each year has."""
    day = clock.now().astimezone(HOME).date() - timedelta(days=days)
    return day.replace(year=day.year - years, day=min(day.day, 28))


class OldPolicies:
    def __init__(self, suite: Suite, prefix: str) -> None:
        self.suite, self._prefix, self._numbers = suite, prefix, count(10)

    def headers(self, role: Role, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {mint_token(self.suite[1], who, [role], org=ORG)}"}

    def send(self, method: str, path: str, role: Role, who: str = "T1", **more: Any) -> httpx.Response:
        headers = self.headers(role, who) | more.pop("headers", {})
        answer = httpx.request(
            method, f"{self.suite[0]}/policy/v1{path}", headers=headers, trust_env=False, timeout=20, **more
        )
        assert answer.status_code in (200, 201, 202), answer.text
        return answer

    def post(self, path: str, body: Any = None, role: Role = Role.TELLER, who: str = "T1", **headers: str) -> Case:
        return dict(self.send("POST", path, role, who, json=body, headers=headers).json())

    def list(self, path: str, role: Role = Role.TELLER, **asked: str) -> list[Case]:
        return list(self.send("GET", path, role, params=asked).json()["items"])

    def registered(self, **draft: Any) -> str:
        """Found in the archive from a voucher, drawn up, and reviewed by another; nobody has told an account yet."""
        number = f"{self._prefix}-{next(self._numbers)}"
        known = {"id_number": f"E5{number.replace('-', '')}", "account_no": None}
        policy = DRAFT | {"policy_no": f"JY{number}", "policyholder": PERSON | known} | draft
        case = self.post("/archive-lookups", FORM | {"org": ORG, "voucher": VOUCHER | {"number": number}})
        path = f"/archive-lookups/{case['case_no']}"
        self.post(f"{path}/searches", FOUND)
        case = self.post(f"{path}/proposal", policy)
        tag = {"If-Match": f'"{case["version"]}"'}
        return str(self.post(f"{path}/review", {"outcome": "approve"}, Role.REVIEWER, "R1", **tag)["registered_no"])

    def answered(self, batches: str, *results: str) -> None:
        """What is due goes to the bank, which answers so, item by item."""
        batch = self.post(batches, {"org": ORG}, Role.CASHIER, "C1")
        path = f"{batches}/{batch['case_no']}"
        self.post(f"{path}/export", None, Role.CASHIER, "C1")
        lines = [
            f"{batch['case_no']},{item['item_no']},{item['amount_fen'] / 100:.2f},{result}"
            for item, result in zip(self.list(f"{path}/items", Role.CASHIER), results, strict=True)
        ]
        content = "\n".join(["批次号,序号,金额,结果", *lines, ""]).encode()
        self.send("POST", f"{path}/results", Role.CASHIER, "C1", files={"file": ("results.csv", content)})
