"""The counter itself: its roster and days, inspections with their findings, trainings in the field."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, Json, UtcDateTime

revision = "0012"
down_revision = "0011"

COUNTS = sa.text("status = 'recorded'")


def upgrade() -> None:
    _create_book("staff_positions", _text("outlet", 40), _text("position", 20))
    op.create_index("ix_staff_positions_outlet", "staff_positions", ["org", "outlet"])
    _create_book("staff_leaves", _text("type", 20), _text("part", 10), is_open=False)
    op.create_index(op.f("ix_staff_leaves_org"), "staff_leaves", ["org"])
    _create_cases("counter_days", _date("held_on"), _number("posted"), sa.Column("desk", Json, nullable=False))
    op.create_index("uq_counter_days_held_on", "counter_days", ["org", "outlet", "held_on"], unique=True)
    _create_trainings()
    _create_inspections()
    _create_findings()


def _create_trainings() -> None:
    lists = (sa.Column(name, Json, nullable=False) for name in ("topics", "salespeople"))
    _create_cases("trainings", _date("held_on"), _number("attendees"), *lists)


def _create_inspections() -> None:
    counted = (_number("checked"), _number("failed"))
    items = sa.Column("items", Json, nullable=False)
    _create_cases("inspections", _text("tool", 20), _date("inspected_on"), items, *counted)
    of_day = ["org", "outlet", "inspected_on", "tool"]
    op.create_index(
        "uq_inspections_tool", "inspections", of_day, unique=True, sqlite_where=COUNTS, postgresql_where=COUNTS
    )


def _create_findings() -> None:
    _create_cases(
        "findings",
        _text("inspection_no", 40),
        _text("tool", 20),
        _text("item", 40),
        _text("severity", 10),
        _number("limit_days"),
        _date("remind_on"),
        sa.Column("fixed_by", sa.String(length=80), nullable=True),
        _number("reopenings"),
        _number("reminders"),
        sa.ForeignKeyConstraint(
            ["inspection_no"], ["inspections.case_no"], name=op.f("fk_findings_inspection_no_inspections")
        ),
    )
    op.create_index(op.f("ix_findings_inspection_no"), "findings", ["inspection_no"])
    op.create_index("ix_findings_handler", "findings", ["handler"])


def _create_book(table: str, *columns: sa.Column[str], is_open: bool = True) -> None:
    """Entries about a person from a day to a day, of which those that `is_open` may have no last day."""
    op.create_table(
        table,
        sa.Column("id", BigId, nullable=False),
        _text("staff", 80),
        _text("org", 20),
        *columns,
        _date("from_on"),
        sa.Column("to_on", sa.Date(), nullable=is_open),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        _text("recorded_by", 80),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_staff"), table, ["staff"])


def _create_cases(table: str, *own: sa.schema.SchemaItem) -> None:
    """A table of cases, with the columns that each kind had at this version."""
    op.create_table(
        table,
        *own,
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
        sa.PrimaryKeyConstraint("case_no", name=op.f(f"pk_{table}")),
    )
    for column in ("status", "org", "due_at"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index(f"ix_{table}_page", table, ["opened_at", "case_no"])


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _date(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def downgrade() -> None:
    for table in ("findings", "inspections", "trainings", "counter_days", "staff_leaves", "staff_positions"):
        op.drop_table(table)
