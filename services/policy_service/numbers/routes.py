"""Route of the list of salespeople's numbers (销售人员号码). HTTP only."""

from typing import Annotated

from services.policy_service.numbers import salespeople
from services.policy_service.numbers.schemas import SalespeoplesNumbersIn, SalespersonNumbersOut
from shared.app import make_router
from shared.auth import Actor, Role, allow
from shared.db import Session
from shared.errors import Text

router = make_router(Text("销售人员号码", "Salespeople's numbers"))

Lister = Annotated[Actor, allow(Role.INTEGRATOR)]


@router.post("/salespeoples-numbers", response_model=list[SalespersonNumbersOut])
async def take_in_salespeoples_numbers(
    body: SalespeoplesNumbersIn, session: Session, actor: Lister
) -> list[SalespersonNumbersOut]:
    """销售人员号码名单: of whom a policyholder has a number, it is doubted from now on; only keyed hashes are kept."""
    return await salespeople.take_in(session, body.salespeople, actor)
