"""KPIs of claim-backs (追回款): what was paid too much, and what of it came back."""

from services.metrics.kpis.base import OPEN, Row, flow

OPENED = (flow("claim_backs_opened"),)
ANEW_ZH, ANEW_EN = (
    "由后续核定重新结算的部分计入新的追回款",
    "what a later decision settled anew counts with the claim-back of that",
)

# fmt: off
KPIS: tuple[Row, ...] = (
    ("claim-backs-opened", "追回款件数", "Claim-backs", "count", OPENED, (),
     "期内建立的追回款,可按领款人类别分解", "claim-backs opened in the window; by payee, too", {"better": "lower"}),
    ("claim-backs-open", "待追回件数", "Claim-backs open", "count", OPEN, (),
     "期末待追回的追回款", "claim-backs open at the window's end", {"better": "lower"}),
    ("claim-backs-amount", "追回款金额", "Amount claimed back", "amount", OPENED, (),
     f"期内建立的追回款金额;{ANEW_ZH}", f"the amount of the claim-backs opened in the window; {ANEW_EN}",
     {"unit": "yuan", "scale": 0.01, "better": "lower"}),
    ("claim-backs-open-amount", "待追回金额", "Claimed back, still owed", "amount", (flow("claim_backs_open"),), (),
     "期内建立的追回款中此刻尚未追回的金额", "what is owed by now on the claim-backs opened in the window",
     {"unit": "yuan", "scale": 0.01, "better": "lower"}),
    ("claim-backs-recovered-rate", "追回率(金额)", "Recovered of what is claimed back", "amount_ratio",
     (flow("claim_backs_recovered"),), OPENED,
     f"期内建立的追回款金额中此刻已追回者,含抵扣;{ANEW_ZH}",
     f"of the amount of the claim-backs opened in the window, what came in by now, kept from payments too; {ANEW_EN}",
     {"better": "higher"}),
)
# fmt: on
