"""Policy services are asked for: the requests, and the people of a policy as they were."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, Json, UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "former_parties",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("party_ref", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=True),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["policies.case_no"], name=op.f("fk_former_parties_case_no_policies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_parties")),
    )
    op.create_index(op.f("ix_former_parties_case_no"), "former_parties", ["case_no"], unique=False)
    op.create_table(
        "service_requests",
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("applicant_ref", sa.String(length=36), nullable=False),
        sa.Column("agent_acts", sa.Boolean(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("papers", Json, nullable=False),
        sa.Column("missing_papers", Json, nullable=False),
        sa.Column("told_papers", Json, nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("money", Json, nullable=False),
        sa.Column("money_in_fen", sa.BigInteger(), nullable=False),
        sa.Column("money_out_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_reference", sa.String(length=40), nullable=True),
        sa.Column("rejected", sa.String(length=40), nullable=True),
        sa.Column("endorsement_no", sa.String(length=40), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("line", sa.String(length=20), nullable=True),
        sa.Column("product", sa.String(length=40), nullable=True),
        sa.Column("handler", sa.String(length=80), nullable=True),
        sa.Column("salesperson", sa.String(length=80), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("waiting", sa.String(length=40), nullable=True),
        sa.Column("clocks", sa.Text(), nullable=False),
        sa.Column("last_action", sa.String(length=40), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("last_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_no"], ["policies.case_no"], name=op.f("fk_service_requests_policy_no_policies")
        ),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_service_requests")),
        sa.UniqueConstraint("endorsement_no", name=op.f("uq_service_requests_endorsement_no")),
    )
    op.create_index(op.f("ix_service_requests_due_at"), "service_requests", ["due_at"], unique=False)
    op.create_index(op.f("ix_service_requests_org"), "service_requests", ["org"], unique=False)
    op.create_index("ix_service_requests_page", "service_requests", ["opened_at", "case_no"], unique=False)
    op.create_index(op.f("ix_service_requests_policy_no"), "service_requests", ["policy_no"], unique=False)
    op.create_index(op.f("ix_service_requests_status"), "service_requests", ["status"], unique=False)
    op.create_index(
        "uq_service_requests_open",
        "service_requests",
        ["policy_no", "item"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.add_column("parties", sa.Column("since", UtcDateTime(), nullable=True))
    op.add_column("policies", sa.Column("suspended_on", sa.Date(), nullable=True))
    op.add_column("policies", sa.Column("item", sa.String(length=40), nullable=True))
    op.add_column("policies", sa.Column("request_no", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("policies", "request_no")
    op.drop_column("policies", "item")
    op.drop_column("policies", "suspended_on")
    op.drop_column("parties", "since")
    op.drop_index(
        "uq_service_requests_open",
        table_name="service_requests",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index(op.f("ix_service_requests_status"), table_name="service_requests")
    op.drop_index(op.f("ix_service_requests_policy_no"), table_name="service_requests")
    op.drop_index("ix_service_requests_page", table_name="service_requests")
    op.drop_index(op.f("ix_service_requests_org"), table_name="service_requests")
    op.drop_index(op.f("ix_service_requests_due_at"), table_name="service_requests")
    op.drop_table("service_requests")
    op.drop_index(op.f("ix_former_parties_case_no"), table_name="former_parties")
    op.drop_table("former_parties")
