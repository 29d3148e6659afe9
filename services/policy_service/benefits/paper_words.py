"""The papers with which a benefit is claimed in cash (领取资料), in words. Pure."""

from services.policy_service.items import paper_words as items
from shared.errors import Text

# fmt: off
PAPERS = {
    "benefit_application": Text("给付申请书", "application for the benefit"),
    "policy":              items.PAPERS["policy"],
    "id_card":             Text("受益人有效身份证件", "beneficiary's valid identity document"),
    "id_copy":             Text("受益人身份证件复印件", "copy of the beneficiary's identity document"),
    "authority":           items.PAPERS["authority"],
    "agent_id":            items.PAPERS["agent_id"],
}
# fmt: on
ALWAYS = ("benefit_application", "policy", "id_card")  # 保全资料表 (S19 V)
OF_AN_AGENT = ("authority", "agent_id")
IF_IDENTIFIED = ("id_copy",)
OF_IDENTITY = ("id_card", "id_copy")


def required(*, agent_acts: bool, identified: bool) -> tuple[str, ...]:
    return (*ALWAYS, *(OF_AN_AGENT if agent_acts else ()), *(IF_IDENTIFIED if identified else ()))
