"""What somebody was paid too much and owes back (追回): collected against receipts, or set off with their consent."""
