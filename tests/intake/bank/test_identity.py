"""A bank identifies its customers on our behalf, and says so; a bank's system acts for its own bank only."""

from typing import Any

import pytest

from shared.auth import Role
from tests.intake.bank.sales import BANK, BankDesk, finances, line_of, statement
from tests.intake.counter import PERSON, refused

HEIR = PERSON | {"name": "欧阳建国", "id_number": "E70000001", "share_percent": 100, "relation": "spouse"}
TO_HEIR: dict[str, Any] = {"beneficiaries": [HEIR], "beneficiaries_agreed": True}
RICH = {"premium_fen": 20_000_000, "finances": finances(family_income_fen=90_000_000, budget_fen=20_000_000)}
REASON = {"reason": "customer-request"}


async def test_a_sale_for_a_beneficiary_whom_the_bank_did_not_identify_is_refused(desk: BankDesk) -> None:
    before = len(await desk.office.rows())
    answer = await desk.submit(**TO_HEIR, identified=["policyholder", "insured"])
    refused(answer, 422, "not-identified", field="beneficiaries", rule="AML-L31", mark="V", missing=["beneficiary"])
    assert len(await desk.office.rows()) == before


async def test_the_banks_attestation_is_kept_among_the_identity_checks(desk: BankDesk) -> None:
    case = await desk.issued(**TO_HEIR, identified=["beneficiary"])
    assert case["status"] == "issued"
    checks = await desk.office.get("/identity-checks", Role.AUDITOR, case_no=case["case_no"])
    (check,) = checks.json()["items"]
    told = {name: check[name] for name in ("role", "method", "result", "checked_by", "case_kind", "copy_sha256")}
    assert told == {
        "role": "beneficiary",
        "method": "by_seller",
        "result": "matched",
        "checked_by": f"bank:{BANK}",
        "case_kind": "bank_application",
        "copy_sha256": None,
    }


async def test_a_policyholder_who_is_the_beneficiary_needs_no_attestation(desk: BankDesk) -> None:
    own = PERSON | {"share_percent": 100}
    assert (await desk.issued(beneficiaries=[own], beneficiaries_agreed=True))["status"] == "issued"


async def test_a_bank_collects_as_by_transfer_and_the_same_threshold_holds(desk: BankDesk) -> None:
    refused(await desk.submit(**RICH), 422, "not-identified", rule="AML-07-NB2", missing=["policyholder", "insured"])
    assert (await desk.issued(**RICH, identified=["policyholder", "insured"]))["status"] == "issued"


async def test_what_is_doubted_after_the_sale_holds_up_the_policy(desk: BankDesk) -> None:
    case = await desk.submitted(**TO_HEIR, identified=["beneficiary"])
    people = await desk.office.get("/identity-checks/persons", Role.TELLER, case_no=case["case_no"])
    heir = next(each for each in people.json()["items"] if each["role"] == "beneficiary")
    body = {"case_no": case["case_no"], "party_ref": heir["party_ref"], "document": heir["document"]}
    seen = {"method": "registry_query", "result": "doubtful"}
    assert (await desk.office.post("/identity-checks", Role.COMPLIANCE, body | seen)).status_code == 201
    refused(await desk.collect(case), 422, "not-identified", rule="AML-L31")
    assert (await desk.case(case))["status"] == "awaiting_premium"


@pytest.mark.parametrize("token", ["bank:icbc", "bank:psb", "bank:", "S-integrator", "psbc"])
async def test_a_token_of_another_bank_or_of_none_does_nothing_of_this_banks(desk: BankDesk, token: str) -> None:
    waiting, issued = await desk.submitted(), await desk.issued()
    other = desk.token(Role.INTEGRATOR, ref=token)
    post, told = desk.office.post, {"rule": "bank-of-token", "field": "bank"}
    paid = {"amount_fen": waiting["premium_fen"]}
    path = f"/bank-applications/{waiting['case_no']}"
    for answer in (
        await post("/bank-applications", Role.INTEGRATOR, desk.sale(), **other),
        await post(f"{path}/receipts", Role.INTEGRATOR, paid, **other, **{"Idempotency-Key": "K-1"}),
        await post(f"{path}/withdrawal", Role.INTEGRATOR, REASON, **other),
        await post(f"/bank-applications/{issued['case_no']}/void", Role.INTEGRATOR, REASON, **other),
    ):
        refused(answer, 403, "forbidden", **told)
    assert [(await desk.case(case))["status"] for case in (waiting, issued)] == ["awaiting_premium", "issued"]


async def test_a_bank_reads_and_reconciles_its_own_days_only(desk: BankDesk) -> None:
    file = statement(line_of(await desk.issued()))
    run = (await desk.reconcile(file, role=Role.INTEGRATOR)).json()
    http, other = desk.office.http, desk.token(Role.INTEGRATOR, ref="bank:icbc")
    for path in ("", "?bank=psbc", f"/{run['id']}", f"/{run['id']}/rows"):
        answer = await http.get(f"/v1/bank-reconciliations{path}", headers=other)
        if path:
            refused(answer, 403, "forbidden", rule="bank-of-token")
        else:
            assert answer.json()["items"] == []
    own = await http.get("/v1/bank-reconciliations", headers=desk.token(Role.INTEGRATOR, ref="bank:psbc@350322"))
    assert [day["bank"] for day in own.json()["items"]] == [BANK]
    data, files = {"org": "350322", "bank": BANK, "day": "2026-10-12"}, {"file": ("d.csv", file, "text/csv")}
    answer = await http.post("/v1/bank-reconciliations", data=data, files=files, headers=other)
    refused(answer, 403, "forbidden", rule="bank-of-token")


async def test_a_teller_withdraws_whichever_bank_sold_it(desk: BankDesk) -> None:
    case = await desk.submitted()
    answer = await desk.office.post(f"/bank-applications/{case['case_no']}/withdrawal", Role.TELLER, REASON)
    assert answer.json()["status"] == "withdrawn"


async def test_the_days_come_in_pages_each_once(desk: BankDesk) -> None:
    for bank in ("abc", "icbc", "psbc"):
        await desk.issued(bank=bank)
    found, cursor = [], ""
    for _ in range(3):
        asked = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        page = (await desk.office.get("/bank-reconciliations", Role.CASHIER, **asked)).json()
        found += [day["bank"] for day in page["items"]]
        cursor = page["next_cursor"]
    assert (found, cursor) == (["abc", "icbc", "psbc"], None)
    assert (await desk.office.get("/bank-reconciliations", Role.CASHIER, cursor="x")).status_code == 422
