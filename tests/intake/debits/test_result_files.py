"""The bank's file of results (回盘文件): taken whole or not at all, each fault told with its row."""

import asyncio

import pytest

from tests.intake.counter import Counter, refused
from tests.intake.debits.bank import HEADING, Bank


async def batch_of(counter: Counter, bank: Bank, items: int = 2) -> dict[str, object]:
    for _ in range(items):
        await counter.decided()
    return await bank.exported()


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("{no},2,3600.00,success", []),
        ("{no},2,3600,成功", []),
        ("{no},2,3600.0,卡号无效", []),
        ("{no},1,3600.00,success", [(3, "item_no", "item-twice"), (None, "item_no", "item-absent")]),
        ("{no},3,3600.00,success", [(3, "item_no", "item-unknown"), (None, "item_no", "item-absent")]),
        ("{no},2,-3600.00,success", [(3, "amount", "amount-negative")]),
        ("{no},2,3600.01,success", [(3, "amount", "amount-differs")]),
        ("{no},2,3600.001,success", [(3, "amount", "amount-format")]),
        ('{no},2,"3,600.00",success', [(3, "amount", "amount-format")]),
        ("{no},2,3600.00,paid", [(3, "result", "result-unknown")]),
        ("{no},2,3600.00,", [(3, "result", "result-unknown")]),
        ("{no},2,36", [(3, "file", "cells-missing")]),
        ("DK1,2,3600.00,success", [(3, "batch_no", "batch-differs")]),
        ("{no},²,3600.00,success", [(3, "item_no", "item-unknown")]),
        ("", [(None, "item_no", "item-absent")]),
    ],
)
async def test_each_fault_is_told_with_its_row(
    counter: Counter, bank: Bank, line: str, faults: list[tuple[int | None, str, str]]
):
    batch = await batch_of(counter, bank)
    no = batch["case_no"]
    content = f"{HEADING}\n{no},1,3600.00,success\n{line.format(no=no)}\n"
    if not faults:
        assert (await bank.send(batch, content)).status_code == 200
        return
    async with counter.nothing_written():
        problem = refused(await bank.send(batch, content), 422, "results-refused", rule="results-faultless")
    assert [(each["row"], each["column"], each["code"]) for each in problem["faults"]] == faults
    assert all(each["zh"] and each["en"] for each in problem["faults"])
    assert problem["faults_found"] == len(faults)


async def test_a_file_that_is_cut_off_is_refused(counter: Counter, bank: Bank):
    batch = await batch_of(counter, bank)
    whole = await bank.answers(batch, "success", "success")
    async with counter.nothing_written():
        for end in range(1, len("3600.00,success\n")):
            problem = refused(await bank.send(batch, whole[:-end]), 422, "results-refused")
            assert "line-unfinished" in {each["code"] for each in problem["faults"]}
    assert (await bank.send(batch, whole)).status_code == 200


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_the_banks_encodings_are_read(counter: Counter, bank: Bank, encoding: str):
    batch = await batch_of(counter, bank)
    content = (await bank.answers(batch, "可用余额不足", "成功")).encode(encoding)
    assert (await bank.send(batch, content)).json()["succeeded"] == 1


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("批次号,序号,金额,结果\n".encode("utf-16"), "encoding-known"),
        (b"", "heading-first"),
        (b"a,b,c\n", "heading-first"),
        ("批次号,序号,金额,金额\n".encode(), "heading-first"),
        ('批次号,序号,金额,结果\n"a'.encode(), "csv-quotes"),
    ],
)
async def test_what_is_no_such_file_is_told_as_such(counter: Counter, bank: Bank, content: bytes, rule: str):
    batch = await batch_of(counter, bank)
    async with counter.nothing_written():
        refused(await bank.send(batch, content), 422, "rule-broken", field="file", rule=rule)


async def test_the_same_file_again_is_told_as_imported(counter: Counter, bank: Bank):
    batch = await batch_of(counter, bank)
    content = await bank.answers(batch, "success", "other")
    assert (await bank.send(batch, content)).status_code == 200
    async with counter.nothing_written():
        refused(await bank.send(batch, content), 409, "conflict", rule="file-imported", batch=batch["case_no"])
        refused(await bank.send(batch, content + "\n"), 409, "illegal-transition")


async def test_one_of_two_imports_at_once_is_taken(counter: Counter, bank: Bank):
    batch = await batch_of(counter, bank)
    content = await bank.answers(batch, "success", "success")
    answers = await asyncio.gather(*(bank.send(batch, content) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    await bank.check_batches()
