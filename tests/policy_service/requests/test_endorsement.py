"""The endorsement (批单): a Word document that says what was changed, to whoever may read it."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any, get_args

import pytest
from docx import Document
from pydantic import BaseModel

from services.policy_service.items.catalogue import ITEMS
from services.policy_service.items.change_words import FIELDS, VALUES
from services.policy_service.values.lines import MoneyLine
from shared.auth import Role
from shared.errors import Text
from shared.tables import pii_reads
from tests.policy_service.conftest import open_branch
from tests.policy_service.requests.desk import BENEFICIARY, CHANGES, NEW_HOLDER, POLICY_NO, Case, ServiceDesk


async def printed(desk: ServiceDesk, case: Case, *, pii: bool = True) -> dict[str, str]:
    """Its lines by the Chinese of their labels, and its paragraphs."""
    answer = await desk.office.get(f"/service-requests/{case['case_no']}/endorsement", Role.TELLER, pii=pii)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == f'attachment; filename="{case["endorsement_no"]}.docx"'
    document = Document(BytesIO(answer.content))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return dict(rows) | {"text": "\n".join(each.text for each in document.paragraphs)}


async def test_it_names_the_policy_the_item_and_what_was_changed(desk: ServiceDesk):
    case = await desk.done("contact-change")
    lines = await printed(desk, case)
    assert lines["批单号 Endorsement no."] == case["endorsement_no"]
    assert lines["保单号 Policy no."] == POLICY_NO
    assert lines["保全项目 Item"] == "联系方式变更 Change of contact details"
    assert (lines["生效日 Effective on"], lines["办理机构 Organisation"]) == ("2026-10-12", "350322")
    assert lines["变更对象 Person · 身份 role"] == "投保人 policyholder"
    assert lines["电话 Telephone · 手机 mobile"] == "13800000001"
    assert lines["text"].startswith("批单 Endorsement")
    assert "遮盖" not in lines["text"]


async def test_without_the_right_it_is_masked_and_with_it_the_reading_is_recorded(desk: ServiceDesk):
    case = await desk.done("beneficiary-change")
    lines = await printed(desk, case, pii=False)
    told = "".join(lines.values())
    assert lines["受益人1 Beneficiary 1 · 姓名 name"] == "林**"
    assert "个人信息已遮盖" in lines["text"]
    secret = [BENEFICIARY[name] for name in ("name", "born_on", "id_number", "address")]
    assert [value for value in secret if str(value) in told] == []
    assert await desk.office.rows(pii_reads) == []
    lines = await printed(desk, case)
    assert lines["受益人1 Beneficiary 1 · 证件号码 document number"] == BENEFICIARY["id_number"]
    (read,) = await desk.office.rows(pii_reads)
    assert (read.purpose, read.subject) == ("endorsement", case["case_no"])
    assert read.fields == ["address", "born_on", "id_number", "name", "sex"]


async def test_it_tells_the_money_line_by_line(desk: ServiceDesk, monkeypatch: pytest.MonkeyPatch):
    lines = [MoneyLine("a", Text("退还保费", "premium"), 123_456_789, ""), MoneyLine("b", Text("扣", "less"), -5, "")]
    item = replace(ITEMS["contact-change"], money=lambda standing, change: lines)
    monkeypatch.setitem(ITEMS, "contact-change", item)
    case = await desk.moved(await desk.asked("contact-change"), "submission")
    told = await printed(desk, case)
    assert (told["退还保费 premium"], told["扣 less"]) == ("1,234,567.89", "-0.05")
    assert told["合计(正数付客户,负数收客户) Total (positive: to the customer)"] == "1,234,567.84"


@pytest.mark.parametrize("item", sorted(CHANGES.keys() - {"reduced-paid-up"}))
async def test_every_item_is_printed_and_printed_twice_it_is_the_same(desk: ServiceDesk, item: str):
    await open_branch(desk.office)
    case = await desk.done(item)
    path = f"/service-requests/{case['case_no']}/endorsement"
    first, second = [(await desk.office.get(path, Role.TELLER)).content for _ in range(2)]
    assert first == second
    lines = await printed(desk, case)
    shown = "".join(lines.values())
    assert ITEMS[item].name.zh in shown
    assert [each for each in ("None", "party_ref", "item") if f"{each} " in shown] == []


async def test_who_left_the_policy_since_is_still_named(desk: ServiceDesk):
    case = await desk.done("contact-change")
    await desk.done("holder-change")
    assert (await printed(desk, case))["变更对象 Person · 姓名 name"] == "欧阳建国"


async def test_what_no_document_can_hold_is_shown_as_such(desk: ServiceDesk):
    change = CHANGES["contact-change"] | {"item": "contact-change", "address": "东门路\ufffe18号\uffff"}
    assert (await printed(desk, await desk.done("contact-change", change=change)))[
        "地址 address"
    ] == "东门路\ufffd18号\ufffd"


@pytest.mark.parametrize("status", ["accepted", "rejected"])
async def test_what_is_not_in_force_has_none(desk: ServiceDesk, status: str):
    case = await desk.asked("customer-data-change")
    if status == "rejected":
        case = await desk.reviewed(await desk.moved(case, "submission"), "reject", reason="proof-doubtful")
    answer = await desk.office.get(f"/service-requests/{case['case_no']}/endorsement", Role.TELLER)
    assert (case["status"], answer.status_code) == (status, 404)


def fields_of(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    for name, field in model.model_fields.items():
        yield name, field.annotation
        for inner in _models(field.annotation):
            yield from fields_of(inner)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


@pytest.mark.parametrize("item", sorted(ITEMS))
def test_every_field_and_every_code_of_a_change_has_its_words(item: str):
    fields = [(name, kind) for name, kind in fields_of(ITEMS[item].change) if name not in ("item", "party_ref")]
    assert [name for name, _ in fields if name not in FIELDS] == []
    codes = [(name, code) for name, kind in fields for code in get_args(kind) if isinstance(code, str)]
    assert [(name, code) for name, code in codes if code not in VALUES.get(name, {})] == []


def test_nothing_personal_is_without_its_mask():
    unmasked = {name for name, field in FIELDS.items() if field.mask is None}
    assert unmasked & (NEW_HOLDER.keys() | {"mobile", "home_phone", "office_phone"}) == {"id_type", "phones"}
