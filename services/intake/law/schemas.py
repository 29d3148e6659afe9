"""What is shown of the law: its rows, and of a case what they warn of."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from services.intake.law.rules import told
from shared.marks import Mark
from shared.schemas import Out


class LegalRuleOut(Out):
    """A check against the law; `mark` V: read in its source, V2 second-hand, M trade knowledge, D our design."""

    rule_id: str
    code: str
    then: Literal["refuse", "mend", "warn"]
    lines: list[str] = Field(description="Asked of these lines of business")
    fields: list[str]
    text: dict[str, str]
    basis: str
    mark: Mark
    verified: bool
    effective_from: date
    effective_to: date | None


class RetentionOut(Out):
    rule_id: str
    over_a_year: bool
    years: int
    basis: str
    mark: Mark


class NotAskedOut(Out):
    """Why rows are not asked of a line (不适用)."""

    codes: list[str]
    lines: list[str]
    text: dict[str, str]


class LegalRulesOut(Out):
    rules: list[LegalRuleOut]
    not_asked: list[NotAskedOut]
    retention: list[RetentionOut]


class WarningOut(Out):
    """What the law gives to think about (合规提示); `mark` V: read in its source."""

    code: str
    law: str
    text: dict[str, str] = Field(description="zh and en")
    basis: str
    mark: Mark


def _in_words(codes: Any) -> Any:
    """A case keeps codes."""
    return [
        WarningOut(code=it.code, law=it.rule_id, text=it.text._asdict(), basis=it.basis, mark=it.mark)
        for it in told(codes)
    ]


Warnings = Annotated[list[WarningOut], BeforeValidator(_in_words)]
