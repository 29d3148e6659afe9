"""Answers about the policies that callback knows of."""

from shared.schemas import Out


class OldRuleOut(Out):
    """Policies of a channel that have not ended, by how their holder would be rung (原拨号规则对比).

    `rung`: also by the old dialler, which put the area code before whatever stands in the office's field; `missed`:
    only as normalised, it would have failed them; `none`: no number can be dialled; `unknown`: the policy hasn't told.
    """

    channel: str | None
    policies: int
    rung: int
    missed: int
    none: int
    unknown: int
