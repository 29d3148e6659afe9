"""What is generated from the code is what lies in docs/."""

import re
import sys
from pathlib import Path
from subprocess import run

import pytest

from services.docs import __main__ as docs
from services.docs.discovery import ROOT, kinds
from shared.settings import Settings


def test_generated_docs_are_in_step_with_the_code() -> None:
    """In a process of its own: an app made here would take the board's pages from tests that have one open."""
    done = run([sys.executable, "-m", "services.docs", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"run `make docs`:\n{done.stdout}{done.stderr}"


@pytest.fixture
def small_docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {"ROOT": tmp_path, "DOCS": tmp_path / "docs"}.items():
        monkeypatch.setattr(docs, name, value)
    page = tmp_path / "docs" / "page.md"
    monkeypatch.setattr(docs, "generated", lambda: {page: "as it should be\n"})
    return page


def test_a_page_that_was_edited_by_hand_is_out_of_step(small_docs: Path) -> None:
    assert docs.main(["--check"]) == 1
    assert not small_docs.exists(), "--check writes nothing"
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
    small_docs.write_text("edited\n")
    assert docs.main(["--check"]) == 1


def test_the_schema_of_an_event_that_is_gone_is_out_of_step_and_removed(small_docs: Path) -> None:
    stale = small_docs.parent / "contracts" / "schemas" / "intake.form.burnt.v1.json"
    stale.parent.mkdir(parents=True)
    stale.write_text("{}")
    docs.main([])
    assert not stale.exists()


def test_breaking_contracts_are_not_released(small_docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    released: list[bool] = []
    monkeypatch.setattr(docs, "release", lambda: released.append(True))
    monkeypatch.setattr(docs, "breaks", lambda: ["intake.form.filled.v1: stamp: the field is gone"])
    assert docs.main(["--release"]) == 1
    assert released == []
    monkeypatch.setattr(docs, "breaks", list)
    assert docs.main(["--release"]) == 0
    assert released == [True]


def test_an_undescribed_setting_would_show_in_the_page() -> None:
    page = (ROOT / "docs" / "settings.md").read_text().splitlines()
    rows = [line for line in page if line.startswith("| `GUIMIAN_")]
    assert len(rows) == len(Settings.model_fields)
    assert [row for row in rows if row.endswith("|  |")] == []


def test_every_status_has_its_chinese_name_in_the_source() -> None:
    nameless = [
        f"{kind.lifecycle.kind}.{status}"
        for kind in kinds()
        for status in kind.lifecycle.statuses
        if not re.search(r"[\u4e00-\u9fff]", kind.status_names.get(str(status), ""))
    ]
    assert nameless == []


def test_every_case_keeping_service_is_in_the_docs() -> None:
    page = (ROOT / "docs" / "lifecycles.md").read_text()
    tables = {path.parent for path in (ROOT / "services").rglob("lifecycle.py")}
    assert page.count("```mermaid") == len(tables) > 0


def broken_links(page: Path) -> list[str]:
    """Links to files that aren't there; those to the web are not followed."""
    links = re.findall(r"\]\((?![a-z]+:)([^)#\s]+)", page.read_text())
    return [f"{page.name}: {link}" for link in links if not (page.parent / link).exists()]


def test_links_between_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert [broken for page in documents for broken in broken_links(page)] == []


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[here](page.md) [there](gone.md#part) [web](https://example.org)")
    assert broken_links(page) == ["page.md: gone.md"]


def test_every_source_that_a_rule_cites_is_told_in_the_docs() -> None:
    told = set(re.findall(r"^\| (S\d+) \|", (ROOT / "docs" / "sources.md").read_text(), re.MULTILINE))
    code = (path.read_text() for path in (ROOT / "services").rglob("*.py"))
    # As they are cited: alone or several in brackets, with or without the mark of how far they were followed.
    brackets = re.findall(r"[(\[]([^()\[\]]*\bS\d{1,2}\b[^()\[\]]*)[)\]]", "".join(code))
    cited = {source for text in brackets for source in re.findall(r"\bS\d{1,2}\b", text)}
    assert {"S13", "S48"} <= cited <= told


def test_no_basis_points_outside_the_repository() -> None:
    pages = ("clocks.md", "kpis.md", "lifecycles.md")
    assert [page for page in pages if re.search(r"domain(\.md| §)", (ROOT / "docs" / page).read_text())] == []
