"""What policies are worth, what is lent on them and credited to them; the insurer's answer to a reinstatement."""

import sqlalchemy as sa
from alembic import op

from services.policy_service.clauses.products import PRODUCTS, usual_drawing_mode
from shared.db import BigId

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("policies", sa.Column("paid_up_months", sa.Integer(), nullable=True))
    op.add_column("policies", sa.Column("reinstated_on", sa.Date(), nullable=True))
    op.add_column("policies", sa.Column("surrender_value_fen", sa.BigInteger(), nullable=True))
    op.add_column("policies", sa.Column("drawing_mode", sa.String(length=10), nullable=True))
    op.add_column("service_requests", sa.Column("answer_due_on", sa.Date(), nullable=True))
    _draw_as_usual()
    op.create_table(
        "policy_loans",
        sa.Column("loan_no", sa.String(length=40), nullable=False),
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("request_no", sa.String(length=40), nullable=False),
        sa.Column("principal_fen", sa.BigInteger(), nullable=False),
        sa.Column("rate_bp", sa.Integer(), nullable=False),
        sa.Column("lent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.Column("interest_from", sa.Date(), nullable=False),
        sa.Column("interest_due_fen", sa.BigInteger(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["policy_no"], ["policies.case_no"], name=op.f("fk_policy_loans_policy_no_policies")),
        sa.PrimaryKeyConstraint("loan_no", name=op.f("pk_policy_loans")),
        sa.UniqueConstraint("request_no", name=op.f("uq_policy_loans_request_no")),
    )
    op.create_index(op.f("ix_policy_loans_policy_no"), "policy_loans", ["policy_no"], unique=False)
    op.create_table(
        "loan_repayments",
        sa.Column("id", BigId, nullable=False),
        sa.Column("loan_no", sa.String(length=40), nullable=False),
        sa.Column("request_no", sa.String(length=40), nullable=False),
        sa.Column("repaid_on", sa.Date(), nullable=False),
        sa.Column("interest_fen", sa.BigInteger(), nullable=False),
        sa.Column("principal_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_no"], ["policy_loans.loan_no"], name=op.f("fk_loan_repayments_loan_no_policy_loans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_repayments")),
    )
    op.create_index(op.f("ix_loan_repayments_loan_no"), "loan_repayments", ["loan_no"], unique=False)
    op.create_table(
        "dividend_entries",
        sa.Column("id", BigId, nullable=False),
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("policy_year", sa.Integer(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("booked_by", sa.String(length=80), nullable=False),
        sa.Column("request_no", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["policy_no"], ["policies.case_no"], name=op.f("fk_dividend_entries_policy_no_policies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dividend_entries")),
        sa.UniqueConstraint("policy_no", "policy_year", name=op.f("uq_dividend_entries_policy_no_policy_year")),
    )


def downgrade() -> None:
    op.drop_table("dividend_entries")
    op.drop_index(op.f("ix_loan_repayments_loan_no"), table_name="loan_repayments")
    op.drop_table("loan_repayments")
    op.drop_index(op.f("ix_policy_loans_policy_no"), table_name="policy_loans")
    op.drop_table("policy_loans")
    op.drop_column("service_requests", "answer_due_on")
    op.drop_column("policies", "drawing_mode")
    op.drop_column("policies", "surrender_value_fen")
    op.drop_column("policies", "reinstated_on")
    op.drop_column("policies", "paid_up_months")


def _draw_as_usual() -> None:
    policies = sa.table("policies", sa.column("product", sa.String), sa.column("drawing_mode", sa.String))
    for product in PRODUCTS:
        if mode := usual_drawing_mode(product):
            op.execute(policies.update().where(policies.c.product == product).values(drawing_mode=mode))
