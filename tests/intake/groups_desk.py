"""What the tests of group applications share: forms, made-up people, lists as files, and the steps of the desk."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from xml.sax.saxutils import escape

import httpx

from shared.auth import Role
from simulator.people import resident_id
from tests.intake.counter import ORG, Case, Counter

HEADING = ("姓名", "性别", "出生日期", "证件类型", "证件号码", "监护人", "手机号")
FORM: dict[str, Any] = {
    "form_on": "2026-10-12",
    "org": ORG,
    "salesperson": "A10023",
    "scheme": "pooled",
    "applicant_name": "仙游县第一中学",
    "credit_code": "91350100M000100Y43",
    "product": "G2001",
}
FIRST_BIRTH = date(2010, 1, 1)
GIVEN = "安柏昌德恩方国和嘉康乐明宁平庆荣善泰文信"
PATH = "/v1/group-applications"
Cells = tuple[str, ...]


def pupil(number: int) -> Cells:
    """The number tells them apart: ten years of birthdays, 500 to a day."""
    born, serial = FIRST_BIRTH + timedelta(days=number // 499), 1 + number % 499 * 2
    name = f"欧阳{GIVEN[number % 20]}{GIVEN[number // 20 % 20]}"
    id_number = resident_id("350322", born, serial)
    return name, "男", born.isoformat(), "身份证", id_number, "欧阳建国", f"139{number:08d}"


def pupils(heads: int, first: int = 0) -> list[Cells]:
    return [pupil(number) for number in range(first, first + heads)]


def csv_of(rows: Iterable[Sequence[str]], heading: Sequence[str] = HEADING, encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([heading, *rows])
    return text.getvalue().encode(encoding)


def person_in(cells: Cells) -> dict[str, str]:
    fields = ("name", "sex", "born_on", "id_type", "id_number", "guardian", "mobile")
    return dict(zip(fields, cells, strict=True))


NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATIONS = f'<Relationships xmlns="{PACKAGE}">{{}}</Relationships>'


def xlsx_of(*sheets: Sequence[Sequence[Any]], after: str = "") -> bytes:
    """A workbook with these sheets; a text that begins with < is a cell's inside as it stands, a number a number."""
    names = [f"worksheets/sheet{place}.xml" for place, _ in enumerate(sheets, start=1)]
    links = "".join(
        f'<Relationship Id="r{place}" Type="{RELATION}/worksheet" Target="{name}"/>' for place, name in enumerate(names)
    )
    listed = "".join(f'<sheet name="S{p}" sheetId="{p + 1}" r:id="r{p}"/>' for p, _ in enumerate(names))
    first = f'<Relationship Id="r" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/>'
    parts = {
        "_rels/.rels": RELATIONS.format(first),
        "xl/workbook.xml": f'<workbook {NAMESPACE} xmlns:r="{RELATION}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": RELATIONS.format(links),
    }
    parts |= {f"xl/{name}": _sheet(rows, after) for name, rows in zip(names, sheets, strict=True)}
    return archive_of(parts)


def archive_of(parts: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def _sheet(rows: Sequence[Sequence[Any]], after: str) -> str:
    lines = (
        f'<row r="{number}">{"".join(_cell(chr(65 + place), number, cell) for place, cell in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    return f"<worksheet {NAMESPACE}><sheetData>{''.join(lines)}</sheetData>{after}</worksheet>"


def _cell(column: str, row: int, cell: Any) -> str:
    if isinstance(cell, int | float):
        return f'<c r="{column}{row}"><v>{cell}</v></c>'
    if cell.startswith("<"):
        return f'<c r="{column}{row}">{cell}</c>'
    return f'<c r="{column}{row}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


class GroupDesk:
    """The counter's side of a group application; `step` demands success and gives the case back."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self._forms = 0

    async def post(
        self, path: str, role: Role = Role.TELLER, body: Any = None, org: str = ORG, **headers: str
    ) -> httpx.Response:
        return await self.counter.http.post(PATH + path, json=body, headers=self.counter.token(role, org) | headers)

    async def get(self, path: str, *, pii: bool = False, language: str = "en", **params: str) -> Any:
        headers = self.counter.token(Role.TELLER, pii=pii) | {"Accept-Language": language}
        answer = await self.counter.http.get(PATH + path, headers=headers, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def form(self, **changes: Any) -> dict[str, Any]:
        self._forms += 1
        return FORM | {"form_no": f"{ORG}-26-T{self._forms:05d}"} | changes

    async def accept(self, **changes: Any) -> Case:
        answer = await self.post("", Role.TELLER, self.form(**changes))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def step(
        self, case: Case, what: str, role: Role = Role.TELLER, body: Any = None, org: str = ORG, **headers: str
    ) -> Case:
        answer = await self.post(f"/{case['case_no']}/{what}", role, body, org, **headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def hand_in(
        self, case: Case, content: bytes, take: str = "all", role: Role = Role.TELLER, name: str = "清单.csv"
    ) -> httpx.Response:
        path, files = f"{PATH}/{case['case_no']}/insured-list", {"file": (name, content, "application/octet-stream")}
        headers = self.counter.token(role)
        return await self.counter.http.post(path, params={"take": take}, files=files, headers=headers)

    async def work(self) -> None:
        assert not await self.counter.app.state.lists.work()

    async def import_list(self, case: Case, content: bytes, take: str = "all") -> tuple[Case, dict[str, Any]]:
        """The case and its list after the work on it."""
        answer = await self.hand_in(case, content, take)
        assert answer.status_code == 202, answer.text
        await self.work()
        return await self.get(f"/{case['case_no']}"), await self.get(f"/{case['case_no']}/insured-list")

    async def findings(self, case: Case, **params: str) -> list[dict[str, Any]]:
        """The whole report, page by page."""
        found, cursor = [], None
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = await self.get(f"/{case['case_no']}/insured-list/findings", **params, **more)
            found += page["items"]
            if (cursor := page["next_cursor"]) is None:
                return found

    async def listed(self, heads: int = 5, **changes: Any) -> Case:
        return (await self.import_list(await self.accept(**changes), csv_of(pupils(heads))))[0]

    async def submitted(self, heads: int = 5, **changes: Any) -> Case:
        return await self.step(await self.listed(heads, **changes), "submission")

    async def decide(self, case: Case, outcome: str = "approve", org: str = "3503") -> httpx.Response:
        tag = {"If-Match": f'"{case["version"]}"'}
        return await self.post(f"/{case['case_no']}/decision", Role.UNDERWRITER, {"outcome": outcome}, org, **tag)

    async def approved(self, heads: int = 5, **changes: Any) -> Case:
        answer = await self.decide(await self.submitted(heads, **changes))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def pay(self, case: Case, amount_fen: int | None = None, key: str = "R-1") -> httpx.Response:
        body = {"method": "transfer", "reference": case["case_no"]}
        body |= {"amount_fen": case["premium_fen"] if amount_fen is None else amount_fen}
        return await self.post(f"/{case['case_no']}/receipts", Role.CASHIER, body, **{"Idempotency-Key": key})
