"""Voided payments, what is owed again for them, and claim-backs with what came in on them."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("claim_payments", sa.Column("set_off_fen", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("claim_payments", sa.Column("voided", sa.String(length=40), nullable=True))
    op.add_column("claim_settlements", sa.Column("voided_fen", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("claim_settlements", sa.Column("replaces", sa.String(length=40), nullable=True))
    op.create_index("uq_claim_settlements_replaces", "claim_settlements", ["replaces"], unique=True)
    op.create_table(
        "claim_backs",
        sa.Column("id", BigId, nullable=False),
        sa.Column("claim_no", sa.String(length=40), nullable=False),
        sa.Column("settlement_no", sa.Integer(), nullable=False),
        sa.Column("payee", sa.String(length=20), nullable=False),
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["claim_no"], ["claims.case_no"], name=op.f("fk_claim_backs_claim_no_claims")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_backs")),
        sa.UniqueConstraint(
            "claim_no",
            "settlement_no",
            "payee",
            "person_hash",
            name=op.f("uq_claim_backs_claim_no_settlement_no_payee_person_hash"),
        ),
    )
    op.create_index(op.f("ix_claim_backs_person_hash"), "claim_backs", ["person_hash"])
    op.create_table(
        "claim_back_entries",
        sa.Column("id", BigId, nullable=False),
        sa.Column("claim_back_id", BigId, nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("voucher", sa.String(length=40), nullable=True),
        sa.Column("payment_no", sa.String(length=40), nullable=True),
        sa.Column("consent", sa.String(length=40), nullable=True),
        sa.Column("consented_on", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.Column("entered_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_back_id"], ["claim_backs.id"], name=op.f("fk_claim_back_entries_claim_back_id_claim_backs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_back_entries")),
    )
    for name in ("claim_back_id", "payment_no"):
        op.create_index(op.f(f"ix_claim_back_entries_{name}"), "claim_back_entries", [name])
    op.create_index(
        "uq_claim_back_entries_voucher",
        "claim_back_entries",
        ["voucher"],
        unique=True,
        postgresql_where=sa.text("voucher IS NOT NULL"),
        sqlite_where=sa.text("voucher IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("claim_back_entries")
    op.drop_table("claim_backs")
    op.drop_index("uq_claim_settlements_replaces", "claim_settlements")
    op.drop_column("claim_settlements", "replaces")
    op.drop_column("claim_settlements", "voided_fen")
    op.drop_column("claim_payments", "voided")
    op.drop_column("claim_payments", "set_off_fen")
