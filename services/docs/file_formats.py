"""The files that people and banks send: their columns, units and codes, what is checked, and a sample of each."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from services.callback.dialler import reading as dialler_results
from services.callback.dialler.tasks import HEADING as TASKS
from services.callback.lists import reading as official_lists
from services.callback.lists.results import COLUMNS as LIST_RESULTS
from services.callback.projects.projects import NAMED
from services.docs.tables import GENERATED, both, codes, table
from services.intake.bank.reconciliation import statement
from services.intake.groups import list_checks
from services.intake.groups.columns import COLUMNS
from services.intake.groups.list_law import RULES, column_of, words_of
from services.intake.groups.products import PRODUCTS, GroupProduct
from services.metrics import exports
from services.policy_service.campaigns import lists as campaign_lists
from shared import debit_reasons, debit_results
from shared import transfer_reasons as reasons
from shared.bank_files import HEADING
from shared.table_exports import MOST_ROWS, Column

LIST = """姓名,性别,出生日期,证件类型,证件号码,手机号,监护人
陈一,男,2015-03-04,护照,E10000001,,陈父
林二,女,2014/9/1,护照,E10000002,13800000000,林母
"""
STATEMENT = """交易流水号,保单号,金额,交易类型,交易时间
20261012000001,BD261012-4WT8ZC1D,50000.00,收费,2026-10-12 10:15:00
20261012000002,BD261012-7QK3M9XA,20000.00,撤单,2026-10-12 15:40:12
"""
RESULTS = """批次号,序号,金额,结果
DK261012-5RB2W8QM,1,3600.00,成功
DK261012-5RB2W8QM,2,1200.00,可用余额不足
"""
TRANSFERRED = """批次号,序号,金额,结果
ZF261012-5RB2W8QM,1,5000.00,成功
ZF261012-5RB2W8QM,2,1200.00,睡眠账户
"""
OFFICIAL = """保单号,回访项目,清单日期
BD261012-4WT8ZC1D,新契约回访,2026-10-13
"""
CALLS = """回访件号,呼叫时间,呼叫结果,号码栏位,录音编号,回答
HF261012-5RB2W8QM,2026-10-13 10:15:00,无人接听,手机,R-20261013-0042,
HF261012-7QK3M9XA,2026-10-13 10:20:00,回访成功,手机,R-20261013-0043,is-claimant=yes;money-received=yes;amount-explained=yes;content-with-claim=satisfied
"""
SAID = (
    "A file is CSV in UTF-8 (with or without a mark) or GB18030, judged by its content; the first row names the columns, \
in Chinese or English, in any order. Hints in brackets, spaces and asterisks in a heading don't count. Nothing is taken \
of a file that is no such file; what is wrong with rows is told row by row, as a spreadsheet numbers them.\n"
)


def file_formats() -> Iterator[str]:
    yield "# Files 文件格式"
    yield GENERATED
    yield SAID
    yield from _lists()
    yield from _statements()
    yield from _results()
    yield from _targets()
    yield from _transfers()
    yield from _official_lists()
    yield from _diallers()
    yield from _exports()


def _lists() -> Iterator[str]:
    yield "## List of insured persons 被保险人清单\n"
    yield "`POST /v1/group-applications/{case_no}/insured-list`, CSV or XLSX (the first sheet). `take=all` takes all rows or"
    yield "none, `take=good` the good ones; `GET …/insured-list` tells how far the work is, `…/insured-list/findings` what is"
    yield "wrong, row by row.\n"
    yield from table(
        ["product", "name", "ages", "premium a head, yuan", "sum a head, yuan"], map(_product, PRODUCTS.values())
    )
    yield "The age is that on the day of the form.\n"
    yield from table(
        ["column", "列名", "required"],
        ((f"`{each.field}`", "、".join(each.headings), "yes" if each.required else "") for each in COLUMNS),
    )
    yield "Dates are 2015-03-04, 2015/3/4, 2015年3月4日 or 20150304. Sex: " + _words(list_checks.SEXES)
    yield "Documents: " + _words(list_checks.ID_TYPES)
    yield "To the organisation: " + _words(list_checks.RELATIONS)
    yield "Consent: " + _words(list_checks.CONSENTS)
    yield "Who isn't told to be an employee counts as another; a consent left out is as the form proves"
    yield "(`consents_proven`). On a pooled list (汇交件) everybody insures themselves, and parents their children.\n"
    checks = [(each.code, each.column, both(each.text)) for each in list_checks.CHECKS]
    yield from _checks([*checks, *((code, column_of(rule), both(words_of(code))) for code, rule in RULES.items())])
    yield "The last of them are asked by [law](law-and-papers.md), with its basis and mark in the report.\n"
    yield from _sample(LIST)


def _product(product: GroupProduct) -> list[str]:
    ages = f"{product.ages.start} to {product.ages.stop - 1}"
    return [f"`{product.code}`", product.name, ages, _yuan(product.premium_fen), _yuan(product.sum_fen)]


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}"


def _statements() -> Iterator[str]:
    yield "## Bank's file of a day 对账文件\n"
    yield "`POST /v1/bank-reconciliations`. Amounts are in yuan with two decimals, never negative; times are the counter's own"
    yield "and lie on the day of the file. A file with a heading alone is a day without sales.\n"
    yield from table(
        ["column", "列名"], ((f"`{field}`", "、".join(names)) for field, names in statement.HEADINGS.items())
    )
    yield "Kinds: " + _words(statement.KINDS)
    yield from _checks((each.code, each.column, both(each.text)) for each in statement.CHECKS)
    yield from _sample(STATEMENT)


def _results() -> Iterator[str]:
    yield "## Debit batch 送盘文件, 回盘文件\n"
    yield (
        "`GET /v1/debit-batches/{case_no}/file` gives what goes to the bank: "
        + "、".join(HEADING)
        + ", the amount in yuan."
    )
    yield "`POST /v1/debit-batches/{case_no}/results` takes its answer: every item once, the last line ended."
    yield "Renewals have the same two files, at `/v1/renewal-batches/{case_no}/file` and `…/results`.\n"
    names = ((f"`{field}`", heading) for heading, field in debit_results.COLUMNS.items() if heading != field)
    yield from table(["column", "列名"], names)
    yield "Results: " + _words(debit_reasons.IN_WORDS)
    yield from _checks((code, "", both(text)) for code, text in debit_results.FAULTS.items())
    yield from _sample(RESULTS)


def _transfers() -> Iterator[str]:
    yield "## Transfer batch 给付送盘文件, 给付回盘文件\n"
    yield "`GET /v1/transfer-batches/{case_no}/file` and `POST /v1/transfer-batches/{case_no}/results` of policy_service: columns"
    yield "and checks are those of a debit batch, the results its own.\n"
    yield "Results: " + _words(reasons.IN_WORDS)
    yield from _sample(TRANSFERRED)


def _words(meanings: Mapping[str, Any]) -> str:
    """Which words stand for which code."""
    found: dict[str, list[str]] = {}
    for written, code in meanings.items():
        found.setdefault(str(code), []).append(written)
    return (
        "; ".join(f"`{code}` {'、'.join(each for each in words if each != code)}" for code, words in found.items())
        + ".\n"
    )


def _checks(rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    yield from table(["code", "column", "what is wrong"], ((f"`{code}`", column, text) for code, column, text in rows))


def _sample(text: str) -> Iterator[str]:
    yield f"```csv\n{text}```\n"


def _targets() -> Iterator[str]:
    yield "## Targets of a campaign 活动目标清单\n"
    yield "`POST /v1/campaigns/{case_no}/target-list`, for the types whose targets the data can't tell. One column,"
    yield f"{codes(campaign_lists.HEADINGS)}; others are passed over. Up to {campaign_lists.MOST_TARGETS:,} policies.\n"
    yield from _checks((code, "policy_no", both(text)) for code, text in campaign_lists.FAULTS.items())


def _official_lists() -> Iterator[str]:
    yield "## The province's official list 省公司任务清单\n"
    yield "`POST /v1/callback-lists` of callback, CSV or XLSX, up to"
    yield f"{official_lists.MOST_ROWS:,} rows: which call-backs are on the list from which day. Of a project that a policy comes"
    yield "into again and again (grace), the last before that day is meant. A row is accepted, known already, or refused, and"
    yield "keeps no other out; the same file sent again is the same list, whose refused rows are judged anew.\n"
    yield from _columns_of(official_lists.COLUMNS, tuple(official_lists.COLUMNS))
    yield "Projects: " + _words(NAMED)
    yield from _checks((code, "", both(text)) for code, text in official_lists.REFUSALS.items())
    yield from _sample(OFFICIAL)
    yield "`GET /v1/callback-lists/{list_no}/results` gives what came of it, as CSV or XLSX (`format=xlsx`), a line for each"
    yield f"attempt: {'、'.join(text.zh for text in LIST_RESULTS.values())}.\n"


def _diallers() -> Iterator[str]:
    yield "## Calls of another system's dialler 外呼任务, 呼叫结果\n"
    yield "`POST /v1/dialler-tasks` of callback takes the most urgent tasks for the day, `GET /v1/dialler-tasks` gives those that"
    yield f"are held as CSV or XLSX: {'、'.join(text.zh for text in TASKS)}. A number is dialled as it stands there."
    yield f"`POST /v1/dialler-results` takes what came of calls, a row a call, up to {dialler_results.MOST_ROWS:,} rows. A row is"
    yield "applied, known already (the same case, time and result), or refused as a caller would have been. Answers are"
    yield "`question=choice`, with semicolons between; `completed` needs all that the case asks.\n"
    yield from _columns_of(dialler_results.COLUMNS, dialler_results.NEEDED)
    yield "Without a case's number, the policy's and the project. Times are local: 2026-10-13 10:15:00. A case that a call"
    yield "ends is closed when that was made, however late it is told; none lies in the future, or before the task was given"
    yield "out.\n"
    yield "Results: " + _words(dialler_results.OF_RESULT)
    yield "Fields: " + _words(dialler_results.OF_FIELD)
    yield "Languages: " + _words(dialler_results.OF_LANGUAGE)
    yield from _checks((code, "", both(text)) for code, text in dialler_results.FAULTS.items())
    yield from _sample(CALLS)


def _exports() -> Iterator[str]:
    yield "## Numbers and the cases behind them 指标导出\n"
    yield "`GET /v1/kpis/{kpi_id}`, `…/trend` and `…/cases` of metrics give what they answer as a file with `format=csv`, `xlsx`"
    yield "or `parquet`: a number with the parts of its breakdown below it, a row a period, all the cases whatever `limit` says."
    yield f"Up to {MOST_ROWS:,} rows; more are refused (`rows-bounded`) before anything is sent. Headings are in the language of"
    yield "`Accept-Language` (English ones are the fields' names), times as they are at the case's organisation, `zone` says"
    yield "where; Parquet keeps the instant. CSV is UTF-8 with a mark, and a text in it that a spreadsheet would reckon (`=`, `+`,"
    yield "`-`, `@` first) stands behind an apostrophe; in XLSX it is a text.\n"
    tables = (("a number", exports.KPI), ("a trend", exports.TREND), ("cases", exports.CASES))
    yield from table(["file", "columns"], ((name, _named(columns)) for name, columns in tables))


def _named(columns: Iterable[Column]) -> str:
    return ", ".join(f"`{column.heading.en}` {column.heading.zh}" for column in columns)


def _columns_of(columns: Mapping[str, Iterable[str]], needed: Iterable[str]) -> Iterator[str]:
    rows = ((f"`{field}`", "、".join(names), "yes" if field in needed else "") for field, names in columns.items())
    yield from table(["column", "列名", "required"], rows)
