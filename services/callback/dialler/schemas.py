"""Bodies and answers of the dialler's routes."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from services.callback.callbacks.schemas import Language, OwnerCode
from services.callback.languages import LANGUAGES, MANDARIN
from shared.schemas import Body, Out

MOST_TASKS = 500


class TasksIn(Body):
    """Which tasks to take (领取外呼任务)."""

    languages: list[Language] = Field(default=[MANDARIN], min_length=1, max_length=len(LANGUAGES))
    owner: OwnerCode | None = Field(
        default=None, description="Whose tasks; none: the province's or the branch's, by where the dialler is"
    )
    most: int = Field(default=200, ge=1, le=MOST_TASKS, description="最多件数, with those held already")


class TasksOut(Out):
    """`held`: how many you hold now, `taken` of them by this request, the last until `held_until`."""

    taken: int
    held: int
    held_until: datetime


class CallReportOut(Out):
    """What came of a row; `column`, `rule` and `text`: why it is refused."""

    row: int
    outcome: Literal["applied", "known", "refused"]
    case_no: str | None
    column: str | None
    rule: str | None
    text: str | None


class CallReportsOut(Out):
    """A file of calls, row by row (呼叫结果导入报告)."""

    applied: int
    known: int
    refused: int
    rows: list[CallReportOut]
