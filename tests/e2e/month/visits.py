"""KPIs of visits to the hall, counted by hand."""

HANDLED = "status = 'finished' AND during(closed_at)"
WAITED = "(ms(called_at) - ms(opened_at)) / 1000"

SQL = {
    "tickets-taken": (
        "tickets taken in the period; by hour and by weekday and hour, too",
        "SELECT count(*) FROM visits WHERE during(opened_at)",
    ),
    "visits-handled": (
        "visits finished in the period",
        f"SELECT count(*) FROM visits WHERE {HANDLED}",
    ),
    "waiting-time-mean": (
        "tickets first called in the period; from their taking to that call",
        f"SELECT sum({WAITED}), count(*) FROM visits WHERE during(called_at)",
    ),
    "waiting-time-p90": (
        "tickets first called in the period; from their taking to that call",
        f"SELECT {WAITED} FROM visits WHERE during(called_at)",
    ),
    "waiting-over-limit-rate": (
        "of the tickets first called in the period, those called after the limit set when they were taken",
        """SELECT sum(ms(called_at) > (second(opened_at) + 60 * waiting_limit_minutes) * 1000), count(*)
        FROM visits WHERE during(called_at)""",
    ),
    "handling-time-mean": (
        "visits finished in the period; from the beginning of handling to its end",
        f"SELECT sum((ms(closed_at) - ms(served_at)) / 1000), count(*) FROM visits WHERE {HANDLED}",
    ),
    "handling-over-limit-rate": (
        "of the visits finished in the period, those that took longer than the limit set when the ticket was taken",
        f"""SELECT sum(ms(closed_at) > (second(served_at) + 60 * handling_limit_minutes) * 1000), count(*)
        FROM visits WHERE {HANDLED}""",
    ),
    "abandonment-rate": (
        "tickets of the period given up, by a teller or at the day's end, over these and the visits handled in it",
        f"""SELECT sum(abandoned IS NOT NULL AND during(opened_at)),
            sum(abandoned IS NOT NULL AND during(opened_at) OR {HANDLED}) FROM visits""",
    ),
    "left-open-rate": (
        "visits of the period begun at a window and not ended there that day, over these and the visits handled in it; "
        "they count in no handling time",
        f"""SELECT sum(status = 'left_open' AND during(opened_at)),
            sum(status = 'left_open' AND during(opened_at) OR {HANDLED}) FROM visits""",
    ),
    "evaluation-response-rate": (
        "of the visits finished in the period with an evaluation asked for, those that got one",
        f"SELECT sum(score IS NOT NULL), sum(prompted_at IS NOT NULL) FROM visits WHERE {HANDLED}",
    ),
    "satisfaction-rate": (
        "of the visits finished in the period and evaluated, those satisfied (4 or 5); those without an answer don't "
        "count",
        f"SELECT sum(score >= 4), count(score) FROM visits WHERE {HANDLED}",
    ),
    "forgotten-prompt-rate": (
        "of the visits finished in the period, those whose teller asked for no evaluation",
        f"SELECT sum(prompted_at IS NULL), count(*) FROM visits WHERE {HANDLED}",
    ),
}
