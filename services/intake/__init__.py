"""Intake (受理): new business from the counter to the issued policy, and the counter's own affairs.

A room a kind of case:
- `applications`, `bank`, `cards`, `groups`: the forms, sales and cards that become policies;
- `group_changes`: who joins and who leaves a group's policy after its issue;
- `debits`, `large_cash`, `suspicions`: what their money gives rise to;
- `visits`, `roster`, `inspections`, `findings`, `trainings`: the counter itself.

A room a subject that several kinds share: `law` (what it refuses), `aml` (who is identified, which cash is reported),
`ledger` (where every fen is), `members` (who is
insured by a group's policy), `mandates` (from which account), `files` (which are altered or lost), `counter` (what the
counter's own kinds do together).

At the top the anatomy of the service, `work` beside the requests, and what underwriting and lifecycles of several kinds
are made of: `authority`, `guards`, `amounts`, `pro_rata`.
"""
