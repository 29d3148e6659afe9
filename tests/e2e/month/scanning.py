"""KPIs of scanning, counted by hand."""

SCANNED = """
    WITH scanned AS (
        SELECT case_no, min(at) AS scanned_at FROM steps
        WHERE kind = 'application' AND action = 'scan' GROUP BY case_no)"""

SQL = {
    "scan-within-24h-rate": (
        "of the applications accepted in the window, those scanned within 24 hours of acceptance; not yet scanned "
        "counts as no",
        f"""{SCANNED} SELECT sum(coalesce(scanned_at <= ms(opened_at) + 86400000, 0)), count(*)
        FROM applications LEFT JOIN scanned USING (case_no) WHERE during(opened_at)""",
    ),
    "scan-error-rate": (
        "of the applications whose scans were first checked in the window, those sent back at least once; cases, not "
        "pages",
        """WITH checked AS (
            SELECT case_no, min(ms(checked_at)) AS checked_at, max(rejected IS NOT NULL) AS sent_back
            FROM applications JOIN scans USING (case_no) WHERE checked_at IS NOT NULL GROUP BY case_no)
        SELECT sum(sent_back), count(*) FROM checked WHERE during(checked_at)""",
    ),
    "scan-rescan-rate": (
        "of the applications first scanned in the window, those the quality check had scanned again; not drawn ones "
        "count below",
        f"""{SCANNED} SELECT sum(rescans > 0), count(*)
        FROM applications JOIN scanned USING (case_no) WHERE during(scanned_at)""",
    ),
}
