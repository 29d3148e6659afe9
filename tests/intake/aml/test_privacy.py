"""No name, number or telephone in events, logs or refusals; every row has its last day; nothing deletes."""

import pytest
import structlog
from sqlalchemy import select

from services.intake.aml.models import CashReceipt, IdentityCheck, PersonSeen
from services.intake.app import create_app
from shared.auth import Role, rights_table
from tests.intake.aml.desk import LARGE_CASH, AmlDesk
from tests.intake.counter import PERSON

WHO = PERSON | {"name": "欧阳绿竹", "phones": {"mobile": "13959512345"}, "id_number": "E55667788"}
SECRETS = [str(WHO["name"]), "13959512345", "E55667788", str(WHO["account_no"]), str(WHO["address"])]


async def _whole_story(desk: AmlDesk) -> list[str]:
    """Refused, identified, paid, reported, suspected; the refusals' and answers' texts."""
    case = await desk.waiting(LARGE_CASH, WHO, beneficiary=desk.person())
    told = [(await desk.pay(case)).text]
    await desk.identify_all(case, "policyholder")
    told += [(await desk.pay(case)).text, (await desk.issue(case)).text]
    (report,) = await desk.reports()
    told.append((await desk.move("large-cash-reports", report, "report", {})).text)
    body = {"org": "350322", "reason": "other", "cases": [case["case_no"]], "remark": "欧阳绿竹 13959512345"}
    told.append((await desk.office.post("/suspicions", Role.TELLER, body)).text)
    await desk.office.app.state.watch.look()
    return told


async def test_nothing_that_leaves_names_anybody(desk: AmlDesk, capsys: pytest.CaptureFixture[str]):
    told = "".join(await _whole_story(desk))
    events = "".join(row.data for row in await desk.office.rows())
    structlog.get_logger().info("end of the log")
    logged = "".join(capsys.readouterr())
    assert "not-identified" in told
    assert "large_cash_report" in events
    assert "end of the log" in logged
    assert [secret for secret in SECRETS if secret in told + events + logged] == []


async def test_the_duties_own_tables_keep_hashes_and_no_numbers(desk: AmlDesk):
    await _whole_story(desk)
    kept = [
        repr(tuple(row))
        for table in (IdentityCheck.__table__, CashReceipt.__table__, PersonSeen.__table__)
        for row in await desk.office.rows(table)
    ]
    assert len(kept) == 4
    assert [secret for secret in SECRETS for row in kept if secret in row] == []


async def test_the_remark_of_a_suspicion_lies_encrypted(desk: AmlDesk):
    await _whole_story(desk)
    async with desk.office.app.state.sessions() as session:
        connection = await session.connection()
        (stored,) = (await connection.exec_driver_sql("SELECT remark FROM suspicions")).scalars()
    assert [secret for secret in SECRETS if secret in stored] == []


async def test_every_row_says_until_when_it_is_kept(desk: AmlDesk):
    await _whole_story(desk)
    async with desk.office.app.state.sessions() as session:
        for table in (IdentityCheck, CashReceipt, PersonSeen):
            (day,) = set(await session.scalars(select(table.keep_until)))
            assert day.isoformat() == "2036-10-12"


async def test_no_route_deletes_anything_of_the_duties(desk: AmlDesk):
    ours = ("identity-checks", "large-cash", "suspicion", "aml/")
    rights = [
        right for right in rights_table(create_app(desk.office.settings)) if any(each in right.path for each in ours)
    ]
    assert {right.method for right in rights} == {"GET", "POST"}
