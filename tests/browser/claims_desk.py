"""Claims at the counter of a running suite, from their report to payment, and what is investigated of them."""

import time
from itertools import count
from typing import Any

import httpx

from shared.auth import Role
from tests.browser.old_policies import ORG, Case, OldPolicies, Suite, day_before
from tests.claims.hall import INVOICE, PAPERS, REPORTER, payee

CARD = {"product": "K2002", "term_years": 1, "sum_assured_fen": 2_000_000}


class ClaimsDesk:
    """T1 takes in, A1 calculates, R1 reviews, D1 decides, C1 pays; a policy of its own for each claim."""

    def __init__(self, suite: Suite, prefix: str) -> None:
        self.suite, self._policies, self._numbers = suite, OldPolicies(suite, prefix), count(1)
        self._prefix = prefix

    def send(self, method: str, path: str, role: Role, who: str, body: Any = None, **headers: str) -> httpx.Response:
        known = self._policies.headers(role, who) | headers
        url = f"{self.suite[0]}/claims/v1{path}"
        answer = httpx.request(method, url, json=body, headers=known, trust_env=False, timeout=20)
        assert answer.status_code in (200, 201), answer.text
        return answer

    def post(self, path: str, body: Any = None, role: Role = Role.TELLER, who: str = "T1", **headers: str) -> Case:
        return dict(self.send("POST", path, role, who, body, **headers).json())

    def get(self, path: str, role: Role = Role.ADJUDICATOR) -> Any:
        return self.send("GET", path, role, "A1").json()

    def step(self, case: Case, what: str, body: Any, role: Role, who: str) -> Case:
        """By somebody who saw the case as it stands now."""
        path = f"/claims/{case['case_no']}"
        version = self.get(path)["version"]
        return self.post(f"{path}/{what}", body, role, who, **{"If-Match": f'"{version}"'})

    def reported(self, event_days_ago: int = 4) -> Case:
        policy_no = self._policies.registered(**CARD, effective_on=day_before(90).isoformat())
        self._known(policy_no)
        form = {"policy_no": policy_no, "channel": "telephone", "reporter": REPORTER, "cause": "illness"}
        form |= {"event_on": day_before(event_days_ago).isoformat(), "care": "inpatient", "types": ["illness-medical"]}
        return self.post("/claims", form)

    def accepted(self, case: Case, *, small: bool = True, papers: list[str] = PAPERS) -> Case:
        fen = 150_000 if small else 1_500_000
        return self.step(
            case, "acceptance", {"papers": papers, "claimed_fen": fen, "is_clear": small}, Role.TELLER, "T1"
        )

    def registered(self, *, small: bool = True) -> Case:
        case = self.accepted(self.reported(), small=small)
        return self.step(case, "registration", {"distinct_from": []}, Role.ADJUDICATOR, "A1")

    def calculated(self, total_fen: int = 150_000, social_insurance_fen: int = 60_000, *, small: bool = True) -> Case:
        case = self.registered(small=small)
        invoice = INVOICE | {"number": f"{self._prefix}{next(self._numbers):06}", "total_fen": total_fen}
        invoice |= {"social_insurance_fen": social_insurance_fen, "issued_on": day_before(2).isoformat()}
        self.step(case, "invoices", invoice, Role.ADJUDICATOR, "A1")
        return self.step(case, "calculation", {}, Role.ADJUDICATOR, "A1")

    def decided(self, **facts: Any) -> Case:
        case = self.calculated(**facts)
        self.step(case, "review", {"outcome": "pass"}, Role.REVIEWER, "R1")
        return self.step(case, "decision", {"outcome": "approve"}, Role.ADJUDICATOR, "D1")

    def paid(self, **facts: Any) -> Case:
        case = self.decided(**facts)
        self.pay(self.to_be_paid(case))
        return dict(self.get(f"/claims/{case['case_no']}"))

    def to_be_paid(self, case: Case) -> Case:
        form = {"claim_no": case["case_no"], "payees": [payee(name="陈阿土", id_number=self._insured(case))]}
        (payment,) = self.send("POST", "/claim-payments", Role.TELLER, "T1", form).json()
        return dict(payment)

    def pay(self, payment: Case) -> Case:
        body = {"amount_fen": payment["amount_fen"], "voucher": f"V-{payment['case_no']}"}
        path, key = f"/claim-payments/{payment['case_no']}/cash-payment", {"Idempotency-Key": payment["case_no"]}
        return self.post(path, body, Role.CASHIER, "C1", **key)

    def surveyed(self, **changes: Any) -> Case:
        case = self.registered(small=False)
        form = {"claim_no": case["case_no"], "survey_type": "hospital-visit", "place": "仙游县医院"} | changes
        return self.post("/surveys", form, Role.ADJUDICATOR, "A1")

    def allocated(self) -> Case:
        return self.post("/survey-allocations", {"org": ORG}, Role.BRANCH_MANAGER, "M1")

    def investigators(self, **per_day: int) -> None:
        for who, places in per_day.items():
            body = {"org": ORG, "staff": who, "per_day": places, "from_on": day_before(30).isoformat(), "to_on": None}
            self.post("/investigator-capacities", body, Role.BRANCH_MANAGER, "M1")

    def _known(self, policy_no: str) -> None:
        """Claims hears of a policy in a moment."""
        url, until = f"{self.suite[0]}/claims/v1/covers/{policy_no}", time.monotonic() + 5
        headers = self._policies.headers(Role.ADJUDICATOR, "A1")
        while httpx.get(url, headers=headers, trust_env=False).status_code == 404:
            assert time.monotonic() < until
            time.sleep(0.05)

    def _insured(self, case: Case) -> str:
        """The voucher's number makes the identity number of whom its policy insures."""
        return f"E5{case['policy_no'].removeprefix('JY').replace('-', '')}"
