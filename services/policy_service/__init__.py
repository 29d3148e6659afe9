"""Policy service (保全): policies from issue to their end, and what is done to them at the counter.

A room a kind of case:
- `policies`, and `requests` that change them;
- `loans`, lent on policies and repaid, or set off when those end;
- `renewals`, and `renewal_batches` with which the bank debits them: how premiums come in;
- `benefits`, and `transfers` with which the bank pays them: what goes out to the living;
- `archives` (old vouchers), `campaigns` (what is still to be signed), `patterns` (whose policies end too often).

A room a subject that several kinds share: `clauses` (what products, the law and the calendar say), `items` (what may
be requested, and what each changes), `values` (what a policy is worth and owes), `collection` (mandates, runs, debits
and payment of renewals), `payees` (to whom benefits go, and to which account), `campaigning` (which policies campaigns
are after, and what signs them), `open_claims` (which claims of a policy are open, and what waits for their end).

At the top the anatomy of the service, `work` beside the requests, `amounts` that are paid whole, and what joins one
kind with policies: `archiving` (a voucher becomes one), `rescinding` (they end with what they are worth) and
`pattern_watch` (how they ended).
"""
