"""Answers of the lists' routes."""

from datetime import date, datetime
from typing import Literal

from shared.schemas import Out

Outcome = Literal["accepted", "known", "refused"]


class ListOut(Out):
    """A list as it was taken in (省公司任务清单): how many rows were accepted, known already, refused."""

    list_no: str
    org: str
    taken_in_at: datetime
    by: str
    rows: int
    accepted: int
    known: int
    refused: int


class ListedRowOut(Out):
    """A row of a list; `rule` and `text`: why it is refused."""

    row: int
    policy_no: str | None
    project: str | None
    listed_on: date | None
    outcome: Outcome
    case_no: str | None
    rule: str | None
    text: str | None
