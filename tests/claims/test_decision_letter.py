"""The letter of a decision (理赔核定通知书): a Word document whose lines sum to what is paid, each with its basis."""

from collections import defaultdict
from io import BytesIO
from typing import Any

import orjson
import pytest
from docx import Document

from shared.auth import Role
from shared.contracts.claims import ClaimApproved
from shared.tables import pii_reads
from tests.claims.conftest import PARTIES
from tests.claims.hall import CALCULATION, INVOICED, POLICY_NO, Case, ClaimsHall, ok, payee, refused, seen
from tests.claims.payments.people import died
from tests.claims.payments.test_voiding import replace, void
from tests.claims.test_calculating import CARD_NO, calculate, invoiced, issue_card, record

Lines = list[list[str]]


class Printed:
    def __init__(self, content: bytes) -> None:
        self.content, document = content, Document(BytesIO(content))
        self.text = "\n".join(each.text for each in document.paragraphs)
        tables: list[Lines] = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
        self.facts = dict(tables[0])
        self.tables = defaultdict[str, Lines](list)  # by their first head
        for table in tables[1:]:
            self.tables[table[0][0]] += table[1:]


async def printed(hall: ClaimsHall, case: Case, *, pii: bool = True, **asked: str) -> Printed:
    answer = await hall.office.get(f"/claims/{case['case_no']}/letter", Role.TELLER, pii=pii, **asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == f'attachment; filename="{case["case_no"]}.docx"'
    return Printed(answer.content)


def fen(text: str) -> int:
    return round(float(text.replace(",", "")) * 100)


@pytest.fixture
async def card(hall: ClaimsHall, policy_service: dict[str, Any]) -> ClaimsHall:
    await issue_card(hall, policy_service)
    return hall


async def approved(card: ClaimsHall, **invoice: Any) -> Case:
    case = await invoiced(card, "A1", 200_000, **invoice)
    return ok(await card.decide(await card.passed(await calculate(card, case))))


async def test_its_lines_are_the_calculations_and_sum_to_what_is_paid(card: ClaimsHall):
    case = await approved(card, social_insurance_fen=100_000)
    letter, (kept,) = await printed(card, case), await card.get(case, "/calculations")
    *lines, together = letter.tables["项目"]
    assert [fen(line[3]) for line in lines] == [line["amount_fen"] for line in kept["lines"]]
    assert sum(fen(line[3]) for line in lines) == fen(together[3]) == case["payable_fen"] == 108_000
    for line, known in zip(lines, kept["lines"], strict=True):
        assert line[:3] == [known[part]["zh"] for part in ("name", "input", "formula")]
        assert known["basis"].startswith(line[4])
        assert line[4]
    assert all(told in letter.text for told in ("疾病医疗保险金", "以上合计给付1,080.00元。", "医保已支付部分未予扣除"))


async def test_it_names_the_case_the_decision_and_its_day(card: ClaimsHall):
    case = await approved(card)
    facts = (await printed(card, case)).facts
    assert (facts["案件号"], facts["保单号"], facts["被保险人"]) == (case["case_no"], CARD_NO, "欧阳小妹")
    assert (facts["出险日"], facts["核定日"], facts["核定结论"]) == ("2026-10-08", "2026-10-12", "给付")
    assert facts["申请类型"] == "疾病医疗"
    told = await printed(card, case, language="en")
    assert (told.facts["Claim no."], told.facts["Decision"]) == (case["case_no"], "to be paid")
    assert "In all 1,080.00 yuan are paid." in told.text


async def test_without_the_right_the_name_is_masked_and_with_it_the_reading_is_recorded(card: ClaimsHall):
    case = await approved(card)
    letter = await printed(card, case, pii=False)
    assert letter.facts["被保险人"] == "欧***"
    assert "欧阳小妹" not in letter.text + str(letter.facts)
    assert "个人信息已遮盖" in letter.text
    assert await card.office.rows(pii_reads) == []
    assert "遮盖" not in (await printed(card, case)).text
    (read,) = await card.office.rows(pii_reads)
    assert (read.purpose, read.subject, read.fields) == ("claim-letter", case["case_no"], ["name"])


async def test_it_says_who_is_paid(card: ClaimsHall):
    case = await approved(card)
    assert (await printed(card, case)).tables["应领人"] == [["被保险人", "欧阳小妹", "全部"]]
    assert (await printed(card, case, pii=False)).tables["应领人"] == [["被保险人", "欧***", "全部"]]
    told = (await printed(card, case, language="en")).tables["Payable to"]
    assert told == [["the insured", "欧阳小妹", "the whole"]]


async def test_where_the_policy_names_nobody_the_heirs_are_paid(hall: ClaimsHall):
    letter = await printed(hall, await died(hall))
    assert letter.tables["应领人"] == [["身故受益人", "法定继承人(凭继承权证明)", "全部"]]


async def test_printed_twice_it_is_the_same_and_none_is_printed_before_the_decision(card: ClaimsHall):
    case = await calculate(card, await invoiced(card, "A1", 200_000))
    early = await card.office.get(f"/claims/{case['case_no']}/letter", Role.TELLER)
    assert (early.status_code, early.json()["detail"]) == (404, "The claim is not decided, so there is no letter")
    case = ok(await card.decide(await card.passed(case)))
    first = (await printed(card, case)).content
    paid = ok(await card.pay(case, 108_000, "k"))
    assert (await printed(card, paid)).content == first


async def test_a_refusal_gives_its_reasons_with_the_law_and_no_amount(card: ClaimsHall):
    case = await invoiced(card, "A1", 200_000, event_on="2026-03-31", issued_on="2026-03-31")
    passed = await card.passed(await calculate(card, case))
    case = ok(await card.decide(passed, "3503", outcome="refuse", reasons=["waiting-period", "suicide"]))
    letter = await printed(card, case)
    assert letter.text.startswith("拒赔通知书")
    assert letter.tables["理由"] == [["出险在等待期内", "保险条款"], ["两年内自杀", "《保险法》第四十四条"]]
    (part,) = letter.tables["对象"]
    assert "等待期" in part[1]
    assert "给付1" not in letter.text
    assert "项目" not in letter.tables


async def test_after_a_correction_it_tells_what_was_paid_before_and_the_difference(card: ClaimsHall):
    case = ok(await card.pay(await approved(card), 108_000, "first"))
    case = await card.done(case, "reopening", {"reason": "invoice-corrected"}, Role.ADJUDICATOR, **seen(case))
    assert (await card.office.get(f"/claims/{case['case_no']}/letter", Role.TELLER)).status_code == 404
    (wrong,) = await card.get(case, "/invoices")
    await card.done(case, f"invoices/{wrong['id']}/striking", None, Role.ADJUDICATOR)
    await record(card, case, "A1-corrected", 300_000)
    case = ok(await card.decide(await card.passed(await calculate(card, case))))
    letter = await printed(card, case)
    assert [fen(step[1]) for step in letter.tables["被保险人"]] == [168_000, -108_000]
    assert "本次付给600.00元。" in letter.text


async def test_an_agreement_is_a_line_of_its_own_also_of_a_claim_reckoned_by_hand(hall: ClaimsHall):
    agreed = {"outcome": "negotiate", "agreed_fen": 100_000, "agreement": "XY-2026-1"}
    case = await hall.registered()
    case = await hall.done(case, "manual-calculation", CALCULATION, Role.ADJUDICATOR)
    case = ok(await hall.decide(await hall.passed(case), "35", **agreed))
    letter = await printed(hall, case)
    assert letter.facts["核定结论"] == "协议给付"
    by_hand, agreement = letter.tables["项目"][:3], letter.tables["项目"][3:]
    assert [(line[0], fen(line[3])) for line in by_hand] == [
        ("发票金额", 128_000),
        ("免赔额", -10_000),
        ("小计", 118_000),
    ]
    line = ["协议金额", "协议XY-2026-1", "协议给付1,000.00元,理算合计1,180.00元", "-180.00", "XY-2026-1"]
    assert agreement == [line, ["小计", "", "", "-180.00", ""]]
    assert "以上合计给付1,000.00元。" in letter.text
    newest = (await hall.get(case, "/calculations"))[0]
    assert newest["letter"][-1]["zh"] == "经协商一致(协议XY-2026-1),改为合计给付1,000.00元。"


async def test_of_a_benefit_nobody_knows_by_name_its_code_stands_and_what_is_no_character_is_shown_as_such(
    hall: ClaimsHall,
):
    odd = INVOICED | {"code": "old-clause", "liability": "old-benefit", "basis": "条款\ufffe5"}
    case = await hall.registered()
    body = {"lines": [odd], "total_fen": 128_000}
    case = ok(await hall.decide(await hall.passed(await hall.done(case, "manual-calculation", body, Role.ADJUDICATOR))))
    letter = await printed(hall, case)
    assert "old-benefit" in letter.text
    assert (letter.tables["项目"][0][0], letter.tables["项目"][0][4]) == ("old-clause", "条款\ufffd5")


@pytest.mark.parametrize(("role", "status"), [(Role.CASHIER, 200), (Role.INVESTIGATOR, 403), (Role.SERVICE, 403)])
async def test_who_may_read_a_calculation_may_print_it(card: ClaimsHall, role: Role, status: int):
    case = await approved(card)
    assert (await card.office.get(f"/claims/{case['case_no']}/letter", role)).status_code == status
    refused(
        await card.office.get(f"/claims/{case['case_no']}/letter", Role.TELLER, language="fr"), 422, "literal_error"
    )


async def test_while_the_keeper_of_policies_is_silent_nothing_is_printed(
    card: ClaimsHall, policy_service: dict[str, Any]
):
    case = await approved(card)
    policy_service[PARTIES.replace(POLICY_NO, CARD_NO)] = 503
    assert (await card.office.get(f"/claims/{case['case_no']}/letter", Role.TELLER)).status_code == 503


async def test_a_payment_made_instead_of_a_voided_one_changes_nothing_that_it_tells(card: ClaimsHall):
    case = ok(await card.pay(await approved(card), 108_000, "first"))
    case = await card.done(case, "reopening", {"reason": "invoice-corrected"}, Role.ADJUDICATOR, **seen(case))
    await record(card, case, "A2", 100_000)
    case = ok(await card.decide(await card.passed(await calculate(card, case))))
    first = (await printed(card, case)).content
    await card.opened(case)
    payment = max(await card.payments(case), key=lambda each: int(each["settlement_no"]))
    ok(await void(card, payment))
    assert (await replace(card, payment, payee())).status_code == 201
    assert (await printed(card, case)).content == first


async def test_where_all_goes_to_what_is_owed_it_says_so_and_nobody_is_paid(hall: ClaimsHall):
    lines = [INVOICED, INVOICED | {"code": "loan", "amount_fen": -100_000}, INVOICED | {"code": "arrears"}]
    lines[2]["amount_fen"] = -28_000
    case, body = await hall.registered(), {"lines": lines, "total_fen": 0, "ends_contract": True}
    case = await hall.done(case, "manual-calculation", body, Role.ADJUDICATOR)
    case = ok(await hall.decide(await hall.passed(case)))
    assert [case[name] for name in ("status", "outcome", "payable_fen", "paid_fen")] == ["paid", "paid", 0, 0]
    letter = await printed(hall, case)
    assert (letter.facts["核定结论"], letter.tables["应领人"]) == ("给付", [])
    assert "应给付的1,280.00元已全部用于抵扣上列欠款,无须向您转账。" in letter.text
    assert "The 1,280.00 yuan that are granted go in full" in (await printed(hall, case, language="en")).text
    told = [orjson.loads(each.data) for each in await hall.office.rows() if each.type == ClaimApproved.type]
    assert [(each["status"], each["outcome"], each["loan_kept_fen"]) for each in told] == [("paid", "paid", 100_000)]
    assert (await hall.opened(case)).status_code == 409, "nothing is to be paid"
