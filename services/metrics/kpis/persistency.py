"""KPIs of policies whose premiums go on (继续率)."""

from typing import Any

from services.metrics.kpis.base import Reading, Row, flow

S40 = "泰康银保续期KPI: 月度13个月继续率 (S40);因六十日宽限期,在第15个月观察 (S41)"
S40_25 = "25个月继续率: 业内惯例 (M),口径同13个月 (S40)"


def _persistency(months: int, reading: Reading, suffix: str, tail: tuple[str, str, str, str], basis: str) -> Row:
    years, ordinal, zh = {13: ("one year", "second", "二"), 25: ("two years", "third", "三")}[months]
    name_zh, name_en, by_zh, by_en = tail
    more: dict[str, Any] = {"better": "higher", "basis": basis}
    return (
        f"persistency-{months}{suffix}", f"{months}个月继续率{name_zh}", f"Persistency, {months} months{name_en}", reading,
        (flow(f"persistency_{months}_kept"),), (flow(f"persistency_{months}_due"),),
        f"期交、交费期超过{'一' if months == 13 else '二'}年的保单,第{zh}个保单年度首期保费的宽限期在期内届满者中,届满前已交该期保费者{by_zh};"
        "犹豫期退保、撤单、补录的历史保单不计",
        f"of the policies paid by instalments for more than {years} whose grace for the first premium of the {ordinal} policy "
        f"year ended in the window, those that had paid it by then{by_en}; policies given back in their free-look period, "
        "voided, or registered from old vouchers don't count", more,
    )  # fmt: skip


BY_COUNT = ("(件数)", ", by count", "", "")
BY_PREMIUM = ("(保费)", ", by premium", ",按年化保费", ", by their premium of a year")

KPIS: tuple[Row, ...] = (
    _persistency(13, "ratio", "-rate", BY_COUNT, S40),
    _persistency(13, "amount_ratio", "-premium-rate", BY_PREMIUM, S40),
    _persistency(25, "ratio", "-rate", BY_COUNT, S40_25),
    _persistency(25, "amount_ratio", "-premium-rate", BY_PREMIUM, S40_25),
)
