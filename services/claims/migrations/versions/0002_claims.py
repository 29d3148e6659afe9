"""Claims: covers and the people on them, the claim with its invoices and calculations."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, Json, UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "cover_steps",
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("paid_to_on", sa.Date(), nullable=True),
        sa.Column("premium_fen", sa.BigInteger(), nullable=False),
        sa.Column("sum_assured_fen", sa.BigInteger(), nullable=False),
        sa.Column("reinstated_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("policy_no", "version", name=op.f("pk_cover_steps")),
    )
    op.create_table(
        "covered_people",
        sa.Column("id", BigId, nullable=False),
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("party_ref", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covered_people")),
        sa.UniqueConstraint("policy_no", "party_ref", name=op.f("uq_covered_people_policy_no_party_ref")),
    )
    op.create_index("ix_covered_people_id_hash", "covered_people", ["id_hash"], unique=False)
    op.create_table(
        "covers",
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=True),
        sa.Column("line", sa.String(length=20), nullable=True),
        sa.Column("product", sa.String(length=40), nullable=True),
        sa.Column("salesperson", sa.String(length=80), nullable=True),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("payment_mode", sa.String(length=10), nullable=True),
        sa.Column("reinstated_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("policy_no", name=op.f("pk_covers")),
    )
    op.create_index(op.f("ix_covers_org"), "covers", ["org"], unique=False)
    op.create_table(
        "claims",
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("insured_ref", sa.String(length=36), nullable=True),
        sa.Column("insured_hash", sa.String(length=64), nullable=False),
        sa.Column("cover_status", sa.String(length=12), nullable=False),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.Column("care", sa.String(length=10), nullable=False),
        sa.Column("types", Json, nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("needs", Json, nullable=False),
        sa.Column("event_on", sa.Date(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=True),
        sa.Column("possible_duplicates", Json, nullable=False),
        sa.Column("told_by", sa.String(length=12), nullable=True),
        sa.Column("papers", Json, nullable=False),
        sa.Column("required_papers", Json, nullable=False),
        sa.Column("missing_papers", Json, nullable=False),
        sa.Column("missed_papers", Json, nullable=False),
        sa.Column("told_papers", Json, nullable=False),
        sa.Column("unfit_papers", Json, nullable=False),
        sa.Column("claimed_fen", sa.BigInteger(), nullable=True),
        sa.Column("is_clear", sa.Boolean(), nullable=False),
        sa.Column("completed_at", UtcDateTime(), nullable=True),
        sa.Column("track", sa.String(length=10), nullable=True),
        sa.Column("surveyed", sa.Boolean(), nullable=False),
        sa.Column("invoices", sa.Integer(), nullable=False),
        sa.Column("kept_fen", sa.BigInteger(), nullable=False),
        sa.Column("calculations", sa.Integer(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.String(length=10), nullable=True),
        sa.Column("calculated_by", sa.String(length=80), nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("refusal_reasons", Json, nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("payable_fen", sa.BigInteger(), nullable=False),
        sa.Column("advance_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("voucher", sa.String(length=40), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("appeals", sa.Integer(), nullable=False),
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
        sa.ForeignKeyConstraint(["policy_no"], ["covers.policy_no"], name=op.f("fk_claims_policy_no_covers")),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_due_at"), "claims", ["due_at"], unique=False)
    op.create_index(op.f("ix_claims_insured_ref"), "claims", ["insured_ref"], unique=False)
    op.create_index("ix_claims_limits", "claims", ["policy_no", "insured_hash"], unique=False)
    op.create_index(op.f("ix_claims_org"), "claims", ["org"], unique=False)
    op.create_index("ix_claims_page", "claims", ["opened_at", "case_no"], unique=False)
    op.create_index("ix_claims_same_event", "claims", ["insured_hash", "event_on"], unique=False)
    op.create_index(op.f("ix_claims_status"), "claims", ["status"], unique=False)
    op.create_index("ix_claims_track", "claims", ["track", "completed_at"], unique=False)
    op.create_table(
        "claim_calculations",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("lines", Json, nullable=False),
        sa.Column("refusals", Json, nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=True),
        sa.Column("letter", Json, nullable=False),
        sa.Column("used", Json, nullable=False),
        sa.Column("waiver", Json, nullable=True),
        sa.Column("social_insurance_kept_fen", sa.BigInteger(), nullable=False),
        sa.Column("ends_contract", sa.Boolean(), nullable=False),
        sa.Column("calculated_by", sa.String(length=80), nullable=False),
        sa.Column("calculated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["claims.case_no"], name=op.f("fk_claim_calculations_case_no_claims")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_calculations")),
        sa.UniqueConstraint("case_no", "no", name=op.f("uq_claim_calculations_case_no_no")),
    )
    op.create_table(
        "claim_files",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("paper", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("put_by", sa.String(length=80), nullable=False),
        sa.Column("put_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["claims.case_no"], name=op.f("fk_claim_files_case_no_claims")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_files")),
    )
    op.create_index(op.f("ix_claim_files_case_no"), "claim_files", ["case_no"], unique=False)
    op.create_index(op.f("ix_claim_files_sha256"), "claim_files", ["sha256"], unique=False)
    op.create_table(
        "claim_invoices",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("hospital", sa.String(length=40), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("social_insurance_fen", sa.BigInteger(), nullable=False),
        sa.Column("unrelated_fen", sa.BigInteger(), nullable=False),
        sa.Column("over_standard_fen", sa.BigInteger(), nullable=False),
        sa.Column("other_paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("bed_fen", sa.BigInteger(), nullable=False),
        sa.Column("bed_days", sa.Integer(), nullable=False),
        sa.Column("examination_fen", sa.BigInteger(), nullable=False),
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["claims.case_no"], name=op.f("fk_claim_invoices_case_no_claims")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_invoices")),
    )
    op.create_index(op.f("ix_claim_invoices_case_no"), "claim_invoices", ["case_no"], unique=False)
    op.create_index(op.f("ix_claim_invoices_number"), "claim_invoices", ["number"], unique=False)
    op.create_index(op.f("ix_claim_invoices_sha256"), "claim_invoices", ["sha256"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_claim_invoices_sha256"), table_name="claim_invoices")
    op.drop_index(op.f("ix_claim_invoices_number"), table_name="claim_invoices")
    op.drop_index(op.f("ix_claim_invoices_case_no"), table_name="claim_invoices")
    op.drop_table("claim_invoices")
    op.drop_index(op.f("ix_claim_files_sha256"), table_name="claim_files")
    op.drop_index(op.f("ix_claim_files_case_no"), table_name="claim_files")
    op.drop_table("claim_files")
    op.drop_table("claim_calculations")
    op.drop_index("ix_claims_track", table_name="claims")
    op.drop_index(op.f("ix_claims_status"), table_name="claims")
    op.drop_index("ix_claims_same_event", table_name="claims")
    op.drop_index("ix_claims_page", table_name="claims")
    op.drop_index(op.f("ix_claims_org"), table_name="claims")
    op.drop_index("ix_claims_limits", table_name="claims")
    op.drop_index(op.f("ix_claims_insured_ref"), table_name="claims")
    op.drop_index(op.f("ix_claims_due_at"), table_name="claims")
    op.drop_table("claims")
    op.drop_index(op.f("ix_covers_org"), table_name="covers")
    op.drop_table("covers")
    op.drop_index("ix_covered_people_id_hash", table_name="covered_people")
    op.drop_table("covered_people")
    op.drop_table("cover_steps")
