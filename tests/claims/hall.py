"""What the tests of claims do, at the desk and behind it."""

from typing import Any

import httpx

from shared.auth import Role, mint_token
from shared.testing.alone import Alone

Case = dict[str, Any]
POLICY_NO = "BD260301-00000001"
REPORTER = {"name": "李四", "phone": "13800000001", "relation": "kin"}
REPORT: Case = {
    "policy_no": POLICY_NO,
    "channel": "telephone",
    "reporter": REPORTER,
    "event_on": "2026-10-08",
    "cause": "illness",
    "care": "inpatient",
    "types": ["illness-medical"],
    "story": "在仙游县医院住院",
}
PAPERS = ["claim_form", "insured_id", "medical_record", "inpatient_invoice", "account_card"]
INVOICE: Case = {"number": "35030012", "kind": "inpatient", "issued_on": "2026-10-10", "hospital": "H3503-1"}
INVOICE |= {"total_fen": 128_000}
INVOICED: Case = {
    "code": "invoice",
    "rule_id": "R1",
    "input": {"zh": "发票35030012", "en": "invoice 35030012"},
    "formula": {"zh": "1,280.00", "en": "1,280.00"},
    "amount_fen": 128_000,
    "basis": "条款第5条",
    "mark": "D",
}
DEDUCTED = INVOICED | {"code": "deductible", "amount_fen": -10_000}
CALCULATION: Case = {"lines": [INVOICED, DEDUCTED], "total_fen": 118_000}


def values(cash_value_fen: int, owed_fen: int, dividends_fen: int = 0, **more: Any) -> Case:
    """What policy_service says a policy is worth and owes; `settled` by whom so far."""
    known = {"cash_value_fen": cash_value_fen, "owed_fen": owed_fen, "dividends_fen": dividends_fen}
    return known | {"increases": [], "settled": []} | more


def payee(**changes: Any) -> Case:
    """The insured, as the policy has her."""
    known: Case = {"payee": "insured", "relation": "self", "name": "欧阳小妹", "sex": "female", "born_on": "1990-05-06"}
    known |= {"id_type": "passport", "id_number": "E11112222"} | changes
    return {"account": {"account_no": "6227001234567890123", "holder": known["name"]}} | known


class ClaimsHall:
    """Tellers take in, S-adjudicator calculates, S-reviewer reviews, D-decider decides, S-cashier pays."""

    def __init__(self, office: Alone) -> None:
        self.office = office

    async def post(self, path: str, body: Any = None, role: Role = Role.TELLER, **headers: str) -> httpx.Response:
        return await self.office.post(f"/claims{path}", role, body, **headers)

    async def done(self, case: Case, what: str, body: Any = None, role: Role = Role.TELLER, **headers: str) -> Case:
        answer = await self.post(f"/{case['case_no']}/{what}", body, role, **headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def reported(self, **changes: Any) -> Case:
        answer = await self.post("", REPORT | changes)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def accepted(self, **changes: Any) -> Case:
        """Complete, unless `papers` says otherwise."""
        form = {"papers": PAPERS, "claimed_fen": 128_000, "is_clear": True}
        form |= {name: changes.pop(name) for name in tuple(form) if name in changes}
        return await self.done(await self.reported(**changes), "acceptance", form)

    async def registered(self, **changes: Any) -> Case:
        distinct = changes.pop("distinct_from", [])
        case = await self.accepted(**changes)
        return await self.done(case, "registration", {"distinct_from": distinct}, Role.ADJUDICATOR)

    async def calculated(self, amount_fen: int = 118_000, **changes: Any) -> Case:
        case = await self.registered(**changes)
        return await self.recalculated(case, amount_fen)

    async def recalculated(self, case: Case, amount_fen: int) -> Case:
        lines = {"lines": [INVOICED | {"amount_fen": amount_fen}], "total_fen": amount_fen}
        return await self.done(case, "manual-calculation", lines, Role.ADJUDICATOR)

    async def reviewed(self, amount_fen: int = 118_000, **changes: Any) -> Case:
        return await self.passed(await self.calculated(amount_fen, **changes))

    async def passed(self, case: Case) -> Case:
        return await self.done(case, "review", {"outcome": "pass"}, Role.REVIEWER, **seen(case))

    async def decide(self, case: Case, org: str = "350322", ref: str = "D-decider", **body: Any) -> httpx.Response:
        return await self.as_decider(case, "decision", {"outcome": "approve"} | body, org=org, ref=ref)

    async def as_decider(
        self, case: Case, what: str, body: Case, *, org: str = "350322", ref: str = "D-decider"
    ) -> httpx.Response:
        token = mint_token(self.office.settings, ref, [Role.ADJUDICATOR], org=org)
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"} | seen(case)
        return await self.office.http.post(f"/v1/claims/{case['case_no']}/{what}", json=body, headers=headers)

    async def pay(self, case: Case, amount_fen: int, key: str) -> httpx.Response:
        """What was settled last goes to the insured, in cash; the answer is the claim, or the refusal."""
        await self.opened(case)
        payment = max(await self.payments(case), key=lambda each: int(each["settlement_no"]))
        return await self.pay_out(case, payment, amount_fen, key)

    async def pay_out(self, case: Case, payment: Case, amount_fen: int, key: str) -> httpx.Response:
        body = {"amount_fen": amount_fen, "voucher": f"V-{key}"}
        paid = await self.on_payment(payment, "cash-payment", body, Role.CASHIER, key)
        return paid if paid.status_code != 200 else await self.office.get(f"/claims/{case['case_no']}")

    async def opened(self, case: Case, *payees: Case, **more: Any) -> httpx.Response:
        body = {"claim_no": case["case_no"], "payees": list(payees) or [payee()]} | more
        return await self.office.post("/claim-payments", Role.TELLER, body)

    async def payments(self, case: Case) -> list[Case]:
        return list((await self.office.get("/claim-payments", claim_no=case["case_no"])).json()["items"])

    async def backs(self, case: Case) -> list[Case]:
        known = (await self.office.get("/claim-backs", claim_no=case["case_no"], limit="200")).json()["items"]
        return sorted(known, key=lambda each: int(each["settlement_no"]))

    async def came_in(self, back: Case) -> list[int]:
        """Fen by receipts and set-offs; below 0 what was taken back."""
        entries = (await self.office.get(f"/claim-backs/{back['case_no']}/entries")).json()
        return [each["amount_fen"] for each in entries]

    async def on_payment(
        self, payment: Case, what: str, body: Any = None, role: Role = Role.CASHIER, key: str | None = None
    ) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return await self.office.post(f"/claim-payments/{payment['case_no']}/{what}", role, body, **headers)

    async def paid(self, amount_fen: int = 118_000, **changes: Any) -> Case:
        case = ok(await self.decide(await self.reviewed(amount_fen, **changes)))
        return ok(await self.pay(case, amount_fen, f"pay-{case['case_no']}"))

    def as_cashier(self, ref: str) -> dict[str, str]:
        token = mint_token(self.office.settings, ref, [Role.CASHIER], org="350322")
        return {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    async def survey(self, claim: Case, **changes: Any) -> Case:
        form = {"claim_no": claim["case_no"], "survey_type": "hospital-visit", "place": "仙游县医院住院部"} | changes
        answer = await self.office.post("/surveys", Role.ADJUDICATOR, form)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def get(self, case: Case, what: str = "", role: Role = Role.ADJUDICATOR, **more: Any) -> Any:
        answer = await self.office.get(f"/claims/{case['case_no']}{what}", role, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def clocks(self, case: Case) -> dict[str, Case]:
        """The newest of each id."""
        told = (await self.get(case, "/sla"))["clocks"]
        return {clock["explanation"]["id"]: clock["explanation"] for clock in told}


def seen(case: Case) -> dict[str, str]:
    return {"If-Match": f'"{case["version"]}"'}


def ok(answer: httpx.Response) -> Case:
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def refused(answer: httpx.Response, status: int, rule: str) -> Case:
    told = dict(answer.json())
    found = told.get("rule") or (told.get("errors") or [{}])[0].get("rule")
    assert (answer.status_code, found) == (status, rule), told
    return told
