"""Who may be paid what a settlement owes, and which part of it each (领款资格与份额). Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from services.claims.payments.schemas import DepartedIn, PayeeIn, PaymentsIn
from services.claims.settlements.shares import as_named, split
from shared.ages import ADULT, age_on
from shared.errors import RuleBroken, Text
from shared.pii import blind_index, normalise

WORDS = {
    "payee-of-each": Text("每一应付对象须有领款人,且无其他人", "Each who is owed has payees, and nobody else has"),
    "payee-once": Text("同一领款人不得重复", "The same person is named twice"),
    "succession-proof": Text(
        "无指定受益人,或领款人证件号与应领人不符(非本人)的,须有继承权证明(《保险法》第四十二条)",
        "Nobody is named, or the ID number isn't that of who is owed: a proof of succession is needed (LAW42)",
    ),
    "relation-of-insured": Text("被保险人本人领款的,关系须为本人", "Who is the insured themself has the relation self"),
    "shares-sum-to-1": Text("各继承人份额合计须为1", "The heirs' shares must sum to 1"),
    "share-on-policy": Text("份额与保单不符", "The share isn't that of the policy"),
    "beneficiaries-as-named": Text(
        "领款人须为保单指定的全部受益人", "They must be the beneficiaries that the policy names, all of them"
    ),
    "departed-is-named": Text("所列不是保单指定的受益人", "They aren't named on the policy"),
    "minor-has-guardian": Text("未成年人须由监护人代领", "A minor is paid through a guardian"),
    "guardian-proof": Text("须有监护人身份及关系证明", "A proof of the guardian's identity and relation is needed"),
    "payee-living": Text(
        "该人已身故(有身故理赔件),不能作为领款人或监护人,由其继承人领款",
        "By a claim of their death they have died, and are neither paid nor a guardian: their heirs are paid",
    ),
    "guardian-of-age": Text("监护人须为他人且已成年", "The guardian must be another person, of age"),
    "holder-is-payee": Text("户名须为领款人本人或其监护人", "The account must be the payee's or their guardian's"),
}


class Named(NamedTuple):
    """On the policy."""

    role: str
    party_ref: str
    id_hash: str
    share_percent: int | None


class Portion(NamedTuple):
    person: PayeeIn
    id_hash: str
    capacity: str
    share: Fraction
    amount_fen: int


def portions_of(
    owed: Mapping[str, int], form: PaymentsIn, named: Sequence[Named], papers: Sequence[str], today: date
) -> list[Portion]:
    """`owed`: fen by payee. Parts of nothing are left out; raises RuleBroken."""
    by_payee = {payee: [each for each in form.payees if each.payee == payee] for payee in owed}
    if sum(map(len, by_payee.values())) != len(form.payees) or not all(by_payee.values()):
        raise _broken("payees", "payee-of-each")
    for place, person in enumerate(form.payees):
        _check_person(f"payees.{place}", person, papers, today)
    found = []
    for payee, people in by_payee.items():
        hashes = [hash_of(each.id_number) for each in people]
        if len(set(hashes)) != len(hashes):
            raise _broken("payees", "payee-once")
        capacity, shares = _shares(payee, people, hashes, named, form.departed, papers)
        fens = split(owed[payee], shares)
        found += [Portion(*each) for each in zip(people, hashes, [capacity] * len(people), shares, fens, strict=True)]
    return [each for each in found if each.amount_fen]


def replacing(payment: Any, person: PayeeIn, papers: Sequence[str], today: date) -> Portion:
    """The same person, or whoever succeeds to them, is owed the whole of what was voided."""
    _check_person("payee", person, papers, today)
    if person.payee != payment.payee:
        raise _broken("payees", "payee-of-each")
    is_same = hash_of(person.id_number) == payment.person_hash
    if not is_same and "succession_proof" not in papers:
        raise _broken("papers", "succession-proof")
    capacity = payment.capacity if is_same else "heir"
    return Portion(person, hash_of(person.id_number), capacity, Fraction(payment.share), payment.amount_fen)


def hashes_of(people: Sequence[PayeeIn]) -> set[str]:
    """Of the payees and their guardians."""
    return {hash_of(each.id_number) for person in people for each in (person, person.guardian) if each}


def check_living(people: Sequence[PayeeIn], dead: Collection[str]) -> None:
    if not hashes_of(people).isdisjoint(dead):
        raise _broken("payees", "payee-living")


def hash_of(id_number: str) -> str:
    return blind_index(id_number, "id_number")


def check_holder(field: str, holder: str, name: str, guardian: str | None) -> None:
    if normalise(holder) not in {normalise(each) for each in (name, guardian) if each}:
        raise _broken(field, "holder-is-payee")


def _shares(
    payee: str,
    people: Sequence[PayeeIn],
    hashes: Sequence[str],
    named: Sequence[Named],
    departed: Sequence[DepartedIn],
    papers: Sequence[str],
) -> tuple[str, list[Fraction]]:
    those = [each for each in named if each.role == payee]
    if payee == "beneficiary":
        return _of_beneficiaries(people, hashes, those, departed, papers)
    if len(hashes) == 1 and hashes[0] in {each.id_hash for each in those}:
        if payee == "insured" and people[0].relation != "self":
            raise _broken("relation", "relation-of-insured")
        return "self", _as_on_policy(people, [Fraction(1)])
    return "heir", _of_heirs(people, papers)


def _of_beneficiaries(
    people: Sequence[PayeeIn],
    hashes: Sequence[str],
    those: Sequence[Named],
    departed: Sequence[DepartedIn],
    papers: Sequence[str],
) -> tuple[str, list[Fraction]]:
    """A share that falls away goes to the others in proportion to theirs (《保险法解释(三)》第十二条, M)."""
    gone = {each.party_ref for each in departed}
    if not gone <= {each.party_ref for each in those}:
        raise _broken("departed", "departed-is-named")
    left = as_named({each.id_hash: each.share_percent for each in those if each.party_ref not in gone})
    if not left:
        return "heir", _of_heirs(people, papers)
    if left.keys() != set(hashes):
        raise _broken("payees", "beneficiaries-as-named")
    return "named", _as_on_policy(people, [left[each] for each in hashes])


def _as_on_policy(people: Sequence[PayeeIn], shares: list[Fraction]) -> list[Fraction]:
    for person, share in zip(people, shares, strict=True):
        if person.share is not None and person.share.fraction != share:
            raise _broken("payees", "share-on-policy", share=str(share))
    return shares


def _of_heirs(people: Sequence[PayeeIn], papers: Sequence[str]) -> list[Fraction]:
    if "succession_proof" not in papers:
        raise _broken("papers", "succession-proof")
    shares = [each.share.fraction if each.share else Fraction(0) for each in people]
    if not all(shares) or sum(shares) != 1:
        raise _broken("payees", "shares-sum-to-1")
    return shares


def _check_person(path: str, person: PayeeIn, papers: Sequence[str], today: date) -> None:
    """`path`: where in the body they are."""
    guardian = person.guardian
    if guardian is None:
        if age_on(person.born_on, today) < ADULT:
            raise _broken(f"{path}.guardian", "minor-has-guardian")
    elif "guardian_proof" not in papers:
        raise _broken("papers", "guardian-proof")
    elif age_on(guardian.born_on, today) < ADULT or hash_of(guardian.id_number) == hash_of(person.id_number):
        raise _broken(f"{path}.guardian", "guardian-of-age")
    check_holder(f"{path}.account.holder", person.account.holder, person.name, guardian.name if guardian else None)


def _broken(field: str, rule: str, **more: str) -> RuleBroken:
    return RuleBroken(field, rule, WORDS[rule], **more)
