"""KPIs of call-backs, counted by hand."""

# The limit, of the task's first clock, which is the project's; what is completed before it is known then, all else
# when it passes.
LIMIT = "ms(clocks ->> '$[0].due_at')"
KNOWN = f"CASE WHEN ms(closed_at) < {LIMIT} THEN iif(status = 'dropped', NULL, ms(closed_at)) ELSE {LIMIT} END"
GOOD = f"status = 'completed' AND ms(closed_at) <= {LIMIT}"


def _success(where: str = "true") -> str:
    return f"SELECT coalesce(sum({GOOD}), 0), count(*) FROM callbacks WHERE during({KNOWN}) AND {where}"


def _share(good: str, where: str = "true") -> str:
    return f"SELECT coalesce(sum({good}), 0), count(*) FROM callbacks WHERE during({KNOWN}) AND {where}"


def _went(*actions: str) -> str:
    listed = ", ".join(f"'{each}'" for each in actions)
    return f"case_no IN (SELECT case_no FROM steps WHERE kind = 'callback' AND action IN ({listed}))"


LAST, DIALECT = "attempts ->> '$[#-1].{}'", "language <> 'mandarin'"
DOWN = _went("hand_down")
LISTED = "project IN ('new-policy', 'policy-surrendered', 'claim-paid')"

BY_TELEPHONE = "('first', 'second', 'branch')"
CALLS = f"""FROM callbacks, json_each(attempts) AS call
    WHERE during(call.value ->> 'at') AND call.value ->> 'round' IN {BY_TELEPHONE}"""
UNANSWERED = "('no-answer', 'busy', 'switched-off', 'not-reachable', 'vacant-number', 'call-rejected')"

CALLBACKS = {
    "callbacks-opened": (
        "call-backs opened in the window; by project, too",
        "SELECT count(*) FROM callbacks WHERE during(opened_at)",
    ),
    "callback-success-rate": (
        "of the call-backs completed before their limit in the window and those whose limit falls in it (its last day "
        "whole), those that succeeded within their limit by whatever means (call, visit, letter, on-line); what was "
        "dropped before its limit doesn't count; by project, too",
        _success(),
    ),
    "claim-callback-success-rate": (
        "as the call-back success, of claims paid alone",
        _success("project = 'claim-paid'"),
    ),
    "callback-official-rate": (
        "as the call-back success, of those on the province's task list alone (new policies, surrenders, claims paid), "
        "those that the province reached; what customers answered on-line succeeds in the combined rate, and isn't the "
        "province's success; by whose task it is, not by the day that a list names, for what is reached before a list "
        "comes is never on it",
        _share(f"{GOOD} AND {LAST.format('owner')} = 'province'", LISTED),
    ),
    "callback-first-round-rate": (
        "as the call-back success, of those on the province's task list alone (new policies, surrenders, claims paid), "
        "those that were reached in the first round",
        _share(f"{GOOD} AND {LAST.format('round')} = 'first'", LISTED),
    ),
    "callback-second-round-rate": (
        "as the call-back success, of those that were handed on or down",
        _success(_went("hand_on", "hand_down")),
    ),
    "callback-handed-down-rate": (
        "as the call-back success, of those on the province's task list alone (new policies, surrenders, claims paid), "
        "those handed down to the branch",
        _share(DOWN, LISTED),
    ),
    "callback-branch-success-rate": (
        "as the call-back success, of those handed down to the branch",
        _success(DOWN),
    ),
    "callback-dialect-rate": (
        "of the call-backs that the success counts, those whose customer speaks a dialect",
        _share(DIALECT),
    ),
    "callback-dialect-success-rate": (
        "as the call-back success, of those whose customer speaks a dialect",
        _success(DIALECT),
    ),
    "callbacks-unreached": (
        "call-backs closed in the window after calls, visits and the letter reached nobody",
        "SELECT count(*) FROM callbacks WHERE status = 'unreached' AND during(closed_at)",
    ),
    "callback-calls": (
        "calls recorded in the window, and what was completed by other means",
        """SELECT count(*) FROM steps
        WHERE kind = 'callback' AND action IN ('attempt', 'complete', 'find_problem') AND during(at)""",
    ),
    "callback-contact-rate": (
        "of the calls recorded in the window (no visits, letters or answers on-line), those that somebody answered: "
        "not those without an answer, busy, switched off, not reachable, rejected, or to a vacant number; by hour "
        "(local, of the call) and project, too",
        f"SELECT sum(call.value ->> 'result' NOT IN {UNANSWERED}), count(*) {CALLS}",
    ),
    "callback-calls-per-success": (
        "calls recorded in the window, those in vain among them, over the call-backs that succeeded by a call in it; "
        "by project, too",
        f"""SELECT (SELECT count(*) {CALLS}), count(*) FROM callbacks
        WHERE status = 'completed' AND during(closed_at) AND {LAST.format("round")} IN {BY_TELEPHONE}""",
    ),
}

RESULTS = {
    "call-results": (
        "calls, visits, letters' and on-line answers recorded in the window, each once; by result, round, project, "
        "channel and salesperson, too",
        "SELECT count(*) FROM callbacks, json_each(callbacks.attempts) AS call WHERE during(call.value ->> 'at')",
    ),
    "callback-east-rate": (
        "of the call-backs of new policies whose free-look period ends in the window, those that succeeded before by "
        "telephone or on-line, whoever called; those of before rounds were told were by telephone; what was dropped "
        "doesn't count; by channel and salesperson, too",
        f"""SELECT coalesce(sum({GOOD} AND ifnull({LAST.format("round")}, '') NOT IN ('visit', 'letter')), 0), count(*)
        FROM callbacks WHERE project = 'new-policy' AND status <> 'dropped' AND during({LIMIT})""",
    ),
}
