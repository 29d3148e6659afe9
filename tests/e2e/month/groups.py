"""KPIs of group policies and lists, counted by hand."""

ACCEPTED = "(SELECT count(*) FROM group_applications WHERE during(opened_at))"

SQL = {
    "groups-accepted": (
        "group applications accepted in the window",
        "SELECT count(*) FROM group_applications WHERE during(opened_at)",
    ),
    "group-policies-issued": (
        "group policies issued in the window",
        "SELECT count(*) FROM group_applications WHERE during(issued_at)",
    ),
    # Working time net of waiting against what is left of the day of acceptance, and from 15:00 on the next day's too.
    "group-same-day-rate": (
        "of the group policies issued in the window, those within their clock: the same working day, or the next if "
        "accepted after 15:00, net of waiting for the customer",
        """WITH net AS (
            SELECT case_no, sum(max(0, min(until_second, closes) - max(second, opens))) AS worked
            FROM steps JOIN opening ON opens < until_second AND closes > second
            WHERE kind = 'group_application' AND waiting IS NULL AND closed IS NULL
            GROUP BY case_no)
        SELECT sum(worked <= (
            SELECT sum(max(0, closes - max(opens, second(opened_at)))) FROM opening WHERE day = day(opened_at))
            + iif(clock(opened_at) < '15:00', 0, 23400)), count(*)
        FROM group_applications JOIN net USING (case_no) WHERE during(issued_at)""",
    ),
    "group-pending-count": (
        "group applications open at the window's end",
        "SELECT count(*) FROM stands WHERE kind = 'group_application'",
    ),
    "group-return-rate": (
        "returned in the window, over those accepted in it",
        f"""SELECT (SELECT count(*) FROM group_applications WHERE returned IS NOT NULL AND during(closed_at)),
            {ACCEPTED}""",
    ),
    "group-withdrawal-rate": (
        "withdrawn before issue in the window, over those accepted in it",
        f"""SELECT (SELECT count(*) FROM group_applications WHERE withdrawn IS NOT NULL AND during(closed_at)),
            {ACCEPTED}""",
    ),
}
