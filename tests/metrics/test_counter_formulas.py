"""Items a head, by the figures of the year-end report and by any others."""

from hypothesis import given
from hypothesis import strategies as st

from services.metrics.formulas import Part, Reading, breakdowns, evaluate, formula
from services.metrics.kpis import KPIS

ITEMS_OF_THE_REPORT = 8_164 + 26_491 + 2_708
MONTHS = [f"2026-{month:02d}" for month in range(1, 11)]
TELLERS = [f"T{number}" for number in range(5)]


def reading(items: int, morning: dict[str, int], afternoon: dict[str, int], dimension: str = "teller") -> Reading:
    found = Reading()
    found.flows.add(("item_accepted", "", "", "application", "350322"), 0, items)
    for measure, halves in (("desk_morning", morning), ("desk_afternoon", afternoon)):
        for who, n in halves.items():
            found.flows.add((measure, dimension, who, "counter_day", "350322"), 0, n)
    return found


def test_the_reports_figures_come_out_of_its_own_numbers():
    year = reading(ITEMS_OF_THE_REPORT, dict.fromkeys(TELLERS, 200), dict.fromkeys(TELLERS, 200))
    assert evaluate(KPIS["items-per-front-desk-teller"], year, Part(None)).value == 7472.6
    each_month = {f"{teller}/{month}": 20 for teller in TELLERS for month in MONTHS}
    months = reading(ITEMS_OF_THE_REPORT, each_month, each_month, "teller_month")
    assert evaluate(KPIS["items-per-front-desk-teller-month"], months, Part(None)).value == 747.26
    assert evaluate(KPIS["items-per-front-desk-day"], year, Part(None)).value == ITEMS_OF_THE_REPORT / 1000


HALVES = st.dictionaries(st.sampled_from(TELLERS), st.integers(0, 200))


@given(st.integers(0, 40_000), HALVES, HALVES)
def test_a_head_is_who_was_there_for_any_half_day(items: int, morning: dict[str, int], afternoon: dict[str, int]):
    found = reading(items, morning, afternoon)
    heads = len({who for halves in (morning, afternoon) for who, n in halves.items() if n})
    half_days = sum(morning.values()) + sum(afternoon.values())
    per_head = evaluate(KPIS["items-per-front-desk-teller"], found, Part(None))
    assert (per_head.value, per_head.numerator, per_head.denominator) == (
        items / heads if heads else None,
        items,
        heads,
    )
    per_day = evaluate(KPIS["items-per-front-desk-day"], found, Part(None))
    assert (per_day.value, per_day.denominator) == (items * 2 / half_days if half_days else None, half_days)
    days = evaluate(KPIS["front-desk-person-days"], found, Part(None))
    assert (days.value, days.numerator) == (half_days / 2, half_days)
    alone = evaluate(KPIS["front-desk-person-days"], found, Part(None, "teller", "T1"))
    assert alone.value == (morning.get("T1", 0) + afternoon.get("T1", 0)) / 2


def test_the_certificate_says_how_half_days_become_days():
    assert formula(KPIS["front-desk-person-days"]) == "0.5 × (sum(desk_morning) + sum(desk_afternoon))"
    assert formula(KPIS["items-per-front-desk-day"]).startswith("2 × (sum(item_accepted)) / (")
    assert formula(KPIS["items-per-front-desk-teller"]) == "sum(item_accepted) / number of tellers"
    assert breakdowns(KPIS["front-desk-person-days"]) == ["teller", "org", "kind"]
    assert breakdowns(KPIS["items-per-front-desk-day"]) == ["teller", "org", "kind"]


def test_items_of_one_teller_are_over_that_teller():
    found = Reading()
    for who, n in (("T1", 6), ("T2", 2)):
        found.flows.add(("opened", "teller", who, "application", "350322"), 0, n)
    kpi = KPIS["items-per-teller"]
    assert evaluate(kpi, found, Part(None)).value == 4
    assert evaluate(kpi, found, Part(None, "teller", "T1")).value == 6
