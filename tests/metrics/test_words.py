"""The pages have a word for whatever the KPIs can be broken down by."""

from services.metrics import formulas
from services.metrics.kpis import KPIS
from services.metrics.web.data import BREAKDOWNS, TILES
from services.metrics.web.words import UNITS, WORDS


def test_every_breakdown_has_a_word():
    named = {f"by.{name}" for kpi in KPIS.values() for name in formulas.breakdowns(kpi)}
    assert not named - WORDS.keys()


def test_every_unit_has_a_word():
    assert not {kpi.unit for kpi in KPIS.values()} - UNITS.keys()


def test_every_tile_and_panel_is_a_kpi_with_that_breakdown():
    assert not set(TILES) - KPIS.keys()
    assert all(by in formulas.breakdowns(KPIS[kpi_id]) for kpi_id, by in BREAKDOWNS.values())
