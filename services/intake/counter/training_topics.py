"""What a training in the field may speak of (培训主题): the defects that forms are found to have."""

from services.intake.applications.form_checks import BY_CODE
from shared.errors import RuleBroken, Text


def check_topics(topics: list[str]) -> None:
    """Raises RuleBroken for what is no code of a defect."""
    for number, topic in enumerate(topics):
        if topic not in BY_CODE:
            known = ", ".join(BY_CODE)
            raise RuleBroken(f"topics.{number}", "known-defect", Text(f"可选: {known}", f"Choose one of: {known}"))
