"""The claims service (理赔): `uvicorn services.claims.app:app`."""

from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from services.claims import consumers
from services.claims.cases.file_routes import router as files
from services.claims.cases.models import Claim
from services.claims.cases.routes import router as claims
from services.claims.cases.settling_routes import router as settling
from services.claims.claim_backs.models import ClaimBack
from services.claims.claim_backs.routes import router as claim_backs
from services.claims.covers.routes import router as covers
from services.claims.hospitals.routes import router as hospitals
from services.claims.investigators.routes import router as investigators
from services.claims.payments.models import ClaimPayment
from services.claims.payments.routes import router as payments
from services.claims.risk.routes import router as risk
from services.claims.survey_days.models import SurveyDay
from services.claims.survey_days.routes import router as survey_days
from services.claims.surveys.evidence_routes import router as evidence
from services.claims.surveys.models import Survey
from services.claims.surveys.routes import router as surveys
from shared.bus import Bus
from shared.errors import Text
from shared.files import open_files
from shared.reactions import reactions_of
from shared.service import Kind, lazily, make_service
from shared.settings import Settings

KINDS = (Kind(Claim), Kind(ClaimPayment), Kind(ClaimBack), Kind(Survey), Kind(SurveyDay))
ROUTERS = (
    covers, claims, files, settling, risk, payments, claim_backs, surveys, evidence, survey_days, investigators,
    hospitals,
)  # fmt: skip


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    app = make_service(
        "claims",
        Text("理赔", "Claims"),
        ROUTERS,
        settings=settings,
        bus=bus,
        kinds=KINDS,
        reactions=reactions_of(consumers.__name__),
        transports=transports,
    )
    app.state.files = open_files(settings, "claims")
    return app


__getattr__ = lazily(create_app)
