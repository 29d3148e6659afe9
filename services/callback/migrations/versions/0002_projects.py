"""Call-back projects: tasks of many causes, their questions, and the policies that callback knows of."""

import sqlalchemy as sa
from alembic import op

from shared.db import Json

revision = "0002"
down_revision = "0001"

# Those of before are calls about new policies; of an open one all is asked, for how its premium is paid isn't known.
ASKED = (
    '["is-policyholder", "bought-and-signed", "read-the-terms", "knows-the-cover", "knows-surrender-loss", '
    '"knows-free-look", "knows-the-premiums"]'
)
TEXTS = (("outlet", 40), ("channel", 20), ("line", 20), ("product", 40), ("salesperson", 80))


def upgrade() -> None:
    _create_known_policies()
    for name, length, before in (("owner", 10, "province"), ("called", 20, "policyholder"), ("cause_no", 80, "")):
        op.add_column("callbacks", sa.Column(name, sa.String(length), nullable=False, server_default=before))
    op.add_column("callbacks", sa.Column("cause_seq", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("callbacks", sa.Column("cause_on", sa.Date(), nullable=True))
    op.add_column("callbacks", sa.Column("questions", Json, nullable=False, server_default="[]"))
    op.execute("UPDATE callbacks SET cause_no = policy_no")
    op.execute(f"UPDATE callbacks SET questions = '{ASKED}' WHERE closed_at IS NULL")
    op.drop_index("uq_callbacks_policy_no_project", table_name="callbacks")
    _let_free_look_be_null(True)
    op.create_index("uq_callbacks_cause", "callbacks", ["policy_no", "project", "cause_no", "cause_seq"], unique=True)
    op.create_index(op.f("ix_callbacks_cause_no"), "callbacks", ["cause_no"])


def downgrade() -> None:
    """The tasks of other projects go: what comes before knows none."""
    op.execute("DELETE FROM callbacks WHERE project <> 'new-policy'")
    op.drop_index(op.f("ix_callbacks_cause_no"), table_name="callbacks")
    op.drop_index("uq_callbacks_cause", table_name="callbacks")
    _let_free_look_be_null(False)
    op.create_index("uq_callbacks_policy_no_project", "callbacks", ["policy_no", "project"], unique=True)
    for name in ("questions", "cause_on", "cause_seq", "cause_no", "called", "owner"):
        op.drop_column("callbacks", name)
    op.drop_index("ix_known_policies_salesperson", table_name="known_policies")
    op.drop_table("known_policies")


def _create_known_policies() -> None:
    """At first those that were owed a call; any event of a policy tells more."""
    op.create_table(
        "known_policies",
        sa.Column("policy_no", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("org", sa.String(20), nullable=False),
        *(sa.Column(name, sa.String(length), nullable=True) for name, length in TEXTS),
        sa.Column("policyholder_ref", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("policy_no", name=op.f("pk_known_policies")),
    )
    op.create_index("ix_known_policies_salesperson", "known_policies", ["salesperson", "policy_no"])
    taken = "org, outlet, channel, line, product, salesperson, policyholder_ref"
    status = "CASE status WHEN 'dropped' THEN 'terminated' WHEN 'awaiting_receipt' THEN status ELSE 'in_force' END"
    op.execute(
        f"INSERT INTO known_policies (policy_no, version, status, {taken}) "
        f"SELECT policy_no, 0, {status}, {taken} FROM callbacks"
    )


def _let_free_look_be_null(nullable: bool) -> None:
    with op.batch_alter_table("callbacks") as table:
        table.alter_column("free_look_days", existing_type=sa.Integer(), nullable=nullable)
        table.alter_column("free_look_starts", existing_type=sa.String(12), nullable=nullable)
