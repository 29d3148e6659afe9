"""The commands and their options, in plain words. What a command does is imported when it runs."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from services.cli.group import Group
from services.cli.options import AsJson, DataDir, First, Host, Kind, Last, Org, Port, Service
from services.cli.report_commands import report

app = typer.Typer(
    name="guimian",
    cls=Group,
    help="柜面 Guimian: a life insurer's branch counter. Five services, live timeliness and pending KPIs.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
relay = typer.Typer(help="Events that have yet to leave, and reactions that failed. 事件发件箱与收件箱。")
app.add_typer(relay, name="relay", rich_help_panel="Operation")
keys = typer.Typer(help="The keys that personal data are encrypted with. 个人信息的密钥。")
app.add_typer(keys, name="keys", rich_help_panel="Operation")
files = typer.Typer(help="Scans and lists in the file store. 影像与清单文件。")
app.add_typer(files, name="files", rich_help_panel="Operation")

app.add_typer(report, name="report", rich_help_panel="Figures")


@app.command(rich_help_panel="Running")
def serve(
    data: DataDir = None,
    host: Host = None,
    port: Port = None,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="On a clock that stands until it is moved over REST (loopback only).")
    ] = False,
    starting_at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%dT%H:%M"], help="Where that clock begins, by the counter's time."),
    ] = None,
) -> None:
    """Run the five services in one process, for real use. 启动服务。"""
    from services.cli import serving

    serving.serve(data, host, port, simulated, starting_at)


@app.command(rich_help_panel="Running")
def simulate(
    data: DataDir = None,
    host: Host = None,
    port: Port = None,
    url: Annotated[str | None, typer.Option(help="Play on a server that runs already (serve --simulated).")] = None,
    days: Annotated[int, typer.Option(min=1, max=250, help="Working days to play before now.")] = 22,
    # The report's year: 4,887 applications, 2,814 cards, 463 groups, 26,491 policy services, 2,708 claims; of its
    # 37,363 items the 29,199 that aren't new business come with visitors, each of whom brings 1.5 (D). Banks' systems
    # sell a fifth of what comes on paper (D).
    applications: Annotated[
        float, typer.Option("--per-day", min=0, max=2000, help="Applications a working day, over a year; 0: none.")
    ] = 8.0,
    visits: Annotated[float, typer.Option(min=0, max=2000, help="Visits to the halls a working day; 0: none.")] = 32.0,
    cards: Annotated[float, typer.Option(min=0, max=500, help="Cards sold a working day; 0: none.")] = 4.6,
    groups: Annotated[float, typer.Option(min=0, max=200, help="Groups and lists a working day; 0: none.")] = 0.8,
    banks: Annotated[float, typer.Option("--bank", min=0, max=500, help="Banks' sales a working day; 0: none.")] = 1.6,
    services: Annotated[float, typer.Option(min=0, max=2000, help="Policy services a working day; 0: none.")] = 43.0,
    claims: Annotated[float, typer.Option(min=0, max=500, help="Claims reported a working day; 0: none.")] = 4.4,
    rush: Annotated[int, typer.Option(min=0, max=20, help="Of these, the last ones when work piles up; 0: none.")] = 3,
    seed: Annotated[int, typer.Option(help="The same seed plays the same days.")] = 7,
    dialling: Annotated[
        Literal["normalised", "old"],
        typer.Option(help="How the province rings: `old`, the area code before whatever is the office's number."),
    ] = "normalised",
    then_stop: Annotated[bool, typer.Option("--then-stop", help="Play these days and end, for a report.")] = False,
    pace: Annotated[float, typer.Option(min=0.0, max=60.0, help="Seconds between steps afterwards; 0: none.")] = 1.0,
) -> None:
    """Serve with made-up branches at work: some weeks at once, then live. 模拟网点。"""
    from services.cli import playing
    from simulator.rhythm import Stream

    a_day = Stream(applications, visits, cards, groups, banks, services, claims)
    playing.simulate(data, host, port, url, playing.Wish(days, a_day, rush, seed, pace, dialling, then_stop))


@app.command(rich_help_panel="Running")
def migrate(
    data: DataDir = None,
    service: Service = None,
    revision: Annotated[
        str, typer.Option(help="Version to go to, an older one too; `base` empties the database.")
    ] = "head",
) -> None:
    """Bring the databases to the newest version. 升级数据库。"""
    from services.cli import serving

    serving.migrate(data, service, revision)


@app.command("import-log", rich_help_panel="Figures")
def import_log(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or XES, plain or .gz.")],
    mapping: Annotated[Path, typer.Option("--map", help="TOML, or boston311, uci498; see docs/import-log.md.")],
    data: DataDir = None,
    again: Annotated[bool, typer.Option("--again", help="Publish also what was imported before.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take in another system's event log; its cases count like any other. 导入外部日志。"""
    from services.cli import importing

    importing.import_file(data, file, mapping, again=again, as_json=as_json)


@app.command(rich_help_panel="Figures")
def kpis(data: DataDir = None, org: Org = "", first: First = None, last: Last = None, as_json: AsJson = False) -> None:
    """All KPIs of an organisation, each with numerator and denominator. 全部指标。"""
    from services.cli import figures

    figures.kpis(data, figures.window(org, first, last), as_json=as_json)


@app.command(rich_help_panel="Figures")
def kpi(
    id: Annotated[str, typer.Argument(help="Which KPI; `guimian kpis` lists them.")],
    data: DataDir = None,
    org: Org = "",
    first: First = None,
    last: Last = None,
    kind: Kind = None,
    by: Annotated[str | None, typer.Option(help="Break down by org, channel, product, …", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """One KPI with its birth certificate: formula, population, parts, as-of time, freshness. 一项指标。"""
    from services.cli import figures

    figures.kpi(data, id, figures.window(org, first, last, kind, by), as_json=as_json)


@app.command(rich_help_panel="Figures")
def cases(
    id: Annotated[str, typer.Argument(help="The KPI whose cases you want to see.")],
    data: DataDir = None,
    org: Org = "",
    first: First = None,
    last: Last = None,
    kind: Kind = None,
    part: Annotated[Literal["numerator", "denominator"], typer.Option(help="Cases of which part.")] = "numerator",
    by: Annotated[str | None, typer.Option(help="A breakdown, with --value.", show_default=False)] = None,
    value: Annotated[str | None, typer.Option(help="Only this value of it.", show_default=False)] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="At most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """The very cases behind a KPI's number. 指标背后的案件。"""
    from services.cli import figures

    asked = figures.window(org, first, last, kind, by)
    figures.cases(data, id, asked, part, value, limit, as_json=as_json)


@app.command(rich_help_panel="Figures")
def verify(data: DataDir = None, as_json: AsJson = False) -> None:
    """Recompute all facts from the event log and all cells from the facts; exit 1 if they differ or lag. 核对。"""
    from services.cli import proving

    proving.verify(data, as_json=as_json)


@app.command(rich_help_panel="Figures")
def rebuild(data: DataDir = None) -> None:
    """Make all figures anew from the event log, beside the live ones, and swap them. 重算。"""
    from services.cli import proving

    proving.rebuild(data)


@app.command(rich_help_panel="Figures")
def refused(
    data: DataDir = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="The newest ones, at most so many.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Events that count in no number because they fit no contract; exit 1 if there are any. 未计入的事件。"""
    from services.cli import figures

    figures.refused(data, limit, as_json=as_json)


@relay.command("status")
def relay_status(data: DataDir = None, service: Service = None, as_json: AsJson = False) -> None:
    """What waits, is parked or fails in each service; exit 1 if anything is parked or fails."""
    from services.cli import operating

    operating.relay_status(data, service, as_json=as_json)


@relay.command("redrive")
def relay_redrive(
    data: DataDir = None,
    service: Service = None,
    case: Annotated[str | None, typer.Option(help="Only this case.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """Let parked events leave, parked reactions and failing timers run again; a server takes them up within seconds."""
    from services.cli import operating

    operating.relay_redrive(data, service, case, as_json=as_json)


@keys.command("status")
def keys_status(data: DataDir = None, service: Service = None, as_json: AsJson = False) -> None:
    """The key ids, and how many values are encrypted under each; exit 1 if a key is missing."""
    from services.cli import rotating

    rotating.status(data, service, as_json=as_json)


@keys.command("rotate")
def keys_rotate(data: DataDir = None, service: Service = None, as_json: AsJson = False) -> None:
    """Make a new key and encrypt everything anew with it; servers may run. Broken off, it goes on when run again."""
    from services.cli import rotating

    rotating.rotate(data, service, as_json=as_json)


@files.command("check")
def files_check(data: DataDir = None, as_json: AsJson = False) -> None:
    """Read every stored file and mark what is altered or lost; exit 1 if anything is. A server may run. 核对影像。"""
    from services.cli import checking

    checking.check(data, as_json=as_json)


@app.command(rich_help_panel="Integration")
def token(
    sub: Annotated[str, typer.Argument(help="Staff reference, e.g. T0001.")],
    role: Annotated[list[str], typer.Option("--role", help="teller, reviewer, …; may be given several times.")],
    data: DataDir = None,
    org: Annotated[str, typer.Option(help="Organisation code whose cases they see; * is all.")] = "*",
    pii: Annotated[bool, typer.Option("--pii", help="May read personal data unmasked.")] = False,
    ttl: Annotated[int, typer.Option(min=1, max=86_400, help="Seconds that it is good for.")] = 28_800,
) -> None:
    """A bearer token of the development issuer, for trying things out on this machine. 开发令牌。"""
    from services.cli import operating

    operating.token(data, sub, role, org, pii=pii, ttl=ttl)


@app.command(rich_help_panel="Integration")
def openapi(
    service: Annotated[str, typer.Argument(help="intake, policy_service, claims, callback or metrics")],
) -> None:
    """A service's OpenAPI document, as JSON. 接口文档。"""
    from services.cli import operating

    operating.openapi(service)


@app.command(rich_help_panel="Integration")
def asyncapi() -> None:
    """All events of the system as an AsyncAPI 3 document, in YAML. 事件文档。"""
    from services.cli import operating

    operating.asyncapi()
