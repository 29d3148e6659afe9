"""Up to which day the premiums of a policy are paid; of those at hand: the first premium only."""

import sqlalchemy as sa
from alembic import op

from services.policy_service.clauses.premium_plan import paid_to_at_issue

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("policies", sa.Column("paid_to_on", sa.Date(), nullable=True))
    names = ("case_no", "effective_on", "payment_mode", "paid_to_on")
    policies = sa.table(
        "policies", *(sa.column(name, sa.Date if name.endswith("_on") else sa.String) for name in names)
    )
    rows = op.get_bind().execute(sa.select(policies.c.case_no, policies.c.effective_on, policies.c.payment_mode)).all()
    for case_no, effective_on, mode in rows:
        paid_to_on = paid_to_at_issue(effective_on, mode)
        op.execute(policies.update().where(policies.c.case_no == case_no).values(paid_to_on=paid_to_on))


def downgrade() -> None:
    op.drop_column("policies", "paid_to_on")
