"""Items that move no money: what they set on a policy; unfit papers, agents verified and principals told."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from shared.db import Json, UtcDateTime

revision = "0007"
down_revision = "0006"

POLICY: dict[str, TypeEngine[Any]] = {
    "occupation_class": sa.Integer(),
    "dividend_option": sa.String(length=20),
    "premium_loan": sa.Boolean(),
    "paid_up_on": sa.Date(),
    "document_status": sa.String(length=12),
}
REQUEST: dict[str, tuple[TypeEngine[Any], str | None]] = {
    "missed_papers": (Json, "[]"),
    "rejected_papers": (Json, "[]"),
    "send_backs": (sa.Integer(), "0"),
    "agent_verified_by": (sa.String(length=80), None),
    "agent_verified_at": (UtcDateTime(), None),
    "principal_told_at": (UtcDateTime(), None),
    "notice_means": (sa.String(length=12), None),
}


def upgrade() -> None:
    for name, kind in POLICY.items():
        op.add_column("policies", sa.Column(name, kind, nullable=True))
    for name, (kind, at_first) in REQUEST.items():
        op.add_column("service_requests", sa.Column(name, kind, nullable=at_first is None, server_default=at_first))
    op.add_column("former_parties", sa.Column("place", sa.BigInteger(), nullable=False, server_default="0"))
    # Who is on the policy still has their place; of those who aren't, the order in which they left it is known.
    op.execute(
        "UPDATE former_parties SET place = COALESCE("
        "(SELECT id FROM parties WHERE parties.party_ref = former_parties.party_ref), former_parties.id)"
    )


def downgrade() -> None:
    op.drop_column("former_parties", "place")
    for column in REQUEST:
        op.drop_column("service_requests", column)
    for column in POLICY:
        op.drop_column("policies", column)
