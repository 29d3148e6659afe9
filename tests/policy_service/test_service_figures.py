"""What the board says of benefits, look-ups, campaigns, endings and papers, against SQL over the service's tables."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from services.metrics import queries
from services.metrics.queries import Window
from shared.auth import Role
from shared.testing.alone import Alone
from tests.intake.counter import ORG
from tests.intake.figures import figures_of
from tests.policy_service.archives.room import FOUND, MISSED, VOUCHER, ArchiveRoom
from tests.policy_service.benefits.paying import Paying
from tests.policy_service.campaigns.desk import CampaignDesk
from tests.policy_service.conftest import MONDAY, issued
from tests.policy_service.requests.desk import ServiceDesk, policy_given_back

# Times lie as text, UTC: 8 hours make them the counter's.
UNPAID = """SELECT count(*) FROM benefits WHERE status NOT IN ('paid_out', 'retained', 'ended')
    AND julianday('2026-10-14') - julianday(due_on) > {}"""
FAILED = """
    (SELECT case_no, result FROM transfers WHERE result NOT IN ('success', 'cancelled')
    UNION SELECT case_no, 'account-missing' FROM case_events WHERE data ->> 'action' = 'miss_account')"""
PAID = "FROM benefits WHERE status = 'paid_out'"
FEN_TRANSFERRED = "1.0 * sum(amount_fen * (paid_by = 'transfer'))"
BENEFITS = {
    "benefits-due": "SELECT count(*) FROM benefits WHERE status <> 'ended'",
    "benefits-due-amount": "SELECT sum(amount_fen) * 0.01 FROM benefits WHERE status <> 'ended'",
    "benefits-paid": f"SELECT count(*) {PAID}",
    "benefit-transfer-rate": f"SELECT avg(paid_by = 'transfer') {PAID}",
    "benefit-transfer-rate-by-amount": f"SELECT {FEN_TRANSFERRED} / sum(amount_fen) {PAID}",
    "benefit-first-transfer-rate": "SELECT avg(result = 'success') FROM transfers WHERE attempt = 1",
    "benefit-transfer-failures": f"SELECT count(DISTINCT case_no) FROM {FAILED}",
    "benefits-unpaid-30-days": UNPAID.format(30),
    "benefits-unpaid-90-days": UNPAID.format(90),
    "benefits-in-time-rate": f"SELECT avg(julianday(paid_on) - julianday(due_on) <= 10) {PAID}",
}
CONCLUDED = "FROM archive_lookups WHERE outcome IN ('registered', 'not-found')"
WORKED = "(SELECT sum(value ->> 'net_working_seconds') FROM json_each(clocks) WHERE value ->> 'id' = 'archive-lookup')"
ARCHIVES = {
    "archive-lookups-opened": "SELECT count(*) FROM archive_lookups",
    "archive-found-rate": f"SELECT avg(outcome = 'registered') {CONCLUDED}",
    "archive-working-time-mean": f"SELECT 1.0 * sum({WORKED}) / count(*) / 3600 {CONCLUDED}",
    "archive-search-minutes-mean": f"SELECT avg(minutes_searched) {CONCLUDED}",
}
LISTED = "FROM campaign_targets JOIN campaigns ON case_no = campaign_no"
CAMPAIGNS = {
    "campaigns-tallied": "SELECT count(*) FROM campaigns WHERE started_at IS NOT NULL",
    "campaign-signing-rate": f"SELECT avg(campaign_targets.outcome = 'signed') {LISTED}",
    "campaign-contact-rate": f"SELECT avg(contacts > 0) {LISTED}",
}
ENDINGS = {
    "free-look-cancellations": "SELECT count(*) FROM policies WHERE status = 'free_look_cancelled'",
    "surrenders": "SELECT count(*) FROM policies WHERE outcome = 'surrendered'",
    "sales-patterns-flagged": "SELECT count(*) FROM sales_patterns",
    "sales-patterns-confirmed-rate": "SELECT avg(outcome = 'confirmed') FROM sales_patterns",
}


@pytest.fixture
def paying(office: Alone, intake: dict[str, Any]) -> Paying:
    return Paying(office, intake)


@pytest.fixture
def room(office: Alone) -> ArchiveRoom:
    return ArchiveRoom(office)


@pytest.fixture
def desk(office: Alone, intake: dict[str, Any]) -> CampaignDesk:
    return CampaignDesk(office, intake)


@pytest.fixture
async def requests(office: Alone) -> ServiceDesk:
    await office.feed(issued())
    return ServiceDesk(office)


async def check(office: Alone, folder: Path, counts: dict[str, str], **slices: tuple[str, str]) -> None:
    """Each KPI is what its query says, and so is each of its parts; nothing is counted of nothing."""
    async with figures_of(office.app, folder) as session, office.app.state.sessions() as own:
        for kpi, query in counts.items():
            answer, counted = await queries.kpi(session, kpi, Window(org=ORG)), await own.scalar(text(query))
            assert (answer.value, bool(counted)) == (counted, True), kpi
            assert answer.kpi.unit != "%" or counted < 1, kpi
        for name, (by, query) in slices.items():
            kpi = name.replace("_", "-")
            parts = (await queries.kpi(session, kpi, Window(org=ORG, by=by))).slices or []
            rows = (await own.execute(text(query))).all()
            assert {part.by: part.numerator for part in parts} == dict(map(tuple, rows)), kpi
            assert len(rows) > 1, kpi


async def test_benefits_by_how_they_were_paid_or_not(paying: Paying, tmp_path: Path) -> None:
    office = paying.office
    for effective_on in ("2023-10-12", "2023-07-01", "2023-08-30", "2023-10-01", "2023-10-12", "2023-10-12"):
        await paying.sold(effective_on=effective_on, sum_assured_fen=5_000_000 if effective_on < "2023-10" else 600_000)
    await paying.sold({"account_no": None})
    await paying.sold(effective_on="2023-07-02")
    await paying.opened()
    cases = {case["policy_no"][-1]: case for case in await paying.benefits(limit="50")}
    await paying.moved(cases["6"], "retention")
    batch = await paying.exported()
    answers = {"1": "success", "2": "account-dormant", "3": "success", "4": "other", "5": "account-dormant"}
    results = [answers.get(item["policy_no"][-1], "system-error") for item in await named(paying, batch)]
    await paying.send(batch, await paying.answer(batch, *results))
    office.time.set(MONDAY + timedelta(days=1))
    await paying.reconciled("card-outdated")  # what the other error had put off
    office.time.set(MONDAY + timedelta(days=2))
    await paying.moved(cases["5"], "cash-claim", paying.claim(cases["5"]))
    cash = {"amount_fen": cases["5"]["amount_fen"], "reference": "XJ0001"}
    await paying.moved(cases["5"], "cash-payment", cash, Role.CASHIER)
    by_reason = f"SELECT result, count(DISTINCT case_no) FROM {FAILED} GROUP BY result"
    await check(office, tmp_path, BENEFITS, benefit_transfer_failures=("reason", by_reason))


async def named(paying: Paying, batch: dict[str, Any]) -> list[dict[str, Any]]:
    """The batch's items with the policy of each."""
    known = {case["case_no"]: case for case in await paying.benefits(limit="50")}
    return [known[item["case_no"]] for item in await paying.items(batch)]


async def test_lookups_by_what_they_found_and_how_long_that_took(room: ArchiveRoom, tmp_path: Path) -> None:
    office = room.office
    found = await room.proposed()
    told = await room.opened(voucher=VOUCHER | {"number": "2"})
    again = await room.opened(voucher=VOUCHER | {"number": "3"})
    gone = await room.opened(voucher=VOUCHER | {"number": "4"})
    for case, reason in ((told, "no-trace"), (again, "not-ours")):
        await room.done(case, "searches", MISSED)
        await room.done(case, "conclusion", {"reason": reason})
    office.time.set(MONDAY + timedelta(hours=6))
    assert (await room.review(found)).status_code == 200
    await room.done(gone, "cancellation", {"reason": "voucher-recovered"})
    for case in (told, again):
        await room.done(case, "notice", {"channel": "phone"})
    office.time.set(MONDAY + timedelta(days=1))
    await room.done(again, "resumption", {"reason": "new-evidence"})
    await room.done(again, "searches", FOUND | {"found": False})
    office.time.set(MONDAY + timedelta(days=3, hours=1))
    await room.done(again, "conclusion", {"reason": "paid-out"})
    await room.done(again, "notice", {"channel": "phone"})
    await check(office, tmp_path, ARCHIVES)


async def test_campaigns_by_their_newest_tally(desk: CampaignDesk, tmp_path: Path) -> None:
    policies = [await desk.sell(number) for number in range(1, 7)]
    passwords, accounts = await desk.opened("card-password"), await desk.opened("account-refresh", ends_on="2026-10-12")
    await desk.opened("debit-mandate")
    for number, listed in ((passwords, policies[:5]), (accounts, policies[3:])):
        await desk.give_list(number, "policy_no\n" + "\n".join(listed) + "\n")
        assert (await desk.post(f"/{number}/start")).status_code == 200
    await desk.contact(passwords, policies[0], "signed", reference="HK-1")
    await desk.contact(passwords, policies[1], "refused")
    await desk.change_account(policies[5])
    await desk.office.pass_time(until=MONDAY + timedelta(days=2))
    by_type = f"""SELECT campaign_type, sum(campaign_targets.outcome = 'signed') {LISTED} GROUP BY campaign_type"""
    await check(desk.office, tmp_path, CAMPAIGNS, campaign_signing_rate=("campaign_type", by_type))


async def test_endings_by_their_reason_and_salespeople_of_too_many(desk: CampaignDesk, tmp_path: Path) -> None:
    office, reasons = desk.office, {"A1": "changed-mind", "A2": "sold-as-deposit"}
    for number in range(1, 41):
        await desk.sell(number, salesperson="A3")
    for number in range(41, 49):
        salesperson = f"A{number % 2 + 1}"
        policy = await desk.sell(number, salesperson=salesperson, free_look_days=15)
        if number < 47:
            await policy_given_back(office, policy, reasons[salesperson])
    flagged = (await office.post("/sales-pattern-looks", Role.BRANCH_MANAGER, {"org": ORG})).json()["flagged"]
    for case, finding in zip(flagged, ("confirmed", "unfounded"), strict=True):
        body, tag = {"finding": finding, "reasons": ["employer-closed"]}, {"If-Match": f'"{case["version"]}"'}
        await office.post(f"/sales-patterns/{case['case_no']}/examination", Role.BRANCH_MANAGER, body, **tag)
    for number, reason in ((1, "need-for-cash"), (2, "need-for-cash"), (3, "moved")):
        await surrender(desk, number, reason)
    by_reason = "SELECT cancelled, count(*) FROM policies WHERE {} GROUP BY cancelled"
    await check(
        office,
        tmp_path,
        ENDINGS,
        free_look_cancellations=("reason", by_reason.format("status = 'free_look_cancelled'")),
        surrenders=("reason", by_reason.format("outcome = 'surrendered'")),
        sales_patterns_flagged=("salesperson", "SELECT salesperson, count(*) FROM sales_patterns GROUP BY salesperson"),
    )


async def surrender(desk: CampaignDesk, number: int, reason: str) -> None:
    policy = f"BD261012-{number:08d}"
    people = (await desk.office.get(f"/policies/{policy}/parties", Role.TELLER)).json()["items"]
    form = {"policy_no": policy, "applicant_ref": people[0]["party_ref"]}
    form |= {"papers": ["application_form", "policy", "id_card"], "change": {"item": "surrender", "reason": reason}}
    requests = ServiceDesk(desk.office)
    answer = await desk.office.post("/service-requests", Role.TELLER, form)
    assert answer.status_code == 201, answer.text
    await requests.reviewed(await requests.moved(answer.json(), "submission"))


async def test_papers_that_were_missing_or_unfit_by_paper_and_cause(requests: ServiceDesk, tmp_path: Path) -> None:
    case = await requests.asked("account-change", papers=["application_form", "id_card"])
    for cause in ("expired", "illegible"):
        await requests.moved(case, "papers/id_card/rejection", body={"cause": cause})
        await requests.moved(case, "papers", body={"papers": ["id_card"]})
    await requests.asked("contact-change")
    case = await requests.asked("dividend-option")
    await requests.moved(case, "papers/application_form/rejection", body={"cause": "expired"})
    missed = "SELECT case_no, value AS paper, 'absent' AS cause FROM service_requests, json_each(missed_papers)"
    unfit = "SELECT case_no, value ->> 'paper', value ->> 'cause' FROM service_requests, json_each(rejected_papers)"
    for by in ("paper", "cause"):
        query = f"SELECT {by}, count(DISTINCT case_no) FROM ({missed} UNION {unfit}) GROUP BY {by}"
        await check(requests.office, tmp_path, {}, missing_papers_rate=(by, query))
