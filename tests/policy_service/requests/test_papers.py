"""Papers that are handed in and unfit: missing again, with a cause that is counted."""

from datetime import timedelta

import orjson

from shared.testing.alone import Alone
from tests.policy_service.conftest import MONDAY
from tests.policy_service.requests.desk import Case, ServiceDesk


async def rejected(desk: ServiceDesk, case: Case, paper: str, cause: str = "expired") -> Case:
    return await desk.moved(case, f"papers/{paper}/rejection", body={"cause": cause})


async def last_event(office: Alone, case: Case) -> dict[str, object]:
    events = [row for row in await office.rows() if row.case_no == case["case_no"]]
    return {"type": events[-1].type} | dict(orjson.loads(events[-1].data))


async def test_an_unfit_paper_is_missing_again_and_told_with_what_is_missing(desk: ServiceDesk):
    case = await desk.asked("account-change", papers=["application_form", "id_card"])
    case = await rejected(desk, case, "id_card")
    assert (case["status"], case["missing_papers"]) == ("accepted", ["id_card", "account_card"])
    assert (await desk.move(case, "submission")).json()["rule"] == "papers-complete"
    assert (await desk.moved(case, "papers-notice"))["told_papers"] == ["id_card", "account_card"]
    await desk.moved(case, "papers", body={"papers": ["id_card", "account_card"]})
    assert (await desk.moved(case, "submission"))["status"] == "confirmed"


async def test_after_the_one_notice_an_unfit_paper_is_waited_for_and_the_clock_stands(desk: ServiceDesk):
    case = await desk.moved(await desk.asked("account-change", papers=["application_form", "id_card"]), "papers-notice")
    await desk.moved(case, "papers", body={"papers": ["account_card"]})
    case = await rejected(desk, case, "account_card", "copy-not-original")
    assert (case["status"], case["waiting"], case["missing_papers"]) == ("awaiting_papers", "papers", ["account_card"])
    assert await desk.office.pass_time(MONDAY + timedelta(days=31)) == 1, "and for as long as the first time"


async def test_causes_are_counted_in_the_order_they_came(desk: ServiceDesk):
    case = await desk.asked("contact-change")
    assert case["first_time_right"]
    await rejected(desk, case, "id_card")
    await desk.moved(case, "papers", body={"papers": ["id_card"]})
    case = await rejected(desk, case, "id_card", "name-differs")
    causes = [{"paper": "id_card", "cause": cause} for cause in ("expired", "name-differs")]
    assert (case["rejected_papers"], case["first_time_right"]) == (causes, False)
    told = await last_event(desk.office, case)
    assert told["type"] == "policy_service.service-request.paper-rejected.v1"
    assert (told["rejected_papers"], told["missed_papers"], told["first_time_right"]) == (causes, [], False)


async def test_neither_missing_papers_nor_a_sending_back_is_first_time_right(desk: ServiceDesk):
    lacking = await desk.asked("account-change", papers=[])
    assert not lacking["first_time_right"]
    case = await desk.moved(await desk.asked("customer-data-change"), "submission")
    assert case["first_time_right"]
    assert not (await desk.reviewed(case, "send-back", reason="name-illegible"))["first_time_right"]


async def test_only_a_paper_that_was_handed_in_is_unfit_for_a_cause_that_is_known(desk: ServiceDesk):
    case = await desk.asked("account-change", papers=["id_card"])
    absent = await desk.move(case, "papers/account_card/rejection", body={"cause": "expired"})
    assert (absent.status_code, absent.json()["rule"]) == (422, "handed-in")
    assert (await desk.move(case, "papers/id_card/rejection", body={"cause": "ugly"})).status_code == 422
    assert (await desk.move(case, "papers/passport/rejection", body={"cause": "expired"})).status_code == 422
    assert (await desk.office.get(f"/service-requests/{case['case_no']}")).json() == case


async def test_once_confirmed_no_paper_is_unfit(desk: ServiceDesk):
    case = await desk.done("contact-change")
    assert (await desk.move(case, "papers/id_card/rejection", body={"cause": "expired"})).status_code == 409
