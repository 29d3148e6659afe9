"""The table of thresholds: by date, with its marks, told over the API and warned of at the start."""

from datetime import date
from pathlib import Path

import pytest

from services.cli.serving import announce
from services.intake.aml.thresholds import (
    THRESHOLDS,
    NoThreshold,
    keep_until,
    threshold,
    threshold_table,
    unverified,
)
from services.intake.app import create_app
from shared.auth import Role
from shared.testing.alone import alone
from tests.intake.aml.desk import AmlDesk
from tests.intake.conftest import MONDAY

TODAY = date(2026, 10, 12)


@pytest.mark.parametrize(
    ("rule", "on", "value"),
    [
        ("AML-07-NB1", TODAY, 2_000_000),
        ("AML-07-NB2", TODAY, 20_000_000),
        ("AML-CTR", date(2017, 7, 1), 5_000_000),
        ("AML-L34", date(2024, 12, 31), 5),
        ("AML-L34", date(2025, 1, 1), 10),
        ("AML-L31", date(2025, 1, 1), None),
        ("AML-25", date(2026, 1, 1), None),
    ],
)
def test_the_row_of_the_day_holds(rule: str, on: date, value: int | None):
    assert threshold(rule, on).value == value


@pytest.mark.parametrize(
    ("rule", "on"), [("AML-CTR", date(2017, 6, 30)), ("AML-25", date(2025, 12, 31)), ("AML-99", TODAY)]
)
def test_a_day_without_a_row_is_told(rule: str, on: date):
    with pytest.raises(NoThreshold, match=rule):
        threshold(rule, on)


def test_two_rows_of_one_rule_on_one_day_are_refused():
    with pytest.raises(ValueError, match="two rows of"):
        threshold_table(*THRESHOLDS, THRESHOLDS[0])


def test_what_nobody_read_is_unverified_and_nothing_else():
    amounts = {row.rule_id for row in unverified(TODAY)}
    assert amounts == {f"AML-07-{rule}" for rule in ("NB0", "NB1", "NB2", "SUR", "PAY")} | {"AML-25"}
    assert all(row.mark == "V" for row in THRESHOLDS if row.verified)


@pytest.mark.parametrize(
    ("on", "last"),
    [
        (date(2024, 12, 31), date(2029, 12, 31)),
        (TODAY, date(2036, 10, 12)),
        (date(2028, 2, 29), date(2038, 3, 1)),
    ],
)
def test_what_ended_is_kept_for_as_many_years_as_the_law_of_the_day_says(on: date, last: date):
    assert keep_until(on) == last


async def test_the_api_tells_the_rows_of_a_day_with_their_marks(desk: AmlDesk):
    told = (await desk.office.get("/aml/thresholds", Role.TELLER)).json()
    rows = {row["rule_id"]: row for row in told["items"]}
    assert told["on"] == "2026-10-12"
    assert (rows["AML-07-NB1"]["mark"], rows["AML-07-NB1"]["verified"]) == ("V2", False)
    assert (rows["AML-CTR"]["mark"], rows["AML-CTR"]["verified"], rows["AML-CTR"]["value"]) == ("V", True, 5_000_000)
    assert "AML-07-NB1" in told["unverified"]
    assert "AML-CTR" not in told["unverified"]
    earlier = (await desk.office.get("/aml/thresholds", Role.TELLER, on="2024-06-01")).json()
    assert {row["rule_id"]: row["value"] for row in earlier["items"]}["AML-L34"] == 5


async def test_the_service_warns_at_its_start_of_amounts_nobody_verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    async with alone("intake", create_app, tmp_path, MONDAY):
        pass
    (warned,) = [line for line in "".join(capsys.readouterr()).splitlines() if "aml.unverified" in line]
    assert "warning" in warned
    assert "AML-07-NB1" in warned
    assert "AML-CTR" not in warned
    assert "尚未与现行文本核对" in warned
    assert "nobody has compared them" in warned


def test_whoever_starts_it_at_a_terminal_reads_so_in_both_languages(capsys: pytest.CaptureFixture[str]):
    announce("http://127.0.0.1:9000")
    told = capsys.readouterr().out.splitlines()
    assert sum("AML-07-NB1" in line and line.endswith(":9000/intake/v1/aml/thresholds") for line in told) == 2
    assert any("请合规人员核对" in line for line in told)
    assert any("have compliance do so" in line for line in told)
