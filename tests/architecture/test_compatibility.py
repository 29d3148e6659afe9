"""A released contract may only grow."""

import json
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field, create_model

from services.docs import contracts
from services.docs.contracts import breaks, released
from shared.contracts.compatibility import breaking_changes, removed_types
from shared.contracts.registry import event_schema, event_types


class Note(BaseModel):
    kind: Literal["call", "letter"]
    pages: int = Field(ge=1, le=50)


class Released(BaseModel):
    case_no: str
    premium_fen: int
    reason: str | None = None
    code: str = Field(max_length=10)
    kind: Literal["agent", "bank"]
    notes: tuple[Note, ...] = Field(default=(), max_length=20)


def changed(**fields: Any) -> dict[str, Any]:
    """The schema of Released with some fields replaced, or left out when given as None."""
    kept = {name: (field.annotation, field) for name, field in Released.model_fields.items()}
    final = {name: field for name, field in (kept | fields).items() if field is not None}
    return create_model("Changed", **final).model_json_schema()


def found(**fields: Any) -> list[str]:
    return breaking_changes(Released.model_json_schema(), changed(**fields))


class WidenedNote(Note):
    kind: Literal["call", "letter", "visit"]
    by: str | None = None


class NarrowedNote(Note):
    kind: Literal["call"]


class ShortNote(Note):
    pages: int = Field(ge=1, le=40)


@pytest.mark.parametrize(
    "growth",
    [
        {},
        {"outlet": (str | None, None)},
        {"rounds": (int, 0)},
        {"kind": (Literal["agent", "bank", "counter"], ...)},
        {"code": (str, Field(max_length=20))},
        {"notes": (tuple[WidenedNote, ...], Field(default=(), max_length=30))},
        {"reason": (str | None, Field(default=None, description="Why it was returned", examples=["address"]))},
    ],
)
def test_a_contract_may_grow(growth: dict[str, Any]) -> None:
    assert found(**growth) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"premium_fen": None}, "premium_fen: the field is gone"),
        ({"outlet": (str, ...)}, "outlet: older events lack it, but it is required now"),
        ({"reason": (str | None, ...)}, "reason: older events lack it, but it is required now"),
        ({"case_no": (str, "unknown")}, "case_no: it was promised and may be missing now"),
        ({"reason": (str, "none")}, "reason: null is no longer taken"),
        ({"premium_fen": (int | None, ...)}, "premium_fen: null is new to those who read it"),
        ({"premium_fen": (str, ...)}, "premium_fen: integer is no longer taken"),
        ({"code": (str, Field(max_length=8))}, "code: maxLength was 10 and is 8"),
        ({"code": (str, Field(max_length=10, min_length=1))}, "code: minLength was None and is 1"),
        ({"code": (str, Field(max_length=10, pattern="^A"))}, "code: pattern was None and is ^A"),
        ({"case_no": (Literal["a"], ...)}, "case_no: only ['a'] are taken now"),
        ({"kind": (Literal["agent"], ...)}, "kind: ['bank'] no longer taken"),
        ({"notes": (tuple[Note, ...], Field(default=(), max_length=10))}, "notes: maxItems was 20 and is 10"),
        ({"notes": (tuple[NarrowedNote, ...], Field(default=(), max_length=20))}, "notes[].kind: ['letter'] no longer"),
        (
            {"notes": (tuple[ShortNote, ...], Field(default=(), max_length=20))},
            "notes[].pages: maximum was 50 and is 40",
        ),
        ({"notes": (tuple[str, ...], Field(default=(), max_length=20))}, "notes[]: object is no longer taken"),
    ],
)
def test_what_breaks_a_contract_is_named(change: dict[str, Any], why: str) -> None:
    assert any(line.startswith(why) for line in found(**change)), found(**change)


def test_an_event_that_is_gone_is_named() -> None:
    assert removed_types({"a.b.done.v1": {}}, {"a.b.done.v2": {}}) == ["a.b.done.v1: the event is gone"]


def test_the_contracts_keep_what_was_released() -> None:
    assert released(), "run `python -m services.docs --release`"
    assert breaks() == []


def test_a_break_of_what_was_released_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contracts, "RELEASED", tmp_path)
    contracts.release()
    assert breaks() == []
    type, event = next(iter(event_types().items()))
    older = event_schema(event)
    older["properties"]["stamp"] = {"type": "string"}
    (tmp_path / f"{type}.json").write_text(json.dumps(older))
    assert breaks() == [f"{type}: stamp: the field is gone"]
