"""What was paid too much comes back (追回): brought to the counter, or kept from what they are paid next (抵扣)."""

from collections.abc import Callable
from functools import partial
from random import Random

from shared.calendar_data import calendar_for
from simulator.api import Json
from simulator.branches import BY_ORG, decider_of, manager_of
from simulator.claims import claim_of
from simulator.moves import Move, Wait, World, path_of

ROOT = "/claims/v1/claim-backs"
IN_PARTS = 0.25  # bring half of it first
OPEN = "outstanding"


def identity(case: Json) -> str:
    names = ("org", "product", "salesperson", "opened_at", "payee", "amount_fen")
    return "/".join(str(case[name]) for name in names)


def _outstanding(case: Json, draw: Random) -> Move:
    return Move(Wait(days=9), _receive)


CHOICES: dict[str, Callable[[Json, Random], Move | None]] = {OPEN: _outstanding}
_path = partial(path_of, ROOT)


async def of_claim(world: World, claim: Json) -> list[Json]:
    """What its decisions claim back."""
    return await world.api.pages(manager_of(claim["org"]), ROOT, claim_no=claim["case_no"], status=OPEN)


async def owed_by(world: World, payment: Json) -> Json | None:
    """By whoever is to be paid: the insured, of another claim under the same policy."""
    if payment["capacity"] != "self" or payment["payee"] != "insured":
        return None
    listed = await world.api.pages(manager_of(payment["org"]), ROOT, status=OPEN, org=payment["org"])
    if not (known := [each for each in listed if each["payee"] == "insured"]):
        return None
    claim = await claim_of(world, payment)
    for back in known:
        other = await claim_of(world, back)
        if (other["policy_no"], other["insured_ref"]) == (claim["policy_no"], claim["insured_ref"]):
            return back
    return None


async def set_off(world: World, root: str, payment: Json, back: Json) -> list[Json]:
    """By another than who decided and who told the payee; the whole of it set off, its claim is paid."""
    org, claim = payment["org"], await claim_of(world, payment)
    clerk = next(each for each in (manager_of(org), decider_of(org, "city")) if each.ref != claim["decided_by"])
    on = calendar_for(org).date_of(world.now).isoformat()
    kept = {"claim_back_no": back["case_no"], "amount_fen": min(back["open_fen"], payment["to_pay_fen"])}
    kept |= {"consent": f"DK-{on}", "consented_on": on}
    key, step = f"set-off-{payment['case_no']}-{payment['version']}", path_of(root, payment, "set-off")
    left = await world.api.post(clerk, step, kept, idempotency_key=key)
    return [left, await world.api.get(manager_of(org), f"{ROOT}/{back['case_no']}"), await claim_of(world, payment)]


async def _receive(world: World, case: Json) -> Json:
    draw = Random(f"{world.seed}/{identity(case)}/receipt/{case['version']}")
    is_part = not case["recovered_fen"] and case["open_fen"] > 1 and draw.random() < IN_PARTS
    told = {"amount_fen": case["open_fen"] // 2 if is_part else case["open_fen"], "way": "transfer"}
    told |= {"voucher": f"ZH{draw.randrange(10**9):09d}"}
    key = f"claim-back-{case['case_no']}-{case['version']}"
    return await world.api.post(BY_ORG[case["org"]].cashier, _path(case, "receipts"), told, idempotency_key=key)
