"""A claim under a group's policy: whether somebody is on its list, and from when until when, is asked of intake."""

from typing import Any

import pytest
from sqlalchemy import update

from services.claims.cases.models import Claim, ClaimCalculation
from shared.auth import Role
from shared.contracts.intake_groups import GroupApplicationIssued
from shared.testing.alone import event_like
from tests.claims.hall import INVOICE, POLICY_NO, REPORT, Case, ClaimsHall, ok, refused
from tests.claims.test_decision_letter import printed

GROUP_NO = "TD260301-1"
REF = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
LIST, SPAN = f"/v1/group-policies/{GROUP_NO}/insured-search", f"/v1/group-policies/{GROUP_NO}/insured/{REF}"
ACCIDENT = {"cause": "accident", "types": ["accident-medical"], "care": "outpatient"}
PAPERS = ["claim_form", "insured_id", "medical_record", "outpatient_invoice", "accident_proof", "account_card"]
HERS = {"policy_no": GROUP_NO, "id_number": "E55556666", **ACCIDENT}


def span(since: str = "2026-03-02", until: str = "2027-03-02", party_ref: str = REF) -> Case:
    return {"party_ref": party_ref, "since": since, "until": until, "age": None}


@pytest.fixture
async def group(hall: ClaimsHall, intake: dict[str, Any]) -> ClaimsHall:
    """G2002 of 40 heads, 200,000 yuan each; she is insured from its first day."""
    await issue(hall, "G2002")
    intake |= {LIST: [span()], SPAN: span()}
    return hall


async def issue(hall: ClaimsHall, product: str) -> None:
    await hall.office.feed(issued(product))


def issued(product: str, **changes: Any) -> Any:
    facts: Case = {"policy_no": GROUP_NO, "effective_on": "2026-03-02", "term_months": 12, "org": "350322", "heads": 40}
    facts |= {"kind": "group_application", "action": "issue", "status": "issued", "version": 9, "product": product}
    return event_like(GroupApplicationIssued, **facts | {"sum_assured_fen": 40 * 20_000_000} | changes)


async def calculated(group: ClaimsHall, **changes: Any) -> tuple[Case, Case]:
    case = await group.registered(**HERS, papers=PAPERS, **changes)
    await group.post(f"/{case['case_no']}/invoices", INVOICE | {"kind": "outpatient"}, Role.ADJUDICATOR)
    case = await group.done(case, "calculation", {}, Role.ADJUDICATOR)
    return case, (await group.get(case, "/calculations"))[0]


async def test_who_is_on_the_list_is_known_by_reference_and_span(group: ClaimsHall):
    case, reckoned = await calculated(group)
    assert [case[name] for name in ("insured_ref", "insured_since", "insured_until", "cover_status")] == [
        REF, "2026-03-02", "2027-03-02", "in-force"
    ]  # fmt: skip
    assert (reckoned["total_fen"], reckoned["refusals"]) == (94_400, [])  # (1,280 − 100) × 80 %


async def test_somebody_must_be_named_and_on_the_list(group: ClaimsHall, intake: dict[str, Any]):
    refused(await group.post("", REPORT | HERS | {"id_number": None}), 422, "insured-named")
    intake[LIST] = []
    refused(await group.post("", REPORT | HERS), 422, "insured-by-policy")


async def test_without_intake_nothing_is_reported_and_nothing_guessed(group: ClaimsHall, intake: dict[str, Any]):
    del intake[LIST]
    assert (await group.post("", REPORT | HERS)).status_code == 503
    assert (await group.office.get("/claims")).json()["items"] == []


@pytest.mark.parametrize(
    ("event_on", "status", "pays"),
    [
        ("2026-10-01", "not-begun", False),
        ("2026-10-02", "in-force", True),
        ("2026-10-07", "in-force", True),
        ("2026-10-08", "ended", False),
    ],
)
async def test_who_joined_or_left_is_insured_by_the_effective_day(
    group: ClaimsHall, intake: dict[str, Any], event_on: str, status: str, pays: bool
):
    intake |= {LIST: [span("2026-10-02", "2026-10-08")], SPAN: span("2026-10-02", "2026-10-08")}
    case, reckoned = await calculated(group, event_on=event_on)
    assert case["cover_status"] == status
    told = [(each["code"], each["mark"]) for each in reckoned["refusals"]]
    assert (reckoned["total_fen"] > 0, told) == (pays, [] if pays else [("outside-cover", "V")])


async def test_of_who_left_and_came_again_the_span_of_the_event_counts(group: ClaimsHall, intake: dict[str, Any]):
    again = "0f8fad5b-d9cb-469f-a165-70867728950e"
    intake[LIST] = [span(until="2026-06-01"), span("2026-09-01", party_ref=again)]
    assert (await group.reported(**HERS))["insured_ref"] == again
    assert (await group.reported(**HERS | {"event_on": "2026-05-31"}))["insured_ref"] == REF
    assert (await group.reported(**HERS | {"event_on": "2026-06-20"}))["cover_status"] == "ended"


async def test_a_removal_endorsed_after_the_report_counts(group: ClaimsHall, intake: dict[str, Any]):
    intake[SPAN] = span(until="2026-10-08")
    case, reckoned = await calculated(group)
    assert (case["insured_until"], case["cover_status"], reckoned["total_fen"]) == ("2026-10-08", "ended", 0)


async def test_an_individual_policy_asks_intake_nothing(group: ClaimsHall, intake: dict[str, Any]):
    intake.clear()
    assert (await group.reported(policy_no=POLICY_NO))["insured_since"] is None


@pytest.mark.parametrize(("since", "refusals"), [("2026-09-08", []), ("2026-09-09", ["waiting"])])
async def test_who_joins_waits_from_their_own_first_day(
    hall: ClaimsHall, intake: dict[str, Any], since: str, refusals: list[str]
):
    await issue(hall, "G2003")  # of illness it pays from the thirty-first day on
    intake |= {LIST: [span(since)], SPAN: span(since)}
    case = await hall.registered(policy_no=GROUP_NO, id_number="E55556666")
    await hall.post(f"/{case['case_no']}/invoices", INVOICE, Role.ADJUDICATOR)
    await hall.done(case, "calculation", {}, Role.ADJUDICATOR)
    assert [each["code"] for each in (await hall.get(case, "/calculations"))[0]["refusals"]] == refusals


async def test_of_a_product_without_rules_the_span_counts_too(hall: ClaimsHall, intake: dict[str, Any]):
    await issue(hall, "G9999")
    intake |= {LIST: [span(until="2026-10-08")], SPAN: span(until="2026-10-08")}
    case = await hall.calculated(**HERS, papers=PAPERS)
    assert case["cover_status"] == "ended"


async def test_the_letter_of_a_decision_names_nobody_of_the_list(group: ClaimsHall):
    case, _ = await calculated(group)
    case = ok(await group.decide(await group.passed(case)))
    letter = await printed(group, case)
    assert (letter.facts["案件号"], "被保险人" in letter.facts) == (case["case_no"], False)


LISTED = "/v1/group-applications"


async def rebuilt(hall: ClaimsHall, **body: Any) -> Any:
    return await hall.office.post("/cover-rebuilds", Role.PROVINCE, {"of": "groups"} | body, org="35")


async def test_groups_of_before_a_service_was_new_are_asked_for(hall: ClaimsHall, intake: dict[str, Any]):
    intake |= {LIST: [span()], SPAN: span()}
    event = issued("G2002", opened_at="2020-03-01T04:00:00Z", at="2020-03-01T04:00:00Z")
    await hall.office.feed(event)
    assert (await hall.post("", REPORT | HERS)).status_code == 404  # passed over: too old
    intake[LISTED] = {"items": [event.model_dump(mode="json")], "next_cursor": "bmV4dA"}
    for _ in range(2):
        assert (await rebuilt(hall)).json() == {"policies": 1, "next_cursor": "bmV4dA"}
    case, reckoned = await calculated(hall)
    assert (case["insured_ref"], reckoned["total_fen"]) == (REF, 94_400)
    intake[LISTED] = 422
    refused(await rebuilt(hall, cursor="bad"), 422, "cursor-of-this-list")
    del intake[LISTED]
    assert (await rebuilt(hall)).status_code == 503


DEATH = {"types": ["accident-death"], "care": "none"}
DEATH_PAPERS = [*PAPERS, "policy_document", "death_certificate", "beneficiary_proof"]
DIED: Case = {"died_on": "2026-10-08"}
WAN = 1_000_000


@pytest.fixture
async def of_before(hall: ClaimsHall, intake: dict[str, Any]) -> Case:
    """A death that was claimed before a group's list was asked of intake: nothing but a hash says whose."""
    await hall.office.feed(issued("G2002", sum_assured_fen=40 * 30 * WAN))
    intake |= {LIST: [span()], SPAN: span() | {"age": 9}}
    case = await hall.registered(**HERS | DEATH, papers=DEATH_PAPERS)
    forgotten = update(Claim).values(insured_ref=None, insured_since=None, insured_until=None)
    async with hall.office.app.state.sessions.begin() as session:
        await session.execute(forgotten)
    return case


async def test_a_claim_of_before_lists_were_asked_is_calculated_by_the_list(hall: ClaimsHall, of_before: Case):
    """So a child's limit holds, and the span, too."""
    path = f"/{of_before['case_no']}/calculation"
    refused(await hall.post(path, DIED, Role.ADJUDICATOR), 422, "insured-named")
    other = await hall.post(path, DIED | {"id_number": "E55557777"}, Role.ADJUDICATOR)
    refused(other, 422, "insured-of-claim")
    case = await hall.done(of_before, "calculation", DIED | {"id_number": "E55556666"}, Role.ADJUDICATOR)
    assert [case[name] for name in ("insured_ref", "insured_since", "total_fen")] == [REF, "2026-03-02", 20 * WAN]
    (row,) = await hall.office.rows(ClaimCalculation.__table__)
    assert "E55556666" not in row.findings


async def test_where_the_list_tells_no_age_whoever_calculates_does(
    hall: ClaimsHall, of_before: Case, intake: dict[str, Any]
):
    intake[SPAN] = span()
    found = DIED | {"id_number": "E55556666"}
    answer = await hall.post(f"/{of_before['case_no']}/calculation", found, Role.ADJUDICATOR)
    refused(answer, 422, "age-known")
    case = await hall.done(of_before, "calculation", found | {"age_at_death": 9}, Role.ADJUDICATOR)
    assert case["total_fen"] == 20 * WAN
