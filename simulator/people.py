"""Made-up people: names, resident IDs with the right check digit, telephones, addresses and bank cards."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

SURNAMES = "陈林黄郑吴张李蔡刘杨王许郭何朱方谢傅余徐苏翁潘戴曾康薛柯"
GIVEN = "秀丽建国志明玉兰金水美珍文辉伟强海燕春花国栋淑芬晓东雅婷俊杰慧敏清荣桂英宗源天赐碧霞"
MOBILES = ("134", "135", "136", "137", "138", "139", "150", "152", "158", "159", "180", "186", "187", "188", "189")
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
TOWNS = {
    "350302": ("城厢区", ("凤凰山街道", "龙桥街道", "华亭镇", "灵川镇")),
    "350303": ("涵江区", ("涵东街道", "三江口镇", "江口镇", "梧塘镇")),
    "350304": ("荔城区", ("镇海街道", "拱辰街道", "黄石镇", "西天尾镇")),
    "350305": ("秀屿区", ("笏石镇", "东庄镇", "埭头镇", "平海镇")),
    "350322": ("仙游县", ("鲤城街道", "榜头镇", "枫亭镇", "度尾镇", "赖店镇", "盖尾镇")),
}
STREETS = ("解放路", "八二五大街", "木兰大道", "胜利路", "文献路", "清源路", "城东街", "紫檀街")


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    sex: str
    born_on: date
    id_number: str
    mobile: str
    home_phone: str
    address: str
    account_no: str

    def as_party(self, phones: dict[str, str], **changes: Any) -> dict[str, Any]:
        """As the form takes a person down."""
        party = {
            "name": self.name,
            "sex": self.sex,
            "born_on": self.born_on.isoformat(),
            "id_type": "resident_id",
            "id_number": self.id_number,
            "phones": phones,
            "address": self.address,
            "account_no": self.account_no,
        }
        return party | changes


def person(draw: Random, org: str, on: date, ages: tuple[int, int]) -> Person:
    """Somebody of an age between `ages` on a date, who lives in the branch's county."""
    sex = draw.choice(("male", "female"))
    born_on = on - timedelta(days=round(draw.uniform(ages[0] + 0.1, ages[1] - 0.1) * 365.2425))
    return Person(
        name=name(draw),
        sex=sex,
        born_on=born_on,
        id_number=resident_id(org, born_on, draw.randrange(0, 500) * 2 + (sex == "male")),
        mobile=draw.choice(MOBILES) + f"{draw.randrange(10**8):08d}",
        home_phone=f"0594-{draw.randrange(2, 9)}{draw.randrange(10**6):06d}",
        address=_address(draw, org),
        account_no=bank_card(draw),
    )


def name(draw: Random) -> str:
    return draw.choice(SURNAMES) + "".join(draw.sample(GIVEN, draw.choice((1, 2, 2))))


def resident_id(region: str, born_on: date, serial: int) -> str:
    """Resident ID (居民身份证号) by GB 11643-1999; an odd serial is a man's."""
    digits = f"{region}{born_on:%Y%m%d}{serial:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, ID_WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def bank_card(draw: Random) -> str:
    """A UnionPay debit card of 19 digits with its Luhn check digit."""
    digits = "622848" + f"{draw.randrange(10**12):012d}"
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return digits + str(-sum(n // 10 + n % 10 for n in doubled) % 10)


def _address(draw: Random, org: str) -> str:
    county, towns = TOWNS[org]
    return f"福建省莆田市{county}{draw.choice(towns)}{draw.choice(STREETS)}{draw.randrange(1, 300)}号"
