"""KPIs of surveys, counted by hand."""

REPORTED = "FROM surveys WHERE during(first_reported_at)"
REPORTED_EN = "of the surveys first reported in the window, those"
TOOK_EN = "surveys first reported in the window; calendar time to that report"
TOOK = "(ms(first_reported_at) - ms(opened_at)) / 1000"
# The last of the grade's days, or the working day after it.
LAST_DAY = "(SELECT min(day) FROM days WHERE day >= date(day(opened_at), '+' || grade_days || ' days'))"
UNREPORTED = "FROM stands WHERE kind = 'survey' AND data ->> 'first_reported_at' IS NULL"
LAST_DAY_OF_STANDING = """
    (SELECT min(days.day) FROM days WHERE days.day >= (
        SELECT date(day(surveys.opened_at), '+' || grade_days || ' days') FROM surveys
        WHERE surveys.case_no = stands.case_no))"""
SEATS = """
    FROM survey_days, json_each(seats) WHERE during(held_on)"""


def _older(days: int) -> tuple[str, str]:
    words = f"surveys not reported yet at the window's end, opened more than {days}×24 h before"
    return words, f"SELECT count(*) {UNREPORTED} AND opened + {days} * 86400000 < ended()"


SURVEYS = {
    "surveys-opened": (
        "surveys opened in the window",
        "SELECT count(*) FROM surveys WHERE during(opened_at)",
    ),
    "surveys-reported": (
        "surveys first reported in the window, those that the city reported with them",
        f"SELECT count(*) {REPORTED}",
    ),
    "survey-on-time-rate": (
        f"{REPORTED_EN} within their grade of 3, 5 or 15 days",
        f"SELECT sum(day(first_reported_at) <= {LAST_DAY}), count(*) {REPORTED}",
    ),
    "survey-within-7-days-rate": (
        f"{REPORTED_EN} within seven calendar days of their opening",
        f"SELECT sum(julianday(day(first_reported_at)) - julianday(day(opened_at)) <= 7), count(*) {REPORTED}",
    ),
    "survey-turnaround-mean": (TOOK_EN, f"SELECT sum({TOOK}), count(*) {REPORTED}"),
    "survey-turnaround-p90": (TOOK_EN, f"SELECT {TOOK} {REPORTED}"),
    "surveys-unreported": (
        "surveys not reported yet at the window's end; by investigator and by age, too",
        f"SELECT count(*) {UNREPORTED}",
    ),
    **{f"surveys-older-than-{days}-days": _older(days) for days in (3, 5, 7)},
    "surveys-overdue": (
        "surveys not reported yet at the window's end that are past their grade of 3, 5 or 15 days; by investigator, "
        "too",
        f"SELECT count(*) {UNREPORTED} AND day(ended() - 1) > {LAST_DAY_OF_STANDING}",
    ),
    "surveys-in-hand": (
        "surveys allocated, under way or sent back at the window's end; by investigator, too",
        """SELECT count(*) FROM stands
        WHERE kind = 'survey' AND data ->> 'status' IN ('allocated', 'under_way', 'sent_back')""",
    ),
    "survey-first-complete-rate": (
        "of the surveys accepted in the window, those never sent back to be completed",
        """SELECT sum(NOT EXISTS (
            SELECT * FROM steps WHERE steps.case_no = surveys.case_no AND action LIKE 'send_back%')), count(*)
        FROM surveys WHERE status = 'accepted' AND during(closed_at)""",
    ),
    "surveys-handed-over": (
        "surveys handed over to the city in the window",
        "SELECT count(DISTINCT case_no) FROM steps WHERE kind = 'survey' AND action = 'hand_over' AND during(at)",
    ),
}
SURVEY_DAYS = {
    "survey-utilisation": (
        "surveys in hand after each day's allocation in the window, over what its investigators could do that day; by "
        "investigator, too",
        f"SELECT sum(value ->> 'held'), sum(value ->> 'capacity') {SEATS}",
    ),
    "surveys-foreseen-late": (
        "surveys that nobody has after each day's allocation in the window and that its rule finishes after their "
        "limit, summed over the days",
        "SELECT sum(late) FROM survey_days WHERE during(held_on)",
    ),
}
