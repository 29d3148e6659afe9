"""What several items refuse (RuleBroken): that nothing would change, and that the free-look period isn't over."""

from services.policy_service.values.standing import Standing
from shared.errors import RuleBroken, Text


def check_changes(field: str, now: object, wanted: object) -> None:
    if now == wanted:
        raise RuleBroken(field, "something-to-change", Text("与现状相同,无需变更", "It is so already"))


def check_free_look_over(standing: Standing) -> None:
    if standing.policy.is_in_free_look_on(standing.today):
        told = Text(
            "犹豫期内不能办理;如需解约,请办理犹豫期退保",
            "Not within the free-look period, in which a policy may be given back for the whole premium",
        )
        ends_on = standing.policy.free_look_ends_on
        raise RuleBroken("free_look_ends_on", "free-look-over", told, free_look_ends_on=ends_on)
