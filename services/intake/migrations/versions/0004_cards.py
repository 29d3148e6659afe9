"""Short-term card policies: the stock of cards, its book, activations and their people."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "cards",
        sa.Column("card_no", sa.String(length=30), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=False),
        sa.Column("product", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("salesperson", sa.String(length=80), nullable=True),
        sa.Column("prepaid", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(length=64), nullable=False),
        sa.Column("wrong_passwords", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("card_no", name=op.f("pk_cards")),
    )
    op.create_index("ix_cards_salesperson", "cards", ["salesperson"], unique=False)
    op.create_index("ix_cards_stock", "cards", ["org", "outlet", "product", "status"], unique=False)
    op.create_table(
        "card_activations",
        sa.Column("card_no", sa.String(length=30), nullable=False),
        sa.Column("premium_fen", sa.BigInteger(), nullable=False),
        sa.Column("sum_assured_fen", sa.BigInteger(), nullable=False),
        sa.Column("prepaid", sa.Boolean(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=True),
        sa.Column("premium_collected_fen", sa.BigInteger(), nullable=False),
        sa.Column("premium_came_by", sa.String(length=10), nullable=True),
        sa.Column("refund_due_fen", sa.BigInteger(), nullable=False),
        sa.Column("dun_count", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.String(length=40), nullable=True),
        sa.Column("policy_no", sa.String(length=40), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
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
        sa.ForeignKeyConstraint(["card_no"], ["cards.card_no"], name=op.f("fk_card_activations_card_no_cards")),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_card_activations")),
        sa.UniqueConstraint("card_no", name=op.f("uq_card_activations_card_no")),
        sa.UniqueConstraint("policy_no", name=op.f("uq_card_activations_policy_no")),
    )
    op.create_index(op.f("ix_card_activations_due_at"), "card_activations", ["due_at"], unique=False)
    op.create_index(op.f("ix_card_activations_org"), "card_activations", ["org"], unique=False)
    op.create_index("ix_card_activations_page", "card_activations", ["opened_at", "case_no"], unique=False)
    op.create_index(op.f("ix_card_activations_status"), "card_activations", ["status"], unique=False)
    op.create_table(
        "card_movements",
        sa.Column("id", BigId, nullable=False),
        sa.Column("card_no", sa.String(length=30), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("org", sa.String(length=20), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=False),
        sa.Column("product", sa.String(length=40), nullable=False),
        sa.Column("salesperson", sa.String(length=80), nullable=True),
        sa.Column("prepaid", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("case_no", sa.String(length=40), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["card_no"], ["cards.card_no"], name=op.f("fk_card_movements_card_no_cards")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_movements")),
    )
    op.create_index("ix_card_movements_book", "card_movements", ["org", "outlet", "product", "action"], unique=False)
    op.create_index(op.f("ix_card_movements_card_no"), "card_movements", ["card_no"], unique=False)
    op.create_table(
        "card_parties",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("id", BigId, nullable=False),
        sa.Column("party_ref", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("id_type", sa.String(length=20), nullable=False),
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("mobile_hash", sa.String(length=64), nullable=True),
        sa.Column("share_percent", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("born_on", sa.Text(), nullable=False),
        sa.Column("id_number", sa.Text(), nullable=False),
        sa.Column("phones", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("account_no", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no"], ["card_activations.case_no"], name=op.f("fk_card_parties_case_no_card_activations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_parties")),
        sa.UniqueConstraint("party_ref", name=op.f("uq_card_parties_party_ref")),
    )
    op.create_index(op.f("ix_card_parties_case_no"), "card_parties", ["case_no"], unique=False)
    op.create_index(op.f("ix_card_parties_id_hash"), "card_parties", ["id_hash"], unique=False)
    op.create_index(op.f("ix_card_parties_mobile_hash"), "card_parties", ["mobile_hash"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_card_parties_mobile_hash"), table_name="card_parties")
    op.drop_index(op.f("ix_card_parties_id_hash"), table_name="card_parties")
    op.drop_index(op.f("ix_card_parties_case_no"), table_name="card_parties")
    op.drop_table("card_parties")
    op.drop_index(op.f("ix_card_movements_card_no"), table_name="card_movements")
    op.drop_index("ix_card_movements_book", table_name="card_movements")
    op.drop_table("card_movements")
    op.drop_index(op.f("ix_card_activations_status"), table_name="card_activations")
    op.drop_index("ix_card_activations_page", table_name="card_activations")
    op.drop_index(op.f("ix_card_activations_org"), table_name="card_activations")
    op.drop_index(op.f("ix_card_activations_due_at"), table_name="card_activations")
    op.drop_table("card_activations")
    op.drop_index("ix_cards_stock", table_name="cards")
    op.drop_index("ix_cards_salesperson", table_name="cards")
    op.drop_table("cards")
