"""A sample of every event, built from its contract: the same each time. Pure."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from shared.contracts.base import Event

AT = "2026-03-02T01:30:00Z"
FORMATS = {"date-time": AT, "date": "2026-03-02"}

# Fields that many contracts share; what only one has brings `examples` there.
SHARED: dict[str, Any] = {
    "case_no": "TB260302-7QK3M9XA",
    "version": 3,
    "org": "350322",
    "outlet": "35032201",
    "channel": "agent",
    "line": "individual_long_term",
    "product": "L1001",
    "handler": "T0001",
    "salesperson": "A1024",
    "opened_at": "2026-03-02T01:05:00Z",
    "accepted_at": "2026-03-02T01:05:00Z",
    "due_at": "2026-03-09T09:30:00Z",
    "started_at": "2026-03-02T01:05:00Z",
    "at": AT,
    "by": "T0001",
    "policy_no": "BD260302-4WT8ZC1D",
    "application_no": "TB260302-7QK3M9XA",
    "policyholder_ref": "5b0f8a52-3c1d-4f7e-9a66-0c2d8e417b93",
    "premium_fen": 600_000,
    "sum_assured_fen": 20_000_000,
    "amount_fen": 600_000,
    "payment_method": "transfer",
    "payment_mode": "annual",
    "term_years": 20,
    "pay_years": 10,
    "free_look_days": 15,
    "attempt": 1,
    "no": 1,
}
CASE_NOS = {
    "bank_application": "YB260302-6RWN2C8E",
    "card_activation": "KZ260302-3HX6T9PB",
    "policy": "BD260302-4WT8ZC1D",
    "service_request": "BQ260302-5TY8N2JD",
    "policy_loan": "JK260302-6VD9R2XM",
    "archive_lookup": "DA260302-7ZN3K5WB",
    "campaign": "ZX260302-4LR8P6CS",
    "sales_pattern": "XS260302-9GT2M7VD",
    "benefit": "SC260302-2QK7W5HD",
    "transfer_batch": "ZF260302-4JX8W3QN",
    "renewal": "XQ260302-2WM7D5KX",
    "renewal_batch": "XD260302-8HV3N6RT",
    "debit_batch": "DK260302-9FQ4W7LC",
    "claim": "LP260302-7CW4H9XD",
    "claim_payment": "LF260302-5QT8N3WB",
    "claim_back": "ZH260302-6KT3W8PD",
    "survey": "CK260302-3JD8V5WN",
    "survey_day": "DP260302-8RK4M2XC",
    "callback": "HF260302-R5N2V0EK",
    "contact_collection": "BL260302-3WK7D9TF",
    "problem_case": "WT260302-8JC5N3RM",
    "complaint": "TS260302-N6B3K8QD",
    "visit": "PH260302-M3V8D2TK",
    "counter_day": "YR260302-D4J7V2NC",
    "inspection": "XJ260302-K8C3R5WM",
    "finding": "ZG260302-P2Y6F4HS",
    "training": "PX260302-T6B1W9QZ",
    "large_cash_report": "DE260302-6QW2J8RM",
    "suspicion": "KY260302-V9F3N4XB",
    "group_change": "JR260302-5CN8V2HW",
    "group_application": "TT260302-M8D4XK2P",
}


class NoExample(ValueError):
    """A field whose contract doesn't say what it looks like: give it `examples=[…]`."""


def sample_of(event: type[Event], **known: Any) -> dict[str, Any]:
    """`known`: what the step that announces the event says, e.g. its action and the status it leads to."""
    schema = _schema(event)
    number = CASE_NOS.get(known.get("kind", ""), SHARED["case_no"])
    data = _object(schema, schema.get("$defs", {}), event.__name__, {"case_no": number, **known})
    return event.model_validate(data).model_dump(mode="json")


@cache
def _schema(event: type[Event]) -> dict[str, Any]:
    return event.model_json_schema()


def _object(
    schema: Mapping[str, Any], defs: Mapping[str, Any], path: str, known: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    required, known = schema.get("required", ()), known or {}
    return {
        name: known[name] if name in known else _field(name, field, defs, f"{path}.{name}", name in required)
        for name, field in schema["properties"].items()
    }


def _field(name: str, schema: Mapping[str, Any], defs: Mapping[str, Any], path: str, required: bool) -> Any:
    if "examples" in schema:
        return schema["examples"][0]
    if name in SHARED and (required or path.count(".") == 1):
        return SHARED[name]
    if not required and schema.get("type") != "array":
        return schema.get("default")
    return _value(schema, defs, path)


def _value(schema: Mapping[str, Any], defs: Mapping[str, Any], path: str) -> Any:
    if "$ref" in schema:
        return _object(defs[schema["$ref"].rpartition("/")[2]], defs, path)
    if "anyOf" in schema:
        return _value(schema["anyOf"][0], defs, path)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    if schema.get("type") == "array":
        return _items(schema["items"], defs, path)
    if schema.get("type") == "boolean":
        return False
    raise NoExample(f"{path} has neither an example nor a default")


def _items(schema: Mapping[str, Any], defs: Mapping[str, Any], path: str) -> list[Any]:
    """One element where its kind is declared; bare texts and numbers say too little to invent one."""
    return [_value(schema, defs, path)] if "$ref" in schema or "enum" in schema else []
