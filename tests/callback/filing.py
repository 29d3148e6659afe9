"""Files sent to callback, and those it gives, as the tests read them."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

import httpx

from shared.auth import Role
from shared.testing.alone import Alone
from shared.xlsx_files import rows_of_workbook

PROVINCE = "35"


def csv_of(*rows: Sequence[str], encoding: str = "utf-8") -> bytes:
    written = StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode(encoding)


async def send(
    centre: Alone, path: str, content: bytes, role: Role = Role.INTEGRATOR, org: str = PROVINCE, **headers: str
) -> httpx.Response:
    files = {"file": ("list", content)}
    return await centre.http.post(f"/v1{path}", files=files, headers=centre.headers(role, org, False) | headers)


def records(answer: httpx.Response) -> list[dict[str, str]]:
    """Of a file that was given, by its heading."""
    if answer.headers["content-type"].startswith("text/csv"):
        rows: Iterable[Sequence[str]] = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    else:
        rows = rows_of_workbook(answer.content, [])
    heading, *lines = rows
    return [dict(zip(heading, line, strict=False)) for line in lines]
