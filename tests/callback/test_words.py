"""What the projects' table calls a thing, the board calls it, too."""

from services.callback.projects.projects import PROJECTS
from shared.contracts.words import in_words


def test_projects_have_the_words_of_their_table():
    assert {code: in_words(code, "callback") for code in PROJECTS} == {code: row.name for code, row in PROJECTS.items()}


def test_why_a_call_is_dropped_has_words():
    outcomes = {outcome for row in PROJECTS.values() for outcome in row.closed_by.values()}
    assert not [code for code in outcomes if in_words(code, "callback").zh == code]
