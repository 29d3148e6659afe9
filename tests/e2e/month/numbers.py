"""KPIs of policyholders' telephone numbers, and of the collection of fresh ones, counted by hand."""

OWED = "FROM policies WHERE during(opened_at) AND free_look_days > 0 AND reach_at_issue IS NOT NULL"
OWED_WORDS = "of the policies opened in the window with a free-look period, which owe a call, and told of their numbers"
LIMIT = "ms(clocks ->> '$[0].due_at')"
KNOWN = f"CASE WHEN ms(closed_at) < {LIMIT} THEN iif(status = 'dropped', NULL, ms(closed_at)) ELSE {LIMIT} END"

NUMBERS = {
    "no-number-rate": (
        f"{OWED_WORDS}, those of which no number on the form can be dialled, however it is written; by cause and "
        "channel, too",
        f"SELECT sum(reach_at_issue NOT IN ('rung', 'rescued')), count(*) {OWED}",
    ),
    "numbers-rescued": (
        f"{OWED_WORDS}, those whom the old dialler, which put the area code before whatever stands in the office's "
        "field, would not have rung, and the normalised number does; by channel, too",
        f"SELECT count(*) {OWED} AND reach_at_issue = 'rescued'",
    ),
    "numbers-doubted": (
        f"{OWED_WORDS}, those with a number now that is a salesperson's or several unrelated policyholders'; by doubt "
        "and channel, too",
        f"SELECT count(*) {OWED} AND (numbers LIKE '%\"shared-number\"%' OR numbers LIKE '%\"salespersons-number\"%')",
    ),
}
COLLECTIONS = {
    "contact-collections-opened": (
        "collections opened in the window; by cause and channel, too",
        "SELECT count(*) FROM contact_collections WHERE during(opened_at)",
    ),
    "contact-collections-open": (
        "collections open at the window's end",
        "SELECT count(*) FROM stands WHERE kind = 'contact_collection'",
    ),
    "contact-collections-in-time-rate": (
        "of the collections done before their limit in the window and those whose limit falls in it, those done within "
        "it; what ended with its policy before doesn't count",
        f"""SELECT coalesce(sum(status = 'fulfilled' AND ms(closed_at) <= {LIMIT}), 0), count(*)
        FROM contact_collections WHERE during({KNOWN})""",
    ),
}
