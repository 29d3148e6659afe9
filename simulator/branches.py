"""Who works where, and how well: the county branch of the report beside its sister branches."""

from dataclasses import dataclass, replace
from random import Random


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody with a token: reference, roles, the organisation whose cases they see, and whether personal data."""

    ref: str
    roles: tuple[str, ...]
    org: str
    pii: bool = False

    @property
    def reading_personal_data(self) -> "Staff":
        return replace(self, pii=True)


@dataclass(frozen=True, slots=True)
class Branch:
    """`share` is its part of all arrivals; `care` divides the rate of defects, `speed` the time a desk takes."""

    org: str
    name: str
    share: float
    tellers: int
    care: float
    speed: float
    outlets: tuple[str, ...]
    has_market: bool = False  # 集市: a county or a town on the coast

    def teller(self, draw: Random) -> Staff:
        """Tellers aren't equally fast: the first ones at a counter take more of the work."""
        number = min(int(draw.triangular(0, self.tellers, self.tellers / 3)), self.tellers - 1) + 1
        return Staff(f"T{self.org}-{number}", ("teller",), self.org)

    @property
    def windows(self) -> int:
        """Half of the tellers sit in the hall, which is at the first outlet."""
        return max(1, self.tellers // 2)

    @property
    def kiosk(self) -> Staff:
        """The ticket machine with the evaluation devices (取号机, 评价器)."""
        return Staff(f"Q{self.org}", ("integrator",), self.org)

    @property
    def cashier(self) -> Staff:
        return Staff(f"C{self.org}-1", ("cashier",), self.org)

    @property
    def bank(self) -> Staff:
        """The bank's debit files come in through an interface (银行代扣接口)."""
        return Staff(f"BANK{self.org}", ("integrator",), self.org)

    def salesperson(self, draw: Random) -> str:
        return f"A{self.org}{min(int(draw.expovariate(0.12)), 29) + 1:02d}"

    @property
    def caller(self) -> Staff:
        return Staff(f"V{self.org}-1", ("caller",), self.org)

    @property
    def adjudicator(self) -> Staff:
        """理赔岗: registers, calculates, asks for surveys."""
        return Staff(f"P{self.org}-1", ("adjudicator",), self.org)

    @property
    def investigator(self) -> Staff:
        """调查岗: the only one."""
        return Staff(f"D{self.org}-1", ("investigator",), self.org)

    @property
    def general(self) -> Staff:
        """综合处理: papers, supplies and the house."""
        return Staff(f"G{self.org}-1", ("teller",), self.org)


# fmt: off
BRANCHES = (
    #      org       name    share tellers care speed outlets
    Branch("350322", "仙游", 0.34, 5, 0.9, 1.0, ("XY01", "XY02", "XY03", "XY04"), has_market=True),
    Branch("350302", "城厢", 0.20, 4, 1.4, 1.3, ("CX01", "CX02", "CX03")),
    Branch("350304", "荔城", 0.19, 4, 1.2, 1.2, ("LC01", "LC02", "LC03")),
    Branch("350303", "涵江", 0.16, 3, 1.0, 0.9, ("HJ01", "HJ02")),
    Branch("350305", "秀屿", 0.11, 2, 0.7, 0.8, ("XI01", "XI02"), has_market=True),
)
# fmt: on
PROVINCE = "35"
UNTIDY = {"XY03": 1.9, "CX02": 2.2, "HJ02": 1.8, "XI02": 1.6}  # 新职场: whose salespeople are new to the forms
BY_ORG = {branch.org: branch for branch in BRANCHES}

# The province keys, reviews and underwrites for all (省级集中); the largest sums go to head office.
KEYERS = tuple(Staff(f"K35-{number}", ("teller",), "35") for number in (1, 2, 3))
REVIEWERS = tuple(Staff(f"R35-{number}", ("reviewer",), "35") for number in (1, 2))
UNDERWRITERS = tuple(Staff(f"U35-{number}", ("underwriter",), "35") for number in (1, 2))
HEAD_UNDERWRITER = Staff("U0-1", ("underwriter",), "*")
UNDERWRITERS_AT = {
    "city": (Staff("U3503-1", ("underwriter",), "3503"),),  # of short-term groups (短险团单由市公司核保)
    "province": UNDERWRITERS,
    "head": (HEAD_UNDERWRITER,),
}
CALLERS = tuple(Staff(f"V35-{number}", ("caller",), "35") for number in (1, 2, 3))
CITY_INVESTIGATOR = Staff("D3503-1", ("investigator",), "3503")
CLOCK_MOVER = Staff("simulator", ("integrator",), "*")


def manager_of(org: str) -> Staff:
    """The branch's manager (机构负责人), who keeps its roster and goes round its counters."""
    return Staff(f"M{org}", ("branch_manager",), org)


def decider_of(org: str, level: str) -> Staff:
    """Whose authority a claim of a branch needs (核赔权限): the manager's at the branch itself."""
    above = {"city": "3503", "province": "35", "head": "0"}
    if level not in above:
        return manager_of(org)
    return Staff(f"P{above[level]}-1", ("adjudicator",), "*" if level == "head" else above[level])


def is_careless(salesperson: str) -> bool:
    """One salesperson in six makes most of the mistakes (填单差错)."""
    return Random(salesperson).random() < 1 / 6


def misleads(salesperson: str) -> bool:
    """Promises more than the clauses do (夸大回报、误导): one in a branch, who sells much."""
    return salesperson.startswith("A") and salesperson.endswith("02")
