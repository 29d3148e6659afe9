"""Events of intake (受理): the training in the field (送培训进职场)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.contracts.base import CaseEvent


class TrainingEvent(CaseEvent):
    """What every event of a training carries beside the case, which opened on the day it was held."""

    held_on: date = Field(description="Day on which it was held")
    topics: tuple[str, ...] = Field(
        default=(), description="Codes of the defects it speaks of (差错代码)", examples=[["account-missing"]]
    )
    attendees: int = Field(default=0, description="How many salespeople came")


class TrainingRecorded(TrainingEvent):
    """登记培训: it was held."""

    type: ClassVar[str] = "intake.training.recorded.v1"


class TrainingCancelled(TrainingEvent):
    """撤销培训: it was recorded by mistake, and counts no longer."""

    type: ClassVar[str] = "intake.training.cancelled.v1"
