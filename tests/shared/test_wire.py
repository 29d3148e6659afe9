"""A real server and raw bytes: whatever comes over the wire, it is never a 500, and commits come before answers."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from shared.auth import Role, mint_token
from tests.shared.library import library, settings_in


@pytest.fixture
async def port(tmp_path: Path) -> AsyncIterator[int]:
    async with library(tmp_path, max_body_bytes=5000) as app:
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None))
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn tells by this attribute alone
            await asyncio.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
        server.should_exit = True
        await serving


@pytest.fixture
def token(tmp_path: Path) -> str:
    return mint_token(settings_in(tmp_path), "T1", [Role.TELLER], org="3503")


async def answer_to(port: int, request: bytes) -> tuple[int, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(answer.split(b" ", 2)[1]), answer


def request(line: bytes, token: str, *headers: bytes, body: bytes = b"") -> bytes:
    head = [line + b" HTTP/1.1", b"Host: localhost", b"Connection: close", b"Authorization: Bearer " + token.encode()]
    if body:
        head.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join([*head, *headers, b"", body])


JSON = b"Content-Type: application/json"
FORM = b"Content-Type: multipart/form-data; boundary=b"

# request line, headers, body, the statuses that are right
ODDITIES = [
    (b"GET /v1/loans/%00", (), b"", {422}),
    (b"GET /v1/loans/%ff%fe", (), b"", {404}),
    (b"GET /v1/loans/%ED%A0%80", (), b"", {404}),
    (b"GET /v1/loans/\xff", (), b"", {400, 404}),
    (b"GET /v1/loans/%2e%2e%2f", (), b"", {404}),
    (b"GET /v1/loans/%0A", (), b"", {404}),
    (b"GET /v1/loans/%", (), b"", {404}),
    (b"GET //v1//loans", (), b"", {404}),
    (b"GET /v1/search?word=%00", (), b"", {422}),
    (b"GET /v1/search?%00=1", (), b"", {422}),
    (b"GET /v1/search?word=%ED%A0%80", (), b"", {200}),
    (b"GET /v1/search?count=1&count=2", (), b"", {200, 422}),
    (b"GET /v1/search?count=" + b"9" * 5000, (), b"", {422}),
    (b"GET /v1/search?" + b"a=1&" * 2000, (), b"", {422}),
    (b"FOO /v1/search", (), b"", {400, 405}),
    (b"HEAD /v1/search", (), b"", {405}),
    (b"GET /v1/search", (b"Accept-Language: \xff\xfe;q=\xff",), b"", {200}),
    (b"GET /v1/search", (b"traceparent: \xff\xfe",), b"", {200}),
    (b"GET /v1/search", (b"Accept: \xff",), b"", {406}),
    (b"PUT /v1/loans/A1/fine", (JSON, b'If-Match: "\xff"'), b'{"fine": 1}', {422}),
    (b"POST /v1/loans", (JSON, b"Idempotency-Key: \xff"), b'{"loan_no": "A1"}', {422}),
    (b"POST /v1/loans", (JSON,), b'{"loan_no": "\xff"}', {400}),
    (b"POST /v1/loans", (b"Content-Type: application/json; charset=utf-16",), b'{"loan_no": "A1"}', {201}),
    (b"POST /v1/loans", (b"Content-Type: \xff",), b"{}", {415}),
    (b"POST /v1/loans", (JSON,), b"[" * 4000, {400}),
    (b"POST /v1/loans", (JSON,), b" " * 6000, {413}),
    (b"POST /v1/loans", (JSON, b"Transfer-Encoding: chunked"), b"", {422}),
    (b"POST /v1/scans", (b"Content-Type: multipart/form-data",), b"x", {400}),
    (b"POST /v1/scans", (FORM,), b"--b\r\nContent-Disposition: form-data; name", {400, 422}),
    (b"POST /v1/scans", (FORM,), b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n', {422}),
    (b"POST /v1/scans", (b"Content-Type: application/x-www-form-urlencoded",), b"file=%00", {422}),
    (b"POST /dev/token", (JSON,), b'{"sub": "\\ud800"}', {400}),
]


@pytest.mark.parametrize(("line", "headers", "body", "right"), ODDITIES, ids=range(len(ODDITIES)))
async def test_odd_bytes_are_the_callers_fault(
    port: int, token: str, line: bytes, headers: tuple[bytes, ...], body: bytes, right: set[int]
) -> None:
    raw = request(line, token, *headers, body=body)
    if b"chunked" in raw:
        raw += b"0\r\n\r\n"
    status, answer = await answer_to(port, raw)
    assert status in right, answer


async def test_a_body_that_grows_past_the_limit_is_cut_off(port: int, token: str) -> None:
    raw = request(b"POST /v1/loans", token, JSON, b"Transfer-Encoding: chunked")
    status, answer = await answer_to(port, raw + b"1000\r\n" + b" " * 4096 + b"\r\n1000\r\n" + b" " * 4096 + b"\r\n")
    assert status == 413
    assert b"application/problem+json" in answer


async def test_what_is_answered_is_committed(port: int, token: str) -> None:
    """A reader on another connection finds the row at the instant the writer has its answer, every time."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) as client:
        for n in range(30):
            assert (await client.post("/v1/loans", json={"loan_no": f"A{n}"})).status_code == 201
            assert (await client.get(f"/v1/loans/A{n}")).status_code == 200
