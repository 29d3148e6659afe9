"""What befalls the insured (出险): one row a kind of event; what it costs, and what is found of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from shared.amounts import YUAN
from shared.calendar_data import calendar_for
from simulator.api import Json
from simulator.moves import World, identity_by, one_of

ROOT = "/claims/v1/claims"
HOSPITALS = ("H3503-1", "H3503-2", "H350322-1", "H350322-2", "H350304-1", "H350305-1")
DEAR_YUAN, CLEAR = 5_000, 0.88
CARDS, GROUPS = ("K2001", "K2002"), ("G2001", "G2002")
SHORT, FOR_ILLS, IN_FIRMS, CRITICAL = (*CARDS, *GROUPS), ("K2002", "G2003"), ("G2002",), ("L1003",)
LIVES = ("L1001", "L1002", "L1004", "L1005", "Y3001", "Y3002", "Y3003")
ALL = (*LIVES, *CARDS, "G2002", "K2003")
A_MEDICAL, I_MEDICAL = ("accident-medical",), ("illness-medical",)
IN_HOSPITAL, DISABLED = (*A_MEDICAL, "hospital-allowance"), (*A_MEDICAL, "disability")
Yuan = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Loss:
    """`after`: so many days of cover go before it, mostly. `costs`: least, most and most frequent."""

    products: tuple[str, ...]
    cause: str
    care: str
    types: tuple[str, ...]
    share: int
    after: int = 1
    costs: Yuan = (0, 0, 0)
    stay: tuple[int, int] = (0, 0)

    @property
    def is_death(self) -> bool:
        """Of the insured."""
        return self.types[0] in ("illness-death", "accident-death")

    @property
    def is_waiver(self) -> bool:
        """Of premiums, because who pays them has died."""
        return self.types[0].startswith("waiver")

    @property
    def is_medical(self) -> bool:
        return self.costs[1] > 0


# The report tells of medical claims of short-term insurances; what else is claimed, and how often, is ours (D).
# fmt: off
LOSSES: Mapping[str, Loss] = {
    #                         products  cause       care          types       share after costs (yuan)      days
    "sprain":           Loss(SHORT,     "accident", "outpatient", A_MEDICAL,  46, 1,  (150, 3_600, 700)),
    "fracture":         Loss(SHORT,     "accident", "both",       A_MEDICAL,  20, 1,  (2_200, 24_000, 6_000), (4, 16)),
    "days-in-hospital": Loss(IN_FIRMS,  "accident", "inpatient",  IN_HOSPITAL, 8, 1,  (1_800, 12_000, 3_500), (3, 12)),
    "pneumonia":        Loss(FOR_ILLS,  "illness",  "inpatient",  I_MEDICAL,  14, 31, (1_500, 14_000, 2_800), (4, 11)),
    "disability":       Loss(SHORT,     "accident", "inpatient",  DISABLED,   3, 1,  (9_000, 60_000, 20_000), (12, 30)),
    "critical-illness": Loss(CRITICAL,  "illness",  "inpatient",  ("critical-illness",), 4, 181, stay=(8, 20)),
    "death":            Loss(LIVES,     "illness",  "none",       ("illness-death",),    3, 181),
    "fatal-accident":   Loss(ALL,       "accident", "none",       ("accident-death",),   1, 1),
    "holder-died":      Loss(CRITICAL,  "accident", "none",       ("waiver-death",),     1, 1),
}
# How often it is investigated, and how.
SURVEYS: Mapping[str, tuple[float, str]] = {
    "sprain":           (0.10, "interview"),
    "fracture":         (0.55, "accident-scene"),
    "days-in-hospital": (0.40, "hospital-visit"),
    "pneumonia":        (0.35, "social-insurance"),
    "disability":       (0.70, "interview"),
    "critical-illness": (0.70, "medical-history"),
    "death":            (0.60, "death"),
    "fatal-accident":   (0.90, "out-of-area"),
    "holder-died":      (0.20, "death"),
}
# fmt: on


identity = identity_by("org", "product", "salesperson", "event_on", "opened_at", "channel")


def draw_of(world: World, case: Json, what: str) -> Random:
    """What is drawn of a claim once and for all: the same in each play of a seed."""
    return Random(f"{world.seed}/{identity(case)}/{what}")


def loss_of(case: Json) -> Loss:
    return LOSSES[name_of(case)]


def name_of(case: Json) -> str:
    """By what is claimed; of what somebody else reported, the first that is something like it."""
    claimed = case["cause"], case["care"], case["types"]
    exactly = (name for name, row in LOSSES.items() if (row.cause, row.care, list(row.types)) == claimed)
    alike = (name for name, row in LOSSES.items() if row.types[0] == case["types"][0])
    return next(exactly, None) or next(alike, "sprain")


def is_clear(case: Json) -> bool:
    """事实清楚, to who takes it in."""
    return Random(f"{identity(case)}/clear").random() < CLEAR


def treated(world: World, case: Json) -> tuple[date, date]:
    """From the event, or soon after, to the discharge; whoever claims has left the hospital."""
    loss, begins_on = loss_of(case), date.fromisoformat(case["event_on"])
    ends_on = begins_on + timedelta(days=draw_of(world, case, "stay").randint(*loss.stay))
    complete_at = datetime.fromisoformat(case["completed_at"]) if case["completed_at"] else world.now
    return begins_on, min(ends_on, calendar_for(case["org"]).date_of(complete_at))


def invoices(world: World, case: Json) -> list[Json]:
    """医疗费用发票: of an outpatient several small ones, of a stay one; and now and then one of somebody else."""
    loss, draw = loss_of(case), draw_of(world, case, "invoices")
    if not loss.is_medical:
        return []
    total = round(draw.triangular(*loss.costs))
    kinds = {"outpatient": ["outpatient"] * draw.randint(1, 3), "both": ["inpatient", "outpatient"]}
    found = kinds.get(loss.care, ["inpatient"])
    weights = [8 if kind == "inpatient" else draw.randint(1, 3) for kind in found]
    begins_on, ends_on = treated(world, case)
    hospital = draw.choice(HOSPITALS)
    return [
        _invoice(draw, kind, total * YUAN * weight // sum(weights), ends_on if kind == "inpatient" else begins_on)
        | {"hospital": hospital}
        for kind, weight in zip(found, weights, strict=True)
    ]


def _invoice(draw: Random, kind: str, total_fen: int, on: date) -> Json:
    insured = draw.random() < 0.75  # by social insurance, which a card's sale doesn't ask about (report)
    bed_days = draw.randint(3, 12) if kind == "inpatient" else 0
    return {
        "number": f"{draw.randrange(10**12):012d}",
        "kind": kind,
        "issued_on": on.isoformat(),
        "total_fen": total_fen,
        "social_insurance_fen": round(total_fen * draw.uniform(0.3, 0.7)) if insured else 0,
        "over_standard_fen": round(total_fen * draw.uniform(0, 0.12)) if draw.random() < 0.4 else 0,
        "bed_fen": min(bed_days * draw.randint(30, 90) * YUAN, total_fen // 4),
        "bed_days": bed_days,
        "examination_fen": round(total_fen * draw.uniform(0.05, 0.25)),
    }


def findings(world: World, case: Json, circumstances: list[str]) -> Json:
    """核定事实: of each type that is claimed."""
    loss, draw = loss_of(case), draw_of(world, case, "findings")
    begins_on, ends_on = treated(world, case)
    found: Json = {"circumstances": circumstances + (["passenger"] if case["product"] == "K2003" else [])}
    if "hospital-allowance" in loss.types:
        found["stays"] = [{"admitted_on": begins_on.isoformat(), "discharged_on": ends_on.isoformat()}]
    if "disability" in loss.types:
        found["grades"] = [one_of(draw, {10: 55, 9: 25, 8: 12, 7: 8})]
    if "critical-illness" in loss.types:
        found["is_critical_illness"] = True
    if loss.is_waiver:
        found["holder_died"] = True
    elif loss.is_death:
        found["died_on"] = case["event_on"]
    return found
