"""Claims (理赔): from the report of an event to payment or reasoned refusal.

A room a kind of case: `cases`, the claim; `payments`, what it owes one person; `claim_backs`, what one owes it back;
`surveys`, what is investigated for it; `survey_days`, their allocation. What ties them together stands above them:
`paying` (a claim, its payments and claim-backs), `surveying` (a claim and its surveys), `survey_allocating` (the
branch's day).

A room a subject: `covers` (what claims knows of policies, from the events of the services that keep them), `papers`
(the matrix of documents: what to bring, and what is missing), `adjudication` (the arithmetic: rules as rows, facts in,
lines out), `settlements` (what a decision owes each payee, after what was paid before), `risk` (flags that say why, and
refuse nothing), `investigators` (who investigates, and how many surveys a day).
"""
