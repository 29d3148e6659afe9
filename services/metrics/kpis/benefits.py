"""KPIs of benefits for living (生存给付)."""

from services.metrics.kpis.base import Row, flow, level

DUE, PAID, FAILED = (flow("benefits_due"),), (flow("benefits_paid"),), (flow("benefits_failed"),)
TRANSFERRED, ANSWERED = (flow("benefits_transferred"),), (flow("benefits_answered"),)
REPORT = "年终总结: 生存金代付率; 口径为本系统设计"
PAID_ZH, PAID_EN = "期内给付的生存金中,以转账给付者", "of the benefits paid in the window, those paid by transfer"

# fmt: off
KPIS: tuple[Row, ...] = (
    ("benefits-due", "应付生存金件数", "Benefits fallen due", "count", DUE, (),
     "期内应领的生存金、年金、满期金;应领日前保单已终止或被保险人已身故者不计",
     "benefits that fell due in the window; those whose policy or insured had ended before the day don't count", {}),
    ("benefits-due-amount", "应付生存金金额", "Benefits fallen due, amount", "amount", DUE, (),
     "期内应领的生存金、年金、满期金的金额;应领日前保单已终止或被保险人已身故者不计",
     "what the benefits that fell due in the window amount to; those whose policy or insured had ended before the day "
     "don't count", {"unit": "yuan", "scale": 0.01}),
    ("benefits-paid", "生存金给付件数", "Benefits paid", "count", PAID, (), "期内给付(转账或现金)的生存金",
     "benefits paid in the window, by transfer or in cash", {}),
    ("benefit-transfer-rate", "转账给付率", "Benefits paid by transfer", "ratio", TRANSFERRED, PAID, PAID_ZH, PAID_EN,
     {"better": "higher", "basis": REPORT}),
    ("benefit-transfer-rate-by-amount", "转账给付率(按金额)", "Benefits paid by transfer, by amount", "amount_ratio",
     TRANSFERRED, PAID, f"{PAID_ZH}(按金额)", f"{PAID_EN}, by their fen", {"better": "higher", "basis": REPORT}),
    ("benefit-first-transfer-rate", "首次转账成功率", "Benefits transferred at once", "ratio",
     (flow("benefits_transferred_at_once"),), ANSWERED,
     "期内首次得到银行转账结果的生存金中,该次成功者",
     "of the benefits whose first transfer the bank answered in the window, those it paid at that",
     {"better": "higher"}),
    ("benefit-transfer-failures", "转账失败件数", "Benefits that failed to be transferred", "count", FAILED, (),
     "期内首次转账失败或无账户可转的生存金;按原因分解时,每件计入其至今的各个失败原因",
     "benefits whose first failure to be transferred, by the bank's answer or for want of an account, was in the window; by "
     "reason, each counts under every one it has failed for by now", {"better": "lower", "basis": REPORT}),
    *((f"benefits-unpaid-{days}-days", f"应领逾{days}天未付件数", f"Benefits unpaid for over {days} days", "count",
       (level(f"benefits_unpaid_{days}"),), (), f"期末应领日已逾{days}天、未给付亦未留存的生存金",
       f"benefits neither paid nor kept with the insurer at the window's end, more than {days} days after they were due",
       {"better": "lower"}) for days in (30, 90)),
    ("benefits-in-time-rate", "生存金给付及时率", "Benefits paid in time", "ratio", (flow("benefits_paid_in_time"),), PAID,
     "期内给付的生存金中,自应领日起十日内给付者,扣除等待更新账户、等待身份识别",
     "of the benefits paid in the window, those within ten days of falling due, net of waiting for the account or for "
     "the identity check", {"better": "higher", "version": 2, "basis": "比照《保险法》第二十三条 (S1); 自应领日起算为本系统设计"}),
)
# fmt: on
