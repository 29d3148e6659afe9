"""First tables of policy_service: policies and their people, beside the shared ones."""

import sqlalchemy as sa
from alembic import op

from shared.core_tables import create_core, drop_core
from shared.db import BigId, UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_core(op.get_bind())
    op.create_table(
        "policies",
        sa.Column("application_no", sa.String(length=40), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("term_years", sa.Integer(), nullable=True),
        sa.Column("pay_years", sa.Integer(), nullable=False),
        sa.Column("payment_mode", sa.String(length=10), nullable=False),
        sa.Column("premium_fen", sa.BigInteger(), nullable=False),
        sa.Column("sum_assured_fen", sa.BigInteger(), nullable=False),
        sa.Column("policyholder_ref", sa.String(length=36), nullable=False),
        sa.Column("free_look_days", sa.Integer(), nullable=False),
        sa.Column("free_look_starts", sa.String(length=12), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("free_look_ends_on", sa.Date(), nullable=True),
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
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_policies")),
        sa.UniqueConstraint("application_no", name=op.f("uq_policies_application_no")),
    )
    op.create_index(op.f("ix_policies_due_at"), "policies", ["due_at"], unique=False)
    op.create_index(op.f("ix_policies_org"), "policies", ["org"], unique=False)
    op.create_index("ix_policies_page", "policies", ["opened_at", "case_no"], unique=False)
    op.create_index(op.f("ix_policies_policyholder_ref"), "policies", ["policyholder_ref"], unique=False)
    op.create_index(op.f("ix_policies_status"), "policies", ["status"], unique=False)
    op.create_table(
        "parties",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("id", BigId, nullable=False),
        sa.Column("party_ref", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("born_on", sa.Text(), nullable=False),
        sa.Column("id_type", sa.String(length=20), nullable=False),
        sa.Column("id_number", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("phones", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("account_no", sa.Text(), nullable=True),
        sa.Column("share_percent", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["policies.case_no"], name=op.f("fk_parties_case_no_policies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
        sa.UniqueConstraint("party_ref", name=op.f("uq_parties_party_ref")),
    )
    op.create_index(op.f("ix_parties_case_no"), "parties", ["case_no"], unique=False)
    op.create_index(op.f("ix_parties_id_hash"), "parties", ["id_hash"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_parties_id_hash"), table_name="parties")
    op.drop_index(op.f("ix_parties_case_no"), table_name="parties")
    op.drop_table("parties")
    op.drop_index(op.f("ix_policies_status"), table_name="policies")
    op.drop_index(op.f("ix_policies_policyholder_ref"), table_name="policies")
    op.drop_index("ix_policies_page", table_name="policies")
    op.drop_index(op.f("ix_policies_org"), table_name="policies")
    op.drop_index(op.f("ix_policies_due_at"), table_name="policies")
    op.drop_table("policies")
    drop_core(op.get_bind())
