"""Which scans are drawn for the quality check (影像质检抽样): a plan by who scanned them. Pure but for its reading."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.models import Application, Scan
from shared import clock
from shared.errors import Text
from shared.marks import Mark
from shared.pii import keyed_hash

LATELY = timedelta(days=30)
MANY_REJECTED = 3  # pages of one scanner, within LATELY
NEW_BELOW = 30  # pages that somebody has scanned before
NOT_DRAWN = "none"


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of somebody who scans."""

    pages_before: int
    rejected_lately: int


@dataclass(frozen=True, slots=True)
class Sample:
    """`one_in` forms is drawn if `holds` of anybody who scanned a page; the first row that holds decides."""

    code: str
    one_in: int
    holds: Callable[[Record], bool]
    text: Text
    mark: Mark = "D"


# fmt: off
PLAN: tuple[Sample, ...] = (
    #      code               one in  of whom                                           words
    Sample("rejected-lately", 1,      lambda it: it.rejected_lately >= MANY_REJECTED,   Text("近30日被退回3页及以上者,每件检查", "every form of whoever had three pages or more rejected in 30 days")),
    Sample("new",             1,      lambda it: it.pages_before < NEW_BELOW,           Text("扫描不足30页的新人,每件检查", "every form of whoever has scanned fewer than 30 pages")),
    Sample("base",            5,      lambda it: True,                                  Text("其余五件抽一", "one form in five of everybody else")),
)
# fmt: on


def draw(form_no: str, records: Collection[Record]) -> str:
    """The code of the row that draws a form, or `none`; the same form and plan always give the same."""
    row = next(row for row in PLAN if any(map(row.holds, records)))
    lot = int(keyed_hash(form_no.encode(), "sampling")[:8], 16)  # keyed: whoever picks a form can't tell its lot
    return row.code if lot % row.one_in == 0 else NOT_DRAWN


async def record_of(session: AsyncSession, scanned_by: str, case_no: str) -> Record:
    """Before this case: its own pages make nobody experienced."""
    theirs = select(Scan).where(Scan.scanned_by == scanned_by, Scan.case_no != case_no)
    # Pages, not tries at them, of forms that came through: nobody gains experience by scanning a page thirty times.
    done = theirs.join(Application, Application.case_no == Scan.case_no).where(Application.scans > 0)
    pages = done.with_only_columns(Scan.case_no, Scan.type, Scan.page).distinct().limit(NEW_BELOW)
    rejected = theirs.where(Scan.rejected.is_not(None), Scan.checked_at > clock.now() - LATELY)
    before = select(func.count()).select_from(pages.subquery())
    lately = select(func.count()).select_from(rejected.with_only_columns(Scan.id).limit(MANY_REJECTED).subquery())
    return Record(int(await session.scalar(before) or 0), int(await session.scalar(lately) or 0))
