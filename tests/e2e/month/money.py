"""KPIs of premiums over all lines, of debit batches, and of what was cleared on its day, counted by hand."""

from tests.e2e.month.ledger import within

LINES = ("applications", "bank_applications", "card_activations", "group_applications")
PAID = " UNION ALL ".join(
    f"SELECT case_no, premium_collected_fen, issued_at FROM {line} JOIN came USING (case_no)" for line in LINES
)
BATCHES = "FROM debit_batches WHERE status = 'reconciled' AND during(closed_at)"

PREMIUMS = {
    "premium-conversion-rate": (
        "of the premium that came in, in the window, the fen whose policy was issued",
        f"""WITH came AS (
            SELECT case_no FROM steps WHERE data ->> 'status' = 'paid' GROUP BY kind, case_no HAVING during(min(at)))
        SELECT sum(iif(issued_at IS NULL, 0, premium_collected_fen)), sum(premium_collected_fen) FROM ({PAID})""",
    ),
}
DEBIT_BATCHES = {
    "debit-batches-reconciled": (
        "debit batches reconciled in the window",
        f"SELECT count(*) {BATCHES}",
    ),
    "debit-reconciliation-in-time-rate": (
        "of the debit batches reconciled in the window, those within two working days of their export",
        f"SELECT sum({within(2, 'exported_at', 'closed_at')}), count(*) {BATCHES}",
    ),
}
SAME_DAY = {
    "same-day-clearance-rate": (
        "of what came in on a working day before the cut-off (banks: the application, 16:00; cards: the price, 16:00; "
        "groups: the application, 15:00), what was finished that day: issued, returned, withdrawn or declined; waiting "
        "for the customer is not taken off. The individual long-term line knows no cut-off and doesn't count",
        """WITH came AS (
            SELECT opened_at AS came_at, '16:00' AS cut_off, closed_at FROM bank_applications
            UNION ALL SELECT opened_at, '15:00', closed_at FROM group_applications
            UNION ALL SELECT at, '16:00', closed_at FROM card_activations JOIN steps USING (case_no)
                WHERE action IN ('take_prepaid', 'receive_premium'))
        SELECT sum(coalesce(day(closed_at) = day(came_at), 0)), count(*) FROM came
        WHERE during(came_at) AND clock(came_at) < cut_off AND day(came_at) IN (SELECT day FROM days)""",
    ),
}
