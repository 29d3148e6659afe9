"""`Idempotency-Key`: the first answer kept with its effect in one transaction, and given again to whoever repeats."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Annotated, Any, cast

from fastapi import Depends, Header
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from shared import clock
from shared.auth import Actor, authenticate, guards
from shared.db import Sessions, get_session, is_number_taken, reading
from shared.errors import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    Problem,
    RequestInFlight,
)
from shared.keyring import decrypt, encrypt
from shared.pii import keyed_hash
from shared.routing import REQUIRED, Handler, StrictRequest, StrictRoute, refused
from shared.tables import idempotency_keys

KEY = re.compile(r"[\x21-\x7e]{1,200}")
BOUNDARY = re.compile(rb'boundary="?([^";,\s]{1,70})"?', re.IGNORECASE)
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
CHANGES_NOTHING: dict[str, Any] = {"x-changes-nothing": True}
"""`openapi_extra` of a POST that only reads: no key is honoured there, for a kept answer would be read unrecorded."""
KEPT_HEADERS = ("content-type", "etag", "location")
PLACE = idempotency_keys.c.body.info["sealed"]

_Key = Annotated[str | None, Header(alias="Idempotency-Key", json_schema_extra=REQUIRED)]


async def require_key(key: _Key = None) -> None:
    if key is None:
        raise IdempotencyKeyMissing


IdempotencyRequired = Depends(require_key)


class CommandRoute(StrictRoute):
    """A StrictRoute that takes a request in one transaction, if it asks for a `Session`, and honours `Idempotency-Key`
    on every method that changes something.

    The route commits, and no dependency: FastAPI ends those after the answer is sent, unless told otherwise, and two
    simultaneous decisions on one case would both get 200.
    """

    def get_route_handler(self) -> Handler:
        handler = self._with_keys(super().get_route_handler())
        return _drawn_again(_in_transaction(handler)) if asks_for(get_session, self.dependant) else handler

    def _with_keys(self, handler: Handler) -> Handler:
        if not honours_keys(self):
            return handler
        guarded_by = list(guards(self.dependant))

        async def command(request: Request) -> Response:
            key = request.headers.get("idempotency-key")
            if key is None:
                return await handler(request)
            for guard in guarded_by:  # a known answer, too, is for those only who may ask
                await guard(request)
            if not KEY.fullmatch(key):
                raise refused("malformed_key", "1 to 200 ASCII characters without spaces", "header", "Idempotency-Key")
            incoming = StrictRequest.of(request)
            actor = await authenticate(incoming)
            attempt = Attempt(actor.ref, key, await fingerprint(incoming, actor))
            return await answer_once(incoming, attempt, handler)

        return command


def honours_keys(route: APIRoute) -> bool:
    reads_only = CHANGES_NOTHING.items() <= (route.openapi_extra or {}).items()
    return isinstance(route, CommandRoute) and bool(UNSAFE & (route.methods or set())) and not reads_only


def asks_for(dependency: Callable[..., Any], dependant: Dependant) -> bool:
    return dependant.call is dependency or any(asks_for(dependency, child) for child in dependant.dependencies)


def _in_transaction(handler: Handler) -> Handler:
    """Committed once the handler has the answer, and before that leaves."""

    async def transacted(request: Request) -> Response:
        # Not `async with`, which ends a session in two tasks of its own, an eighth of a step.
        request.state.session = session = cast(Sessions, request.app.state.sessions)()
        recorded: Problem | None = None
        try:
            try:
                response = await handler(request)
            except Problem as refusal:
                if not refusal.is_recorded:
                    raise
                recorded = refusal
            await session.commit()
        except BaseException:
            await session.rollback()  # close() would leave open a transaction that SQLite could not commit
            raise
        if recorded is not None:
            raise recorded
        return response

    return transacted


def _drawn_again(handler: Handler) -> Handler:
    """Where a number that was drawn for it is taken, the whole request is taken afresh, with other numbers.

    The files of a form can't be read twice: there the caller is told, and nothing is kept.
    """

    async def again(request: Request) -> Response:
        incoming = StrictRequest.of(request)
        try:
            return await handler(incoming)
        except IntegrityError as error:
            if incoming.is_form or not is_number_taken(error):
                raise
        return await handler(incoming)

    return again


class Attempt:
    """One request under a key: whose, which, and what it asks (as a hash)."""

    def __init__(self, principal: str, key: str, request_hash: str) -> None:
        self.principal, self.key, self.request_hash = principal, key, request_hash
        self.id = (principal, key)


async def fingerprint(request: Request, actor: Actor) -> str:
    """Keyed hash over what the request asks and the scope it is asked in, which decides what the answer may show.

    Without the key nobody can try through what a short secret of the body was. A multipart boundary, new at each try,
    doesn't count.
    """
    body, kind = await request.body(), request.headers.get("content-type", "").encode("latin-1")
    if match := BOUNDARY.search(kind):
        body, kind = body.replace(match[1], b"boundary"), kind.replace(match[1], b"boundary")
    scope = request.scope
    place = (scope["method"].encode(), scope["path"].encode("utf-8", "replace"), scope["query_string"])
    parts = (f"{actor.org} {actor.pii}".encode(), *place, kind, body)
    return keyed_hash(b"".join(b"%d:%b" % (len(part), part) for part in parts), "request")


async def answer_once(request: Request, attempt: Attempt, handler: Handler) -> Response:
    """Exactly one effect a key, however many ask at once and whatever crashes.

    The answer is inserted by the transaction of its effect, so the primary key lets only one of them commit; nothing
    is claimed beforehand, so nothing is left behind by a crash. Refusals aren't kept: the next try is judged
    afresh, and counted again where tries are (`Problem.is_recorded`).
    """
    in_flight: set[tuple[str, str]] = request.app.state.in_flight
    if attempt.id in in_flight:
        raise RequestInFlight
    in_flight.add(attempt.id)
    try:
        if (known := await _known_answer(request, attempt)) is not None:
            return known
        try:
            response = await handler(request)
        except Exception as error:
            if isinstance(error, Problem) and error.is_recorded:
                raise
            # Another replica may have done it between our look and our try; its answer is the right one.
            if (session := _session(request)) is not None:
                await session.rollback()  # nothing of ours may be committed with it
            if (known := await _known_answer(request, attempt)) is not None:
                return known
            raise
        if response.status_code < 400:
            await _keep(request, attempt, response)
        return response
    finally:
        in_flight.discard(attempt.id)


def _session(request: Request) -> AsyncSession | None:
    """That of the request's transaction; a command without a database effect of its own has none."""
    return cast(AsyncSession | None, getattr(request.state, "session", None))


async def _known_answer(request: Request, attempt: Attempt) -> Response | None:
    sessions: Sessions = request.app.state.sessions
    table = idempotency_keys.c
    query = select(table.request_hash, table.status, table.headers, table.body)
    async with reading(sessions) as session:
        row = (
            await session.execute(query.where(table.principal == attempt.principal, table.key == attempt.key))
        ).one_or_none()
    if row is None:
        return None
    if row.request_hash != attempt.request_hash:
        raise IdempotencyKeyReused
    body = decrypt(row.body, PLACE) if row.body else ""
    return Response(body, row.status, {**row.headers, "Idempotency-Replayed": "true"})


async def _keep(request: Request, attempt: Attempt, response: Response) -> None:
    session = _session(request)
    if session is None:  # a command without a database effect of its own
        async with cast(Sessions, request.app.state.sessions).begin() as own:
            await _insert(own, attempt, response)
    else:
        await _insert(session, attempt, response)


async def _insert(session: AsyncSession, attempt: Attempt, response: Response) -> None:
    row: Mapping[str, Any] = {
        "principal": attempt.principal,
        "key": attempt.key,
        "request_hash": attempt.request_hash,
        "claimed_at": clock.now(),
        "status": response.status_code,
        "headers": {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        "body": encrypt(bytes(response.body).decode(), PLACE) if response.body else None,
    }
    try:
        await session.execute(insert(idempotency_keys).values(row))
    except IntegrityError as error:
        raise RequestInFlight from error  # another replica was first; this effect is rolled back


async def purge(sessions: Sessions, days: int) -> int:
    """Forget keys older than `days`; returns how many."""
    async with sessions.begin() as session:
        old = clock.now() - timedelta(days=days)
        result: Any = await session.execute(delete(idempotency_keys).where(idempotency_keys.c.claimed_at < old))
    return int(result.rowcount)
