"""Who may do what, and to whose cases; who saw whose personal data."""

import pytest

from shared.auth import Role
from shared.tables import pii_reads
from tests.intake.counter import CHILD, KEYED, ORG, PERSON, THEIR_CHILD, Case, Counter, refused

T, R, U, MONEY = Role.TELLER, Role.REVIEWER, Role.UNDERWRITER, {Role.CASHIER, Role.INTEGRATOR}
REASON = {"reason": "customer-request"}

# fmt: off
MAY = {
    "supplement":     ({T},     {"form": {}}),
    "replacement":    ({T},     {"form": {}}),
    "return":         ({T, R},  REASON),
    "withdrawal":     ({T},     REASON),
    "scanning":       ({T},     None),
    "scan-check":     ({R},     {}),
    "keying":         ({T},     KEYED),
    "review":         ({R},     {"passed": True}),
    "escalation":     ({U},     None),
    "notices":        ({U},     {"type": "medical"}),
    "notice-told":    ({T},     {"no": 1}),
    "notice-answer":  ({T},     {"no": 1}),
    "decision":       ({U},     {"outcome": "approve", "code": "standard"}),
    "debits":         (MONEY,   {"result": "success", "amount_fen": 1}),
    "receipts":       (MONEY,   {"amount_fen": 1, "method": "cash"}),
    "issue":          ({T},     None),
}
# fmt: on


@pytest.mark.parametrize("route", MAY)
async def test_a_route_is_for_its_roles_only(counter: Counter, route: str):
    roles, body = MAY[route]
    case = await counter.accept()
    async with counter.nothing_written():
        for role in set(Role) - roles:
            answer = await counter.post(f"/{case['case_no']}/{route}", role, body, **{"Idempotency-Key": "K"})
            refused(answer, 403, "forbidden", needs=sorted(roles))
        nobody = await counter.http.post(f"/v1/applications/{case['case_no']}/{route}", json=body)
        refused(nobody, 401, "unauthenticated")


async def test_forms_are_taken_in_by_tellers_and_connected_systems(counter: Counter):
    for role in set(Role) - {T, Role.INTEGRATOR}:
        refused(await counter.post("", role, counter.form()), 403, "forbidden", needs=["integrator", "teller"])
    assert (await counter.post("", Role.INTEGRATOR, counter.form())).status_code == 201


READS = ["", "/history", "/sla", "/parties", "/scans"]


@pytest.mark.parametrize("org", ["350323", "3504", "35032", "3503221"])
async def test_another_branchs_case_is_out_of_reach(counter: Counter, org: str):
    case = await counter.accept()
    scan = (await counter.add_page(case, "form")).json()["id"]
    may = org == "35032"  # not a level of the hierarchy, but a prefix: whoever has it oversees the county
    path = f"/v1/applications/{case['case_no']}"
    before = await counter.rows()
    for read in [*READS, f"/scans/{scan}"]:
        answer = await counter.http.get(path + read, headers=counter.token(T, org, pii=True))
        if may:
            assert answer.status_code == 200
        else:
            refused(answer, 403, "out-of-scope")
    listed = await counter.http.get("/v1/applications", headers=counter.token(T, org))
    assert len(listed.json()["items"]) == int(may)
    if not may:
        for route, (roles, body) in MAY.items():
            headers = counter.token(next(iter(roles)), org) | {"Idempotency-Key": "K", "If-Match": '"1"'}
            sent = {"form": counter.form()} if body == {"form": {}} else body
            refused(await counter.http.post(f"{path}/{route}", json=sent, headers=headers), 403, "out-of-scope")
    assert await counter.rows() == before


async def test_a_form_of_another_branch_is_refused(counter: Counter):
    async with counter.nothing_written():
        refused(await counter.post("", T, counter.form(org="350323")), 403, "out-of-scope")
        refused(await counter.post("", T, counter.form(org="3503")), 403, "out-of-scope")


async def test_a_case_that_does_not_exist(counter: Counter):
    for read in READS:
        answer = await counter.http.get(f"/v1/applications/TB261012-00000000{read}", headers=counter.token(T))
        refused(answer, 404, "not-found")


async def parties_of(counter: Counter, case: Case, *, pii: bool, **params: str) -> Case:
    path = f"/v1/applications/{case['case_no']}/parties"
    answer = await counter.http.get(path, headers=counter.token(R, pii=pii), params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_people_are_shown_masked(counter: Counter):
    case = await counter.accept()
    async with counter.nothing_written():
        shown = await parties_of(counter, case, pii=False)
    assert [(each["role"], each["name"]) for each in shown["items"]] == [
        ("policyholder", "欧***"),
        ("insured", "欧***"),
    ]
    for secret in (
        PERSON["name"],
        PERSON["id_number"],
        PERSON["account_no"],
        PERSON["address"],
        "13959512345",
        "03-04",
    ):
        assert str(secret) not in str(shown)
    assert {(each["sex"], each["born_on"]) for each in shown["items"]} == {("*", "1985-**-**")}


async def test_an_unmasked_read_is_recorded(counter: Counter):
    beneficiary = CHILD | {"share_percent": 100}
    case = await counter.accept(insured=CHILD, **THEIR_CHILD, beneficiaries=[beneficiary])
    shown = await parties_of(counter, case, pii=True, purpose="call-back")
    assert [(each["role"], each["name"], each["share_percent"]) for each in shown["items"]] == [
        ("policyholder", PERSON["name"], None),
        ("insured", CHILD["name"], None),
        ("beneficiary", CHILD["name"], 100),
    ]
    assert {name: shown["items"][0][name] for name in PERSON} == PERSON
    (read,) = await counter.pii_reads()
    assert (read.actor, read.subject, read.purpose) == ("S-reviewer", case["case_no"], "call-back")
    assert {"name", "id_number", "phones", "address", "account_no"} <= set(read.fields)


async def test_a_correction_replaces_the_people(counter: Counter):
    case = await counter.accept(mandate_signed=False)
    form = counter.form(form_no=case["form_no"], policyholder=PERSON | {"name": "欧阳建军"})
    await counter.step(case, "supplement", T, {"form": form})
    shown = await parties_of(counter, case, pii=True)
    assert [each["name"] for each in shown["items"]] == ["欧阳建军"] * 2
    assert await counter.rows(pii_reads) == 1


@pytest.mark.parametrize(("org", "seen"), [("350322", 2), ("3503", 2), ("350323", 0), ("35032X", 0)])
async def test_the_list_is_filtered_by_organisation_status_and_form(counter: Counter, org: str, seen: int):
    received, returned = await counter.accept(), await counter.accept(policyholder_signed=False)
    assert len((await counter.get("", org=org))["items"]) == seen
    assert [case["case_no"] for case in (await counter.get("", status="returned"))["items"]] == [returned["case_no"]]
    found = await counter.get("", form_no=received["form_no"])
    assert [case["case_no"] for case in found["items"]] == [received["case_no"]]
    due = await counter.get("", due_before="2026-10-13T17:31:00+08:00")
    assert [case["case_no"] for case in due["items"]] == [received["case_no"]]
    assert (await counter.get("", due_before="2026-10-13T17:30:00+08:00"))["items"] == []
    assert {case["org"] for case in (await counter.get(""))["items"]} == {ORG}


async def test_the_history_tells_every_step(counter: Counter):
    case = await counter.keyed()
    steps = await counter.get(f"/{case['case_no']}/history")
    assert [step["version"] for step in steps] == list(range(1, case["version"] + 1))
    assert (steps[0]["type"], steps[-1]["type"]) == ("intake.application.accepted.v1", "intake.application.keyed.v1")
    assert {step["actor"] for step in steps} <= {"S-teller", "S-reviewer"}
