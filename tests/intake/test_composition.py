"""Whatever takes part in something of intake's is named where that is put together."""

from typing import Any

from services.intake.aml.subjects import SUBJECTS
from services.intake.app import DEBTORS, KINDS, PAYABLES
from services.intake.files.faults import KEPT
from services.intake.models import Base


def test_customers_are_known_of_every_kind_that_takes_premium() -> None:
    takes: set[Any] = {kind.model for kind in KINDS if any(s.action == "receive_premium" for s in kind.lifecycle.steps)}
    assert takes == SUBJECTS.keys()
    assert {*PAYABLES, *(each.model for each in DEBTORS.values())} <= takes


def test_every_table_that_names_a_stored_file_is_swept() -> None:
    named = {table.name for table in Base.metadata.sorted_tables if "sha256" in table.c and "size" in table.c}
    assert named == KEPT.keys()
