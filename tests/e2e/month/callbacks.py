"""KPIs of call-backs, counted by hand."""

# The limit, of the task's last clock; what is completed before it is known then, all else when it passes.
LIMIT = "ms(clocks ->> '$[#-1].due_at')"
KNOWN = f"CASE WHEN ms(closed_at) < {LIMIT} THEN iif(status = 'dropped', NULL, ms(closed_at)) ELSE {LIMIT} END"
GOOD = f"status = 'completed' AND ms(closed_at) <= {LIMIT}"


def _success(where: str = "true") -> str:
    return f"SELECT coalesce(sum({GOOD}), 0), count(*) FROM callbacks WHERE during({KNOWN}) AND {where}"


CALLBACKS = {
    "callbacks-opened": (
        "call-backs opened in the window; by project, too",
        "SELECT count(*) FROM callbacks WHERE during(opened_at)",
    ),
    "callback-success-rate": (
        "of the call-backs completed before their limit in the window and those whose limit falls in it (its last day "
        "whole), those that succeeded within their limit; what was dropped before its limit doesn't count; by project, "
        "too",
        _success(),
    ),
    "claim-callback-success-rate": (
        "as the call-back success, of claims paid alone",
        _success("project = 'claim-paid'"),
    ),
}
