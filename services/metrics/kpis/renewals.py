"""KPIs of renewals (续期)."""

from services.metrics.kpis.base import S2, Row, flow, level

DUE, REACHED = (flow("renewals_due"),), (flow("renewals_reached"),)
JUDGED, COLLECTED = (flow("renewals_judged"),), (flow("renewals_collected"),)
DEBITED, DEBIT_DONE = (flow("renewal_debit_due"),), (flow("renewal_debit_done"),)
S40 = "泰康银保续期KPI: 续期九宫达成率 (S40)"
TOLD = "人身保险业务基本服务规定 (保监会令2010年第4号);十日按工作日计为业内惯例 (M)"

# fmt: off
KPIS: tuple[Row, ...] = (
    ("renewals-due", "应交续期件数", "Renewals due", "count", DUE, (),
     "应交日在期内的续期,已取消的不计", "renewals due in the window; those cancelled don't count", {"basis": S40}),
    ("renewal-reach-rate", "续期达成率(件数)", "Renewals due and paid, by count", "ratio", REACHED, DUE,
     "应交日在期内的续期中,此刻已交者;已取消的不计",
     "of the renewals due in the window, those paid by now; those cancelled don't count", {"better": "higher", "basis": S40}),
    ("renewal-reach-amount-rate", "续期达成率(保费)", "Renewals due and paid, by premium", "amount_ratio", REACHED, DUE,
     "应交日在期内的续期保费中,此刻已交者;已取消的不计",
     "of the fen due in the window, those paid by now; renewals cancelled don't count", {"better": "higher", "basis": S40}),
    ("renewal-collection-rate", "续期收费率(件数)", "Renewals collected, by count", "ratio", COLLECTED, JUDGED,
     "宽限期末在期内的续期中已交者,含理赔扣减的欠交保费;已取消的不计",
     "of the renewals whose last day of grace lies in the window, those paid, also of what a claim keeps; those cancelled "
     "don't count", {"better": "higher", "basis": S40}),
    ("renewal-collection-amount-rate", "续期收费率(保费)", "Renewals collected, by premium", "amount_ratio", COLLECTED, JUDGED,
     "宽限期末在期内的续期保费中已交者,含理赔扣减的欠交保费;已取消的不计",
     "of the fen whose last day of grace lies in the window, those paid, also of what a claim keeps; renewals cancelled don't "
     "count",
     {"better": "higher", "basis": S40}),
    ("renewal-lapse-rate", "续期失效率", "Renewals that lapsed", "ratio", (flow("renewals_lapsed"),), JUDGED,
     "宽限期末在期内的续期中,未交而保单中止者;已取消的不计",
     "of the renewals whose last day of grace lies in the window, those with which the policy lapsed; those cancelled don't "
     "count", {"better": "lower"}),
    ("renewal-premium-loan-rate", "续期自动垫交率", "Renewals paid by automatic loan", "ratio", (flow("renewals_lent"),), JUDGED,
     "宽限期末在期内的续期中,宽限期满由自动垫交交费者(计入已交,不计代扣);已取消的不计",
     "of the renewals whose last day of grace lies in the window, those paid by an automatic loan at its end (paid ones, and no "
     "debits); those cancelled don't count", {}),
    ("renewal-debit-rate", "续期代扣率(件数)", "Renewal debits, by count", "ratio", DEBIT_DONE, DEBITED,
     "首次送盘代扣在期内的续期中,此刻已由代扣交费者;可按第几次代扣分解(每件在其各次代扣下各计一次)",
     "of the renewals first sent to the bank in the window, those paid by debit by now; by attempt, each counts under every "
     "attempt it took", {"better": "higher", "basis": S2}),
    ("renewal-debit-amount-rate", "续期代扣率(保费)", "Renewal debits, by premium", "amount_ratio", DEBIT_DONE, DEBITED,
     "首次送盘代扣在期内的续期保费中,此刻已由代扣交费者;可按第几次代扣分解",
     "of the fen first sent to the bank in the window, those paid by debit by now; by attempt, too",
     {"better": "higher", "basis": S2}),
    ("renewal-debits-failed", "续期代扣失败件数", "Renewals whose debit failed", "count", (flow("renewal_debit_failed"),), (),
     "最近一次代扣失败在期内的续期,可按失败原因分解",
     "renewals whose last failed debit was in the window; by the bank's reason, too", {"better": "lower", "basis": S2}),
    ("renewals-in-grace", "宽限期未交件数", "Renewals in grace", "count", (level("renewals_in_grace"),), (),
     "期末已进入宽限期、尚未交费的续期(含代扣中)",
     "renewals unpaid in their grace at the window's end, also while a debit is with the bank", {"better": "lower"}),
    ("lapses-told-in-time-rate", "效力中止告知及时率", "Lapses told in time", "ratio",
     (flow("lapses_told_in_time"),), (flow("lapses_told"),),
     "期内告知的效力中止中,自中止起十个工作日内告知者",
     "of the lapses told to the policyholder in the window, those within ten working days", {"better": "higher", "basis": TOLD}),
)
# fmt: on
