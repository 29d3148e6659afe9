"""Who is paid, and the death that they are paid for."""

from typing import Any

from tests.claims.hall import Case, ClaimsHall, ok, payee

WIFE_REF, CHILD_REF = "7d3c9d0e-6b43-4a1e-8a55-5d1e4a7f2c22", "7d3c9d0e-6b43-4a1e-8a55-5d1e4a7f2c33"
GUARDIAN = {"name": "林秀英", "sex": "female", "born_on": "1988-02-03", "id_type": "passport", "id_number": "E33330001"}
GUARDIAN |= {"relation": "parent"}
DEATH = {"types": ["illness-death"], "care": "none"}
PAPERS = ["claim_form", "policy_document", "insured_id", "medical_record", "pathology_report", "death_certificate"]
PAPERS += ["beneficiary_proof", "account_card"]


def wife(**changes: Any) -> Case:
    known = {"payee": "beneficiary", "relation": "spouse", "name": "林秀英", "born_on": "1988-02-03"}
    return payee(**known | {"id_number": "E33330001"} | changes)


def child(**changes: Any) -> Case:
    known = {"payee": "beneficiary", "relation": "child", "name": "欧阳小宝", "born_on": "2015-02-03"}
    account = {"account_no": "6227001234567890000", "holder": "林秀英"}
    return payee(**known | {"id_number": "E33330002", "guardian": GUARDIAN, "account": account} | changes)


def heir(number: int, share: tuple[int, int], **changes: Any) -> Case:
    known = {"payee": "beneficiary", "relation": "child", "name": f"继承人{number}", "id_number": f"E4444000{number}"}
    known["share"] = {"numerator": share[0], "denominator": share[1]}
    return payee(**known | changes)


async def died(hall: ClaimsHall, amount_fen: int = 1_000_001, **changes: Any) -> Case:
    """Agreed to, and to be paid to the beneficiaries."""
    case = await hall.reviewed(amount_fen, **DEATH | {"papers": PAPERS} | changes)
    return ok(await hall.decide(case))
