"""Numbers normalised for whoever enters them: a bank's screen can ask before it sends. Nothing is kept."""

from services.callback.phones.schemas import PhoneOut, PhonesIn, PhonesOut
from shared.app import make_router
from shared.auth import CurrentActor
from shared.errors import Text
from shared.idempotency import CHANGES_NOTHING
from shared.phones.normalising import normalise

router = make_router(Text("电话", "Telephone numbers"))


@router.post("/phones/normalise", openapi_extra=CHANGES_NOTHING)
async def normalise_phones(body: PhonesIn, actor: CurrentActor) -> PhonesOut:
    """号码规整: each number in its order; what is none is answered as `invalid` with why."""
    found = (normalise(each.raw, each.field, each.org or actor.org) for each in body.numbers)
    return PhonesOut(numbers=[PhoneOut(**phone._asdict()) for phone in found])
