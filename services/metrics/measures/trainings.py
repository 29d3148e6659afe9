"""What is counted of trainings in the field (送培训进职场): those that weren't recorded by mistake, on their day."""

from services.metrics.measures.base import HANDLER, OUTLET, Dimension, Flow, Measure, at_opening, when

TRAINING = frozenset({"training"})
TOPIC = Dimension("topic", lambda case: case.state.topics)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("training_held", when(at_opening, lambda case: case.state.status == "recorded"), (OUTLET, HANDLER, TOPIC),
         kinds=TRAINING),
)
# fmt: on
