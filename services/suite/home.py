"""The front page: where everything is, in both languages, without a script or a foreign font."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

ABOUT = {
    "intake": (
        "受理",
        "Intake",
        "新契约(个险、短险卡折、团单、银保通)、收费、反洗钱、柜面",
        "New business (forms, cards, groups, banks), premium collection, money laundering, the counter itself",
    ),
    "policy_service": (
        "保全",
        "Policy service",
        "保单、保全、续期、生存给付、档案、专项活动",
        "Policies, service requests, renewals, benefits for living, archives, campaigns",
    ),
    "claims": ("理赔", "Claims", "报案到给付", "From the report to the payment"),
    "callback": (
        "回访",
        "Call-back",
        "犹豫期内及其他项目的回访、派件、方言坐席、上门与信函、号码规整",
        "Calls of the cooling-off period and other projects, their queue, dialect desks, visits and letters",
    ),
    "metrics": ("指标", "Metrics", "时效、滞留、看板", "Timeliness, pending cases, the board"),
}

STYLE = """
:root { color-scheme: light dark; --line: #8884; --accent: #0a6e5c; }
body { font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
       max-width: 46rem; margin: 3rem auto; padding: 0 1.25rem; }
h1 { font-weight: 600; } small { opacity: .7; } a { color: var(--accent); }
@media (prefers-color-scheme: dark) { :root { --accent: #5fd3bc; } }
a.board { display: inline-block; margin: 1rem 0 1.5rem; padding: .7rem 1.3rem; border-radius: .5rem;
          background: var(--accent); color: Canvas; text-decoration: none; font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid var(--line); padding: .6rem .5rem .6rem 0; }
td:last-child { white-space: nowrap; text-align: right; }
"""

PAGE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>柜面 · Guimian</title><style>{style}</style></head><body>
<h1>柜面 <small>Guimian</small></h1>
<p>寿险公司柜面的五个服务, 一条事件流, 实时的时效与滞留指标。<br>
<small>A life insurer's branch counter: five services, one event stream,
live timeliness and pending figures.</small></p>
{board}
<table>{rows}</table>
</body></html>"""

BOARD = '<a class="board" href="/metrics/board/">打开看板 · Open the board</a>'
ROW = (
    "<tr><td><b>{zh}</b> {en}</td><td>{about_zh}<br><small>{about_en}</small></td>"
    '<td><a href="{path}/docs">接口文档 · API docs</a><br>'
    '<small><a href="{path}/openapi.json">openapi.json</a></small></td></tr>'
)


async def page(request: Request) -> Response:
    """首页: the board and the API documents of every service that runs here."""
    mounted = request.app.state.services
    rows = "".join(_row(name, request.app.state.paths[name]) for name in mounted)
    return HTMLResponse(PAGE.format(style=STYLE, board=BOARD if "metrics" in mounted else "", rows=rows))


def _row(name: str, path: str) -> str:
    zh, en, about_zh, about_en = map(escape, ABOUT[name])
    return ROW.format(zh=zh, en=en, about_zh=about_zh, about_en=about_en, path=path)
