"""Per-capita disposable incomes (人均可支配收入) below which a policyholder's income goes to manual underwriting."""

from datetime import date
from typing import Literal, NamedTuple

from shared.marks import Mark


class LocalIncome(NamedTuple):
    """One row a published figure; `org` is where an organisation's code begins, "" everywhere."""

    org: str
    residence: Literal["urban", "rural"]
    in_force_from: date
    yearly_fen: int
    basis: str
    mark: Mark


# None of these figures was checked against its publication (M): look them up before go-live. A new year's is a new row.
# fmt: off
LOCAL_INCOMES = (
    #           org   residence  in force from  a year     basis                                              mark
    LocalIncome("",   "urban",   date.min,      5_418_800, "国家统计局 2024年城镇居民人均可支配收入",     "M"),
    LocalIncome("",   "rural",   date.min,      2_311_900, "国家统计局 2024年农村居民人均可支配收入",     "M"),
    LocalIncome("35", "urban",   date.min,      5_615_300, "福建省统计局 2023年城镇居民人均可支配收入",   "M"),
    LocalIncome("35", "rural",   date.min,      2_672_200, "福建省统计局 2023年农村居民人均可支配收入",   "M"),
)
# fmt: on


def local_income(org: str, residence: str, on: date) -> LocalIncome:
    """The nearest organisation's newest figure on that day."""
    known = (
        row
        for row in LOCAL_INCOMES
        if org.startswith(row.org) and row.residence == residence and row.in_force_from <= on
    )
    return max(known, key=lambda row: (len(row.org), row.in_force_from))
