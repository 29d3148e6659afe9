"""Logs, traces, metrics."""

import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest
import structlog
from fastapi import FastAPI

from shared.auth import Role
from shared.observability import configure_logging, continue_trace, current_traceparent, describe
from tests.shared.library import library, reader_of, settings_in

SENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[FastAPI]:
    async with library(tmp_path) as app:
        yield app


@pytest.fixture
async def client(app: FastAPI, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with reader_of(app, tmp_path, Role.TELLER) as client:
        yield client


Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    handlers, level = logging.root.handlers[:], logging.root.level
    logging.root.handlers.clear()
    configure_logging(settings_in(tmp_path))
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


async def test_a_callers_trace_goes_on(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/search", headers={"traceparent": SENT})
    assert answer.headers["traceparent"][:35] == SENT[:35]
    assert answer.headers["traceparent"] != SENT
    assert answer.headers["x-request-id"] == "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize("sent", [None, "", "junk", "00-" + "0" * 32 + "-00f067aa0ba902b7-01", SENT + "x", "é"])
def test_without_a_good_one_a_new_trace_begins(sent: str | None) -> None:
    begun = continue_trace(sent)
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", begun)
    assert begun != continue_trace(sent)
    assert current_traceparent() is not None


async def test_a_request_is_one_line_with_its_trace_and_without_its_content(
    client: httpx.AsyncClient, log: Lines
) -> None:
    await client.get("/v1/search?word=13812345678", headers={"traceparent": SENT})
    line = next(line for line in log() if line["event"] == "request")
    assert line["trace_id"] == SENT[3:35]
    assert (line["route"], line["method"], line["status"], line["level"]) == ("/v1/search", "GET", 200, "info")
    assert "1381234" not in str(line)


async def test_a_defect_is_logged_with_its_place_but_no_personal_data(client: httpx.AsyncClient, log: Lines) -> None:
    await client.post("/v1/loans", json={"loan_no": "A1", "remark": "crash", "phone": "13812345678"})
    lines = log()
    failure = next(line for line in lines if line["event"] == "unexpected")
    assert "ZeroDivisionError" in str(failure["error"])
    assert "library.py" in str(failure["error"])
    assert "1381234" not in str(lines)


async def test_lines_of_libraries_have_the_same_shape(log: Lines) -> None:
    try:
        raise ValueError("13812345678")
    except ValueError:
        logging.getLogger("aiokafka").exception("lost %s", "broker")
    (line,) = log()
    assert (line["event"], line["logger"], line["level"]) == ("lost broker", "aiokafka", "error")
    assert "ValueError" in str(line["error"])
    assert "1381234" not in str(line)


def test_an_errors_causes_are_told_by_class() -> None:
    try:
        try:
            raise KeyError("张三")
        except KeyError as error:
            raise RuntimeError("李四") from error
    except RuntimeError as error:
        told = describe(error)
    assert [cause["type"] for cause in told] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert "test_observability.py" in told[0]["frames"][-1]
    assert "张三" not in str(told)


async def test_requests_are_counted_by_template_not_by_case(client: httpx.AsyncClient) -> None:
    for number in range(3):
        await client.get(f"/v1/loans/X{number}")
    await client.get("/nowhere/at/all")
    text = (await client.get("/metrics")).text
    assert 'http_request_duration_seconds_count{method="GET",route="/v1/loans/{loan_no}",status="404"} 3.0' in text
    assert 'route="unmatched"' in text
    assert "X1" not in text


async def test_apps_of_one_process_count_apart(app: FastAPI, client: httpx.AsyncClient, tmp_path: Path) -> None:
    async with library(tmp_path) as other:
        await client.get("/v1/search")
        assert other.state.registry is not app.state.registry
        assert other.state.registry.get_sample_value("http_request_duration_seconds_count") is None
