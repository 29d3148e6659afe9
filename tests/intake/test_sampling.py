"""Whose scans are checked (影像质检抽样): the plan, and that scanning again changes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from services.intake.applications.models import Application, Scan
from services.intake.applications.sampling import MANY_REJECTED, NEW_BELOW, PLAN, Record, draw
from shared import clock, keyring
from shared.auth import Role
from shared.keyring import KeyRing
from tests.intake.counter import Case, Counter, draw_one_in

OLD_HAND = Record(NEW_BELOW, 0)
FORMS = [f"350322-26-{number:06d}" for number in range(5000)]


def test_one_form_in_five_of_an_old_hand_is_drawn_always_the_same_and_nobody_can_tell_which():
    keyring.install(KeyRing.generate())
    drawn = [draw(form_no, [OLD_HAND]) for form_no in FORMS]
    assert 900 < drawn.count("base") < 1100
    assert set(drawn) == {"base", "none"}
    assert drawn == [draw(form_no, [OLD_HAND]) for form_no in FORMS]
    keyring.install(KeyRing.generate())
    assert drawn != [draw(form_no, [OLD_HAND]) for form_no in FORMS]


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ([Record(NEW_BELOW - 1, 0)], "new"),
        ([Record(NEW_BELOW, MANY_REJECTED)], "rejected-lately"),
        ([OLD_HAND, Record(0, 0)], "new"),
        ([Record(0, 0), Record(NEW_BELOW, MANY_REJECTED)], "rejected-lately"),
    ],
)
def test_whoever_is_new_or_often_sent_back_is_checked_each_time(records: list[Record], code: str):
    assert {draw(form_no, records) for form_no in FORMS[:100]} == {code}
    assert code in {row.code for row in PLAN}


async def scanned(counter: Counter) -> Case:
    case = await counter.accept()
    await counter.add_pages(case)
    return await counter.step(case, "scanning", Role.TELLER)


async def with_past(
    counter: Counter, pages: int, rejected: int = 0, days_ago: int = 1, *, tries: int = 1, complete: bool = True
) -> None:
    """The teller has scanned before, on a case of another day."""
    case, at = await counter.accept(), clock.now() - timedelta(days=days_ago)
    row = {"case_no": case["case_no"], "type": "other", "sha256": "0" * 64, "size": 1, "media_type": "image/png"}
    row |= {"scanned_at": at, "scanned_by": "S-teller", "checked_at": at}
    rows = [row | {"page": page + 1, "rejected": "blurred" if page < rejected else None} for page in range(pages)]
    async with counter.app.state.sessions.begin() as session:
        await session.execute(insert(Scan), rows * tries)
        here = Application.case_no == case["case_no"]
        await session.execute(update(Application).where(here).values(scans=pages if complete else 0))


@pytest.mark.parametrize(
    ("pages", "rejected", "days_ago", "sampling"),
    [
        (NEW_BELOW - 1, 0, 1, {"new"}),
        (NEW_BELOW, 0, 1, {"base", "none"}),
        (NEW_BELOW, MANY_REJECTED - 1, 1, {"base", "none"}),
        (NEW_BELOW, MANY_REJECTED, 29, {"rejected-lately"}),
        (NEW_BELOW, MANY_REJECTED, 30, {"base", "none"}),
    ],
)
async def test_what_somebody_scanned_before_decides(
    counter: Counter, pages: int, rejected: int, days_ago: int, sampling: set[str]
):
    await with_past(counter, pages, rejected, days_ago)
    case = await scanned(counter)
    assert case["sampling"] in sampling
    assert case["scan_check"] == ("none" if case["sampling"] == "none" else "due")


@pytest.mark.parametrize(("tries", "complete"), [(NEW_BELOW, True), (1, False)])
async def test_a_page_tried_again_and_again_or_a_form_not_handed_in_makes_nobody_experienced(
    counter: Counter, tries: int, complete: bool
):
    await with_past(counter, 1 if complete else NEW_BELOW, tries=tries, complete=complete)
    assert (await scanned(counter))["sampling"] == "new"


async def test_scanning_again_draws_no_second_time(counter: Counter, monkeypatch: pytest.MonkeyPatch):
    draw_one_in(monkeypatch, 1)
    case = await scanned(counter)
    page = (await counter.get(f"/{case['case_no']}/scans"))["items"][0]["id"]
    case = await counter.step(case, "scan-check", Role.REVIEWER, {"rejected": {str(page): "skewed"}})
    draw_one_in(monkeypatch, 2**40)
    await counter.add_pages(case)
    case = await counter.step(case, "scanning", Role.TELLER)
    assert (case["sampling"], case["scan_check"]) == ("base", "due")


async def test_a_replacement_form_is_drawn_anew(counter: Counter, monkeypatch: pytest.MonkeyPatch):
    draw_one_in(monkeypatch, 2**40)
    case = await scanned(counter)
    report = {"defects": [{"code": "key-field-altered", "fields": ["premium"]}]}
    case = await counter.step(case, "defects", Role.TELLER, report)
    draw_one_in(monkeypatch, 1)
    case = await counter.step(case, "replacement", Role.TELLER, {"form": counter.form()})
    assert case["sampling"] is None
    await counter.add_pages(case)
    assert (await counter.step(case, "scanning", Role.TELLER))["sampling"] == "base"
