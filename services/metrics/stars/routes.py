"""The route of the star of the month (柜面之星). HTTP only."""

from typing import Annotated

from fastapi import Query, Request

from services.metrics.routes import Org, narrowed
from services.metrics.stars import reading
from services.metrics.stars.schemas import StarsOut, TellerOut
from shared.app import make_router
from shared.auth import CurrentActor
from shared.db import SnapshotSession
from shared.errors import Text

router = make_router(Text("柜面之星", "Star of the month"))

MonthName = Annotated[
    str | None,
    Query(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", description="Left out: this month", examples=["2026-04"]),
]


@router.get("/stars")
async def get_stars(
    request: Request, session: SnapshotSession, actor: CurrentActor, org: Org = "", month: MonthName = None
) -> StarsOut:
    """柜面之星: front-desk tellers of a month by volume, error rate, overdue rate and satisfaction, with the formula.

    Fewer than two, or nobody who differs: there is no star, and the answer says why.
    """
    told = await reading.stars(session, narrowed(org, actor), reading.month_of(month))
    root = request.scope.get("root_path", "")

    def rooted(teller: TellerOut) -> TellerOut:
        cells = [each.model_copy(update={"cases": root + each.cases}) for each in teller.cells]
        return teller.model_copy(update={"cells": cells})

    return told.model_copy(update={"tellers": [rooted(each) for each in told.tellers]})
