"""The `guimian` command: what it says, what it returns, and how its servers start and stop."""

import json
import re
import signal
import socket
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from typer.testing import CliRunner, Result

from services.cli.commands import app
from shared.settings import SERVICES
from tests.e2e.processes import guimian, running

LOG = """ticket,what,when,office
a1,open,2026-03-02 09:00,350322
a1,close,2026-03-03 10:00,350322
a2,open,2026-03-02 09:30,350302
a3,open,never,350302
"""
MAPPING = """
kind = "ticket"
rows = "event"
zone = "Asia/Shanghai"
calendar = "cn"
[case]
id = "ticket"
org = "office"
[event]
activity = "what"
time = "when"
[activities]
open = ["open"]
close = ["close"]
"""


@pytest.fixture(autouse=True)
def no_settings_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GUIMIAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def answer(*arguments: str | Path) -> Any:
    result = invoke(*arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def imported(tmp_path: Path) -> Path:
    """A data folder with a small foreign log taken in; one of its rows is refused."""
    (tmp_path / "log.csv").write_text(LOG)
    (tmp_path / "map.toml").write_text(MAPPING)
    result = invoke("import-log", tmp_path / "log.csv", "--map", tmp_path / "map.toml")
    assert result.exit_code == 1
    assert "5" in result.output  # the line of the refused row
    return tmp_path / "data"


def test_help_names_every_command_in_plain_words():
    told = invoke("--help").output
    for command in (
        "serve",
        "migrate",
        "simulate",
        "import-log",
        "kpi",
        "kpis",
        "cases",
        "rebuild",
        "verify",
        "relay",
        "keys",
    ):
        assert re.search(rf"\b{command} +\S", told), command
    for command in ("token", "openapi", "asyncapi"):
        assert re.search(rf"\b{command} +\S", told), command


@pytest.mark.parametrize(
    "wrong",
    [
        ("kpi",),
        ("kpis", "--nonsense"),
        ("token", "T1", "--role", "boss"),
        ("token", "a b", "--role", "teller", "--data", "."),
        ("token", "system", "--role", "teller", "--data", "."),
        ("token", "T1", "--role", "teller", "--org", "é", "--data", "."),
        ("openapi", "bakery"),
        ("migrate", "--service", "bakery"),
        ("migrate", "--revision", "base"),
        ("relay", "status", "--service", "bakery"),
        ("serve", "--host", "0.0.0.0"),
        ("serve", "--port", "99999"),
        ("kpis", "--from", "yesterday"),
    ],
)
def test_a_wrong_call_exits_with_2_and_says_why(wrong: tuple[str, ...]):
    result = invoke(*wrong)
    assert result.exit_code == 2, result.output
    assert result.output.strip()


def test_without_data_it_says_how_to_get_some():
    for command in (("kpis",), ("verify",), ("relay", "status")):
        result = invoke(*command)
        assert (result.exit_code, "guimian serve" in result.output) == (1, True)


def test_a_server_that_is_not_there_or_runs_on_a_real_clock_is_a_failure():
    nobody = invoke("simulate", "--url", "http://127.0.0.1:9")
    assert (nobody.exit_code, "serve --simulated" in nobody.output) == (1, True)


def test_a_database_that_is_not_ours_is_told_in_a_line(tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "metrics.db").write_bytes(b"not a database, whatever its name says" * 100)
    result = invoke("kpis")
    assert (result.exit_code, "DatabaseError" in result.output) == (1, True)


def test_migrate_makes_the_databases_and_empties_one_again(tmp_path: Path):
    assert invoke("migrate").exit_code == 0
    assert {path.stem for path in (tmp_path / "data").glob("*.db")} == set(SERVICES)
    assert invoke("migrate", "--service", "intake", "--revision", "base").exit_code == 0
    with sqlite3.connect(tmp_path / "data" / "intake.db") as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    database.close()
    assert "applications" not in tables


def test_an_imported_log_counts_at_once_and_its_cases_are_found(imported: Path):
    days = ("--from", "2026-03-01", "--to", "2026-03-31")
    figure = answer("kpi", "opened", *days, "--by", "org", "--json")
    assert figure["numerator"] == 2
    cases = answer("cases", "open-count", *days, "--json")
    assert [(case["kind"], case["org"]) for case in cases] == [("ticket", "350302")]
    everything = {each["kpi"]["id"]: each for each in answer("kpis", *days, "--json")}
    assert everything["closed"]["numerator"] == 1
    assert everything["applications-issued"]["numerator"] == 0


def test_figures_are_readable_as_text(imported: Path):
    days = ("--from", "2026-03-01", "--to", "2026-03-31")
    assert re.search(r"^opened +2 +2 ", invoke("kpis", *days).output, re.MULTILINE)
    told = invoke("kpi", "opened", *days, "--by", "org").output
    assert "formula v" in told
    assert "freshness" in told
    assert re.search(r"^case +kind +org", invoke("cases", "opened", *days).output)


def test_text_tells_the_counters_time_and_json_utc(imported: Path):
    days = ("--from", "2026-03-01", "--to", "2026-03-31")
    assert "2026-03-02T09:30+08:00" in invoke("cases", "open-count", *days).output
    assert answer("cases", "open-count", *days, "--json")[0]["opened_at"] == "2026-03-02T01:30:00Z"
    assert re.search(r"as of \S+\+08:00$", invoke("kpi", "opened", *days).output, re.MULTILINE)


def test_an_unknown_kpi_is_a_wrong_call(imported: Path):
    result = invoke("kpi", "happiness")
    assert result.exit_code == 2
    assert "happiness" in result.output


def test_verify_finds_a_number_that_does_not_follow_and_rebuild_mends_it(imported: Path):
    assert answer("verify", "--json")["equal"] is True
    with sqlite3.connect(imported / "metrics.db") as database:
        database.execute("UPDATE cells SET n = n + 1 WHERE series_id = (SELECT min(series_id) FROM cells)")
    database.close()
    differing = invoke("verify")
    assert differing.exit_code == 1
    assert "DIFFERENT" in differing.output
    assert invoke("rebuild").exit_code == 0
    assert invoke("verify").exit_code == 0


def test_parked_events_are_shown_and_redriven(tmp_path: Path):
    invoke("migrate")
    with sqlite3.connect(tmp_path / "data" / "intake.db") as database:
        columns = "event_id, kind, case_no, version, type, at, actor, data, parked_at, error"
        row = ("e1", "application", "TB1", 1, "intake.application.accepted.v1", "2026-03-02 01:00:00", "T1", "{}")
        parked = ("2026-03-02 01:00:01", "too large")
        database.execute(f"INSERT INTO case_events ({columns}) VALUES (?,?,?,?,?,?,?,?,?,?)", row + parked)
    database.close()
    status = invoke("relay", "status")
    assert status.exit_code == 1
    assert "too large" in status.output
    assert answer("relay", "redrive", "--service", "intake", "--json") == {
        "intake": {"outbox": 1, "inbox": 0, "timers": 0}
    }
    left = answer("relay", "status", "--json")
    assert (left["intake"]["outbox"]["unpublished"], left["intake"]["outbox"]["parked"]) == (1, 0)


def test_failing_timers_are_shown(tmp_path: Path):
    invoke("migrate")
    with sqlite3.connect(tmp_path / "data" / "intake.db") as database:
        failed = ("TB1", "dun", "application", "2026-03-02 01:00:00", 3, "LookupError('no shelf')")
        columns = "case_no, name, kind, due_at, attempts, error"
        database.execute(f"INSERT INTO timers ({columns}) VALUES (?,?,?,?,?,?)", failed)
    database.close()
    status = invoke("relay", "status")
    assert status.exit_code == 1
    assert "intake TB1 timer dun (tried 3 times" in status.output
    assert "no shelf" in status.output
    assert "intake: 0 events, 0 reactions and 1 timer to be tried again" in invoke("relay", "redrive").output
    assert not invoke("relay", "redrive", "--case", "TB2").output.count(" 1 timer")
    with sqlite3.connect(tmp_path / "data" / "intake.db") as database:
        ((due_at,),) = database.execute("SELECT due_at FROM timers")
    database.close()
    assert due_at > "2026-03-02 01:00:01", "now, and it still counts as failing until it succeeds"
    assert invoke("relay", "status", "--json").exit_code == 1


@pytest.mark.slow
def test_documents_of_the_interfaces_are_printed():
    assert "/v1/applications" in answer("openapi", "intake")["paths"]
    channels = yaml.load(invoke("asyncapi").stdout, yaml.CSafeLoader)
    assert channels["asyncapi"].startswith("3.")


@pytest.mark.slow
def test_the_server_takes_the_next_free_port_and_one_process_a_folder(tmp_path: Path):
    with running("serve", "--data", tmp_path / "one") as first:
        token = guimian("token", "T1", "--role", "teller", "--data", tmp_path / "one").stdout.strip()
        headers = {"Authorization": f"Bearer {token}"}
        assert httpx.get(f"{first.address}/intake/v1/applications", headers=headers).json()["items"] == []
        with running("serve", "--data", tmp_path / "two") as second:
            assert second.address != first.address
        again = guimian("serve", "--data", tmp_path / "one")
        assert (again.returncode, f"Process {first.process.pid}" in again.stderr) == (1, True)


@pytest.mark.slow
def test_a_port_that_was_asked_for_and_is_taken_is_a_failure(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = guimian("serve", "--data", tmp_path / "data", "--port", str(taken.getsockname()[1]))
    assert (result.returncode, "taken" in result.stderr) == (1, True)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_server_without_a_traceback(tmp_path: Path, number: int):
    with running("serve", "--data", tmp_path / "data", "--port", "0") as served:
        assert httpx.get(f"{served.address}/readyz").status_code == 200
        assert served.stop(number) == 0
        assert "Traceback" not in served.output
        assert "data are kept" in served.output


def test_no_simulation_plays_into_cases_of_real_use(imported: Path):
    with sqlite3.connect(imported / "intake.db") as database:
        row = ("e1", "application", "TB1", 1, "intake.application.accepted.v1", "2026-03-02 01:00:00", "T1", "{}")
        columns = "event_id, kind, case_no, version, type, at, actor, data"
        database.execute(f"INSERT INTO case_events ({columns}) VALUES (?,?,?,?,?,?,?,?)", row)
    database.close()
    refused = invoke("simulate", "--port", "0")
    assert (refused.exit_code, "--data" in refused.output) == (1, True)


@pytest.mark.slow
def test_a_simulation_that_is_stopped_goes_on_at_the_next_start(tmp_path: Path):
    how = ("simulate", "--data", tmp_path / "data", "--port", "0", "--days", "2", "--per-day", "14")
    how = (*how, "--visits", "0", "--groups", "3", "--pace", "0.1")
    with running(*how) as first:
        first.wait_for("real time")
        assert first.stop() == 0
        assert "Traceback" not in first.output
    figures = {each["kpi"]["id"]: each["numerator"] for each in answer("kpis", "--data", tmp_path / "data", "--json")}
    assert figures["applications-accepted"] > 10
    assert figures["groups-accepted"] > 0
    assert figures["tickets-taken"] == 0
    with running(*how) as second:
        second.wait_for("goes on from")
        second.wait_for("real time")
        assert second.stop() == 0
    assert answer("verify", "--data", tmp_path / "data", "--json")["equal"] is True


def test_a_token_is_made_only_where_a_server_may_read_its_key(tmp_path: Path):
    result = invoke("token", "T1", "--role", "teller", "--data", tmp_path / "typo")
    assert (result.exit_code, "There is no folder" in result.output) == (1, True)
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize("command", ["serve", "simulate", "migrate", "verify", "rebuild", "keys rotate"])
def test_a_folder_that_is_none_is_told_in_a_line(tmp_path: Path, command: str):
    (tmp_path / "file").write_text("not a folder")
    result = invoke(*command.split(), "--data", tmp_path / "file")
    assert (result.exit_code, type(result.exception)) == (1, SystemExit), result.output
    assert len(result.output.splitlines()) == 1, result.output


@pytest.mark.parametrize("command", ["serve", "simulate", "migrate"])
def test_a_folder_that_cannot_be_made_is_told_in_a_line(command: str):
    result = invoke(command, "--data", "/proc/self/nowhere")
    assert (result.exit_code, type(result.exception)) == (1, SystemExit), result.output
    assert len(result.output.splitlines()) == 1, result.output


def test_the_data_are_for_their_owner_only(tmp_path: Path):
    assert invoke("migrate", "--data", tmp_path / "data").exit_code == 0
    found = [tmp_path / "data", *(tmp_path / "data").rglob("*")]
    assert len(found) > len(SERVICES)
    assert {path.name: oct(path.stat().st_mode & 0o077) for path in found if path.stat().st_mode & 0o077} == {}
