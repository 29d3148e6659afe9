"""`guimian report year`, `quarter`, `month`: a Word document, or in a line why there is none."""

import asyncio
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner, Result

from services.cli.commands import app
from shared.settings import Settings
from shared.testing.databases import migrate_all_quickly


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with databases that hold nothing yet."""
    asyncio.run(migrate_all_quickly(Settings(data=tmp_path)))
    return tmp_path


def invoke(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["report", *arguments, "--data", str(data)])


def test_a_report_is_written_in_the_language_asked_for(data: Path):
    for asked, title in (
        (("year", "--year", "2025"), "全部机构 柜面2025年年终总结"),
        (("quarter", "--year", "2025", "--quarter", "2", "--lang", "en"), "all branches, Q2 2025"),
        (("month", "--month", "2025-04", "--to", "2025-04-10"), "全部机构 柜面2025年4月月度总结"),
    ):
        result = invoke(data, *asked, "--out", str(data / "told.docx"))
        assert result.exit_code == 0, result.output
        document = Document(BytesIO((data / "told.docx").read_bytes()))
        assert document.paragraphs[0].text.endswith(title)


def test_what_can_not_be_told_is_said_without_a_traceback(data: Path):
    for asked, why in (
        (("year", "--year", "9000"), "yet to begin"),
        (("year", "--year", "20260"), "2026-Q2"),
        (("year", "--year", "1999"), "no data for 1999"),
        (("month", "--month", "2025-13"), "2026-04"),
        (("month", "--month", "2025-04", "--to", "2025-03-31"), "before the first"),
        (("year", "--year", "2025", "--org", "9999"), "No case of an organisation 9999"),
        (("year", "--year", "2025", "--org", "a;b"), "No organisation is called"),
        (("year", "--year", "2025", "--out", str(data / "nowhere" / "told.docx")), "can't be written"),
        (("year",), "--year"),
    ):
        result = invoke(data, *asked)
        assert (result.exit_code, why in result.output, "Traceback" in result.output) == (2, True, False), asked
