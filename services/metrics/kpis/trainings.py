"""KPIs of trainings in the field (送培训进职场); what they did to the defect rate: services/metrics/trainings.py."""

from services.metrics.kpis.base import Row, flow

# fmt: off
KPIS: tuple[Row, ...] = (
    ("trainings-held", "职场培训场次", "Trainings held", "count", (flow("training_held"),), (),
     "期内举办的培训,按举办日,撤销者不计", "trainings held in the window, by their day; those cancelled don't count",
     {"unit": "sessions", "better": "higher", "basis": "年终总结: 送培训进职场"}),
)
# fmt: on
