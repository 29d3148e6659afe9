"""What the report tells, section by section, as the year-end report of a counter does (年终总结): a figure is a row.

What that report says without a figure (工作思想, thanks, intentions) has no row.
"""

from dataclasses import dataclass

from shared.errors import Text


@dataclass(frozen=True, slots=True)
class Row:
    """`ranked`: breakdowns told by how many cases each value has; `apart`: those each of whose values has its own."""

    kpi: str
    ranked: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    sisters: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """A chart of KPIs of one unit over the months of the period, or the days of a month."""

    title: Text
    kpis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """A chart of the largest parts of a row's breakdown."""

    kpi: str
    by: str


@dataclass(frozen=True, slots=True)
class Part:
    title: Text
    rows: tuple[Row, ...]
    charts: tuple[Course | Parts, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Section:
    title: Text
    parts: tuple[Part, ...]


POSITIONS = Text(
    "前台柜员以每个营业日的排班与请假为准,柜面经理、综合处理、调查岗、客户服务和收费岗不在其中。",
    "Who was on the front desk is told by each counter day's roster, leave taken off; counter manager, general "
    "processing, investigator, customer service and cashier are not among them.",
)
S = True  # compared with sister branches

# fmt: off
SECTIONS = (
    Section(Text("业务总量与人均", "Volume, and items a head"), (
        Part(Text("受理业务", "Business accepted"), (
            #   KPI, ranked by, told apart by, sisters
            Row("business-accepted", ("kind",)),
            Row("applications-accepted"),
            Row("bank-applications-accepted"),
            Row("cards-activated"),
            Row("groups-accepted"),
            Row("service-requests-taken"),
            Row("claims-reported"),
        ), (Course(Text("各月受理件数", "Accepted, by month"),
                   ("applications-accepted", "service-requests-taken", "claims-reported")),
            Parts("business-accepted", "kind"))),
        Part(Text("前台柜员人均", "Items a head of the front desk"), (
            Row("front-desk-person-days"),
            Row("items-per-front-desk-teller", sisters=S),
            Row("items-per-front-desk-teller-month", sisters=S),
            Row("items-per-front-desk-day", sisters=S),
        ), note=POSITIONS),
    )),
    Section(Text("契约管理", "New business"), (
        Part(Text("投保填写质量与扫描", "Quality of forms and scans"), (
            Row("defect-rate", ("defect",), ("channel",), S),
            Row("scan-within-24h-rate", sisters=S),
            Row("scan-error-rate", sisters=S),
            Row("first-pass-underwriting-rate", sisters=S),
        ), (Parts("defect-rate", "defect"),)),
        Part(Text("出单时效", "Time to issue"), (
            Row("applications-issued"),
            Row("issue-turnaround-mean", (), ("channel",), S),
            Row("issued-within-5-working-days", sisters=S),
            Row("same-day-issue-rate", sisters=S),
            Row("bank-issued-in-time-rate", sisters=S),
        ), (Course(Text("五个工作日出单率走势", "Issued within 5 working days, over time"),
                   ("issued-within-5-working-days",)),)),
        Part(Text("短险卡折、团单及汇交件", "Cards, groups and lists"), (
            Row("card-policies-issued"),
            Row("card-same-day-rate", sisters=S),
            Row("group-policies-issued"),
            Row("group-same-day-rate", sisters=S),
        )),
        Part(Text("滞留、退单与撤单", "Pending, returned and withdrawn"), (
            Row("pending-count", ("stage",)),
            Row("pending-rate", sisters=S),
            Row("return-rate", ("reason",), (), S),
            Row("withdrawal-rate", ("reason",), (), S),
        ), (Parts("pending-count", "stage"),)),
        Part(Text("首期代扣", "Debits of first premiums"), (
            Row("first-premium-debit-rate", (), ("channel",), S),
            Row("premium-conversion-rate", sisters=S),
        )),
    )),
    Section(Text("保全管理", "Policy services"), (
        Part(Text("受理与时效", "Taken in, and how fast"), (
            Row("service-requests-confirmed", ("item",)),
            Row("service-within-3-days-rate", sisters=S),
            Row("service-working-time-mean", sisters=S),
            Row("missing-papers-rate", ("paper", "cause"), (), S),
            Row("service-first-time-right-rate", sisters=S),
        ), (Parts("service-requests-confirmed", "item"),)),
        Part(Text("月交改年交等专项活动", "Campaigns, such as from monthly to yearly premiums"), (
            Row("campaign-signing-rate", (), ("campaign_type",)),
            Row("campaign-contact-rate", (), ("campaign_type",)),
        )),
        Part(Text("生存金代付", "Benefits paid by transfer"), (
            Row("benefits-due"),
            Row("benefit-transfer-rate", (), ("benefit",), S),
            Row("benefit-transfer-failures", ("reason",)),
            Row("benefits-in-time-rate", sisters=S),
            Row("benefits-unpaid-90-days"),
        ), (Parts("benefit-transfer-failures", "reason"),)),
        Part(Text("续期收费与银行代扣", "Renewals and their debits"), (
            Row("renewals-due"),
            Row("renewal-reach-rate", sisters=S),
            Row("renewal-debit-rate", (), ("channel",), S),
            Row("renewal-debits-failed", ("reason",)),
            Row("renewal-lapse-rate", sisters=S),
        ), (Course(Text("续期代扣率走势", "Renewal debits, over time"), ("renewal-debit-rate",)),
            Parts("renewal-debits-failed", "reason"))),
        Part(Text("退保与失效", "Surrenders and lapses"), (
            Row("surrenders", ("reason", "product")),
            Row("surrender-rate", sisters=S),
            Row("free-look-cancellations", ("reason",)),
            Row("free-look-cancellation-rate", sisters=S),
            Row("persistency-13-rate", sisters=S),
            Row("sales-patterns-confirmed-rate"),
        ), (Parts("surrenders", "reason"),)),
        Part(Text("客户等候与档案查询", "Waits and archive look-ups"), (
            Row("tickets-taken"),
            Row("waiting-time-mean", (), ("business",), S),
            Row("waiting-over-limit-rate", sisters=S),
            Row("archive-lookups-opened"),
            Row("archive-working-time-mean"),
        ), (Course(Text("平均等候(分钟)走势", "Mean wait in minutes, over time"), ("waiting-time-mean",)),)),
    )),
    Section(Text("理赔管理", "Claims"), (
        Part(Text("总体情况", "As a whole"), (
            Row("claims-registered"),
            Row("claims-closed", ("outcome", "claim_type")),
            Row("claims-amount-granted"),
            Row("claims-social-insurance-kept-amount"),
            Row("claims-social-insurance-kept-rate"),
        ), (Course(Text("报案与结案走势", "Reported and closed, over time"), ("claims-reported", "claims-closed")),)),
        Part(Text("时效与日清日结", "How fast, and small claims closed the same day"), (
            Row("claims-closed-within-5-days-rate", sisters=S),
            Row("claim-closing-time-mean", sisters=S),
            Row("small-claims-same-day-rate", sisters=S),
            Row("small-claims-left-open", ("stage",)),
            Row("claim-limits-met-rate", sisters=S),
            Row("claim-limits-broken", ("limit",)),
        )),
        Part(Text("调查", "Investigations"), (
            Row("surveys-opened"),
            Row("survey-on-time-rate", sisters=S),
            Row("survey-turnaround-mean", sisters=S),
            Row("survey-first-complete-rate", sisters=S),
            Row("survey-utilisation"),
        )),
        Part(Text("补件与拒赔", "Missing papers and refusals"), (
            Row("claims-lacking-papers-rate", ("paper", "cause"), (), S),
            Row("claims-refused", ("reason",)),
            Row("claim-refusal-rate", sisters=S),
        ), (Parts("claims-lacking-papers-rate", "paper"), Parts("claims-refused", "reason"))),
    )),
    Section(Text("客户服务", "Customer service"), (
        Part(Text("回访成功率", "Call-back success"), (
            Row("callback-official-rate", sisters=S),
            Row("callback-first-round-rate", sisters=S),
            Row("callback-success-rate", (), ("project", "channel"), S),
            Row("callback-branch-success-rate", sisters=S),
            Row("call-results", ("result",)),
        ), (Course(Text("回访成功率走势", "Call-back success, over time"),
                   ("callback-official-rate", "callback-first-round-rate")),
            Parts("call-results", "result"))),
        Part(Text("无电话件与方言", "Missing numbers and dialects"), (
            Row("no-number-rate", ("number_cause",), ("channel",), S),
            Row("bank-mobile-misplaced-rate", sisters=S),
            Row("numbers-rescued"),
            Row("callback-dialect-rate"),
            Row("callback-dialect-success-rate", sisters=S),
        ), (Parts("no-number-rate", "number_cause"),)),
        Part(Text("回访问题件与投诉", "Problem cases and complaints"), (
            Row("callback-problems-found", ("reason",)),
            Row("callback-problem-handling-rate", sisters=S),
            Row("complaints-registered", ("reason",)),
            Row("complaints-decided-in-time-rate", sisters=S),
        )),
    )),
    Section(Text("送培训进职场", "Trainings in the field"), (
        Part(Text("培训", "Trainings"), (
            Row("trainings-held", ("topic",)),
        )),
    )),
    Section(Text("柜面标准化", "Standards of the counter"), (
        Part(Text("巡检与整改", "Inspections and findings"), (
            Row("inspections-done", ("tool",)),
            Row("inspection-rate", sisters=S),
            Row("findings-found", ("item",)),
            Row("findings-in-time-rate", sisters=S),
            Row("findings-open"),
        ), (Parts("findings-found", "item"),)),
        Part(Text("客户评价", "Evaluations"), (
            Row("satisfaction-rate", sisters=S),
            Row("evaluation-response-rate", sisters=S),
            Row("forgotten-prompt-rate", sisters=S),
        ), (Course(Text("满意率走势", "Satisfaction, over time"), ("satisfaction-rate",)),)),
    )),
)
# fmt: on
ROWS = tuple(row for section in SECTIONS for part in section.parts for row in part.rows)
