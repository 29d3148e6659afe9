"""Habits that nothing else enforces, each with a proof that its breach is noticed."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from shared.contracts.registry import event_types
from shared.settings import SERVICES, Settings
from tests.architecture.code_tree import ROOT, SHIPPED, Module, calls_of, module, modules_of

MACHINE_TIME = re.compile(r"(^|\.)(datetime|date)\.(now|utcnow|today|utcfromtimestamp)$")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TERM = re.compile(r"[\u4e00-\u9fff]+: ")
METHODS = frozenset({"get", "post", "put", "patch", "delete"})
PERSONAL = re.compile(
    r"(^|_)(name|names|phone|phones|mobile|telephone|tel|email|address|addresses|birth\w*|born\w*|sex|gender|"
    r"id_no|id_number|id_card|identity\w*|passport|account|account_no|card_no|bank_card|holder_name)($|_)"
)
RIGHTS_ROW = re.compile(r"^\| `(?P<route>[A-Z]+ /\S+)` \| (?P<does>.*?) \|", re.MULTILINE)


def machine_times(module: Module) -> list[str]:
    return [f"{module.name}: {call}()" for call in calls_of(module) if MACHINE_TIME.search(call)]


def commits(module: Module) -> list[str]:
    """Of database transactions; a bus consumer commits its place in the log."""
    ends = [call for call in calls_of(module) if call.endswith((".commit", ".rollback"))]
    return [f"{module.name}: {call}()" for call in ends if call != "consumer.commit"]


def personal_fields(model: type[BaseModel], path: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if PERSONAL.search(name):
            yield f"{path}.{name}"
        for inner in models_in(field.annotation):
            yield from personal_fields(inner, f"{path}.{name}")


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from models_in(argument)


def mute_routes(module: Module) -> Iterator[str]:
    """Route functions whose docstring says nothing in Chinese."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if any(map(_is_route, node.decorator_list)) and not CHINESE.search(ast.get_docstring(node) or ""):
            yield f"{module.name}.{node.name}"


def _is_route(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in METHODS
        and bool(decorator.args)
        and ast.unparse(decorator.args[0]).strip("f'\"").startswith(("/", "{"))
    )


def test_only_the_clock_asks_the_machine_for_the_time() -> None:
    users = [each for each in modules_of(*SHIPPED) if each.name != "shared.clock"]
    assert [found for each in users for found in machine_times(each)] == []


def test_no_service_commits_by_itself() -> None:
    assert [found for each in modules_of("services", "simulator") for found in commits(each)] == []


def test_no_contract_has_a_field_for_personal_data() -> None:
    events = event_types()
    assert events
    assert [found for type, event in events.items() for found in personal_fields(event, type)] == []


def test_every_route_says_what_it_does_with_its_chinese_term() -> None:
    assert [found for each in modules_of("shared", "services") for found in mute_routes(each)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_documented_right_begins_with_its_chinese_term(service: str) -> None:
    """It stands over the route in the API docs. The table is read off the apps, so routes of helpers are in it too."""
    sections = re.split(r"^## ", (ROOT / "docs/rights.md").read_text(), flags=re.MULTILINE)
    section = next((part for part in sections if part.startswith(service + "\n")), None)
    assert section is not None, f"docs/rights.md has no section {service}"
    rows = [(row["route"], row["does"]) for row in RIGHTS_ROW.finditer(section)]
    assert [route for route, does in rows if not TERM.match(does)] == []


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs/settings.md").read_text()
    assert [name for name, field in Settings.model_fields.items() if not (field.description or "").strip()] == []
    assert [name for name in Settings.model_fields if f"`GUIMIAN_{name.upper()}`" not in page] == []


@pytest.mark.parametrize("call", ["datetime.now(UTC)", "datetime.datetime.utcnow()", "date.today()"])
def test_asking_the_machine_for_the_time_is_noticed(call: str) -> None:
    assert len(machine_times(module("m", f"def f():\n    return {call}\n"))) == 1
    assert machine_times(module("m", "clock.now()\ntime.monotonic()\n")) == []


def test_a_commit_is_noticed() -> None:
    assert commits(module("m", "await session.commit()")) == ["m: session.commit()"]
    assert commits(module("m", "await session.flush()")) == []


def test_a_personal_field_is_noticed_however_deep() -> None:
    class Caller(BaseModel):
        phone_no: str

    class Called(BaseModel):
        callers: tuple[Caller, ...] | None
        holder_name: str
        form_no: str

    assert list(personal_fields(Called, "e")) == ["e.callers.phone_no", "e.holder_name"]


def test_a_mute_route_is_noticed() -> None:
    mute = '@router.post("/loans")\nasync def lend():\n    """Lend a book."""\n'
    assert list(mute_routes(module("m", mute))) == ["m.lend"]
    assert list(mute_routes(module("m", mute.replace("Lend", "借书: lend")))) == []
    assert list(mute_routes(module("m", "@cache.get(key)\ndef lend(): ...\n"))) == []
