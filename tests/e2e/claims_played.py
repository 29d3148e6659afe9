"""A claims office played by hand: each kind of ending and delay, told by the day on which it happens."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from fastapi import FastAPI

from services.claims.covers.models import Cover, CoveredPerson, CoverStep
from shared.db import make_engine, make_sessions
from shared.pii import blind_index
from simulator.api import Api, Json
from simulator.branches import CLOCK_MOVER, Staff

ORG, ID_NUMBER = "350322", "E11112222"
# One with benefit rules; one of an old voucher, whose claims are flagged as early and reckoned by hand.
MEDICAL, OLD = "BD260101-00000001", "BD260715-00000002"
BEGUN = {MEDICAL: (date(2026, 1, 1), "K2002"), OLD: (date(2026, 7, 15), None)}
TELLER, CLERK, REVIEWER = (
    Staff(who, (role,), ORG) for who, role in (("T1", "teller"), ("A1", "adjudicator"), ("R1", "reviewer"))
)
DECIDER, CASHIER = Staff("D1", ("adjudicator",), "35"), Staff("K1", ("cashier",), ORG)
PAPERS = ["claim_form", "insured_id", "medical_record", "inpatient_invoice", "account_card"]
REPORTER = {"name": "李四", "phone": "13800000001", "relation": "kin"}
ACCOUNT = {"account_no": "6227001234567890123", "holder": "欧阳小妹"}
PAYEE: Json = {"payee": "insured", "relation": "self", "name": "欧阳小妹", "sex": "female", "born_on": "1990-05-06"}
PAYEE |= {"id_type": "passport", "id_number": ID_NUMBER, "account": ACCOUNT}
BACKS = "/claims/v1/claim-backs"
TEXT = {"zh": "发票", "en": "invoice"}
LINE: Json = {"code": "invoice", "rule_id": "R1", "input": TEXT, "formula": TEXT, "basis": "条款第5条", "mark": "D"}


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour - 8, minute, tzinfo=UTC)


async def put_covers(app: FastAPI) -> None:
    engine = make_engine(app.state.settings.database_url_of("claims"))
    async with make_sessions(engine).begin() as session:
        for policy_no, (effective_on, product) in BEGUN.items():
            begun: Any = {"policy_no": policy_no, "version": 1}
            session.add(Cover(**begun, org=ORG, is_group=False, effective_on=effective_on, product=product))
            facts: Any = {"from_on": effective_on, "told_on": effective_on, "premium_fen": 1}
            facts["sum_assured_fen"] = 100_000_000
            session.add(CoverStep(**begun, action="open", status="in-force", **facts))
            insured: Any = {"party_ref": "P1", "role": "insured", "id_hash": blind_index(ID_NUMBER, "id_number")}
            session.add(CoveredPerson(policy_no=policy_no, **insured))
    await engine.dispose()


class ClaimsOffice:
    """Whatever is done takes a minute: of one moment, the numbers' random letters would rank the cases."""

    def __init__(self, api: Api) -> None:
        self.api, self.now, self._events, self._keys = api, at(9, 1), count(), count()

    async def clock(self, now: datetime) -> None:
        self.now = now
        await self.api.post(CLOCK_MOVER, "/dev/clock", {"now": now.isoformat(), "settle": True})

    async def report(self, policy_no: str = MEDICAL, on: date | None = None, **more: Any) -> str:
        """Of an event of its own, unless one is told."""
        await self.clock(self.now + timedelta(minutes=1))
        event_on = on or date(2026, 8, 17) + timedelta(days=next(self._events))
        form: Json = {"policy_no": policy_no, "channel": "counter", "event_on": event_on.isoformat()}
        form |= {"reporter": REPORTER, "cause": "illness", "care": "inpatient", "types": ["illness-medical"]} | more
        return str((await self.api.post(TELLER, "/claims/v1/claims", form))["case_no"])

    async def go(self, claim: str, what: str, who: Staff, body: Json | None = None) -> Json:
        case = await self.api.get(who, f"/claims/v1/claims/{claim}")
        return await self.api.post(who, f"/claims/v1/claims/{claim}/{what}", body, if_match=f'"{case["version"]}"')

    async def accept(self, claim: str, *lacking: str, clear: bool = False) -> None:
        papers = [each for each in PAPERS if each not in lacking]
        await self.go(claim, "acceptance", TELLER, {"papers": papers, "claimed_fen": 200_000, "is_clear": clear})

    async def register(self, claim: str) -> None:
        await self.clock(self.now + timedelta(minutes=7))
        await self.go(claim, "registration", CLERK, {"distinct_from": []})

    async def taken_in(self, *lacking: str, clear: bool = False, **more: Any) -> str:
        claim = await self.report(**more)
        await self.accept(claim, *lacking, clear=clear)
        if not lacking:
            await self.register(claim)
        return claim

    async def calculate(self, claim: str, total_fen: int = 200_000, social_fen: int = 0) -> None:
        case = await self.api.get(CLERK, f"/claims/v1/claims/{claim}")
        invoice: Json = {"number": f"3503{next(self._keys):04}", "kind": "inpatient", "issued_on": case["event_on"]}
        invoice |= {"hospital": "H1", "total_fen": total_fen, "social_insurance_fen": social_fen}
        await self.go(claim, "invoices", CLERK, invoice)
        await self.go(claim, "calculation", CLERK, {"is_suicide": False})
        await self.go(claim, "review", REVIEWER, {"outcome": "pass"})

    async def by_hand(self, claim: str, **fen: int) -> None:
        """Its lines by liability; `none`: of none."""
        lines = [LINE | {"liability": None if name == "none" else name, "amount_fen": n} for name, n in fen.items()]
        await self.go(claim, "manual-calculation", CLERK, {"lines": lines, "total_fen": sum(fen.values())})
        await self.go(claim, "review", REVIEWER, {"outcome": "pass"})

    async def settle_loan(self, claim: str, fen: int) -> None:
        """All that is granted goes to the policy's loan."""
        lines = [
            LINE | {"liability": "illness_medical", "amount_fen": fen},
            LINE | {"code": "loan", "amount_fen": -fen},
        ]
        body = {"lines": lines, "total_fen": 0, "ends_contract": True}
        await self.go(claim, "manual-calculation", CLERK, body)
        await self.go(claim, "review", REVIEWER, {"outcome": "pass"})
        await self.decide(claim)

    async def decide(self, claim: str, **decision: Any) -> None:
        await self.go(claim, "decision", DECIDER, {"outcome": "approve"} | decision)

    async def refuse(self, claim: str, *reasons: str) -> None:
        await self.decide(claim, outcome="refuse", reasons=[*reasons])

    async def tell_refusal(self, claim: str) -> None:
        await self.go(claim, "refusal-notice", TELLER, {"told_by": "letter"})

    async def open_payment(self, claim: str) -> str:
        opened: Any = await self.api.post(
            TELLER, "/claims/v1/claim-payments", {"claim_no": claim, "payees": [PAYEE], "papers": []}
        )
        return str(opened[0]["case_no"])

    async def transfer(self, payment: str, result: str = "success") -> None:
        sent = await self._money(payment, "transfer")
        told = {
            "attempt": sent["attempts"],
            "result": result,
            "voucher": f"V{next(self._keys)}" if result == "success" else None,
        }
        await self._money(payment, "transfer-result", told)

    async def in_cash(self, payment: str) -> None:
        known = await self.api.get(CASHIER, f"/claims/v1/claim-payments/{payment}")
        await self._money(
            payment, "cash-payment", {"amount_fen": known["amount_fen"], "voucher": f"V{next(self._keys)}"}
        )

    async def pay(self, claim: str) -> None:
        await self.transfer(await self.open_payment(claim))

    async def decide_by_hand(self, claim: str, fen: int) -> None:
        await self.by_hand(claim, illness_medical=fen)
        await self.decide(claim)

    async def overpaid(self, paid_fen: int, *owed_fen: int) -> str:
        """Decided anew for each of these sums; what is too much of the first is owed back."""
        claim = await self.taken_in(policy_no=OLD)
        await self.decide_by_hand(claim, paid_fen)
        await self.pay(claim)
        for fen in owed_fen:
            await self.go(claim, "reopening", CLERK, {"reason": "invoice-corrected"})
            await self.decide_by_hand(claim, fen)
        (back,) = await self.api.pages(CLERK, BACKS, claim_no=claim, status="outstanding")
        return str(back["case_no"])

    async def receive(self, back: str, fen: int) -> None:
        told = {"amount_fen": fen, "way": "transfer", "voucher": f"R{next(self._keys)}"}
        await self.api.post(CASHIER, f"{BACKS}/{back}/receipts", told, idempotency_key=str(told["voucher"]))

    async def set_off(self, payment: str, back: str, fen: int) -> None:
        kept = {"claim_back_no": back, "amount_fen": fen, "consent": "DK1", "consented_on": "2026-09-14"}
        path = f"/claims/v1/claim-payments/{payment}/set-off"
        await self.api.post(CLERK, path, kept, idempotency_key=f"set-off-{back}")

    async def _money(self, payment: str, what: str, body: Json | None = None) -> Json:
        path = f"/claims/v1/claim-payments/{payment}/{what}"
        return await self.api.post(CASHIER, path, body, idempotency_key=f"{payment}-{next(self._keys)}")


async def play(office: ClaimsOffice) -> None:
    await office.clock(at(9, 1))
    slow = await office.taken_in()  # decided after more than sixty days
    untold = await office.report()  # told what to bring too late
    failing = await first_days(office)
    await office.clock(at(9, 4))
    await office.accept(untold)
    await office.go(untold, "papers/medical_record/rejection", TELLER, {"cause": "incomplete"})
    await office.clock(at(9, 4, 10))
    await office.go(untold, "papers", TELLER, {"papers": ["medical_record"]})
    await office.register(untold)
    late_told, lacking = await first_delays(office)
    await afterwards(office, failing)
    prompt, late = await office.overpaid(50_000, 30_000), await office.overpaid(60_000, 20_000)
    await office.clock(at(9, 9, 10))
    await office.receive(prompt, 5_000)
    await office.go(late_told, "refusal-notice", TELLER, {"told_by": "letter"})
    await office.clock(at(9, 14))
    await office.go(lacking, "papers-notice", TELLER)
    await office.go(lacking, "papers", TELLER, {"papers": ["account_card"]})
    await office.calculate(untold)
    await office.decide(untold)
    partly = await office.open_payment(untold)
    await office.set_off(partly, prompt, 15_000)
    await office.transfer(partly)
    await office.overpaid(40_000, 30_000, 35_000)  # and left so
    await office.clock(at(9, 18))
    await office.in_cash(failing)
    await appealed(office, late_told)
    await office.clock(at(11, 9))
    await office.receive(late, 40_000)
    await office.calculate(slow)
    await office.decide(slow)
    await office.pay(slow)
    await office.clock(at(11, 12))


async def first_days(office: ClaimsOffice) -> str:
    """Small claims of one day, a withdrawal, a payment that fails."""
    cleared, surveyed = await office.taken_in(clear=True), await office.taken_in(clear=True)
    again = await office.taken_in(on=date(2026, 8, 5))
    await office.go(await office.report(on=date(2026, 8, 5)), "withdrawal", TELLER, {"reason": "claimed-elsewhere"})
    left = await office.taken_in(clear=True)
    asked: Json = {"claim_no": surveyed, "survey_type": "interview", "grade_days": 3, "place": "仙游"}
    survey = await office.api.post(CLERK, "/claims/v1/surveys", asked)
    await office.calculate(cleared, social_fen=50_000)
    await office.decide(cleared)
    await office.pay(cleared)
    await office.calculate(again, 150_000)
    await office.decide(again)
    failing = await office.open_payment(again)
    await office.transfer(failing, "account-dormant")
    await office.clock(at(9, 2))
    await office.calculate(left)
    await office.decide(left)
    await office.pay(left)
    withdrawal = f"/claims/v1/surveys/{survey['case_no']}/cancellation"
    await office.api.post(CLERK, withdrawal, {"reason": "not-needed"}, if_match=f'"{survey["version"]}"')
    await office.calculate(surveyed)
    await office.decide(surveyed)
    retried = await office.open_payment(surveyed)
    await office.transfer(retried, "system-error")
    await office.clock(at(9, 3))
    await office.transfer(retried)
    return failing


async def first_delays(office: ClaimsOffice) -> tuple[str, str]:
    """A refusal told late and one in time; papers that are missing or unfit; what isn't registered."""
    told, late_told = await office.taken_in(policy_no=OLD), await office.taken_in(policy_no=OLD)
    lacking = await office.taken_in("account_card")
    waiting = await office.report()
    await office.go(waiting, "papers-told", TELLER, {"told_by": "phone"})
    await office.accept(waiting, "medical_record")
    await office.go(waiting, "papers-notice", TELLER)
    turned = await office.report(policy_no=OLD)
    await office.go(turned, "turning-away", CLERK, {"reason": "not-covered", "told_by": "phone"})
    await office.by_hand(told, none=0)
    await office.by_hand(late_told, illness_medical=100)
    for claim in (told, late_told):
        await office.refuse(claim, "not-covered", "waiting-period")
    await office.tell_refusal(told)
    await office.clock(at(9, 7))
    await office.go(waiting, "papers", TELLER, {"papers": ["medical_record"]})
    await office.register(waiting)
    await office.calculate(waiting, 300_000, 100_000)
    await office.decide(waiting)
    await office.pay(waiting)
    return late_told, lacking


async def afterwards(office: ClaimsOffice, failing: str) -> None:
    """An advance; a claim reopened for the difference; an agreement; an appeal that is answered at once."""
    advanced = await office.taken_in(policy_no=OLD, channel="telephone")
    await office.go(advanced, "advance", DECIDER, {"amount_fen": 30_000})
    await office.pay(advanced)
    await office.clock(at(9, 8))
    await office.by_hand(advanced, illness_medical=80_000, hospital_day=40_001)
    await office.decide(advanced, outcome="negotiate", agreed_fen=100_000, agreement="XY-1")
    await office.pay(advanced)
    await office.go(advanced, "reopening", CLERK, {"reason": "invoice-corrected"})
    await office.by_hand(advanced, illness_medical=80_000, hospital_day=30_000)
    await office.decide(advanced)
    await office.pay(advanced)
    await office.go(advanced, "appeal", TELLER, {"reason": "amount-too-low"})
    another = Staff("D2", ("adjudicator",), "35")
    await office.go(advanced, "re-review", another, {"outcome": "uphold"})
    account = {"account_no": "6227001234567890131", "holder": "欧阳小妹"}
    await office.api.post(TELLER, f"/claims/v1/claim-payments/{failing}/account", account)
    await office.settle_loan(await office.taken_in(policy_no=OLD), 70_000)


async def appealed(office: ClaimsOffice, refused: str) -> None:
    """A refusal that is appealed against, answered late, and paid after all."""
    await office.go(refused, "appeal", TELLER, {"reason": "not-agreed"})
    await office.clock(at(10, 15))
    another = Staff("D2", ("adjudicator",), "35")
    await office.go(refused, "re-review", another, {"outcome": "reopen", "reason": "appeal-granted"})
    await office.by_hand(refused, none=60_000)
    await office.decide(refused)
    await office.pay(refused)
