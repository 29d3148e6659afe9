"""`guimian report`: the counter's report of a year, quarter or month, and plays side by side."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.options import DataDir, Lang, Org, Out, Since, Until

report = typer.Typer(help="The counter's report of a year, quarter or month; plays side by side. 柜面总结与对比报告。")


@report.command("dialling")
def report_dialling(
    before: Annotated[Path, typer.Argument(help="Data of: guimian simulate --dialling old --then-stop")],
    after: Annotated[Path, typer.Argument(help="Data of the same with --dialling normalised.")],
    org: Org = "",
    first: Since = None,
    last: Until = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of Markdown.")] = False,
) -> None:
    """Whom the old dialling rule would not have rung, and call-backs by it and by ours. 拨号规则前后对比。"""
    from services.cli import figures, reporting

    reporting.dialling(before, after, figures.window(org, first, last), as_csv=as_csv)


@report.command("year")
def report_year(
    year: Annotated[int, typer.Option(help="Such as 2026.")],
    org: Org = "",
    to: Until = None,
    lang: Lang = "zh",
    out: Out = None,
    data: DataDir = None,
) -> None:
    """The year-end report of the counter as a Word document, up to today or --to. 柜面年终总结。"""
    from services.cli import figures, year_report

    year_report.write(data, f"{year:04d}", figures.date_of(to), org, lang, out)


@report.command("quarter")
def report_quarter(
    year: Annotated[int, typer.Option(help="Such as 2026.")],
    quarter: Annotated[int, typer.Option(help="1 to 4.", min=1, max=4)],
    org: Org = "",
    to: Until = None,
    lang: Lang = "zh",
    out: Out = None,
    data: DataDir = None,
) -> None:
    """The same of a quarter. 柜面季度总结。"""
    from services.cli import figures, year_report

    year_report.write(data, f"{year:04d}-Q{quarter}", figures.date_of(to), org, lang, out)


@report.command("month")
def report_month(
    month: Annotated[str, typer.Option(help="Such as 2026-04.")],
    org: Org = "",
    to: Until = None,
    lang: Lang = "zh",
    out: Out = None,
    data: DataDir = None,
) -> None:
    """The same of a month. 柜面月度总结。"""
    from services.cli import figures, year_report

    year_report.write(data, month, figures.date_of(to), org, lang, out)
