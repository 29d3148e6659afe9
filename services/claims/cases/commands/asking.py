"""What is asked for a calculation, of those who keep the policy or the group's list, before its transaction."""

from datetime import date
from typing import Any

import httpx

from services.claims.cases.findings import Asked, Worth, needs_worth
from services.claims.cases.models import Claim
from services.claims.cases.schemas import CalculationIn, FindingsIn
from services.claims.covers.heads import head_again, head_named
from services.claims.papers.matrix import claims_death
from shared.ages import age_on
from shared.errors import RuleBroken, Text
from shared.pii import blind_index
from shared.sisters import Sisters

NOT_OF_CLAIM = Text("该证件号码不是本案的被保险人", "The claim isn't about whoever has that number")
NO_CLAUSES = Text("没有该险种的条款数据,请人工理算", "Nothing is known of the clauses of this product: reckon by hand")
NOTHING_SETTLED = {"loans_fen": 0, "dividends_fen": 0}
SETTLED = (("owed_fen", "loans_fen"), ("dividends_fen", "dividends_fen"))


async def ask_keepers(sisters: Sisters, case: Claim, findings: FindingsIn) -> Asked:
    """As of now, from those who keep the policy or the group's list; never inside a transaction."""
    died_on = findings.died_on
    if case.insured_since is not None or case.insured_ref is None:
        ref = case.insured_ref or await _ref_by_number(sisters, case, findings.id_number)
        head, age = await head_again(sisters, case.policy_no, ref, died_on)
        return Asked(head=head, age=age)
    if not needs_worth(case):
        return Asked()
    answer = await _values(sisters, case.policy_no)
    increases = {each["request_no"]: each["cash_value_fen"] for each in answer["increases"]}
    ours = next((each for each in answer["settled"] if each["case_no"] == case.case_no), NOTHING_SETTLED)
    loan_fen, dividends_fen = (answer[name] + ours[part] for name, part in SETTLED)
    since = [each["amount_fen"] for each in answer.get("taken_out", ()) if each["taken_on"] > str(case.event_on)]
    worth = Worth(answer["cash_value_fen"], loan_fen, increases, dividends_fen, sum(since))
    return Asked(worth, age=await _age_at(sisters, case, died_on) if died_on else None)


async def _values(sisters: Sisters, policy_no: str) -> Any:
    try:
        return await sisters.get("policy_service", f"/v1/policies/{policy_no}/values")
    except httpx.HTTPStatusError as refused:
        if refused.response.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise RuleBroken("product", "clauses-known", NO_CLAUSES) from refused
        raise


async def _ref_by_number(sisters: Sisters, case: Claim, id_number: str | None) -> str:
    """Of a group's claim of before its list was asked of intake: only a hash of the number is known."""
    head = await head_named(sisters, case.policy_no, id_number, case.event_on)
    if blind_index(id_number or "", "id_number") != case.insured_hash:
        raise RuleBroken("id_number", "insured-of-claim", NOT_OF_CLAIM)
    return head.party_ref


async def _age_at(sisters: Sisters, case: Claim, day: date) -> int | None:
    """Whoever was born when is asked for and not kept."""
    answer = await sisters.get("policy_service", f"/v1/policies/{case.policy_no}/parties", purpose="claim")
    born = [date.fromisoformat(each["born_on"]) for each in answer["items"] if each["party_ref"] == case.insured_ref]
    return age_on(born[0], day) if born else None


async def ask_age(sisters: Sisters, case: Claim, form: CalculationIn) -> int | None:
    """Of the insured at their death, on the day of the event where no other is told; never inside a transaction."""
    if not claims_death(case.types) or case.insured_ref is None:
        return None
    died_on = form.died_on or case.event_on
    if case.insured_since is not None:
        _, age = await head_again(sisters, case.policy_no, case.insured_ref, died_on)
        return age
    return await _age_at(sisters, case, died_on)
