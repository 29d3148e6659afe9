"""Who underwrites a group application (核保权限): the city, above its limit the province, above that head office."""

from collections.abc import Callable

from services.intake.authority import Authority, Level
from services.intake.groups.models import GroupApplication
from services.intake.groups.products import GroupProduct, group_product
from shared.amounts import WAN
from shared.errors import Text

Limit = Callable[[GroupProduct], int | None]  # of the whole policy


# The year-end report names city and province (大额超权限上报省公司核保); the limits are ours (D).
# fmt: off
AUTHORITY: Authority[Limit] = Authority((
    #     level       up to                                     code length   words
    Level("city",     lambda product: product.city_limit_fen,   4,            Text("市公司核保", "underwriting by the city")),
    Level("province", lambda product: 200_000 * WAN,            2,            Text("省公司核保", "underwriting by the province")),
    Level("head",     lambda product: None,                     0,            Text("总公司核保", "underwriting by head office")),
))
# fmt: on


def is_within(case: GroupApplication) -> bool:
    """Whether the level at which the case lies may decide its sum."""
    limit = AUTHORITY.of(case).up_to_fen(group_product(str(case.product)))
    return limit is None or case.sum_assured_fen <= limit
