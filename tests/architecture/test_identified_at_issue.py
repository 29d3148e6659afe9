"""No contract is made without asking who must be identified (AML-07, AML-L31), in whichever kind of case it is made."""

import ast
from collections.abc import Iterator
from importlib import import_module

from tests.architecture.code_tree import Module, imports_of, module, modules_of

STEP, ASKED = "issue", "duties.on_issue"
MAKER = "services.intake.issuing"


def makers(module: Module) -> Iterator[tuple[str, bool]]:
    """The functions that take the step, and whether each asks."""
    for function in ast.walk(module.tree):
        if isinstance(function, ast.AsyncFunctionDef):
            calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
            if any(_takes_the_step(call) for call in calls):
                yield f"{module.name}.{function.name}", any(ast.unparse(call.func) == ASKED for call in calls)


def _takes_the_step(call: ast.Call) -> bool:
    words = [each.value for each in call.args if isinstance(each, ast.Constant)]
    return ast.unparse(call.func) == "advance" and STEP in words


def test_contracts_are_made_in_one_place_which_asks() -> None:
    found = [maker for each in modules_of("services/intake") for maker in makers(each)]
    assert found == [(f"{MAKER}.issue", True)]


def test_every_kind_of_case_with_a_step_issue_makes_them_there() -> None:
    modules = modules_of("services/intake")
    found = {}
    for name in (each.name for each in modules if each.name.endswith(".lifecycle")):
        folder, lifecycle = name.removesuffix("lifecycle"), import_module(name).LIFECYCLE
        if any(step.action == STEP for step in lifecycle.steps):
            own = (imports_of(each) for each in modules if each.name.startswith(folder))
            found[lifecycle.kind] = any(MAKER in names for names in own)
    assert found == dict.fromkeys(("application", "bank_application", "card_activation", "group_application"), True)


def test_an_issue_that_does_not_ask_is_found() -> None:
    silent = module("m", 'async def issue(session, case, actor):\n    await advance(session, case, "issue", actor)')
    asking = module("m", f"{silent.source}\n    await duties.on_issue(session, case)")
    assert [*makers(silent), *makers(asking)] == [("m.issue", False), ("m.issue", True)]
