"""Scanning, quality check, keying and review (扫描, 质检, 录入, 复核)."""

import zlib
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.models import Application, Scan
from services.intake.applications.schemas import KeyingIn, ReviewIn
from services.intake.applications.underwriting import level_for, reasons_to_refer
from services.intake.ledger import collecting
from shared import clock
from shared.auth import PII_SCOPE, Actor
from shared.cases import advance, permit
from shared.errors import ConcurrentChange, Forbidden, IllegalTransition, NotFound, RuleBroken, Text
from shared.files import StoredFile
from shared.pii import record_pii_read

MOST_SCANS = 1_000  # of a case, those sent back or set aside included
SAMPLED_IN = 5  # one application in five is sampled for the quality check (D)


def check_takes_pages(case: Application) -> None:
    if case.status != "received":
        raise IllegalTransition(
            Text("已扫描完成,不能再补页", "The scan is complete: no page can be added"),
            status_of_case=case.status,
            action="add_page",
            allowed=case.allowed,
        )


async def add_page(
    session: AsyncSession, case: Application, page_type: str, page: int, image: StoredFile, actor: Actor
) -> Scan:
    """A page of the file, scanned or scanned again; the last scan of a page counts."""
    check_takes_pages(case)
    await _hold(session, case)
    held = await session.scalar(select(func.count()).select_from(Scan).where(Scan.case_no == case.case_no))
    if held and held >= MOST_SCANS:
        raise RuleBroken("file", "scans-bounded", Text("影像数量已达上限", "Too many scans on this case"))
    scan = Scan(case_no=case.case_no, type=page_type, page=page, scanned_at=clock.now(), scanned_by=actor.ref)
    scan.sha256, scan.size, scan.media_type = image.sha256, image.size, image.media_type
    session.add(scan)
    await session.flush()
    return scan


async def _hold(session: AsyncSession, case: Application) -> None:
    """Until this transaction ends nobody moves the case or adds a page, which is no step and changes no version."""
    row = select(Application.version).where(Application.case_no == case.case_no).with_for_update()
    if await session.scalar(row) != case.version:
        raise ConcurrentChange


async def complete_scan(session: AsyncSession, case: Application, actor: Actor) -> Application:
    """All required pages are in, and those sent back once more."""
    await _hold(session, case)
    pages = await _latest_pages(session, case)
    good = [scan for scan in pages if scan.rejected is None]
    never = [kind for kind in case.missing_pages if kind not in {scan.type for scan in good}]
    case.missing_pages = sorted({*never, *(scan.type for scan in pages if scan.rejected)})
    case.scans = len(good)
    case.scan_check = "due" if is_sampled(case.form_no) else "none"
    return await advance(session, case, "scan", actor)


def is_sampled(form_no: str) -> bool:
    """Always the same forms, so that scanning again changes nothing."""
    return zlib.crc32(form_no.encode()) % SAMPLED_IN == 0


async def check_scans(
    session: AsyncSession, case: Application, rejected: Mapping[int, str], actor: Actor
) -> Application:
    """No rejected page passes the scans; otherwise the rejected ones must be scanned again."""
    if not rejected:
        case.scan_check = "passed"
        return await advance(session, case, "pass_scans", actor)
    permit(case, "reject_scans", actor)
    pages = {scan.id: scan for scan in await _latest_pages(session, case)}
    for scan_id, reason in rejected.items():
        if scan_id not in pages:
            raise NotFound(Text(f"没有影像 {scan_id}", f"There is no scan {scan_id}"), field=f"rejected.{scan_id}")
        pages[scan_id].rejected = reason
    case.missing_pages = sorted({pages[scan_id].type for scan_id in rejected})
    case.rescans += 1
    return await advance(session, case, "reject_scans", actor)


async def key(session: AsyncSession, case: Application, keyed: KeyingIn, actor: Actor) -> Application:
    """The figures are keyed a second time, from the image: a difference is an error of one of the two."""
    permit(case, "key", actor)
    for field in ("premium_fen", "sum_assured_fen"):
        if getattr(keyed, field) != getattr(case, field):
            raise RuleBroken(field, "keyed-equals-form", Text("录入与投保单不符", "Keyed otherwise than on the form"))
    case.keyed_by, case.handler, case.keying_error = actor.ref, actor.ref, None
    case.disclosures = keyed.model_dump(exclude={"premium_fen", "sum_assured_fen"})
    return await advance(session, case, "key", actor)


async def review(session: AsyncSession, case: Application, verdict: ReviewIn, actor: Actor) -> Application:
    """A second person checks the keying; what passes goes through the underwriting rules at once."""
    if not verdict.passed:
        case.keying_error = verdict.reason
        return await advance(session, case, "reject_keying", actor)
    await collecting.take_turn_of(session, case)
    await advance(session, case, "review", actor)
    case.referral_reasons = reasons_to_refer(case, case.disclosures)
    if case.referral_reasons:
        case.underwriting, case.underwriting_level = "manual", level_for(case.sum_assured_fen)
        return await advance(session, case, "refer", Actor.system())
    case.underwriting, case.underwriting_level, case.decision = "auto", None, "standard"
    return await collecting.fall_due(session, case, "pass_automatically", Actor.system())


async def pages_of(session: AsyncSession, case_no: str) -> list[Scan]:
    return list(await session.scalars(select(Scan).where(Scan.case_no == case_no).order_by(Scan.id)))


async def scan_of(session: AsyncSession, case: Application, scan_id: int) -> Scan:
    scan = await session.get(Scan, scan_id)
    if scan is None or scan.case_no != case.case_no:
        raise NotFound(Text(f"没有影像 {scan_id}", f"There is no scan {scan_id}"))
    return scan


def check_may_view(actor: Actor) -> None:
    """An image shows what masks would hide: it is for those only who may see that."""
    if not actor.pii:
        raise Forbidden(Text("调阅影像须有查看个人信息的权限", "Images show personal data"), needs=[PII_SCOPE])


async def record_view(session: AsyncSession, scan: Scan, actor: Actor) -> None:
    await record_pii_read(session, actor, subject=scan.case_no, purpose="view-scan", fields=[scan.type])


async def _latest_pages(session: AsyncSession, case: Application) -> list[Scan]:
    """The last scan of each page of the form as it is now; a rejected one still has to be scanned again."""
    scans = await pages_of(session, case.case_no)
    return list({(scan.type, scan.page): scan for scan in scans if scan.superseded_at is None}.values())
