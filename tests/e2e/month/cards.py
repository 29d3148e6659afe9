"""KPIs of card policies, counted by hand."""

SQL = {
    "cards-activated": (
        "cards activated in the window",
        "SELECT count(*) FROM card_activations WHERE during(opened_at)",
    ),
    "card-policies-issued": (
        "card policies issued in the window",
        "SELECT count(*) FROM card_activations WHERE during(issued_at)",
    ),
    "card-same-day-rate": (
        "of the card policies issued in the window, those issued on the working day the price came in, or the next if "
        "it came after 16:00",
        """WITH paid AS (
            SELECT case_no, at AS paid_at FROM steps
            WHERE kind = 'card_activation' AND action IN ('take_prepaid', 'receive_premium'))
        SELECT sum(day(issued_at) <= (
            SELECT min(day) FROM opening
            WHERE day >= day(paid_at) AND (day > day(paid_at) OR clock(paid_at) < '16:00'))), count(*)
        FROM card_activations JOIN paid USING (case_no) WHERE during(issued_at)""",
    ),
    "card-pending-count": (
        "card activations open at the window's end",
        "SELECT count(*) FROM stands WHERE kind = 'card_activation'",
    ),
    "card-withdrawal-rate": (
        "withdrawn before issue in the window, over those activated in it",
        """SELECT (SELECT count(*) FROM card_activations WHERE withdrawn IS NOT NULL AND during(closed_at)),
            (SELECT count(*) FROM card_activations WHERE during(opened_at))""",
    ),
}
