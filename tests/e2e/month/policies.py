"""KPIs of policies, counted by hand."""

RECEIVED = "FROM policies JOIN steps USING (case_no) WHERE action = 'acknowledge' AND during(at)"

SQL = {
    "receipt-rate": (
        "of the policies opened in the window that owe a signed receipt, those whose receipt has come in by now; "
        "policies without a free-look period, or that ended before it, owe none",
        """SELECT sum(signed_on IS NOT NULL), count(*) FROM policies
        WHERE during(opened_at) AND free_look_days > 0
            AND (signed_on IS NOT NULL OR status NOT IN ('free_look_cancelled', 'voided'))""",
    ),
    "receipt-within-5-days-rate": (
        "of the receipts that came in in the window, those within 5 calendar days of the policyholder's signature",
        f"SELECT sum(julianday(day(at)) - julianday(signed_on) <= 5), count(*) {RECEIVED}",
    ),
    "free-look-cancellation-rate": (
        "policies given back in their free-look period in the window, over those opened in it",
        """SELECT (SELECT count(*) FROM steps WHERE action = 'cancel_in_free_look' AND during(at)),
            (SELECT count(*) FROM policies WHERE during(opened_at))""",
    ),
}
