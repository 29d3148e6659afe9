"""Policies sold by a bank to a running suite, and the call-backs, problems, complaints and numbers that follow."""

import time
from datetime import date, timedelta
from itertools import count
from typing import Any

import httpx

from shared.auth import Role
from tests.browser.old_policies import ORG, Case, OldPolicies, Suite
from tests.intake.bank.sales import SALE
from tests.intake.counter import PERSON

BANK, TODAY = "bank:psbc", date(2026, 10, 13)


class CallbackDesk:
    """V1 calls for the branch, V35 for the province; each policy is somebody else's sale."""

    def __init__(self, suite: Suite, prefix: str) -> None:
        self.suite, self._policies, self._prefix, self._numbers = suite, OldPolicies(suite, prefix), prefix, count(1)

    def send(self, method: str, path: str, role: Role, who: str, body: Any = None, **headers: str) -> Any:
        known = self._policies.headers(role, who) | headers
        answer = httpx.request(method, f"{self.suite[0]}{path}", json=body, headers=known, trust_env=False, timeout=20)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def post(self, path: str, role: Role, who: str, body: Any = None, **headers: str) -> Case:
        return dict(self.send("POST", path, role, who, body, **headers))

    def sold(self, **phones: str) -> Case:
        """Signed for today; returns the policy."""
        number = next(self._numbers)
        holder = PERSON | {"phones": phones or {"mobile": "13959512345"}, "id_number": f"E{self._prefix}{number:06}"}
        sale = SALE | {"org": ORG, "outlet": f"psbc-{ORG}07", "transaction_no": f"{self._prefix}{number:06}"}
        sale |= {"salesperson": f"psbc-{self._prefix}{number}", "policyholder": holder}
        case = self.post("/intake/v1/bank-applications", Role.INTEGRATOR, BANK, sale)
        path, key = f"/intake/v1/bank-applications/{case['case_no']}/receipts", {"Idempotency-Key": case["case_no"]}
        issued = self.post(path, Role.INTEGRATOR, BANK, {"amount_fen": case["premium_fen"]}, **key)
        policy = f"/policy/v1/policies/{issued['policy_no']}"
        self._wait_for(policy, Role.TELLER)
        self.post(f"{policy}/delivery", Role.TELLER, "T1", {"delivered_on": TODAY.isoformat()})
        return self.post(f"{policy}/receipt", Role.TELLER, "T1", {"signed_on": TODAY.isoformat()})

    def signed(self, **phones: str) -> Case:
        """The call-back of a policy just sold."""
        return self.call_of(self.sold(**phones)["case_no"], status="due")

    def left(self, days_ago: int) -> Case:
        """Whose salesperson left so long ago; a call is owed within thirty days."""
        policy = self.sold()
        self.call_of(policy["case_no"], status="due")
        listed = [{"salesperson": policy["salesperson"], "left_on": (TODAY - timedelta(days=days_ago)).isoformat()}]
        path = "/callback/v1/salesperson-departures"
        self.send("POST", path, Role.BRANCH_MANAGER, "M1", {"departures": listed})
        return self.call_of(policy["case_no"], project="agent-left")

    def called(self, case: Case, result: str, **more: Any) -> Case:
        path = f"/callback/v1/callbacks/{case['case_no']}"
        self.post(f"{path}/hold", Role.CALLER, "V1")
        if result == "completed":
            more["answers"] = dict.fromkeys(case["questions"], "yes") | more.get("answers", {})
        return self.post(f"{path}/attempts", Role.CALLER, "V1", {"result": result} | more)

    def complained(self, policy: Case) -> Case:
        told = {"channel": "counter", "reason": "attitude", "complainant": "policyholder", "told": "等候过久"}
        told["policy_no"] = policy["case_no"]
        return self.post("/callback/v1/complaints", Role.TELLER, "T1", told)

    def call_of(self, policy_no: str, **asked: str) -> Case:
        """Callback hears of it in a moment."""
        query = "&".join(f"{name}={value}" for name, value in (asked | {"policy_no": policy_no}).items())
        until = time.monotonic() + 10
        while not (found := self.send("GET", f"/callback/v1/callbacks?{query}", Role.CALLER, "V1")["items"]):
            assert time.monotonic() < until
            time.sleep(0.05)
        return dict(found[0])

    def _wait_for(self, path: str, role: Role) -> None:
        until, headers = time.monotonic() + 10, self._policies.headers(role, "T1")
        while httpx.get(f"{self.suite[0]}{path}", headers=headers, trust_env=False).status_code == 404:
            assert time.monotonic() < until
            time.sleep(0.05)
