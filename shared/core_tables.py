"""DDL of the tables of `shared.tables`, for the first migration of each service."""

from sqlalchemy.engine import Connection

from shared.tables import core


def create_core(connection: Connection) -> None:
    core.create_all(connection, checkfirst=False)


def drop_core(connection: Connection) -> None:
    core.drop_all(connection, checkfirst=False)
