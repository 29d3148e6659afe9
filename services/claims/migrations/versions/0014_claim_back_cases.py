"""Claim-backs are cases: those at hand with the place of their claim, announced as they stand.

They are few: both tables are read whole and made anew, since SQLite can't change a primary key.
"""

import uuid
from collections.abc import Mapping
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from services.claims.claim_backs.sla import SLAS
from shared.calendar_data import calendar_for
from shared.cases import Clocks, new_case_no
from shared.contracts import claims_claim_backs as announced
from shared.db import BigId, UtcDateTime
from shared.sla import tick
from shared.tables import case_events, timers

revision = "0014"
down_revision = "0013"

Row = dict[str, Any]
PLACE: Row = {"outlet": 40, "channel": 20, "line": 20, "product": 40, "handler": 80, "salesperson": 80}
OF_BACK: Row = {"claim_no": sa.String(40), "settlement_no": sa.Integer(), "payee": sa.String(20)}
OF_BACK |= {"person_hash": sa.String(64), "amount_fen": sa.BigInteger()}
CASE: Row = {"version": sa.Integer(), "status": sa.String(40), "org": sa.String(20), "opened_at": UtcDateTime()}
CASE |= {"clocks": Clocks(), "last_action": sa.String(40), "last_at": UtcDateTime(), "last_by": sa.String(80)}
MAY_LACK: Row = {name: sa.String(length) for name, length in PLACE.items()}
MAY_LACK |= {"closed_at": UtcDateTime(), "due_at": UtcDateTime(), "outcome": sa.String(40), "waiting": sa.String(40)}
ENTRY: Row = {"way": sa.String(10), "amount_fen": sa.BigInteger()}
ENTRY |= {"entered_by": sa.String(80), "entered_at": UtcDateTime()}
PROOF: Row = {name: sa.String(40) for name in ("voucher", "payment_no", "consent")} | {"consented_on": sa.Date()}
RECEIVED = sa.text("voucher IS NOT NULL")
CLAIMS = sa.table("claims", *(sa.column(name) for name in ("case_no", "org", *PLACE)))
SETTLED = sa.table(
    "claim_settlements",
    *(sa.column(name) for name in ("case_no", "no", "kind", "replaces")),
    sa.column("settled_at", UtcDateTime),
)
# By how it stands: the step that had led there, what announces it, and the outcome.
STANDS: dict[str, tuple[str, type[announced.ClaimBackEvent], str | None]] = {
    "outstanding": ("open", announced.ClaimBackOpened, None),
    "recovered": ("receive_rest", announced.ClaimBackRecovered, "recovered"),
    "settled_anew": ("settle_anew", announced.ClaimBackSettledAnew, "settled-anew"),
}


def upgrade() -> None:
    rows, entries = _taken_down("id", "made_at", of_back="claim_back_id")
    backs = _make("case_no", sa.String(40), {**CASE, "recovered_fen": sa.BigInteger()}, MAY_LACK)
    for column in ("due_at", "org", "status"):
        op.create_index(op.f(f"ix_claim_backs_{column}"), "claim_backs", [column])
    op.create_index("ix_claim_backs_page", "claim_backs", ["opened_at", "case_no"])
    came_in = _make_entries("case_no", sa.String(40), "claim_backs.case_no")
    for row in rows:
        theirs = entries.get(row.pop("id"), [])
        back = _as_case(row, theirs)
        op.execute(backs.insert().values(back))
        for entry in theirs:
            op.execute(came_in.insert().values(entry | {"case_no": back["case_no"]}))
        _announce(back)


def downgrade() -> None:
    for table in (timers, case_events):
        op.execute(table.delete().where(table.c.kind == "claim_back"))
    rows, entries = _taken_down("case_no", "opened_at", of_back="case_no")
    backs = _make("id", BigId, {"made_at": UtcDateTime()}, {})
    came_in = _make_entries("claim_back_id", BigId, "claim_backs.id")
    for id, row in enumerate(rows, 1):
        theirs = entries.get(row.pop("case_no"), [])
        op.execute(backs.insert().values(row | {"id": id, "made_at": row.pop("opened_at")}))
        for entry in theirs:
            op.execute(came_in.insert().values(entry | {"claim_back_id": id}))


def _taken_down(number: str, made_at: str, *, of_back: str) -> tuple[list[Row], Mapping[Any, list[Row]]]:
    """All rows, and all entries by their claim-back; the tables are gone."""
    backs = sa.table("claim_backs", *map(sa.column, (number, *OF_BACK)), sa.column(made_at, UtcDateTime))
    columns = [sa.column(name, type_) for name, type_ in (ENTRY | PROOF).items()]
    entries = sa.table("claim_back_entries", sa.column("id"), sa.column(of_back), *columns)
    connection = op.get_bind()
    rows = [dict(row) for row in connection.execute(sa.select(backs).order_by(backs.c[made_at])).mappings()]
    query = sa.select(entries.c[of_back], *columns).order_by(entries.c[of_back], entries.c.id)
    known = [dict(row) for row in connection.execute(query).mappings()]
    by_back = {key: list(those) for key, those in groupby(known, lambda row: row.pop(of_back))}
    op.drop_table("claim_back_entries")
    op.drop_table("claim_backs")
    return rows, by_back


def _make(number: str, type_: Any, more: Row, may_lack: Row) -> sa.Table:
    made = op.create_table(
        "claim_backs",
        sa.Column(number, type_, nullable=False),
        *(sa.Column(name, each, nullable=False) for name, each in (OF_BACK | more).items()),
        *(sa.Column(name, each) for name, each in may_lack.items()),
        sa.ForeignKeyConstraint(["claim_no"], ["claims.case_no"], name=op.f("fk_claim_backs_claim_no_claims")),
        sa.PrimaryKeyConstraint(number, name=op.f("pk_claim_backs")),
        sa.UniqueConstraint(
            *("claim_no", "settlement_no", "payee", "person_hash"),
            name=op.f("uq_claim_backs_claim_no_settlement_no_payee_person_hash"),
        ),
    )
    op.create_index(op.f("ix_claim_backs_person_hash"), "claim_backs", ["person_hash"])
    return made


def _make_entries(of_back: str, type_: Any, refers_to: str) -> sa.Table:
    name = op.f(f"fk_claim_back_entries_{of_back}_claim_backs")
    made = op.create_table(
        "claim_back_entries",
        sa.Column("id", BigId, nullable=False),
        sa.Column(of_back, type_, nullable=False),
        *(sa.Column(each, kind, nullable=False) for each, kind in ENTRY.items()),
        *(sa.Column(each, kind) for each, kind in PROOF.items()),
        sa.ForeignKeyConstraint([of_back], [refers_to], name=name),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_back_entries")),
    )
    for column in (of_back, "payment_no"):
        op.create_index(op.f(f"ix_claim_back_entries_{column}"), "claim_back_entries", [column])
    op.create_index(
        "uq_claim_back_entries_voucher",
        "claim_back_entries",
        ["voucher"],
        unique=True,
        postgresql_where=RECEIVED,
        sqlite_where=RECEIVED,
    )
    return made


def _as_case(row: Row, entries: list[Row]) -> Row:
    """Its limit began when it was made, and what is past it by now is."""
    made_at, came_in = row.pop("made_at"), sum(each["amount_fen"] for each in entries)
    of_claim = sa.select(CLAIMS.c.org, *(CLAIMS.c[name] for name in PLACE)).where(CLAIMS.c.case_no == row["claim_no"])
    place = dict(op.get_bind().execute(of_claim).mappings().one())
    settled_at = _settled_anew_at(row)
    status = "recovered" if came_in == row["amount_fen"] else "settled_anew" if settled_at else "outstanding"
    action, _, outcome = STANDS[status]
    at = entries[-1]["entered_at"] if status == "recovered" else settled_at or made_at
    calendar = calendar_for(place["org"])
    clocks = tick(SLAS, [], "open", None, made_at, calendar)
    clocks = clocks if status == "outstanding" else tick(SLAS, clocks, action, None, at, calendar)
    stands = {"version": 1, "status": status, "last_action": action, "outcome": outcome, "clocks": clocks}
    stands |= {"opened_at": made_at, "last_at": at, "last_by": "system", "waiting": None}
    stands |= {"closed_at": at, "due_at": None} if outcome else {"closed_at": None, "due_at": clocks[0].due_at}
    number = new_case_no("ZH", place["org"])
    return row | place | stands | {"case_no": number, "recovered_fen": came_in}


def _settled_anew_at(row: Row) -> Any:
    """When the claim's next decision was, if there was one."""
    later = (SETTLED.c.case_no == row["claim_no"], SETTLED.c.no > row["settlement_no"], SETTLED.c.kind == "payment")
    query = sa.select(SETTLED.c.settled_at).where(*later, SETTLED.c.replaces.is_(None)).order_by(SETTLED.c.no).limit(1)
    return op.get_bind().scalar(query)


def _announce(back: Row) -> None:
    told = back | {"kind": "claim_back", "action": back["last_action"], "at": back["last_at"]}
    event = STANDS[back["status"]][1].model_validate(told | {"by": "system", "by_machine": True})
    row = {"kind": event.kind, "case_no": event.case_no, "version": 1, "type": event.type, "at": event.at}
    row |= {"event_id": str(uuid.uuid4()), "actor": event.by, "data": event.model_dump_json()}
    op.execute(case_events.insert().values(row))
