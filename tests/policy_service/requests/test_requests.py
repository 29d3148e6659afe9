"""A service request at the counter, from its acceptance to the endorsement."""

from datetime import timedelta

import pytest

from services.policy_service.items.catalogue import ITEMS
from services.policy_service.policies.models import FormerParty
from shared.auth import Role
from tests.policy_service.conftest import MONDAY, PERSON
from tests.policy_service.requests.desk import BENEFICIARY, HOLDER_REF, INSURED_REF, POLICY_NO, ServiceDesk

KEYED = {"Idempotency-Key": "key-1"}


async def test_a_contact_is_changed_at_once_and_the_policy_tells(desk: ServiceDesk):
    case = await desk.moved(await desk.asked("contact-change"), "submission")
    assert (case["status"], case["outcome"], case["missing_papers"]) == ("confirmed", "confirmed", [])
    assert case["endorsement_no"].startswith("PD261012-")
    (holder,) = await desk.people("policyholder")
    assert holder["phones"] == PERSON["phones"] | {"mobile": "13800000001"}
    policy = await desk.policy()
    assert (policy["item"], policy["request_no"], policy["action"]) == ("contact-change", case["case_no"], "endorse")
    (former,) = await desk.office.rows(FormerParty.__table__)
    assert former.party_ref == HOLDER_REF


async def test_missing_papers_are_told_once_and_all_together(desk: ServiceDesk):
    case = await desk.asked("account-change", papers=["application_form"])
    assert case["missing_papers"] == ["id_card", "account_card"]
    refused = await desk.move(case, "submission")
    assert (refused.status_code, refused.json()["rule"]) == (422, "papers-complete")
    told = await desk.moved(case, "papers-notice")
    assert (told["status"], told["told_papers"], told["waiting"]) == (
        "awaiting_papers",
        ["id_card", "account_card"],
        "papers",
    )
    some = await desk.moved(case, "papers", body={"papers": ["id_card"]})
    assert (some["status"], some["missing_papers"]) == ("awaiting_papers", ["account_card"])
    rest = await desk.moved(case, "papers", body={"papers": ["account_card"]})
    assert (rest["status"], rest["missing_papers"]) == ("accepted", [])
    assert (await desk.moved(case, "submission"))["status"] == "confirmed"
    (holder,) = await desk.people("policyholder")
    assert holder["account_no"] == "6222020200112233445"


async def test_waiting_for_papers_stops_the_clock_of_confirmation(desk: ServiceDesk):
    case = await desk.moved(await desk.asked("account-change", papers=[]), "papers-notice")
    desk.office.time.set(MONDAY + timedelta(days=9))
    papers = {"papers": ["application_form", "id_card", "account_card"]}
    await desk.moved(await desk.moved(case, "papers", body=papers), "submission")
    sla = (await desk.office.get(f"/service-requests/{case['case_no']}/sla")).json()["clocks"]
    kept = {clock["explanation"]["id"]: clock["explanation"] for clock in sla}
    assert kept["pos-3wd"]["elapsed"]["net_working_seconds"] == 0
    assert not kept["pos-3wd"]["breached"]


async def test_a_beneficiary_is_changed_by_four_eyes_with_the_insureds_consent(desk: ServiceDesk):
    case = await desk.asked("beneficiary-change", papers=list(ITEMS["beneficiary-change"].papers))
    assert case["missing_papers"] == ["insured_consent"]
    refused = await desk.move(case, "submission")
    assert (refused.json()["rule"], refused.json()["mark"]) == ("written-consent", "V")
    assert "第四十一条" in refused.json()["detail"]
    await desk.moved(case, "papers", body={"papers": ["insured_consent"]})
    case = await desk.moved(case, "submission")
    assert (case["status"], await desk.people("beneficiary")) == ("in_review", [])
    own = await desk.office.post(
        f"/service-requests/{case['case_no']}/review",
        Role.TELLER,
        {"outcome": "approve"},
        **{"If-Match": f'"{case["version"]}"'},
    )
    assert own.status_code == 403
    assert (await desk.reviewed(case))["status"] == "confirmed"
    (beneficiary,) = await desk.people("beneficiary")
    assert (beneficiary["name"], beneficiary["share_percent"]) == (BENEFICIARY["name"], 100)


async def test_sent_back_it_is_worked_on_again(desk: ServiceDesk):
    case = await desk.moved(await desk.asked("customer-data-change"), "submission")
    case = await desk.reviewed(case, "send-back", reason="name-illegible")
    assert case["status"] == "accepted"
    assert (await desk.reviewed(await desk.moved(case, "submission")))["status"] == "confirmed"


async def test_rejected_it_changes_nothing(desk: ServiceDesk):
    before = await desk.people()
    case = await desk.moved(await desk.asked("customer-data-change"), "submission")
    case = await desk.reviewed(case, "reject", reason="proof-doubtful")
    assert (case["status"], case["rejected"], case["endorsement_no"]) == ("rejected", "proof-doubtful", None)
    assert await desk.people() == before


async def test_of_one_change_only_one_request_is_open_and_the_refusal_names_it(desk: ServiceDesk):
    case = await desk.asked("account-change", papers=[])
    again = await desk.ask("account-change")
    assert (again.status_code, again.json()["open_case_no"]) == (409, case["case_no"])
    assert case["case_no"] in again.json()["detail"]
    await desk.asked("contact-change")
    await desk.moved(case, "cancellation", body={"reason": "changed-mind"})
    await desk.asked("account-change")


async def test_papers_that_never_come_end_it(desk: ServiceDesk):
    case = await desk.moved(await desk.asked("account-change", papers=[]), "papers-notice")
    assert await desk.office.pass_time(MONDAY + timedelta(days=31)) == 1
    ended = (await desk.office.get(f"/service-requests/{case['case_no']}")).json()
    assert (ended["status"], ended["outcome"]) == ("cancelled", "deadline-passed")


@pytest.mark.parametrize(
    ("item", "changes", "field", "rule"),
    [
        ("contact-change", {"applicant_ref": "0" * 36}, "party_ref", "of-this-policy"),
        (
            "contact-change",
            {"change": {"item": "contact-change", "party_ref": "0" * 36, "address": "x"}},
            "party_ref",
            "of-this-policy",
        ),
    ],
)
async def test_what_does_not_fit_is_refused(
    desk: ServiceDesk, item: str, changes: dict[str, object], field: str, rule: str
):
    refused = (await desk.ask(item, **changes)).json()
    assert (refused["status"], refused["field"], refused["rule"]) == (422, field, rule)


async def test_only_what_the_papers_and_four_eyes_let_pass_is_offered(desk: ServiceDesk):
    lacking = await desk.asked("account-change", papers=["application_form"])
    assert lacking["allowed"] == ["tell_missing", "bring_papers", "reject_paper", "return_paper", "cancel"]
    assert (await desk.moved(lacking, "papers-notice"))["allowed"] == ["bring_papers", "reject_paper", "cancel"]
    whole = await desk.asked("customer-data-change")
    assert "tell_missing" not in whole["allowed"]
    assert "submit" in whole["allowed"]
    maker = await desk.moved(whole, "submission")
    assert maker["allowed"] == ["send_back", "cancel"]
    checker = (await desk.office.get(f"/service-requests/{whole['case_no']}", Role.REVIEWER)).json()
    assert {"confirm", "reject"} < set(checker["allowed"])
    (listed,) = (await desk.office.get("/service-requests", Role.TELLER, status="in_review")).json()["items"]
    assert listed["allowed"] == maker["allowed"]


async def test_refusals_speak_in_words_and_keep_the_codes_for_machines(desk: ServiceDesk):
    case = await desk.asked("account-change")
    path = f"/service-requests/{case['case_no']}"
    early = (await desk.move(case, "payout", Role.CASHIER, {"amount_fen": 1, "reference": "P1"}, **KEYED)).json()
    assert (early["action"], early["allowed"][-1]) == ("pay_out", "cancel")
    assert early["detail"].startswith(
        "“paid out” isn't possible while the case is “accepted”; possible: papers handed in; "
    )
    auditor = await desk.office.post(f"{path}/submission", Role.AUDITOR, None, **{"Accept-Language": "zh"})
    assert (auditor.json()["needs"], auditor.json()["detail"]) == (["teller"], "须由柜员办理")
    foreign = (await desk.ask("account-change", applicant_ref=INSURED_REF, policy_no=POLICY_NO)).json()
    assert (foreign["applicants"], foreign["detail"][-16:]) == (["policyholder"], "the policyholder")


@pytest.mark.parametrize("change", [{"item": "contact-change", "phones": {}}, {"item": "customer-data-change"}])
async def test_a_change_of_nothing_is_refused(desk: ServiceDesk, change: dict[str, object]):
    refused = await desk.ask("contact-change", change=change | {"party_ref": HOLDER_REF})
    assert (refused.status_code, [error["rule"] for error in refused.json()["errors"]]) == (
        422,
        ["something-to-change"],
    )


async def test_what_is_asked_is_shown_only_to_whoever_may_read_it(desk: ServiceDesk):
    case = await desk.asked("contact-change")
    path = f"/service-requests/{case['case_no']}/change"
    assert (await desk.office.get(path, Role.REVIEWER)).json() == {
        "masked": True,
        "fields": ["party_ref", "phones"],
        "change": None,
    }
    shown = (await desk.office.get(path, Role.REVIEWER, pii=True)).json()
    assert shown["change"]["phones"] == {"mobile": "13800000001"}


async def test_the_catalogue_is_told(desk: ServiceDesk):
    items = (await desk.office.get("/service-items")).json()
    assert [item["code"] for item in items] == list(ITEMS)
    assert all(item["papers"] and item["applicants"] and item["basis"] for item in items)
