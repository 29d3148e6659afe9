"""Scanning and its quality check (扫描, 影像质检): pages, what is missing, the image itself."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications import sampling
from services.intake.applications.models import Application, Scan
from services.intake.applications.papers import PAPERS, check_page, gaps, is_good, latest, still_to_scan
from services.intake.applications.schemas import ChecklistOut, PageNoteOut, PaperOut
from services.intake.files import faults
from shared import clock
from shared.auth import Actor
from shared.cases import advance, permit
from shared.errors import ConcurrentChange, IllegalTransition, NotFound, RuleBroken, Text
from shared.file_reads import read_file
from shared.files import UNREADABLE, FileStore, StoredFile

MOST_SCANS = 1_000  # of a case, those sent back or set aside included


async def check_takes_page(session: AsyncSession, case: Application, paper: str, page: int) -> None:
    """Before the scan is complete any page; afterwards only one whose image the store altered or lost."""
    if case.status != "received" and not await _is_faulty(session, case, paper, page):
        _refuse(case, "add_page", Text("已扫描完成,不能再补页", "The scan is complete: no page can be added"))
    check_page(case.papers, paper, page)


async def add_page(
    session: AsyncSession, case: Application, paper: str, page: int, image: StoredFile, actor: Actor
) -> Scan:
    """A page of the file, scanned or scanned again; the last scan of a page counts."""
    await check_takes_page(session, case, paper, page)
    await _hold(session, case)
    held = await session.scalar(select(func.count()).select_from(Scan).where(Scan.case_no == case.case_no))
    if held and held >= MOST_SCANS:
        raise RuleBroken("file", "scans-bounded", Text("影像数量已达上限", "Too many scans on this case"))
    scan = Scan(case_no=case.case_no, type=paper, page=page, scanned_at=clock.now(), scanned_by=actor.ref)
    scan.sha256, scan.size, scan.media_type = image.sha256, image.size, image.media_type
    session.add(scan)
    await faults.clear(session, image.sha256)  # the store has just taken it in, whole
    await session.flush()
    await session.refresh(scan)
    return scan


async def remove_page(session: AsyncSession, case: Application, scan: Scan) -> Scan:
    """A page that doesn't belong there (错扫): set aside, never deleted."""
    if case.status != "received":
        _refuse(case, "remove_page", Text("已扫描完成,不能再撤页", "The scan is complete: no page can be taken out"))
    await _hold(session, case)
    scan.superseded_at = scan.superseded_at or clock.now()
    await session.flush()
    return scan


async def complete_scan(session: AsyncSession, case: Application, actor: Actor) -> Application:
    """All required pages are in without a gap, and those sent back once more."""
    permit(case, "scan", actor)
    await _hold(session, case)
    pages = await latest_pages(session, case)
    case.to_scan = still_to_scan(case.papers, pages)
    case.scans = sum(map(is_good, pages))
    if case.sampling is None:  # drawn once a form: scanning again changes nothing
        people = {scan.scanned_by for scan in pages} or {actor.ref}
        records = [await sampling.record_of(session, who, case.case_no) for who in sorted(people)]
        case.sampling = sampling.draw(case.form_no, records)
    case.scan_check = "none" if case.sampling == sampling.NOT_DRAWN else "due"
    return await advance(session, case, "scan", actor)


async def check_scans(
    session: AsyncSession, case: Application, rejected: Mapping[int, str], actor: Actor
) -> Application:
    """No rejected page passes the scans; otherwise the rejected ones must be scanned again."""
    permit(case, "reject_scans" if rejected else "pass_scans", actor)
    pages = {scan.id: scan for scan in await latest_pages(session, case)}
    for scan_id in rejected:
        if scan_id not in pages:
            raise NotFound(Text(f"没有影像 {scan_id}", f"There is no scan {scan_id}"), field=f"rejected.{scan_id}")
    for scan in pages.values():
        scan.checked_at, scan.rejected = clock.now(), rejected.get(scan.id)
    if not rejected:
        case.scan_check = "passed"
        return await advance(session, case, "pass_scans", actor)
    case.to_scan = still_to_scan(case.papers, pages.values())
    case.rescans += 1
    return await advance(session, case, "reject_scans", actor)


async def checklist(session: AsyncSession, case: Application) -> ChecklistOut:
    """As it is now: with pages scanned since the last step, and images altered or lost since."""
    pages = await latest_pages(session, case)
    missing = gaps(case.papers, pages)
    codes = [code for code in PAPERS if code in case.papers or any(scan.type == code for scan in pages)]
    papers = [_paper(case, code, [scan for scan in pages if scan.type == code], missing) for code in codes]
    return ChecklistOut(case_no=case.case_no, complete=not missing, papers=papers)


def _paper(case: Application, code: str, pages: list[Scan], missing: Mapping[str, list[int]]) -> PaperOut:
    pages = sorted(pages, key=lambda scan: scan.page)
    row, scanned = PAPERS[code], {scan.page for scan in pages}
    return PaperOut(
        paper=code,
        text=row.text._asdict(),
        required=code in case.papers,
        expected=case.papers.get(code, 0),
        there=[scan.page for scan in pages if is_good(scan)],
        missing=[page for page in missing.get(code, ()) if page not in scanned],
        rejected=[PageNoteOut(page=scan.page, reason=scan.rejected) for scan in pages if scan.rejected],
        faulty=[PageNoteOut(page=scan.page, reason=scan.fault) for scan in pages if scan.fault],
        basis=row.basis,
        mark=row.mark,
    )


async def image_of(session: AsyncSession, files: FileStore, scan: Scan, actor: Actor) -> bytes:
    """The image, whole, and the read recorded; raises FileAltered, FileLost or FileSealed, which is then on record."""
    try:
        return await read_file(
            session, files, scan.sha256, actor, subject=scan.case_no, purpose="view-scan", field=scan.type
        )
    except UNREADABLE as problem:
        await faults.record(session, scan.sha256, faults.kind_of(problem))
        raise type(problem)(case_no=scan.case_no, scan=scan.id, paper=scan.type, page=scan.page) from problem


async def scan_of(session: AsyncSession, case: Application, scan_id: int) -> Scan:
    scan = await session.get(Scan, scan_id)
    if scan is None or scan.case_no != case.case_no:
        raise NotFound(Text(f"没有影像 {scan_id}", f"There is no scan {scan_id}"))
    return scan


async def latest_pages(session: AsyncSession, case: Application) -> list[Scan]:
    return latest(await session.scalars(select(Scan).where(Scan.case_no == case.case_no).order_by(Scan.id)))


async def _is_faulty(session: AsyncSession, case: Application, paper: str, page: int) -> bool:
    pages = await latest_pages(session, case)
    return any(scan.fault for scan in pages if (scan.type, scan.page) == (paper, page))


async def _hold(session: AsyncSession, case: Application) -> None:
    """Until this transaction ends nobody moves the case or adds a page, which is no step and changes no version."""
    row = select(Application.version).where(Application.case_no == case.case_no).with_for_update()
    if await session.scalar(row) != case.version:
        raise ConcurrentChange


def _refuse(case: Application, action: str, words: Text) -> None:
    raise IllegalTransition(words, status_of_case=case.status, action=action, allowed=case.allowed)
