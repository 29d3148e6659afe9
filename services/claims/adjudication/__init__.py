"""Adjudication (理算) as explained arithmetic: rules as rows, facts in, lines out. Pure: no session, no clock.

`adjudicating.adjudicate` reckons a claim, `recalculation.settle` what is still to be paid after earlier payments, and
`letter.explanation` tells the claimant both in plain words.
"""
