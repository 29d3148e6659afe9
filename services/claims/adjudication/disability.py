"""Grades of disability and their shares of the sum assured (伤残等级). Pure.

《人身保险伤残评定标准及代码》 (JR/T 0083-2013): its grades and shares were read as trade pages and clauses give them
(S73, V2), not in its text.
"""

from collections.abc import Mapping, Sequence

GRADE_BASIS = "《人身保险伤残评定标准及代码》(JR/T 0083-2013): 一至十级对应 100% 至 10% (S73)"
SEVERAL_BASIS = "同上: 多处伤残以最重者为准,最重等级有两处以上相同的晋升一级,最高第一级 (S73)"
SHARES: Mapping[int, int] = {1: 100, 2: 90, 3: 80, 4: 70, 5: 60, 6: 50, 7: 40, 8: 30, 9: 20, 10: 10}
TOTAL = 1  # 全残


def is_grade(grade: int) -> bool:
    return grade in SHARES


def final_grade(grades: Sequence[int]) -> int:
    """Of one event: the gravest counts, and two of the gravest count as one grade graver."""
    gravest = min(grades)
    return max(1, gravest - 1) if grades.count(gravest) > 1 else gravest
