"""Defects of one form found at reception and again at review: kept both, counted as one defective case."""

from pathlib import Path
from typing import Any

from shared import clock
from shared.auth import Role
from shared.calendar_data import calendar_for
from tests.e2e.counter import FORM, KEYED, ORG, counter_in, until


async def test_a_form_found_wanting_twice_is_one_defective_case(tmp_path: Path):
    async with counter_in(tmp_path) as counter:
        whole = FORM | {"form_on": calendar_for(ORG).date_of(clock.now()).isoformat()}
        case = await counter.post("/intake/v1/applications", Role.TELLER, whole | {"mandate_signed": False})
        path = f"/intake/v1/applications/{case['case_no']}"
        case = await counter.post(f"{path}/supplement", Role.TELLER, {"form": whole})
        await counter.scan(path, case)
        if (await counter.post(f"{path}/scanning", Role.TELLER))["scan_check"] == "due":
            await counter.post(f"{path}/scan-check", Role.REVIEWER, {})
        await counter.post(f"{path}/keying", Role.TELLER, KEYED)
        late = {"defects": [{"code": "disclosure-incomplete", "fields": ["health"]}]}
        case = await counter.post(f"{path}/defects", Role.REVIEWER, late)
        assert [defect["found_in"] for defect in case["defects"]] == ["reception", "review"]

        async def shown() -> Any:
            rate = await counter.get("/metrics/v1/kpis/defect-rate", by="defect")
            return rate if len(rate["slices"]) == 2 else None

        rate = await until(shown)
        assert (rate["numerator"], rate["denominator"]) == (1, 1)
        assert {each["by"]: each["numerator"] for each in rate["slices"]} == {
            "mandate-unsigned": 1,
            "disclosure-incomplete": 1,
        }
        pending = await counter.get("/metrics/v1/kpis/pending-count", by="stage")
        assert [each["by"] for each in pending["slices"]] == ["awaiting_supplement"]
