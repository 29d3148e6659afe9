"""Functions of at most 40 lines, modules of at most 300, tests of at most 400, decisions of at most 30."""

import ast
from collections.abc import Iterator

from tests.architecture.code_tree import ROOT, SHIPPED, Module, module, modules_of

LONGEST_FUNCTION = 40
LONGEST_MODULE = 300
LONGEST_TEST_MODULE = 400
LONGEST_ADR = 30


def long_functions(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{module.name}.{node.name}: {lines} lines"


def long_modules(modules: tuple[Module, ...], most: int) -> list[str]:
    lengths = {each.name: len(each.source.splitlines()) for each in modules if ".migrations.versions." not in each.name}
    return [f"{name}: {lines} lines" for name, lines in lengths.items() if lines > most]


def test_no_function_is_longer_than_a_screen() -> None:
    # A migration's upgrade() lists tables one below the other; cutting it in two would help nobody.
    written = [each for each in modules_of(*SHIPPED, "bench", "tests") if ".migrations.versions." not in each.name]
    assert [found for each in written for found in long_functions(each)] == []


def test_no_module_is_too_long() -> None:
    assert long_modules(modules_of(*SHIPPED, "bench"), LONGEST_MODULE) == []
    assert long_modules(modules_of("tests"), LONGEST_TEST_MODULE) == []


def test_no_decision_record_is_too_long() -> None:
    records = {path.name: len(path.read_text().splitlines()) for path in (ROOT / "docs" / "adr").glob("*.md")}
    assert records, "docs/adr is empty"
    assert {name: lines for name, lines in records.items() if lines > LONGEST_ADR} == {}


def test_a_function_of_41_lines_is_found_and_one_of_40_is_not() -> None:
    body = "    pass\n"
    assert list(long_functions(module("m", "async def f():\n" + body * 40))) == ["m.f: 41 lines"]
    assert list(long_functions(module("m", "async def f():\n" + body * 39))) == []


def test_a_module_of_301_lines_is_found_and_one_of_300_is_not() -> None:
    assert long_modules((module("m", "pass\n" * 301),), 300) == ["m: 301 lines"]
    assert long_modules((module("m", "pass\n" * 300),), 300) == []
