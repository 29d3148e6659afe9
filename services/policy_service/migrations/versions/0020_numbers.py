"""What is known of policyholders' numbers; theirs and salespeople's by keyed hashes. Of policies of before: unknown."""

import sqlalchemy as sa
from alembic import op

from shared.db import Json, UtcDateTime

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("policies", sa.Column("numbers", Json, nullable=True))
    op.add_column("policies", sa.Column("reach_at_issue", sa.String(40), nullable=True))
    op.create_table(
        "holder_numbers",
        sa.Column("policy_no", sa.String(40), nullable=False),
        sa.Column("number_hash", sa.String(64), nullable=False),
        sa.Column("id_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["policy_no"], ["policies.case_no"], name=op.f("fk_holder_numbers_policy_no_policies")),
        sa.PrimaryKeyConstraint("policy_no", "number_hash", name=op.f("pk_holder_numbers")),
    )
    op.create_index("ix_holder_numbers_number_hash_id_hash", "holder_numbers", ["number_hash", "id_hash"])
    op.create_table(
        "salespersons_numbers",
        sa.Column("salesperson", sa.String(80), nullable=False),
        sa.Column("number_hash", sa.String(64), nullable=False),
        sa.Column("org", sa.String(20), nullable=False),
        sa.Column("listed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("salesperson", "number_hash", name=op.f("pk_salespersons_numbers")),
    )
    op.create_index(op.f("ix_salespersons_numbers_number_hash"), "salespersons_numbers", ["number_hash"])


def downgrade() -> None:
    op.drop_table("salespersons_numbers")
    op.drop_table("holder_numbers")
    op.drop_column("policies", "reach_at_issue")
    op.drop_column("policies", "numbers")
