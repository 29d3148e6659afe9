"""Made-up schools and firms, with unified social credit codes of the right check character."""

from dataclasses import dataclass
from random import Random

from simulator.people import TOWNS

CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PUBLIC_BODY, COMPANY = "12", "91"
SCHOOLS = ("中心小学", "第二小学", "实验小学", "中学", "第二中学", "中心幼儿园", "职业技术学校")
TRADES = ("工艺", "鞋业", "食品", "建材", "电子", "服饰", "木业", "物流")
LUCKY = ("兴", "盛", "隆", "昌", "福", "达", "泰", "源")


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    credit_code: str


def school(draw: Random, org: str) -> Organisation:
    county, town = _place(draw, org)
    return Organisation(f"{county}{town}{draw.choice(SCHOOLS)}", credit_code(draw, PUBLIC_BODY, org))


def firm(draw: Random, org: str) -> Organisation:
    county, town = _place(draw, org)
    name = f"{county}{town}{''.join(draw.sample(LUCKY, 2))}{draw.choice(TRADES)}有限公司"
    return Organisation(name, credit_code(draw, COMPANY, org))


def _place(draw: Random, org: str) -> tuple[str, str]:
    county, towns = TOWNS[org]
    return county, draw.choice(towns).removesuffix("街道").removesuffix("镇")


def credit_code(draw: Random, kind: str, region: str) -> str:
    """统一社会信用代码 by GB 32100-2015: kind of body, region, nine characters, check character."""
    code = kind + region + "".join(draw.choices(CREDIT_CHARACTERS, k=9))
    weighed = sum(CREDIT_CHARACTERS.index(each) * pow(3, place, 31) for place, each in enumerate(code))
    return code + CREDIT_CHARACTERS[-weighed % 31]
