"""KPIs of the days that are left, counted by hand."""

OF = "of the call-backs, problem cases, complaints and collections of numbers open at the window's end, those"
RULE = (
    "a call-back's limit is its project's, the others' the earlier one that runs, in calendar days; by owner, by "
    "whether a dialect is spoken, by project and salesperson, too"
)
# A call-back by its first clock, the others as they stood.
LIMITS = """
    WITH limits AS (
        SELECT ms(clocks ->> '$[0].due_at') AS due FROM callbacks
        WHERE ms(clocks ->> '$[0].started_at') < ended() AND ms(opened_at) < ended()
            AND (closed_at IS NULL OR ms(closed_at) >= ended())
        UNION ALL
        SELECT due FROM stands WHERE kind IN ('problem_case', 'complaint', 'contact_collection') AND due IS NOT NULL),
    lefts AS (
        SELECT due < ended() AS passed, julianday(day(due - 1)) - julianday(day(ended() - 1)) AS days FROM limits)
    SELECT count(*) FROM lefts WHERE """

LEFT = {
    f"limits-{code}": (f"{OF} {words}; {RULE}", LIMITS + where)
    for code, words, where in (
        ("passed", "whose limit has passed", "passed"),
        ("today", "whose last day is that day", "NOT passed AND days = 0"),
        ("tomorrow", "whose last day is the next", "days = 1"),
        ("in-3-days", "whose last day is two or three days off", "days BETWEEN 2 AND 3"),
        ("in-7-days", "whose last day is four to seven days off", "days BETWEEN 4 AND 7"),
        ("later", "whose last day is more than seven days off", "days > 7"),
    )
}
