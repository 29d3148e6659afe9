"""The law asked of each row of a list (投保合规); why a row is refused, by check or by law."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple, Protocol

from services.intake.groups import list_checks
from services.intake.groups.list_checks import Fell, Reading, Terms
from services.intake.groups.products import group_product
from services.intake.law import rules
from services.intake.law.rules import LegalRule, Proposal, Relation
from shared.ages import ADULT, age_on
from shared.errors import Text
from shared.person_forms import EARLIEST_BIRTH

COLUMN_OF = {"relation": "relation", "insured_signed": "consent", "sum_assured_fen": "id_number"}
RULES = {rule.code: rule for rule in rules.RULES if "group" in rule.lines}


class Insuring(Protocol):
    """Who insures people by a list: a group application, or a change of its policy."""

    @property
    def form_on(self) -> date: ...

    @property
    def scheme(self) -> str: ...

    @property
    def product(self) -> str | None: ...

    @property
    def sum_per_head_fen(self) -> int: ...

    @property
    def consents_proven(self) -> bool: ...


class Standing(NamedTuple):
    """What an insured person is to the policyholder, and whether they, or their guardian, agreed."""

    relation: Relation
    consented: bool


def standing_of(reading: Reading, case: Insuring) -> Standing:
    """Of a pooled list (汇交件) everybody is their own policyholder, and a minor's parent theirs."""
    consented = reading.consent == "yes" or (case.consents_proven and reading.consent == "unsaid")
    if case.scheme != "pooled":
        return Standing(reading.relation or "other", consented)
    agreed = reading.consent != "no"
    return Standing("child" if reading.is_minor_on(case.form_on) else "self" if agreed else "other", agreed)


def unlawful(reading: Reading, case: Insuring, cover: Mapping[str, int]) -> list[Fell]:
    """`cover`: what we hold of their lives already. A row whose date of birth can't be read is told by its checks."""
    if reading.born_on is None or not EARLIEST_BIRTH <= reading.born_on <= case.form_on:
        return []
    proposal = _proposal(reading, case, cover)
    broken = [*rules.broken(proposal, "refuse"), *rules.broken(proposal, "mend")]
    return [Fell(rule.code, column_of(rule)) for rule in broken]


def findings_of(reading: Reading, terms: Terms, case: Insuring, cover: Mapping[str, int]) -> list[Fell]:
    """All that is wrong with a row, told at once."""
    found = list_checks.find(reading, terms)
    return found if list_checks.is_no_row(found) else found + unlawful(reading, case, cover)


def column_of(rule: LegalRule) -> str:
    return COLUMN_OF[rule.fields[0]]


@cache
def words_of(code: str) -> Text:
    """A code of the law may stand for rows by age: their words together."""
    texts = [check.text for check in list_checks.CHECKS if check.code == code]
    texts += [rule.text for rule in rules.RULES if rule.code == code]
    return Text(";".join(text.zh for text in texts), "; ".join(text.en for text in texts))


def grounds_of(code: str) -> dict[str, str]:
    return rules.grounds(RULES[code]) if code in RULES else {}


def _proposal(reading: Reading, case: Insuring, cover: Mapping[str, int]) -> Proposal:
    standing = standing_of(reading, case)
    return Proposal(
        line="group",
        on=case.form_on,
        relation=standing.relation,
        policyholder_age=None,
        insured_age=age_on(reading.born_on, case.form_on) if reading.born_on else ADULT,
        age_proven=reading.id_type == "resident_id",
        sum_assured_fen=case.sum_per_head_fen,
        pays_on_death=group_product(str(case.product)).pays_on_death,
        cover_elsewhere_fen=None,
        cover_here_fen=cover.get(reading.id_hash or "", 0),
        insured_signed=standing.consented,
        guardian_signed=standing.consented and bool(reading.guardian),
    )
