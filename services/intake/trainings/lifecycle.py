"""The life of a training on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts import intake_trainings as announced
from shared.lifecycle import Lifecycle, Step


class TrainingStatus(StrEnum):
    RECORDED = "recorded"  # 已登记
    CANCELLED = "cancelled"  # 已撤销


S, R = TrainingStatus, Role

# fmt: off
LIFECYCLE = Lifecycle(
    "training",
    #    action    from          to           announces                    by
    Step("record", set(),        S.RECORDED,  announced.TrainingRecorded,  {R.TELLER, R.BRANCH_MANAGER}),
    Step("cancel", {S.RECORDED}, S.CANCELLED, announced.TrainingCancelled, {R.BRANCH_MANAGER}),
    at_rest={S.RECORDED},
)
# fmt: on
