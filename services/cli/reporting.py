"""`guimian report dialling`: two plays of one seed, dialled by the county's old rule and as normalised."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from services.cli.common import database, demo_file, failed, settings_of, wait_for
from services.cli.playing import last_event_at
from services.metrics import queries
from services.metrics.figure_words import code
from services.metrics.periods import FIRST_DAY, day_of, local
from services.metrics.queries import Window
from services.metrics.schemas import KpiAnswer
from services.metrics.web.slices import names_in, part_of
from shared.db import reading
from shared.settings import Settings
from simulator.telephones import NORMALISED, OLD

MISSING, RESCUED, RESULTS, VACANT = "no-number-rate", "numbers-rescued", "call-results", "vacant-number"
RATES = ("callback-official-rate", "callback-success-rate", "callback-east-rate", "callback-first-round-rate",
         "callback-second-round-rate", "callback-handed-down-rate", "callback-branch-success-rate",
         "callback-dialect-rate", "callback-dialect-success-rate")  # fmt: skip
BY_CHANNEL = ("渠道 Channel", "应回访保单 Policies owed a call", "无可拨号码 No number",
              "原规则拨不通 The old rule fails", "占比 Share")  # fmt: skip
BY_RULE = ("指标 KPI", "原规则 Old rule", "规整后 Normalised", "变化 Change")

Table = list[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Side:
    """What a folder's play comes to; rates and results of the whole, numbers by channel."""

    rates: list[KpiAnswer]
    results: KpiAnswer
    missing: KpiAnswer
    rescued: KpiAnswer


def dialling(before: Path, after: Path, asked: Window, *, as_csv: bool) -> None:
    plays = [_played(folder, dialled) for folder, dialled in ((before, OLD), (after, NORMALISED))]
    if plays[0] != plays[1]:
        raise failed(f"The plays differ: {plays[0]} and {plays[1]}. Play both with the same seed on the same day.", 2)
    sides = [wait_for(_read(settings_of(folder), asked)) for folder in (before, after)]
    tables = [(BY_CHANNEL, _channels(sides[1])), (BY_RULE, _rules(*sides))]
    typer.echo("\n\n".join((_as_csv if as_csv else _as_markdown)(heads, rows) for heads, rows in tables))


def _played(folder: Path, dialled: str) -> dict[str, object]:
    """Seed and last day of a play that was dialled so."""
    path = demo_file(settings_of(folder))
    told = json.loads(path.read_text()) if path.exists() else {}
    if told.get("dialling") != dialled:
        raise failed(f"{folder} holds no play of: guimian simulate --data {folder} --dialling {dialled} --then-stop", 2)
    return {name: told.get(name) for name in ("seed", "until")}


async def _read(settings: Settings, asked: Window) -> Side:
    """Of all that was played, unless days are named; never beyond its last event, or what was open would be late."""
    end = await last_event_at(settings)
    if end is None:
        raise failed(f"There are no cases in {settings.data}.")
    last_day = day_of(local(round(end.timestamp() * 1000))[0])
    window = replace(asked, start=asked.start or FIRST_DAY, end=min(asked.end or last_day, last_day))
    async with database(settings, "metrics") as sessions, reading(sessions, snapshot=True) as session:
        rates = await queries.kpis(session, RATES, window)
        (results,) = await queries.kpis(session, (RESULTS,), replace(window, by="result"))
        missing, rescued = await queries.kpis(session, (MISSING, RESCUED), replace(window, by="channel"))
    return Side(rates, results, missing, rescued)


def _channels(side: Side) -> Table:
    """Of numbers it doesn't matter how they were dialled."""
    names = sorted(names_in([side.missing]), key=lambda name: (-part_of(side.rescued, name).numerator, name))
    parts = [(f"{code(name, 'zh')} {code(name, 'en')}", *_parts_of(side, name)) for name in names]
    return [
        (name, *map(_count, (missing.denominator, missing.numerator, rescued.numerator)), _share(missing, rescued))
        for name, missing, rescued in (*parts, ("合计 All", side.missing, side.rescued))
    ]


def _parts_of(side: Side, channel: str) -> tuple[KpiAnswer, KpiAnswer]:
    return part_of(side.missing, channel), part_of(side.rescued, channel)


def _share(missing: KpiAnswer, rescued: KpiAnswer) -> str:
    return f"{rescued.numerator / missing.denominator:.1%}" if missing.denominator else "–"


def _rules(before: Side, after: Side) -> Table:
    rows = [_compared(*pair) for pair in zip(before.rates, after.rates, strict=True)]
    results = before.results, after.results
    vacant = [part_of(each, VACANT) for each in results]
    counted = (("呼叫与上门次数 Calls and visits", results), ("其中空号 Of them numbers not in use", vacant))
    return rows + [
        (name, _count(old.numerator), _count(ours.numerator), f"{ours.numerator - old.numerator:+,}")
        for name, (old, ours) in counted
    ]


def _compared(before: KpiAnswer, after: KpiAnswer) -> Sequence[str]:
    name = f"{after.kpi.name.zh} {after.kpi.name.en}"
    return name, _rate(before), _rate(after), _change(before.value, after.value)


def _change(before: float | None, after: float | None) -> str:
    """In percentage points."""
    return "–" if before is None or after is None else f"{(after - before) * 100:+.1f}"


def _rate(answer: KpiAnswer) -> str:
    """No denominator, no figure."""
    value = "–" if answer.value is None else f"{answer.value:.1%}"
    return f"{value} ({_count(answer.numerator)} / {_count(answer.denominator)})"


def _count(number: int | None) -> str:
    return f"{number or 0:,}"


def _as_markdown(heads: Sequence[str], rows: Table) -> str:
    rule = ("---", *("---:" for _ in heads[1:]))
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, rule, *rows))


def _as_csv(heads: Sequence[str], rows: Table) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows((heads, *rows))
    return written.getvalue().rstrip("\n")
