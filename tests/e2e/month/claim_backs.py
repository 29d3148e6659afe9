"""KPIs of claim-backs, counted by hand."""

BACKS = "FROM claim_backs WHERE during(opened_at)"
ANEW = "what a later decision settled anew counts with the claim-back of that"
# What came in is counted by its entries.
CAME_IN = """
    (SELECT coalesce(sum(entry.amount_fen), 0) FROM claim_back_entries AS entry
    WHERE entry.case_no = claim_backs.case_no)"""
SQL = {
    "claim-backs-opened": (
        "claim-backs opened in the window; by payee, too",
        f"SELECT count(*) {BACKS}",
    ),
    "claim-backs-open": (
        "claim-backs open at the window's end",
        "SELECT count(*) FROM stands WHERE kind = 'claim_back'",
    ),
    "claim-backs-amount": (
        f"the amount of the claim-backs opened in the window; {ANEW}",
        f"SELECT sum(iif(status = 'settled_anew', {CAME_IN}, amount_fen)) {BACKS}",
    ),
    "claim-backs-open-amount": (
        "what is owed by now on the claim-backs opened in the window",
        f"SELECT sum(amount_fen - {CAME_IN}) {BACKS} AND status = 'outstanding'",
    ),
    "claim-backs-recovered-rate": (
        f"of the amount of the claim-backs opened in the window, what came in by now, kept from payments too; {ANEW}",
        f"SELECT sum({CAME_IN}), sum(iif(status = 'settled_anew', {CAME_IN}, amount_fen)) {BACKS}",
    ),
}
