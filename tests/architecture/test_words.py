"""Every code of a case that people meet has words in both languages."""

from collections import defaultdict

import pytest

from services.callback.projects.projects import PROJECTS
from services.docs.discovery import KindOfCase, kinds
from services.policy_service.campaigning.types import CAMPAIGN_TYPES
from services.policy_service.items.catalogue import ITEMS
from shared.auth import ROLE_NAMES, Role
from shared.contracts.words import in_words, item_in_words
from shared.contracts.words.counter import CODES, TABLES
from shared.contracts.words.of_kinds import OF_KINDS
from shared.errors import Text

KINDS = kinds()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.lifecycle.kind)
def test_every_status_action_and_wait_has_words(kind: KindOfCase):
    cycle = kind.lifecycle
    codes = {cycle.kind, *map(str, cycle.statuses), *(step.action for step in cycle.steps), *cycle.waits.values()}
    assert {code for code in codes if code not in OF_KINDS.get(cycle.kind, {}) and code not in CODES} == set()


def test_words_of_a_kind_are_of_codes_that_it_has():
    cycles = {kind.lifecycle.kind: kind.lifecycle for kind in KINDS}
    known = {name: {*map(str, it.statuses), *(step.action for step in it.steps)} for name, it in cycles.items()}
    known["callback"] |= PROJECTS.keys()
    assert {(kind, code) for kind, words in OF_KINDS.items() for code in words if code not in known[kind]} == set()


def test_no_two_tables_say_a_code_in_other_words():
    said = defaultdict[str, set[Text]](set)
    for table in TABLES:
        for code, words in table.items():
            said[code].add(words)
    assert {code: words for code, words in said.items() if len(words) > 1} == {}


def test_a_code_means_what_its_kind_of_case_means_by_it():
    assert in_words("lapse", "policy").zh != in_words("lapse", "visit").zh != in_words("lapse", "bank_application").zh
    assert in_words("a-foreign-code", "a-foreign-kind") == Text("a-foreign-code", "a-foreign-code")


def test_every_role_has_words():
    assert set(ROLE_NAMES) == set(Role)


def test_the_board_calls_items_and_campaigns_as_their_catalogues_do():
    assert {code: item_in_words(code) for code in ITEMS} == {code: item.name for code, item in ITEMS.items()}
    assert {code: in_words(code).zh for code in CAMPAIGN_TYPES} == {
        code: each.text.zh for code, each in CAMPAIGN_TYPES.items()
    }
