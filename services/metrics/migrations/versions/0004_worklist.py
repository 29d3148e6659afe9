"""What is to be done, in order, and when the watch over limits must look.

Cases that are held already are in it from their next step on, all of them after `guimian rebuild`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _ordered(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "worklist",
        sa.Column("generation", sa.SmallInteger(), nullable=False),
        sa.Column("key", _ordered(81), nullable=False),
        sa.Column("kind", _ordered(40), nullable=False),
        sa.Column("org", _ordered(20), nullable=False),
        sa.Column("handler", _ordered(80), nullable=True),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("look_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("generation", "key", name=op.f("pk_worklist")),
        postgresql_with={"fillfactor": 80},
    )
    op.create_index("ix_worklist_org_kind_due_key", "worklist", ["generation", "org", "kind", "due", "key"])
    op.create_index("ix_worklist_kind_due_key_org", "worklist", ["generation", "kind", "due", "key", "org"])
    op.create_index("ix_worklist_handler_due_key", "worklist", ["generation", "handler", "due", "key"])
    op.create_index("ix_worklist_look_at", "worklist", ["generation", "look_at"])


def downgrade() -> None:
    op.drop_index("ix_worklist_look_at", table_name="worklist")
    op.drop_index("ix_worklist_handler_due_key", table_name="worklist")
    op.drop_index("ix_worklist_kind_due_key_org", table_name="worklist")
    op.drop_index("ix_worklist_org_kind_due_key", table_name="worklist")
    op.drop_table("worklist")
