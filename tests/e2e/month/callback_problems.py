"""KPIs of problem cases of call-backs, counted by hand."""

# The limit, of the case's last clock; what is settled before it is known then, all else when it passes.
LIMIT = "ms(clocks ->> '$[#-1].due_at')"
KEPT = "status <> 'dropped'"
KNOWN = f"CASE WHEN ms(closed_at) < {LIMIT} THEN ms(closed_at) ELSE {LIMIT} END"
OPENED = f"FROM problem_cases WHERE {KEPT} AND during(opened_at)"
SLICED = "by project, salesperson and reason, too"
NOT_DROPPED = "those dropped as the policy ended don't count"

CALLS = {
    "callback-problem-rate": (
        "of the call-backs that came to success or a problem in the window, those with a problem; by project and "
        "salesperson, too",
        """SELECT sum(status = 'problem'), count(*) FROM callbacks
        WHERE status IN ('completed', 'problem') AND during(closed_at)""",
    ),
}
PROBLEMS = {
    "callback-problems-found": (
        f"problem cases of call-backs opened in the window; {NOT_DROPPED}; {SLICED}",
        f"SELECT count(*) {OPENED}",
    ),
    "callback-problem-handling-rate": (
        f"of the problem cases opened in the window, those settled by now; {NOT_DROPPED}; {SLICED}",
        f"SELECT sum(status = 'settled'), count(*) {OPENED}",
    ),
    "callback-problems-in-time-rate": (
        "of the problem cases settled before their limit in the window and those whose limit falls in it (its last "
        f"day whole), those settled within 15 working days; {NOT_DROPPED}; {SLICED}",
        f"""SELECT sum(status = 'settled' AND ms(closed_at) <= {LIMIT}), count(*)
        FROM problem_cases WHERE {KEPT} AND during({KNOWN})""",
    ),
    "callback-problems-open": (
        f"problem cases open at the window's end; {SLICED}",
        "SELECT count(*) FROM stands WHERE kind = 'problem_case'",
    ),
    "callback-mis-selling-confirmed": (
        "problem cases settled in the window as mis-selling confirmed; by project and salesperson, too",
        "SELECT count(*) FROM problem_cases WHERE outcome = 'mis-selling-confirmed' AND during(closed_at)",
    ),
}
