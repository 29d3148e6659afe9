"""KPIs of the banks' counters, counted by hand."""

ACCEPTED = "FROM bank_applications WHERE during(opened_at)"
ISSUED = "FROM bank_applications WHERE during(issued_at)"

SQL = {
    "bank-applications-accepted": (
        "banks' applications accepted in the window",
        f"SELECT count(*) {ACCEPTED}",
    ),
    "bank-policies-issued": (
        "bank policies issued in the window, those voided later that day among them",
        f"SELECT count(*) {ISSUED}",
    ),
    "bank-void-rate": (
        "voided on the day of issue, over those issued, in the window",
        f"SELECT sum(status = 'voided'), count(*) {ISSUED}",
    ),
    "bank-referral-rate": (
        "of banks' applications accepted in the window, those that a rule sent to an underwriter",
        f"SELECT sum(json_array_length(referral_reasons) > 0), count(*) {ACCEPTED}",
    ),
    "bank-issue-turnaround-p50": (
        "bank policies issued in the window; calendar time from acceptance to issue",
        f"SELECT (ms(issued_at) - ms(opened_at)) / 1000 {ISSUED}",
    ),
    "bank-issued-same-day-rate": (
        "of the bank policies issued in the window, those issued on the day of acceptance",
        f"SELECT sum(day(issued_at) = day(opened_at)), count(*) {ISSUED}",
    ),
    # Working time net of waiting against what is left of the day of acceptance, and from 16:00 on the next day's too.
    "bank-issued-in-time-rate": (
        "of the bank policies issued in the window, those within their clock: the same working day, or the next if "
        "accepted after 16:00, net of waiting for the premium",
        """WITH net AS (
            SELECT case_no, sum(max(0, min(until_second, closes) - max(second, opens))) AS worked
            FROM steps JOIN opening ON opens < until_second AND closes > second
            WHERE kind = 'bank_application' AND waiting IS NULL AND closed IS NULL
            GROUP BY case_no)
        SELECT sum(coalesce(worked, 0) <= (
            SELECT sum(max(0, closes - max(opens, second(opened_at)))) FROM opening WHERE day = day(opened_at))
            + iif(clock(opened_at) < '16:00', 0, 23400)), count(*)
        FROM bank_applications LEFT JOIN net USING (case_no) WHERE during(issued_at)""",
    ),
    "bank-pending-count": (
        "banks' applications open at the window's end",
        "SELECT count(*) FROM stands WHERE kind = 'bank_application'",
    ),
    "bank-withdrawal-rate": (
        "withdrawn before issue or lapsed unpaid in the window, over those accepted in it",
        f"""SELECT (
            SELECT count(*) FROM bank_applications WHERE status IN ('withdrawn', 'lapsed') AND during(closed_at)),
            (SELECT count(*) {ACCEPTED})""",
    ),
    "bank-mobile-misplaced-rate": (
        "of banks' applications accepted in the window, those whose form has a mobile in the field of the office's "
        "telephone",
        f"SELECT sum(flags LIKE '%\"mobile-in-office-field\"%'), count(*) {ACCEPTED}",
    ),
}
