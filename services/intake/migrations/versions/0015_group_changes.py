"""Changes of a group policy's people, and from when to when each of them is insured."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, Json, UtcDateTime

revision = "0015"
down_revision = "0014"

OPEN, STAYS = sa.text("outcome IS NULL"), sa.text("until IS NULL")


def upgrade() -> None:
    _create_changes()
    _create_additions()
    for name in ("since", "until"):
        op.add_column("insured_persons", sa.Column(name, sa.Date(), nullable=True))
    _one_row_a_person(STAYS)


def _create_changes() -> None:
    op.create_table(
        "group_changes",
        _text("group_application_no", 40),
        _text("policy_no", 40),
        _text("scheme", 10),
        _text("credit_code", 18),
        sa.Column("accepted_at", UtcDateTime(), nullable=False),
        sa.Column("form_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("consents_proven", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("sum_per_head_fen", "share_fen")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("added", "removed", "heads_before")),
        sa.Column("removals", Json, nullable=False),
        _text("submitted_by", 80, nullable=True),
        _text("underwriting_level", 20, nullable=True),
        _text("decision", 20, nullable=True),
        sa.Column("premium_collected_fen", sa.BigInteger(), nullable=False),
        _text("premium_came_by", 10, nullable=True),
        _text("rejected", 40, nullable=True),
        _text("withdrawn", 40, nullable=True),
        _text("endorsement_no", 40, nullable=True),
        sa.Column("endorsed_at", UtcDateTime(), nullable=True),
        *_of_a_case(),
        sa.ForeignKeyConstraint(
            ["group_application_no"],
            ["group_applications.case_no"],
            name=op.f("fk_group_changes_group_application_no_group_applications"),
        ),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_group_changes")),
        sa.UniqueConstraint("endorsement_no", name=op.f("uq_group_changes_endorsement_no")),
    )
    for column in ("status", "org", "due_at", "group_application_no"):
        op.create_index(op.f(f"ix_group_changes_{column}"), "group_changes", [column])
    op.create_index("ix_group_changes_page", "group_changes", ["opened_at", "case_no"])
    op.create_index(
        "uq_group_changes_group_application_no",
        "group_changes",
        ["group_application_no"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _of_a_case() -> list[sa.Column[object]]:
    return [
        _text("case_no", 40),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("status", 40),
        _text("org", 20),
        *(_text(name, 40, nullable=True) for name in ("outlet", "product", "outcome", "waiting")),
        *(_text(name, 20, nullable=True) for name in ("channel", "line")),
        *(_text(name, 80, nullable=True) for name in ("handler", "salesperson")),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("clocks", sa.Text(), nullable=False),
        _text("last_action", 40),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        _text("last_by", 80),
    ]


def _create_additions() -> None:
    op.create_table(
        "group_change_additions",
        _text("case_no", 40),
        _text("relation", 12),
        sa.Column("consented", sa.Boolean(), nullable=False),
        sa.Column("id", BigId, nullable=False),
        _text("party_ref", 36),
        _text("role", 20),
        _text("id_type", 20),
        _text("id_hash", 64),
        _text("mobile_hash", 64, nullable=True),
        sa.Column("share_percent", sa.Integer(), nullable=True),
        *(_sealed(name) for name in ("name", "sex", "born_on", "id_number", "phones", "address")),
        *(_sealed(name, nullable=True) for name in ("account_no", "guardian")),
        sa.ForeignKeyConstraint(
            ["case_no"], ["group_changes.case_no"], name=op.f("fk_group_change_additions_case_no_group_changes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_change_additions")),
        sa.UniqueConstraint("party_ref", name=op.f("uq_group_change_additions_party_ref")),
    )
    for column in ("case_no", "id_hash", "mobile_hash"):
        op.create_index(op.f(f"ix_group_change_additions_{column}"), "group_change_additions", [column])


def _one_row_a_person(where: sa.TextClause | None) -> None:
    """Who left may come again."""
    op.drop_index("uq_insured_persons_case_no_id_hash", table_name="insured_persons")
    op.create_index(
        "uq_insured_persons_case_no_id_hash",
        "insured_persons",
        ["case_no", "id_hash"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _sealed(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def downgrade() -> None:
    op.execute("DELETE FROM insured_persons WHERE until IS NOT NULL")
    _one_row_a_person(None)
    for name in ("until", "since"):
        op.drop_column("insured_persons", name)
    op.drop_table("group_change_additions")
    op.drop_table("group_changes")
