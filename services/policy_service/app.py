"""The policy service (保全): `uvicorn services.policy_service.app:app`."""

from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from services.policy_service import consumers, work
from services.policy_service.archives.models import ArchiveLookup
from services.policy_service.archives.routes import router as archives
from services.policy_service.benefits.models import Benefit
from services.policy_service.benefits.routes import router as benefits
from services.policy_service.benefits.transferring import PAYOUTS as BENEFITS
from services.policy_service.campaigns import commands as campaigns
from services.policy_service.campaigns.models import Campaign
from services.policy_service.campaigns.routes import router as campaign_routes
from services.policy_service.collection import payment
from services.policy_service.collection.routes import router as collection
from services.policy_service.loans.models import PolicyLoan
from services.policy_service.loans.routes import router as loan_routes
from services.policy_service.numbers.routes import router as numbers
from services.policy_service.open_claims.routes import router as open_claims
from services.policy_service.patterns.models import SalesPattern
from services.policy_service.patterns.routes import router as patterns
from services.policy_service.policies import commands
from services.policy_service.policies.models import Policy
from services.policy_service.policies.routes import router as policies
from services.policy_service.renewal_batches.models import RenewalBatch
from services.policy_service.renewal_batches.routes import router as batches
from services.policy_service.renewals.models import Renewal
from services.policy_service.renewals.routes import router as renewals
from services.policy_service.requests import commands as requesting
from services.policy_service.requests.models import ServiceRequest
from services.policy_service.requests.routes import router as requests
from services.policy_service.transfers.models import TransferBatch
from services.policy_service.transfers.routes import router as transfers
from services.policy_service.values import lending as loans
from services.policy_service.values.routes import router as values
from shared.auth import Actor
from shared.bus import Bus
from shared.errors import Text
from shared.reactions import reactions_of
from shared.service import Kind, lazily, make_service
from shared.settings import Settings

KINDS = (
    Kind(Policy, on_timer={"end_free_look": commands.end_free_look, "end_reinstatement": commands.end_reinstatement}),
    Kind(ServiceRequest, on_timer={"expire": requesting.expire, "agree_by_silence": requesting.agree_by_silence}),
    Kind(PolicyLoan, on_timer={"fall_overdue": loans.fall_overdue}),
    Kind(Renewal, on_timer={"end_grace": payment.end_grace}),
    Kind(RenewalBatch),
    Kind(Benefit),
    Kind(TransferBatch),
    Kind(ArchiveLookup),
    Kind(
        Campaign,
        on_timer={
            "tally": campaigns.tally,
            "end": lambda session, case: campaigns.end(session, case, Actor.system()),
            "cancel": lambda session, case: campaigns.cancel(session, case, Actor.system()),
        },
    ),
    Kind(SalesPattern),
)
ROUTERS = (
    policies, values, open_claims, requests, loan_routes, renewals, batches, collection, benefits, transfers, archives,
    campaign_routes, patterns, numbers,
)  # fmt: skip
PAYOUTS = {"benefit": BENEFITS}


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    app = make_service(
        "policy_service",
        Text("保全", "Policy service"),
        ROUTERS,
        settings=settings,
        bus=bus,
        kinds=KINDS,
        reactions=reactions_of(consumers.__name__),
        transports=transports,
        lifespans=[work.working],
    )
    app.state.payouts = PAYOUTS
    work.prepare(app)
    return app


__getattr__ = lazily(create_app)
