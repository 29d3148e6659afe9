"""The samples of docs/files.md are read without a fault."""

from datetime import date
from zoneinfo import ZoneInfo

from services.docs.file_formats import LIST, RESULTS, STATEMENT, TRANSFERRED
from services.intake.bank.reconciliation.statement import read_statement
from shared import keyring
from shared.debit_results import read_results
from shared.keyring import KeyRing
from shared.transfer_reasons import IN_WORDS
from tests.intake.groups_desk import GroupDesk


async def test_the_sample_of_a_list_is_taken_whole(desk: GroupDesk) -> None:
    case, told = await desk.import_list(await desk.accept(), LIST.encode())
    assert (case["heads"], told["bad"]) == (2, 0)


def test_the_sample_of_a_banks_file_has_no_fault() -> None:
    lines = read_statement(STATEMENT.encode(), date(2026, 10, 12), ZoneInfo("Asia/Shanghai"), "en")
    assert [(line.kind, line.amount_fen) for line in lines] == [("premium", 5_000_000), ("void", 2_000_000)]


def test_the_sample_of_results_has_no_fault() -> None:
    keyring.install(KeyRing.generate())
    results, faults = read_results(RESULTS.encode(), "DK261012-5RB2W8QM")
    assert (faults, [each.result for each in results]) == ([], ["success", "insufficient-funds"])
    results, faults = read_results(TRANSFERRED.encode(), "ZF261012-5RB2W8QM", IN_WORDS)
    assert (faults, [each.result for each in results]) == ([], ["success", "account-dormant"])
