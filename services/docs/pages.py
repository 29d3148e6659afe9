"""Pages generated from the tables in the code: whatever has a row there has a row in the docs."""

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import FastAPI
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from services.docs.application_forms import application_forms
from services.docs.benefit_rules import benefit_rules
from services.docs.discovery import KindOfCase, apps, kinds, problems
from services.docs.file_formats import file_formats
from services.docs.service_items import service_items
from services.docs.tables import GENERATED, both, codes, table
from services.intake.applications.papers import PAPERS
from services.intake.applications.sampling import PLAN
from services.intake.law.rules import NOT_ASKED, RETENTIONS, RULES, LegalRule
from services.metrics.formulas import breakdowns, formula
from services.metrics.kpis import KPIS
from services.metrics.kpis.base import Kpi
from shared.auth import ROLE_NAMES, Right, Role, rights_table
from shared.lifecycle import Step, Timer
from shared.marks import MARKS
from shared.settings import Settings
from shared.sla import Sla


def pages() -> dict[str, str]:
    """Name of the page → its text."""
    found, services = kinds(), apps()
    return {
        "lifecycles.md": "\n".join(lifecycles(found)),
        "clocks.md": "\n".join(clocks(found)),
        "rights.md": "\n".join(rights(services)),
        "settings.md": "\n".join(settings()),
        "kpis.md": "\n".join(kpis()),
        "problems.md": "\n".join(refusals()),
        "law-and-papers.md": "\n".join(law_and_papers()),
        "service-items.md": "\n".join(service_items()),
        "benefit-rules.md": "\n".join(benefit_rules()),
        "files.md": "\n".join(file_formats()),
    }


def lifecycles(found: list[KindOfCase]) -> Iterator[str]:
    yield "# Lifecycles 生命周期"
    yield GENERATED
    yield "A case moves only by these steps, each taken by one of the roles named and announced by one event."
    yield "Where no role is named the system takes the step: by a timer, or by a rule inside another step.\n"
    for kind in found:
        yield from _lifecycle(kind)


def _lifecycle(kind: KindOfCase) -> Iterator[str]:
    cycle = kind.lifecycle
    yield f"## {cycle.kind} ({kind.service})\n"
    yield f"```mermaid\n{cycle.diagram()}\n```\n"
    yield from table(
        ["status", "状态", "waits for", "closed"], (_status(kind, str(status)) for status in cycle.statuses)
    )
    heads = ["action", "from", "to", "announces", "by", "only if"]
    yield from table(heads, (_step(step) for step in cycle.steps))
    if cycle.timers:
        yield from table(["timer", "while in", "after", "does"], (_timer(timer) for timer in cycle.timers))


def _status(kind: KindOfCase, status: str) -> list[str]:
    waits = kind.lifecycle.waits.get(status, "")
    cycle = kind.lifecycle
    closed = "ended" if status in cycle.final else "at rest" if status in cycle.closed else ""
    return [f"`{status}`", kind.status_names.get(status, ""), codes([waits]) if waits else "", closed]


def _step(step: Step) -> list[str]:
    return [
        f"`{step.action}`",
        codes(map(str, step.sources)) or "(opens the case)",
        f"`{step.target}`" if step.target else "(stays)",
        f"`{step.event.type}`",
        codes(map(str, step.roles)) or "system",
        "<br>".join(f"`{guard.rule}`: {guard.detail.both}" for guard in step.needs),
    ]


def _timer(timer: Timer) -> list[str]:
    after = f"{timer.after.text.en} ({timer.after.text.zh})"
    if timer.repeats:
        after = f"{after}, again and again" if after.startswith("the ") else f"every {after}"
    return [f"`{timer.name}`", codes(map(str, timer.during)), after, f"`{timer.action}`"]


def clocks(found: list[KindOfCase]) -> Iterator[str]:
    yield "# SLA clocks 时效时钟"
    yield GENERATED
    yield "A clock starts and stops with actions of the case (see [lifecycles](lifecycles.md)) and stands still while"
    yield "the case waits for a reason in its column *pauses*. Several rows may share an id: the day of the start"
    yield "selects among them. One that counts *since* another clock exists from its own start on, but its limit runs"
    yield "from the start of that other one. What S13 and the like stand for is told in [sources](sources.md).\n"
    yield from table(["mark", "标记", "how far the limit is sourced"], ([f"**{m}**", *t] for m, t in MARKS.items()))
    heads = ["clock", "name", "starts", "stops", "pauses", "limit", "basis", "mark", "in force"]
    for kind in found:
        if kind.slas:
            yield f"## {kind.lifecycle.kind} ({kind.service})\n"
            yield from table(heads, (_clock(sla) for sla in kind.slas))


def _clock(sla: Sla) -> list[str]:
    since = "" if sla.effective_from == sla.effective_from.min else f"from {sla.effective_from}"
    until = f" to {sla.effective_to}" if sla.effective_to else ""
    return [
        f"`{sla.id}`",
        f"{sla.name_zh}<br>{sla.name_en}",
        codes(sla.starts) + (f"<br>since `{sla.since}`" if sla.since else ""),
        *map(codes, (sla.stops, sla.pauses)),
        both(sla.limit.text) + ("<br>or the case's own" if sla.own_limit else ""),
        sla.basis,
        sla.mark,
        (since + until).strip() or "always",
    ]


def rights(services: dict[str, FastAPI]) -> Iterator[str]:
    yield "# Who may do what 权限表"
    yield GENERATED
    yield "Read off the routes themselves. Besides its roles a token has an organisation: it sees that one's cases and"
    yield "those below it. *anybody* needs a token but no certain role; *open* needs none. A step has its own roles on"
    yield "top (see [lifecycles](lifecycles.md)).\n"
    yield from table(["role", "中文", "name"], ([f"`{role}`", *ROLE_NAMES[role]] for role in Role))
    for name, app in services.items():
        yield f"## {name}\n"
        paths = app.openapi().get("paths", {})
        yield from table(["route", "does", "roles"], (_right(right, paths) for right in rights_table(app)))


def _right(right: Right, paths: dict[str, Any]) -> list[str]:
    operation = paths.get(right.path, {}).get(right.method.lower(), {})
    does = operation.get("description", "").partition("\n")[0]
    admitted = "open" if right.open else "anybody" if right.roles is None else codes(map(str, right.roles))
    return [f"`{right.method} {right.path}`", does, admitted]


def settings() -> Iterator[str]:
    yield "# Settings 配置"
    yield GENERATED
    yield "Environment variables; the defaults are the embedded way to run.\n"
    rows = ([f"`GUIMIAN_{name.upper()}`", _default(field), field.description or ""] for name, field in _fields())
    yield from table(["variable", "default", "meaning"], rows)


def _fields() -> Iterable[tuple[str, FieldInfo]]:
    return Settings.model_fields.items()


def _default(field: FieldInfo) -> str:
    value = field.default
    if value in (None, {}) or isinstance(value, SecretStr):
        return ""
    return codes(map(str, value)) if isinstance(value, frozenset) else f"`{value}`"


def kpis() -> Iterator[str]:
    yield "# KPIs 指标"
    yield GENERATED
    yield "A formula is written over measures (`services/metrics/measures`): `name` is summed over the window,"
    yield "`name at the end` is how many there are when it ends. A denominator of 0 gives null. *(read)* marks targets"
    yield "and marks that were read in the [source](sources.md) named.\n"
    heads = [
        "KPI",
        "name",
        "population 口径",
        "formula",
        "unit",
        "target",
        "full / zero marks",
        "by",
        "basis",
        "version",
    ]
    yield from table(heads, (_kpi(kpi) for kpi in KPIS.values()))


def _kpi(kpi: Kpi) -> list[str]:
    better = {"higher": " ↑", "lower": " ↓", None: ""}[kpi.better]
    marks = f"{kpi.full:g} / {kpi.zero:g}" if kpi.full is not None and kpi.zero is not None else ""
    return [
        f"`{kpi.id}`",
        both(kpi.name),
        both(kpi.population),
        f"`{formula(kpi)}`",
        kpi.unit + better,
        f"{kpi.target:g}" if kpi.target is not None else "",
        marks,
        codes(breakdowns(kpi)),
        kpi.basis + (" (read)" if kpi.verified else ""),
        str(kpi.version),
    ]


def law_and_papers() -> Iterator[str]:
    yield "# Law and papers 投保合规与影像资料"
    yield GENERATED
    yield "What the law refuses, has mended at reception or warns of; which papers a form requires; whose scans are"
    yield "checked. Marks as in [clocks](clocks.md); what is not marked V was not read in its source.\n"
    yield "## Law on new business 投保合规\n"
    heading = ["rule", "finds", "then", "lines", "fields", "words", "basis", "mark", "in force"]
    yield from table(heading, map(_law, RULES))
    yield "What pays nothing on a death is asked nothing by LAW33, LAW34 and MINOR. Where a line is not asked:\n"
    rows = ([codes(it.codes), codes(it.lines), both(it.text)] for it in NOT_ASKED)
    yield from table(["finds", "not asked of", "for"], rows)
    yield from application_forms()
    yield "## Recordings 双录资料保存\n"
    kept = ([row.rule_id, "over a year" if row.over_a_year else "a year or less", str(row.years)] for row in RETENTIONS)
    ends = ([*cells, row.basis, row.mark] for cells, row in zip(kept, RETENTIONS, strict=True))
    yield from table(["rule", "term", "years after the contract's end", "basis", "mark"], ends)
    yield "## Papers of an application 投保影像资料\n"
    papers = ([f"`{it.code}`", both(it.text), it.basis, it.mark] for it in PAPERS.values())
    yield from table(["paper", "words", "basis", "mark"], papers)
    yield "## Sampling of scans 影像质检抽样\n"
    yield from table(
        ["row", "one in", "of whom", "mark"], ([f"`{it.code}`", str(it.one_in), both(it.text), it.mark] for it in PLAN)
    )


def _law(rule: LegalRule) -> list[str]:
    until = f" to {rule.effective_to}" if rule.effective_to else ""
    in_force = f"from {rule.effective_from}{until}"
    return [
        rule.rule_id,
        f"`{rule.code}`",
        rule.then,
        codes(rule.lines),
        codes(rule.fields),
        both(rule.text),
        rule.basis,
        rule.mark,
        in_force,
    ]


def refusals() -> Iterator[str]:
    yield "# Problems 错误类型"
    yield GENERATED
    yield "Every refusal is `application/problem+json` (RFC 9457). `type` is stable; `title` and `detail` are Chinese,"
    yield "or English by `Accept-Language`. Further members depend on the type, e.g. the `rule` and `field` refused.\n"
    rows = ([f"`/problems/{kind.slug()}`", str(kind.status), *kind.title, _why(kind)] for kind in problems())
    yield from table(["type", "status", "中文", "English", "means"], rows)


def _why(kind: type[Exception]) -> str:
    return (vars(kind).get("__doc__") or "").partition("\n")[0]
