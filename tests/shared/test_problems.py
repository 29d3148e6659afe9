"""Refusals and failures: RFC 9457, both languages, nothing of our insides."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from shared import clock
from shared.auth import Role
from shared.errors import Problem
from shared.language import counted, negotiate
from shared.messages import CHINESE, message
from shared.problems import all_problems, problem_of
from shared.tables import case_events
from tests.shared.library import library, reader_of


@pytest.fixture
async def app(tmp_path: Path, database_url: str) -> AsyncIterator[FastAPI]:
    async with library(tmp_path, database_url) as app:
        yield app


@pytest.fixture
async def client(app: FastAPI, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with reader_of(app, tmp_path, Role.TELLER) as client:
        yield client


async def test_a_problem_speaks_the_callers_language(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/loans/X1")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "zh"
    assert answer.json() == {
        "type": "/problems/not-found",
        "title": "未找到",
        "status": 404,
        "detail": "未找到",
        "instance": "/v1/loans/X1",
    }
    answer = await client.get("/v1/loans/X1", headers={"Accept-Language": "en-GB,en;q=0.9,zh;q=0.1"})
    assert answer.json()["title"] == "Not found"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("fr", "zh"),
        ("en", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.1, zh;q=0.2", "zh"),
        ("*", "zh"),
        ("en;q=x", "zh"),
        ("fr, en;q=0.4", "en"),
    ],
)
def test_chinese_unless_english_is_liked_better(header: str, language: str) -> None:
    assert negotiate(header) == language


def test_one_of_a_thing_is_no_plural() -> None:
    assert [counted(number, "case") for number in (0, 1, 2, 1000)] == ["0 cases", "1 case", "2 cases", "1,000 cases"]


async def test_invalid_fields_are_told_one_by_one_without_their_values(client: httpx.AsyncClient) -> None:
    body = {"loan_no": "lower", "fine": "x", "phone": "13812345678" * 3, "due_on": "soon"}
    answer = await client.post("/v1/loans", json=body)
    told = {(entry["field"], entry["rule"]): entry["message"] for entry in answer.json()["errors"]}
    assert told == {
        ("loan_no", "string_pattern_mismatch"): "格式不符,应符合 ^[A-Z0-9-]{1,40}$",
        ("fine", "int_type"): "应为整数",
        ("phone", "string_too_long"): "至多 20 个字符",
        ("due_on", "date_from_datetime_parsing"): "应为日期,如 2026-03-01",
    }
    assert "138" not in answer.text


@pytest.mark.parametrize(("language", "text"), [("zh", "读者有逾期图书"), ("en", "The reader has overdue books")])
async def test_a_rule_of_the_trade_is_told_in_its_own_words(
    client: httpx.AsyncClient, language: str, text: str
) -> None:
    headers = {"Accept-Language": language}
    answer = await client.post("/v1/loans", json={"loan_no": "A1", "remark": "overdue"}, headers=headers)
    assert answer.json()["errors"] == [{"field": "body", "in": "body", "rule": "overdue-reader", "message": text}]


def test_every_chinese_message_can_be_filled_in() -> None:
    for kind in CHINESE:
        assert "{" not in message({"type": kind, "msg": "", "ctx": {}}, "zh")
    assert message({"type": "who_knows", "msg": "x"}, "zh") == "不符合要求"
    assert message({"type": "value_error", "msg": "Value error, 13812345678"}, "en") == "Value refused"
    listed = {"type": "enum", "msg": "", "ctx": {"expected": "'a', 'b' or 'c'"}}
    assert message(listed, "zh") == "应为以下之一:'a'、'b'、'c'"
    context = {"discriminator": "'item'", "tag": "13812345678", "expected_tags": "'a', 'b'"}
    tagged = {"type": "union_tag_invalid", "msg": "Input tag '13812345678' found using 'item'", "ctx": context}
    assert message(tagged, "en") == "'item' must be one of 'a', 'b'"


async def test_a_defect_of_ours_tells_nobody_its_cause(client: httpx.AsyncClient) -> None:
    body = {"loan_no": "A1", "remark": "crash", "phone": "13812345678"}
    answer = await client.post("/v1/loans", json=body)
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal-error")
    assert "138" not in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert (await client.get("/v1/loans/A1")).status_code == 404  # nothing half-written


async def test_the_second_of_two_equal_steps_is_told_of_the_first(app: FastAPI) -> None:
    row = {"kind": "loan", "case_no": "A1", "version": 1, "type": "t", "at": clock.now(), "actor": "T1", "data": "{}"}
    with pytest.raises(IntegrityError) as failure:
        async with app.state.sessions.begin() as session:
            await session.execute(insert(case_events), [{**row, "event_id": "1"}, {**row, "event_id": "2"}])
    assert problem_of(failure.value).slug() == "concurrent-change"


async def test_a_number_taken_twice_is_a_conflict(client: httpx.AsyncClient) -> None:
    assert (await client.post("/v1/loans", json={"loan_no": "A1"})).status_code == 201
    answer = await client.post("/v1/loans", json={"loan_no": "A1"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")


class PgError(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "slug"),
    [
        (StaleDataError(), "concurrent-change"),
        (PoolTimeout(), "unavailable"),
        (DBAPIError("", {}, PgError("40001")), "concurrent-change"),
        (DBAPIError("", {}, PgError("22003")), "invalid-request"),
        (StatementError("", "", {}, OverflowError()), "invalid-request"),
        (StatementError("", "", {}, ValueError()), "internal-error"),
        (OperationalError("", {}, Exception("database is locked")), "unavailable"),
        (DBAPIError("", {}, PgError("57P01"), connection_invalidated=True), "unavailable"),
        (DBAPIError("", {}, PgError("42P01")), "internal-error"),
        (IntegrityError("", {}, PgError("23503")), "internal-error"),
        (IntegrityError("", {}, PgError("23505")), "conflict"),
    ],
)
def test_what_a_databases_objection_means(error: DBAPIError, slug: str) -> None:
    assert problem_of(error).slug() == slug


async def test_a_number_too_large_for_its_column_is_refused(client: httpx.AsyncClient, setting: str) -> None:
    answer = await client.post("/v1/loans", json={"loan_no": "A1", "fine": 10**15})
    assert answer.status_code == (201 if setting == "embedded" else 422)  # SQLite's integers all have 64 bits


async def test_a_row_that_is_not_there_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.put("/v1/loans/A1/fine", json={"fine": 5})).status_code == 404


async def test_two_writers_of_one_row_get_one_conflict(app: FastAPI, client: httpx.AsyncClient) -> None:
    await client.post("/v1/loans", json={"loan_no": "A1"})
    stale = await client.put("/v1/loans/A1/fine", json={"fine": 5}, headers={"If-Match": '"7"'})
    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/stale-version")


def test_each_kind_of_problem_has_its_own_slug_and_both_languages() -> None:
    kinds = [kind for kind in all_problems() if kind.__module__ == "shared.errors"]
    assert len({kind.slug() for kind in kinds}) == len(kinds) > 20
    assert all(kind.title.zh and kind.title.en and kind.title != Problem.title for kind in kinds)
