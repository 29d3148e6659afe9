"""What the projects' table calls a thing, the board calls it, too."""

from services.callback.callbacks.call_results import CallResult
from services.callback.callbacks.schemas import VisitResult
from services.callback.projects.projects import PROJECTS
from shared.contracts.words import in_words


def test_projects_have_the_words_of_their_table():
    assert {code: in_words(code, "callback") for code in PROJECTS} == {code: row.name for code, row in PROJECTS.items()}


def test_why_a_call_is_dropped_has_words():
    outcomes = {outcome for row in PROJECTS.values() for outcome in row.closed_by.values()}
    assert not [code for code in outcomes if in_words(code, "callback").zh == code]


def test_whatever_comes_of_a_call_or_a_visit_has_words():
    results = {str(each) for each in (*CallResult, *VisitResult)}
    assert not [code for code in results if in_words(code, "callback").zh == code]
