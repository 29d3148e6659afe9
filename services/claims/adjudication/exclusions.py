"""Circumstances of an event in which nothing is paid (责任免除), and what goes back instead. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.errors import Text
from shared.marks import Mark

CLAUSE = "保险条款: 责任免除"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """`refunds_after_years`: premiums must be paid for so long for the cash value to go back; None: never by law."""

    code: str
    text: Text
    basis: str
    mark: Mark
    refunds_after_years: int | None = None


# fmt: off
EXCLUSIONS: Mapping[str, Exclusion] = {row.code: row for row in (
    Exclusion("holder_intent", Text("投保人故意造成", "caused by the policyholder"), "《保险法》第四十三条", "V", 2),
    Exclusion("crime", Text("故意犯罪或抗拒强制措施", "crime, resisting arrest"), "《保险法》第四十五条", "V", 2),
    Exclusion("drugs", Text("吸食或注射毒品所致", "under drugs"), CLAUSE, "M"),
    Exclusion("drunk_driving", Text("酒后驾驶所致", "drunk driving"), CLAUSE, "M"),
    Exclusion("unlicensed", Text("无证驾驶或车辆无有效行驶证", "driving without licence"), CLAUSE, "M"),
    Exclusion("war", Text("战争、军事冲突、暴乱所致", "war or riot"), CLAUSE, "M"),
    Exclusion("nuclear", Text("核爆炸、核辐射或核污染所致", "nuclear causes"), CLAUSE, "M"),
    Exclusion("self_harm", Text("故意自伤所致", "harm done to oneself on purpose"), CLAUSE, "M"),
    Exclusion("racing", Text("从事高风险运动所致", "high-risk sports"), CLAUSE, "M"),
    Exclusion("cosmetic", Text("整容整形、牙科、视力矫正", "cosmetic, dental or sight correction"), CLAUSE, "M"),
    Exclusion("maternity", Text("妊娠、分娩、流产", "pregnancy or birth"), CLAUSE, "M"),
    Exclusion("pre_existing", Text("投保前已患疾病", "illness from before the cover"), CLAUSE, "M"),
    Exclusion("congenital", Text("先天性畸形或遗传性疾病", "congenital or hereditary illness"), CLAUSE, "M"),
)}
# fmt: on

BY_LAW = frozenset({"holder_intent", "crime"})
OF_LIFE = BY_LAW | {"drugs", "drunk_driving", "unlicensed", "war", "nuclear"}
OF_ACCIDENTS = OF_LIFE | {"self_harm", "racing"}
OF_MEDICAL = OF_ACCIDENTS | {"cosmetic", "maternity", "pre_existing", "congenital"}
OF_CRITICAL_ILLNESS = OF_LIFE | {"self_harm", "pre_existing", "congenital"}
