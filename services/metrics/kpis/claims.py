"""KPIs of claims (理赔): how many, how quickly, how decided, how much."""

from services.metrics.kpis.base import S2, Row, flow, times

REPORTED, REGISTERED, CLOSED = (flow("claims_reported"),), (flow("claims_registered"),), (flow("claims_closed"),)
CONCLUDED, PAID, PAID_EVENT = (
    (flow("claims_concluded"),),
    (flow("claims_paid_since_complete"),),
    (flow("claims_paid_since_event"),),
)
SINCE_REGISTRATION = (flow("claims_concluded_since_registration"),)
ENDS, APPEALS, ANSWERED = (flow("claim_ends"),), (flow("claim_appeals"),), (flow("claim_appeals_answered"),)
S35 = "保监消保〔2015〕201号: 指标名称 (S35, V); 公式为业内惯例 (M)"
SVC = "保险公司服务评价管理办法(试行)2015: 理赔获赔率 (S38, V); 公式为业内惯例 (M)"
DEDUCTED = "年终总结: 理赔不得扣除社保已赔付部分; 口径为本系统设计"
FIRST_ZH = "重开案件以首次结案为准"
FIRST_EN = "a reopened claim counts with its first end"

# fmt: off
KPIS: tuple[Row, ...] = (
    ("claims-reported", "报案件数", "Claims reported", "count", REPORTED, (), "期内报案", "claims reported in the window", {}),
    ("claims-registered", "立案件数", "Claims registered", "count", REGISTERED, (),
     "期内首次立案的理赔案件", "claims first registered in the window", {}),
    ("claims-closed", "理赔结案件数", "Claims closed", "count", CLOSED, (),
     "期内结案的理赔案件(给付、拒赔、撤案、不予立案),可按结果分解;重开而未再结案者不计",
     "claims closed in the window, by outcome, too: paid, refused, withdrawn, not registered; one that is open again doesn't count", {}),
    ("claims-paid", "给付结案件数", "Claims closed as paid", "count", (flow("claims_won"),), (),
     "期内以给付结案的理赔案件", "claims closed as paid in the window", {}),
    ("claims-refused", "拒赔件数", "Claims refused", "count", (flow("claims_refused"),), (),
     "期内以拒赔结案的理赔案件,可按理由分解(一案可有多个理由)",
     "claims closed as refused in the window; by reason, too, of which one claim may have several", {"better": "lower"}),
    ("claims-withdrawn", "撤案件数", "Claims withdrawn", "count", (flow("claims_withdrawn"),), (),
     "期内撤案的理赔案件,可按原因分解", "claims withdrawn in the window; by reason, too", {}),
    ("claims-not-registered", "不予立案件数", "Claims not registered", "count", (flow("claims_not_registered"),), (),
     "期内不予立案的理赔案件,可按理由分解", "claims turned away in the window; by reason, too", {}),
    ("claims-reported-within-10-days-rate", "出险十日报案率", "Reported within ten days", "ratio", (flow("claims_reported_in_10_days"),), REPORTED,
     "期内报案中,出险后10个自然日内报案者", "of the claims reported in the window, those within ten calendar days of the event",
     {"better": "higher", "basis": S2}),
    ("claims-maybe-twice-rate", "疑似重复报案率", "Possibly reported twice", "ratio", (flow("claims_maybe_twice"),), REPORTED,
     "期内报案中,报案时同一被保险人同日同类型已有案件者",
     "of the claims reported in the window, those of whose insured, day and type there was another claim by then", {"better": "lower"}),
    ("claims-lacking-papers-rate", "理赔补件率", "Claims lacking papers", "ratio", (flow("claims_lacking"),), (flow("claims_accepted"),),
     "期内受理的理赔案件中,受理时资料不齐或有资料不合格者",
     "of the claims accepted in the window, those that lacked a paper then or had an unfit one", {"better": "lower"}),
    ("claims-lacking-papers", "理赔补件件数", "Claims that lacked papers", "count", (flow("claims_lacking"),), (),
     "期内受理的理赔案件中资料不齐或不合格者,可按资料、缺陷分解(一案可有多项)",
     "claims accepted in the window that lacked a paper then or had an unfit one; by paper and by what is wrong, too, of which "
     "one claim may have several", {"better": "lower"}),
    ("claims-flagged-rate", "风险提示率", "Claims with risk flags", "ratio", (flow("claims_flagged"),), REGISTERED,
     "期内首次立案的案件中有风险提示者;提示不作为拒赔依据",
     "of the claims first registered in the window, those with a risk flag, which refuses nothing", {}),
    ("claims-flagged", "有风险提示件数", "Claims flagged as risky", "count", (flow("claims_flagged"),), (),
     "期内首次立案的案件中有风险提示者,可按规则分解(一案可有多条)",
     "claims first registered in the window that have a risk flag; by flag, too, of which one claim may have several", {}),
    *times("claim-registration-time", "立案时效({})", "Report to registration, {}", REGISTERED,
           "期内首次立案的案件,报案至立案的自然时间,扣除等待补件",
           "claims first registered in the window; calendar time from the report, less the waits for papers", unit="hours"),
    *times("claim-closing-time", "结案时效(资料齐全至结案,{})", "Complete papers to close, {}", CONCLUDED,
           f"期内首次以给付或拒赔结案的案件,资料齐全至结案的自然时间;{FIRST_ZH}",
           f"claims closed as paid or refused in the window; calendar time since their papers were complete; {FIRST_EN}", unit="days"),
    ("claim-registered-to-closed-mean", "结案时效(立案至结案,平均)", "Registration to close, mean", "mean", SINCE_REGISTRATION, SINCE_REGISTRATION,
     f"期内首次以给付或拒赔结案的案件,立案至结案的自然时间;{FIRST_ZH}",
     f"claims closed as paid or refused in the window; calendar time since their registration; {FIRST_EN}",
     {"unit": "days", "better": "lower"}),
    ("claims-closed-within-1-day-rate", "1日结案率", "Closed within one day", "ratio", (flow("claims_concluded", "days", "0", "1"),), CONCLUDED,
     f"期内首次以给付或拒赔结案的案件中,资料齐全后1个自然日内者;{FIRST_ZH}",
     f"of the claims closed as paid or refused in the window, those within one calendar day of complete papers; {FIRST_EN}",
     {"better": "higher", "basis": S35}),
    ("claims-closed-within-5-days-rate", "5日结案率", "Closed within five days", "ratio", (flow("claims_concluded", "days", "0", "1", "5"),), CONCLUDED,
     f"期内首次以给付或拒赔结案的案件中,资料齐全后5个自然日内者;{FIRST_ZH}",
     f"of the claims closed as paid or refused in the window, those within five calendar days of complete papers; {FIRST_EN}",
     {"better": "higher", "basis": S35}),
    *times("claim-payment-cycle", "索赔支付周期({})", "Payment cycle from complete papers, {}", PAID,
           "期内首次付清的案件,资料齐全至付清的自然时间", "claims first paid in the window; calendar time since their papers were complete", unit="days", basis=S35),
    *times("claim-event-payment-cycle", "出险支付周期({})", "Payment cycle from the event, {}", PAID_EVENT,
           "期内首次付清的案件,出险日至付清日的自然日数", "claims first paid in the window; calendar days from the day of the event", unit="days", basis=S35),
    ("claim-win-rate", "理赔获赔率", "Claims paid, of those closed", "ratio", (flow("claims_won"),), (flow("claims_heard"),),
     "期内结案的理赔案件中以给付结案者;撤案不计", "of the claims closed in the window, those paid; those withdrawn don't count",
     {"better": "higher", "basis": SVC}),
    ("claim-refusal-rate", "拒赔率", "Claims refused, of those decided", "ratio", (flow("claims_refused"),), (flow("claims_decided"),),
     "期内以给付或拒赔结案的案件中拒赔者", "of the claims closed as paid or refused in the window, those refused", {"better": "lower"}),
    ("claims-amount-granted", "结案给付金额", "Amount of claims closed as paid", "amount", (flow("claims_won"),), (),
     "期内以给付结案的案件,其有效理算书的金额,可按保险责任分解",
     "claims closed as paid in the window, what the calculation that holds comes to; by liability, too", {"unit": "yuan", "scale": 0.01}),
    ("claims-social-insurance-kept-amount", "未扣社保部分增加给付", "Paid more for not deducting social insurance", "amount",
     (flow("claims_kept"),), (), "期内以给付结案的案件,因不扣除社保已付部分而多给付的金额",
     "claims closed as paid in the window, what they pay more because social insurance's share isn't deducted",
     {"unit": "yuan", "scale": 0.01, "basis": DEDUCTED}),
    ("claims-social-insurance-kept-rate", "未扣社保部分使给付增加", "Payments raised by not deducting social insurance", "amount_ratio",
     (flow("claims_kept"),), (flow("claims_if_deducted"),),
     "期内以给付结案的案件,因不扣除社保已付部分而多给付的金额 ÷ 若扣除则应给付的金额",
     "claims closed as paid in the window, what they pay more because social insurance's share isn't deducted, over what they "
     "would pay if it were", {"basis": DEDUCTED}),
    ("claim-reopen-rate", "理赔重开率", "Claims reopened", "ratio", (flow("claim_reopenings"),), ENDS,
     "期内重开次数 ÷ 期内结案次数(给付、拒赔通知、撤案、不予立案)",
     "reopenings in the window, over how often claims ended in it: paid, refused and told, withdrawn or not registered", {"better": "lower"}),
    ("claim-appeal-rate", "理赔复议率", "Claims appealed against", "ratio", APPEALS, (flow("claim_decisions_ended"),),
     "期内复议申请次数 ÷ 期内给付或拒赔通知次数", "appeals in the window, over how often claims were paid, or refused and told, in it",
     {"better": "lower"}),
    ("claim-appeals-answered", "复议答复件数", "Appeals answered", "count", ANSWERED, (),
     "期内答复的复议,可按结果(维持、重开)分解", "appeals answered in the window; by whether the decision was upheld or the claim reopened, too", {}),
    ("claim-appeals-granted-rate", "复议改变率", "Appeals granted", "ratio", (flow("claim_appeals_granted"),), ANSWERED,
     "期内答复的复议中,重开者", "of the appeals answered in the window, those that reopened the claim", {}),
    ("claim-advances-made", "先予支付次数", "Advances made", "count", (flow("claim_advances"),), (),
     "期内付清的先予支付", "advances fully paid in the window", {}),
)
# fmt: on
