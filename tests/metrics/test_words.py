"""The pages have a word for whatever the KPIs can be broken down by."""

from services.metrics import formulas
from services.metrics.figure_words import UNITS, code, part_word
from services.metrics.kpis import KPIS
from services.metrics.web.data import BREAKDOWNS, TILES
from services.metrics.web.page_words import PAGE_WORDS
from services.metrics.web.words import COMMON_WORDS, WORDS


def test_every_breakdown_has_a_word():
    named = {f"by.{name}" for kpi in KPIS.values() for name in formulas.breakdowns(kpi)}
    assert not named - WORDS.keys()


def test_no_word_of_one_page_takes_the_place_of_another():
    assert not COMMON_WORDS.keys() & PAGE_WORDS.keys()


def test_every_unit_has_a_word():
    assert not {kpi.unit for kpi in KPIS.values()} - UNITS.keys()


def test_every_tile_and_panel_is_a_kpi_with_that_breakdown():
    assert not set(TILES) - KPIS.keys()
    assert all(by in formulas.breakdowns(KPIS[kpi_id]) for kpi_id, by in BREAKDOWNS.values())


def test_a_code_is_said_as_what_it_is_a_value_of_means_it():
    assert (part_word("item", "surrender", "en"), code("surrender", "en")) == ("Surrender", "surrendered")
    assert part_word("stage", "due", "en", "benefit") != part_word("stage", "due", "en", "callback")
    told = [
        part_word(by, "account-missing", "zh", kind) for by, kind in (("defect", "application"), ("reason", "benefit"))
    ]
    assert told == ["无账号", "账号不存在"]


def test_how_a_claim_ended_and_what_was_paid_is_said_apart_from_the_status_of_that_code():
    assert part_word("outcome", "refused", "en", "claim") != code("refused", "en", "claim")
    assert part_word("settlement", "payment", "zh", "claim_payment") == "核定给付"
