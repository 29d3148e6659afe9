"""The adjudications worked by hand (adjudications.toml), read as facts and expected lines."""

import ast
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, cast, get_args

from services.claims.adjudication.claim_facts import (
    Cover,
    Facts,
    HospitalStanding,
    Invoice,
    InvoiceUse,
    Premium,
    Stay,
    StayUse,
    Taking,
    Used,
)
from services.claims.adjudication.liabilities import Cause, Payee
from services.claims.adjudication.recalculation import Paid

CASE_NO, PERSON = "LP-1", "party-1"
CENT = Decimal("0.01")
MONEY = {"arrears": "arrears_fen", "loan": "loan_fen", "cash": "cash_value_fen", "premiums": "premiums_paid_fen"}
MONEY |= {"dividends": "dividends_fen", "taken": "taken_out_fen"}
MONEY |= {"premium": "premium_fen", "sum": "sum_assured_fen"}
DAYS = {"begins": "begins_on", "ends": "ends_on", "reinstated": "reinstated_on", "due": "next_due_on"}
COUNTS = {"left": "premiums_left", "years": "premium_years_paid"}
PARTS = {"social": "social_insurance_fen", "unrelated": "unrelated_fen", "over": "over_standard_fen"}
PARTS |= {"other": "other_paid_fen", "exam": "examination_fen"}


@dataclass(frozen=True)
class Worked:
    no: str
    facts: Facts
    used: Used
    lines: list[tuple[str, int]]
    workings: list[tuple[str, int]]
    refusals: list[tuple[str, str, str]]
    total_fen: int
    kept_fen: int
    waived_fen: int
    paid: list[Paid]
    pays_fen: int
    claims_back_fen: int


def worked() -> list[Worked]:
    document = in_english(tomllib.loads(Path(__file__).with_name("adjudications.toml").read_text()))
    return [_worked(case, document["covers"]) for case in document["cases"]]


def in_english(value: Any) -> Any:
    """Headings are written in both languages, the English word last."""
    if isinstance(value, dict):
        return {key.partition(" ")[2] or key: in_english(inner) for key, inner in value.items()}
    return [in_english(inner) for inner in value] if isinstance(value, list) else value


def fen(yuan: str) -> int:
    return int(Decimal(yuan) * 100)


def computed(working: str) -> int:
    """The arithmetic as it was written down, rounded to the fen."""
    exact = _value(ast.parse(working.replace("%", "/100"), mode="eval").body, working)
    return int((exact.quantize(CENT, ROUND_HALF_UP)) * 100)


def _value(node: ast.expr, source: str) -> Decimal:
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand, source)
    if isinstance(node, ast.Constant):
        return Decimal(str(node.value))
    assert isinstance(node, ast.BinOp), source
    left, right = _value(node.left, source), _value(node.right, source)
    if isinstance(node.op, ast.Add | ast.Sub):
        return left + right if isinstance(node.op, ast.Add) else left - right
    return left * right if isinstance(node.op, ast.Mult) else left / right


def _worked(case: dict[str, Any], covers: dict[str, str]) -> Worked:
    lines = [_columns(row) for row in case.get("lines", [])]
    return Worked(
        no=case["no"],
        facts=_facts(case, covers),
        used=_used(case),
        lines=[(name, fen(amount)) for name, _, amount in lines],
        workings=[(working, fen(amount)) for _, working, amount in lines],
        refusals=[tuple(_columns(row)) for row in case.get("refusals", [])],
        total_fen=fen(case["total"]),
        kept_fen=fen(case.get("kept", "0")),
        waived_fen=fen(case.get("waived", "0")),
        paid=[_paid(f"P{i}", *_columns(row)) for i, row in enumerate(case.get("paid", []))],
        pays_fen=fen(case.get("pays", "0")),
        claims_back_fen=fen(case.get("claims back", "0")),
    )


def _facts(case: dict[str, Any], covers: dict[str, str]) -> Facts:
    day, cause = _columns(case["event"])
    return Facts(
        case_no=CASE_NO,
        person=PERSON,
        cause=Cause(_last(cause)),
        event_on=date.fromisoformat(day),
        cover=_cover(case["product"], covers[case["product"]], case.get("cover", "")),
        circumstances=frozenset(case.get("circumstances", [])),
        was_without_capacity=case.get("incapable", False),
        invoices=tuple(_invoice(*_columns(row)) for row in case.get("invoices", [])),
        stays=tuple(_stay(*_columns(row)) for row in case.get("stays", [])),
        grades=tuple(case.get("grades", [])),
        combines_earlier=case.get("combined", False),
        died_on=date.fromisoformat(case["died"]) if "died" in case else None,
        is_critical_illness=case.get("critical", False),
        holder_event="death" if case.get("waiver") else None,
        reported_on=date.fromisoformat(case["reported"]) if "reported" in case else None,
        age_at_death=case.get("age"),
        death_paid_fen=fen(case.get("elsewhere", "0")),
    )


def _cover(product: str, usual: str, told: str) -> Cover:
    whole, begins, ends = _columns(usual)
    begins_on, ends_on = date.fromisoformat(begins), date.fromisoformat(ends) if ends else None
    cover = Cover(
        policy_no="policy-1",
        product=product,
        concluded_on=begins_on,
        begins_on=begins_on,
        ends_on=ends_on,
        sum_assured_fen=fen(whole),
    )
    for name, value in _parts(_columns(told) if told else []).items():
        cover = replace(cover, **_change(name, value))
    return replace(cover, concluded_on=cover.begins_on)


def _change(name: str, value: str) -> dict[str, Any]:
    if name in MONEY:
        return {MONEY[name]: fen(value)}
    if name in DAYS:
        return {DAYS[name]: date.fromisoformat(value)}
    if name in COUNTS:
        return {COUNTS[name]: int(value)}
    if name == "later":
        return {"premiums_after": tuple(_premium(*each.split(":")) for each in value.split(","))}
    return {"is_renewal": True} if name == "renewal" else {"status": value}


def _premium(due_on: str, amount: str) -> Premium:
    return Premium(date.fromisoformat(due_on), fen(amount))


def _invoice(number: str, kind: str, day: str, total: str, *told: str) -> Invoice:
    parts = _parts(told)
    standing = parts.pop("hospital", None)
    assert standing in (None, *get_args(HospitalStanding)), standing
    bed, _, days = parts.pop("bed", "0/0").partition("/")
    return Invoice(
        number=number,
        hash=parts.pop("image", f"image of {number}"),
        kind=_last(kind),
        day=date.fromisoformat(day),
        person=parts.pop("person", PERSON),
        total_fen=fen(total),
        bed_fen=fen(bed),
        bed_days=int(days),
        hospital="H1" if standing else "",
        hospital_standing=cast("HospitalStanding | None", standing),
        **{PARTS[name]: fen(amount) for name, amount in parts.items()},
    )


def _used(case: dict[str, Any]) -> Used:
    return Used(
        tuple(_taking(*_columns(row)) for row in case.get("used", [])),
        tuple(InvoiceUse(*_columns(row)) for row in case.get("used invoices", [])),
        tuple(StayUse(by, _stay(*days)) for by, *days in map(_columns, case.get("used stays", []))),
    )


def _taking(name: str, unit: str, period: str, amount: str, by: str = "LP-0") -> Taking:
    counted = int(amount) if unit == "days" else fen(amount)
    return Taking(by, name, unit, period, counted)


def _paid(no: str, payee: str, amount: str, kind: str) -> Paid:
    return Paid(no, Payee(_last(payee)), fen(amount), _last(kind))


def _stay(admitted: str, discharged: str) -> Stay:
    return Stay(date.fromisoformat(admitted), date.fromisoformat(discharged))


def _columns(row: str) -> list[str]:
    return [column.strip() for column in row.split("|")]


def _parts(columns: Any) -> dict[str, str]:
    """`医保 social=1.00`: by their English word."""
    return {_last(name): value for name, _, value in (column.partition("=") for column in columns)}


def _last(words: str) -> str:
    return words.rpartition(" ")[2]
