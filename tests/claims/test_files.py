"""Files of a claim's papers: kept whole and sealed, seen by few, found again in another claim."""

import httpx

from shared.auth import Role, mint_token
from shared.tables import pii_reads
from tests.claims.hall import Case, ClaimsHall

PDF = b"%PDF-1.7 " + b"page " * 100


async def put(hall: ClaimsHall, case: Case, content: bytes = PDF, paper: str = "medical_record") -> httpx.Response:
    headers = hall.office.headers(Role.TELLER, "350322", False)
    file = {"file": ("a.pdf", content, "application/pdf")}
    path = f"/v1/claims/{case['case_no']}/files"
    return await hall.office.http.post(path, files=file, data={"paper": paper}, headers=headers)


async def test_a_file_is_kept_sealed_and_seen_by_those_who_may(hall: ClaimsHall):
    case = await hall.reported()
    kept = await put(hall, case)
    assert (kept.status_code, kept.json()["media_type"], kept.json()["used_in"]) == (201, "application/pdf", [])
    path = f"/v1/claims/{case['case_no']}/files/{kept.json()['id']}"
    masked = await hall.office.http.get(path, headers=hall.office.headers(Role.ADJUDICATOR, "350322", False))
    assert masked.status_code == 403
    seen = await hall.office.http.get(path, headers=hall.office.headers(Role.ADJUDICATOR, "350322", True))
    assert (seen.content, seen.headers["content-type"]) == (PDF, "application/pdf")
    assert [(row.purpose, row.fields) for row in await hall.office.rows(pii_reads)] == [
        ("view-claim-file", ["medical_record"])
    ]
    stored = [each for each in (hall.office.settings.data / "files").rglob("*") if each.is_file()]
    assert stored
    assert all(b"page page" not in each.read_bytes() for each in stored)
    other = mint_token(hall.office.settings, "T2", [Role.TELLER], org="350321", pii=True)
    assert (await hall.office.http.get(path, headers={"Authorization": f"Bearer {other}"})).status_code == 403


async def test_the_same_file_in_another_claim_is_told_until_it_is_taken_out(hall: ClaimsHall):
    first, second = await hall.reported(), await hall.reported(event_on="2026-10-07")
    one = (await put(hall, first)).json()
    assert (await put(hall, second)).json()["used_in"] == [first["case_no"]]
    assert (await hall.get(first, "/files"))[0]["used_in"] == [second["case_no"]]
    removed = await hall.done(first, f"files/{one['id']}/removal")
    assert removed["removed_at"] is not None
    assert (await hall.get(second, "/files"))[0]["used_in"] == []
    assert (await hall.post(f"/{second['case_no']}/files/{one['id']}/removal")).status_code == 404


async def test_a_text_and_a_closed_claim_are_refused(hall: ClaimsHall):
    case = await hall.reported()
    assert (await put(hall, case, b"plain text")).status_code == 415
    assert (await put(hall, case, paper="death_proof")).status_code == 422
    await hall.done(case, "withdrawal", {"reason": "mistake"})
    assert (await put(hall, case)).status_code == 409
