"""The journey of the README, line by line, against a server as a reader would start it."""

import re
import subprocess
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import httpx
import pytest

from tests.e2e.processes import ROOT, Server, environment, guimian, running

READMES = ("README.md", "README.zh-CN.md")
ORG = "350322"


def journey_of(readme: str) -> str:
    """The shell lines between the journey's mark and the next chapter."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    chapter = text[text.index("<!-- journey -->") :].partition("\n## ")[0]
    return "\n".join(re.findall(r"```bash\n(.*?)```", chapter, re.DOTALL))


def test_both_readmes_tell_the_same_journey():
    told, told_in_chinese = (journey_of(readme) for readme in READMES)
    assert told == told_in_chinese
    assert len(told.splitlines()) > 20


@pytest.fixture
def server(tmp_path: Path):
    """On a working morning whose deadlines lie in a loaded year, whatever day it is today."""
    start = ("--simulated", "--starting-at", "2026-06-03T09:30")
    with running("serve", "--data", tmp_path / "data", "--port", "0", *start) as served:
        yield served


@pytest.mark.slow
def test_the_journey_leads_from_the_counter_to_the_board(server: Server, tmp_path: Path):
    script = journey_of("README.md") + "\necho; echo $CASE $POLICY $REQUEST"
    walked = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=environment(GUIMIAN_PORT=server.address.rpartition(":")[2]),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert walked.returncode == 0, walked.stdout + walked.stderr
    case_no, policy_no, request_no = walked.stdout.split()[-3:]
    look = looker(server, tmp_path / "data")
    application = look(f"/intake/v1/applications/{case_no}")
    assert (application["status"], application["policy_no"]) == ("issued", policy_no)
    assert look(f"/policy/v1/policies/{policy_no}")["status"] == "awaiting_delivery"
    assert look(f"/policy/v1/service-requests/{request_no}")["status"] == "confirmed"
    assert is_zipfile(tmp_path / "endorsement.docx")
    assert look(f"/callback/v1/callbacks?policy_no={policy_no}")["items"][0]["status"] == "awaiting_receipt"
    issued = look(f"/metrics/v1/kpis/applications-issued?org={ORG}")
    assert issued["numerator"] == 1
    assert len(look(issued["cases"])["items"]) == 1, "the answer's own link leads to its cases"
    assert f'"policy_no":"{policy_no}"' in walked.stdout


def looker(server: Server, data: Path) -> Any:
    token = guimian("token", "M0001", "--role", "branch_manager", "--org", ORG, "--data", data).stdout.strip()

    def look(path: str) -> Any:
        answer = httpx.get(server.address + path, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.text
        return answer.json()

    return look
