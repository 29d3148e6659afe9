"""Answers of the projects' route."""

from typing import Literal

from pydantic import Field

from shared.marks import Mark
from shared.schemas import Code, TextOut


class ChoiceOut(TextOut):
    """`affirmative`: false makes of the completed call a problem case (问题件)."""

    code: Code
    affirmative: bool


class QuestionOut(TextOut):
    """`identity`: without a yes no call is completed. `regular_only`: not asked of a single premium.

    `designs`: asked of products of these types alone (新型产品); none: of all.
    """

    code: Code
    choices: list[ChoiceOut]
    identity: bool
    regular_only: bool
    designs: list[str]
    basis: str
    mark: Mark


class ClockOut(TextOut):
    """`limit_zh`, `limit_en`: the usual limit; a case may have its own."""

    id: str
    limit_zh: str
    limit_en: str
    basis: str
    mark: Mark


class ProjectOut(TextOut):
    """What a call is about (回访项目): `opened_by` and `closed_by` are types of events."""

    code: Code
    owner: Literal["province", "branch"]
    opened_by: str | None = Field(
        description="Not by each such event: no policy without a free-look period is new in this sense, no claim on a "
        "group's policy is called about, and no service but one that an agent did; none: by a list that is sent in"
    )
    closed_by: dict[str, str] = Field(description="Event after which nobody is to be called → the task's outcome")
    clock: ClockOut
    questions: list[QuestionOut]
    basis: str
    mark: Mark
