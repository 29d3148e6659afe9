"""Archive look-ups and policies registered from them; campaigns over policies; patterns of endings."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, Json, UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "archive_lookups",
        sa.Column("voucher_kind", sa.String(length=20), nullable=False),
        sa.Column("voucher_no", sa.Text(), nullable=False),
        sa.Column("voucher_hash", sa.String(length=64), nullable=False),
        sa.Column("voucher_year", sa.Integer(), nullable=False),
        sa.Column("printed_product", sa.String(length=200), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("brought_by", sa.String(length=20), nullable=False),
        sa.Column("bringer", sa.Text(), nullable=True),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("finds", sa.Integer(), nullable=False),
        sa.Column("minutes_searched", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("made_by", sa.String(length=80), nullable=True),
        sa.Column("registered_no", sa.String(length=40), nullable=True),
        sa.Column("negative", sa.String(length=40), nullable=True),
        sa.Column("told_by_channel", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        *_case_columns(),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_archive_lookups")),
    )
    _case_indexes("archive_lookups")
    op.create_index("ix_archive_lookups_handler", "archive_lookups", ["handler"])
    op.create_index("uq_archive_lookups_voucher_hash", "archive_lookups", ["voucher_hash"], **_open())
    op.create_table(
        "archive_searches",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("searched_on", sa.Date(), nullable=False),
        sa.Column("searcher", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no"], ["archive_lookups.case_no"], name=op.f("fk_archive_searches_case_no_archive_lookups")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_searches")),
    )
    op.create_index(op.f("ix_archive_searches_case_no"), "archive_searches", ["case_no"])
    _create_campaigns()
    _create_patterns()
    op.add_column("policies", sa.Column("legacy", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("policies", sa.Column("voucher_hash", sa.String(length=64), nullable=True))
    op.create_index("uq_policies_voucher_hash", "policies", ["voucher_hash"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_policies_voucher_hash", "policies")
    op.drop_column("policies", "voucher_hash")
    op.drop_column("policies", "legacy")
    op.drop_table("sales_patterns")
    op.drop_table("campaign_contacts")
    op.drop_table("campaign_targets")
    op.drop_table("campaigns")
    op.drop_table("archive_searches")
    op.drop_table("archive_lookups")


def _create_campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("campaign_type", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("goal_percent", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("tally_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("targets", "contacted", "signed", "refused")),
        *_case_columns(),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_campaigns")),
    )
    _case_indexes("campaigns")
    op.create_table(
        "campaign_targets",
        sa.Column("id", BigId, nullable=False),
        sa.Column("campaign_no", sa.String(length=40), nullable=False),
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=True),
        sa.Column("salesperson", sa.String(length=80), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("contacted_at", UtcDateTime(), nullable=True),
        sa.Column("signed_at", UtcDateTime(), nullable=True),
        sa.Column("signed_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_no"], ["campaigns.case_no"], name=op.f("fk_campaign_targets_campaign_no_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["policy_no"], ["policies.case_no"], name=op.f("fk_campaign_targets_policy_no_policies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_targets")),
    )
    op.create_index(op.f("ix_campaign_targets_policy_no"), "campaign_targets", ["policy_no"])
    op.create_index("uq_campaign_targets_policy", "campaign_targets", ["campaign_no", "policy_no"], unique=True)
    op.create_table(
        "campaign_contacts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("target_id", BigId, nullable=False),
        sa.Column("contacted_by", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["campaign_targets.id"], name=op.f("fk_campaign_contacts_target_id_campaign_targets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_contacts")),
    )
    op.create_index(op.f("ix_campaign_contacts_target_id"), "campaign_contacts", ["target_id"])


def _create_patterns() -> None:
    op.create_table(
        "sales_patterns",
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("exposed", "ended", "branch_exposed", "branch_ended")
        ),
        sa.Column("p_value", sa.Float(), nullable=False),
        sa.Column("policies", Json, nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("examined_by", sa.String(length=80), nullable=True),
        *_case_columns(),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_sales_patterns")),
    )
    _case_indexes("sales_patterns")
    op.create_index("uq_sales_patterns_salesperson", "sales_patterns", ["org", "salesperson"], **_open())


def _open() -> dict[str, Any]:
    still = sa.text("closed_at IS NULL")
    return {"unique": True, "sqlite_where": still, "postgresql_where": still}


def _case_columns() -> list[sa.Column[Any]]:
    return [
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
    ]


def _case_indexes(table: str) -> None:
    for column in ("due_at", "org", "status"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index(f"ix_{table}_page", table, ["opened_at", "case_no"])
