"""Identity checks before premium (身份识别), and large cash reported after it, as the thresholds of the service say."""

from random import Random

from simulator.api import Json, Refused, tag
from simulator.branches import Staff
from simulator.moves import World

THRESHOLDS = "/intake/v1/aml/thresholds"
CHECKS, REPORTS = "/intake/v1/identity-checks", "/intake/v1/large-cash-reports"
RULES = {"cash": "AML-07-NB1", "transfer": "AML-07-NB2", "debit": "AML-07-NB2"}
METHODS = {"chip_read": 60, "original_seen": 30, "registry_query": 10}
COMPLIANCE = Staff("L35-1", ("compliance",), "35")


async def identify(world: World, who: Staff, case: Json, came_by: str) -> None:
    """Those on the form, where the premium is so large that the law asks for it."""
    if case["premium_fen"] < await _value(world, who, RULES[came_by]):
        return
    draw = Random(f"{world.seed}/{case['form_no']}/identify")
    for person in (await world.api.get(who, f"{CHECKS}/persons", case_no=case["case_no"]))["items"]:
        check = {name: person[name] for name in ("party_ref", "document")}
        seen = {"method": draw.choices(list(METHODS), list(METHODS.values()))[0], "result": "matched"}
        await world.api.post(who, CHECKS, {"case_no": case["case_no"]} | check | seen)


async def report_large_cash(world: World, case: Json) -> None:
    """Compliance works off what lies there, when cash so large came in; now and then it is left lying."""
    if case["premium_came_by"] != "cash" or case["premium_fen"] < await _value(world, COMPLIANCE, "AML-CTR"):
        return
    if Random(f"{world.seed}/{case['form_no']}/large-cash").random() < 0.1:
        return
    for report in await world.api.pages(COMPLIANCE, REPORTS, status="opened", org=case["org"]):
        await _report(world, report)


async def _report(world: World, report: Json) -> None:
    number, seen = report["case_no"], tag(report)
    try:
        await world.api.post(COMPLIANCE, f"{REPORTS}/{number}/report", {"filed_as": f"CTR-{number}"}, if_match=seen)
    except Refused as refused:
        if refused.status not in (409, 412):  # a colleague was first, or more cash came in
            raise


async def _value(world: World, who: Staff, rule: str) -> int:
    rows = (await world.api.get(who, THRESHOLDS))["items"]
    return next(int(row["value"]) for row in rows if row["rule_id"] == rule)
