"""Of which policies an item is asked (保全项的适用保单): as clauses allow it, and in time for the counter to end it."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from shared.amounts import YUAN
from simulator.api import Json
from simulator.books import KEPT, LIVE, identity

REDUCIBLE = {"L1001": 10_000, "L1002": 10_000, "L1003": 10_000, "L1004": 10_000, "L1005": 50_000}
REDUCIBLE |= {"Y3002": 10_000, "Y3003": 10_000}
LENDS = ("L1001", "L1002", "L1003", "L1004", "Y3001", "Y3002", "Y3003")
PARTICIPATES, DRAWN = ("L1001", "Y3002"), "L1004"
LENDS_PREMIUM = ("L1001", "L1002", "L1003", "L1004", "Y3002", "Y3003")
BECOMES_PAID_UP = ("L1001", "L1002", "L1003", "Y3002", "Y3003")
RIDERS: Mapping[str, tuple[str, ...]] = {
    "L1001": ("F5001", "F5002", "F5003"),
    "L1002": ("F5001", "F5002", "F5003"),
    "L1003": ("F5001", "F5003"),
    "L1004": ("F5001",),
    "L1005": ("F5001", "F5002", "F5003"),
}
RAISED, MOST_RAISED = "L1005", 3_000_000


def day_of(policy: Json, name: str) -> date | None:
    return date.fromisoformat(policy[name]) if policy[name] else None


def is_live(policy: Json, on: date) -> bool:
    return policy["status"] in LIVE


def is_kept(policy: Json, on: date) -> bool:
    return policy["status"] in KEPT


def has_document(policy: Json, on: date) -> bool:
    return bool(policy["document_status"] != "lost")


def is_in_free_look(policy: Json, on: date) -> bool:
    """For as long as the counter needs to end it."""
    ends_on = day_of(policy, "free_look_ends_on")
    in_time = ends_on is None or on + timedelta(days=4) <= ends_on
    return bool(is_live(policy, on) and policy["free_look_days"] and in_time and has_document(policy, on))


def is_settled(policy: Json, on: date) -> bool:
    """In force, its free-look period over, its document at hand."""
    ends_on = day_of(policy, "free_look_ends_on")
    over = not policy["free_look_days"] or (ends_on is not None and ends_on < on)
    return bool(policy["status"] == "in_force" and over and has_document(policy, on))


def can_end(policy: Json, on: date) -> bool:
    is_suspended = policy["status"] == "suspended" and has_document(policy, on)
    return (is_suspended or is_settled(policy, on)) and not policy["product"].startswith("K")


def can_shrink(policy: Json, on: date) -> bool:
    least = REDUCIBLE.get(policy["product"])
    return bool(least and is_settled(policy, on) and policy["sum_assured_fen"] >= 2 * least * YUAN)


def can_lend(policy: Json, on: date) -> bool:
    return policy["product"] in LENDS and is_settled(policy, on) and policy["item"] != "policy-loan"


def has_loan(policy: Json, on: date) -> bool:
    return (policy["item"] == "policy-loan" or policy["legacy"]) and is_kept(policy, on)


def is_suspended(policy: Json, on: date) -> bool:
    return policy["status"] == "suspended" and has_document(policy, on)


def is_near_anniversary(policy: Json, on: date) -> bool:
    due_on, began_on = day_of(policy, "next_due_on"), date.fromisoformat(policy["effective_on"])
    if due_on is None or policy["status"] != "in_force" or policy["product"].startswith(("Y", "K")):
        return False
    is_anniversary = due_on.year > began_on.year and (due_on.month, due_on.day) == (began_on.month, began_on.day)
    return is_anniversary and timedelta(days=2) < due_on - on < timedelta(days=25) and has_document(policy, on)


def is_paid(policy: Json, on: date) -> bool:
    """Settled, and its next premium is still to come."""
    due_on = day_of(policy, "next_due_on")
    return is_settled(policy, on) and due_on is not None and due_on - on > timedelta(days=6)


def may_have_rider(policy: Json, on: date) -> bool:
    """In the weeks after an anniversary, with days left for the counter to end it."""
    began_on = date.fromisoformat(policy["effective_on"])
    since = (on - began_on.replace(year=on.year, day=min(began_on.day, 28))).days
    return is_paid(policy, on) and on.year > began_on.year and 4 <= since <= 20 and bool(riders_left(policy))


def riders_left(policy: Json) -> list[str]:
    has = {each["product"] for each in policy["additions"]}
    return [rider for rider in RIDERS.get(policy["product"], ()) if rider not in has]


def may_be_raised(policy: Json, on: date) -> bool:
    is_raised = policy["product"] == RAISED and policy["sum_assured_fen"] <= MOST_RAISED * YUAN // 2
    return is_raised and is_paid(policy, on)


def is_drawn(policy: Json, on: date) -> bool:
    return bool(policy["product"] == DRAWN and policy["status"] == "in_force" and has_document(policy, on))


def is_held(policy: Json, on: date) -> bool:
    return is_live(policy, on) and has_document(policy, on)


def is_lost_or_spoilt(policy: Json, on: date) -> bool:
    spoilt = Random(f"{identity(policy)}/spoilt").random() < 0.04
    return is_kept(policy, on) and (policy["document_status"] == "lost" or spoilt)


def can_be_lost(policy: Json, on: date) -> bool:
    return is_kept(policy, on) and policy["document_status"] is None and policy["status"] != "awaiting_delivery"


def may_move(policy: Json, on: date) -> bool:
    """Nobody waits any more for its receipt, or for its holder to think better of it."""
    is_old = on - date.fromisoformat(policy["effective_on"]) > timedelta(days=60)
    return is_old and policy["status"] in ("in_force", "suspended")


def participates(policy: Json, on: date) -> bool:
    return policy["product"] in PARTICIPATES and is_live(policy, on)


def lends_premium(policy: Json, on: date) -> bool:
    return bool(policy["product"] in LENDS_PREMIUM and is_live(policy, on) and policy["next_due_on"])


def can_be_paid_up(policy: Json, on: date) -> bool:
    paid_to, began_on = day_of(policy, "paid_to_on"), date.fromisoformat(policy["effective_on"])
    known = policy["product"] in BECOMES_PAID_UP and is_held(policy, on) and policy["next_due_on"]
    return bool(known and paid_to and paid_to.year - began_on.year > 2 and policy["item"] != "policy-loan")
