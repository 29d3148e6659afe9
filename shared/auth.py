"""Who acts: roles, the bearer token's actor, what a route allows, and whose cases."""

import math
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, cast

from fastapi import Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import InstrumentedAttribute
from starlette.requests import HTTPConnection

from shared.errors import Forbidden, OutOfScope, Text, Unauthenticated
from shared.settings import Settings
from shared.tokens import DEV_ISSUER, FRESH_SECONDS, LEEWAY_SECONDS, DevIssuer, Keys, keys_for, verify

PII_SCOPE = "pii:read"
SYSTEM = "system"
EVERYWHERE = "*"  # the `org` claim of those who see the whole company
REFERENCE = re.compile(r"[A-Za-z0-9._:@-]{1,80}")
ORG_CODE = re.compile(r"[A-Za-z0-9]{1,20}")


class Role(StrEnum):
    TELLER = "teller"
    REVIEWER = "reviewer"
    UNDERWRITER = "underwriter"
    ADJUDICATOR = "adjudicator"
    INVESTIGATOR = "investigator"
    CALLER = "caller"
    CASHIER = "cashier"
    BRANCH_MANAGER = "branch_manager"
    PROVINCE = "province"
    INTEGRATOR = "integrator"
    AUDITOR = "auditor"
    COMPLIANCE = "compliance"
    SERVICE = "service"


ROLE_NAMES = {
    Role.TELLER: Text("柜员", "teller"),
    Role.REVIEWER: Text("复核", "reviewer"),
    Role.UNDERWRITER: Text("核保", "underwriter"),
    Role.ADJUDICATOR: Text("核赔", "adjudicator"),
    Role.INVESTIGATOR: Text("调查", "investigator"),
    Role.CALLER: Text("回访", "caller"),
    Role.CASHIER: Text("收付费", "cashier"),
    Role.BRANCH_MANAGER: Text("机构负责人", "branch manager"),
    Role.PROVINCE: Text("省公司", "provincial office"),
    Role.INTEGRATOR: Text("系统对接", "integrator"),
    Role.AUDITOR: Text("审计", "auditor"),
    Role.COMPLIANCE: Text("反洗钱合规", "compliance"),
    Role.SERVICE: Text("内部服务", "sister service"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes a step: a staff reference (never a name), roles, and the organisation whose cases they see."""

    ref: str
    roles: frozenset[Role]
    org: str = ""
    pii: bool = False
    until: float = field(default=math.inf, compare=False)  # seconds since 1970; what outlasts a request ends then

    @classmethod
    def system(cls) -> "Actor":
        """The case itself, moved by a timer or by another service's event."""
        return cls(SYSTEM, frozenset())

    @property
    def is_system(self) -> bool:
        return self.ref == SYSTEM

    @property
    def is_machine(self) -> bool:
        """No person: the system itself, a sister service, or another system's interface."""
        return self.roles <= {Role.INTEGRATOR, Role.SERVICE}

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


class Authenticator:
    """Turns tokens into actors. Verified ones are remembered for minutes: a signature costs 50-100 µs."""

    def __init__(self, settings: Settings, keys: Keys | None = None, remembered: int = 4096) -> None:
        self.settings = settings
        self.keys = keys or keys_for(settings)
        self._remembered = remembered
        self._actors: OrderedDict[str, tuple[Actor, float]] = OrderedDict()

    async def actor(self, token: str) -> Actor:
        known = self._actors.get(token)
        # The wall clock, not shared.clock: a simulated clock must not outdate tokens that people hold.
        if known is not None and known[1] > time.time():
            self._actors.move_to_end(token)
            return known[0]
        claims = await verify(token, self.keys, self.settings)
        actor = _actor_of(claims)
        # No longer than a key is trusted: one that the issuer withdraws must not live on in what it has signed.
        self._actors[token] = (actor, min(float(claims["exp"]), time.time() + FRESH_SECONDS))
        if len(self._actors) > self._remembered:
            self._actors.popitem(last=False)
        return actor


def _actor_of(claims: dict[str, Any]) -> Actor:
    ref, org, roles, scope = (claims.get(name) for name in ("sub", "org", "roles", "scope"))
    if not (isinstance(ref, str) and REFERENCE.fullmatch(ref)) or ref == SYSTEM:
        raise Unauthenticated(Text("令牌缺少有效的 sub", "The token's `sub` is no staff reference"))
    if not (isinstance(org, str) and (org == EVERYWHERE or ORG_CODE.fullmatch(org))):
        raise Unauthenticated(Text("令牌缺少机构代码 org", "The token has no organisation code in `org`"))
    known = frozenset(role for role in Role if isinstance(roles, list) and role in roles)
    pii = isinstance(scope, str) and PII_SCOPE in scope.split()
    until = float(claims["exp"]) + LEEWAY_SECONDS
    return Actor(ref, known, "" if org == EVERYWHERE else org, pii, until)


def mint_token(
    settings: Settings, sub: str, roles: list[Role], *, org: str = EVERYWHERE, pii: bool = False, ttl: int = 28_800
) -> str:
    """A token of the development issuer, good for `ttl` seconds; refused where that issuer isn't trusted.

    Raises Unauthenticated for claims that no service would take.
    """
    if not settings.has_dev_issuer:
        raise RuntimeError("the development issuer only serves a loopback address without GUIMIAN_JWKS_URL")
    now = int(time.time())
    claims = {"iss": DEV_ISSUER, "aud": settings.audience, "sub": sub, "org": org, "iat": now, "exp": now + ttl}
    claims |= {"roles": [str(role) for role in roles], "scope": PII_SCOPE if pii else ""}
    _actor_of(claims)
    return DevIssuer(settings.data).sign(claims)


def service_token(settings: Settings, service: str) -> str:
    """What one service shows another; the other records its unmasked reads under `service:<name>`."""
    if settings.service_token:
        return settings.service_token.get_secret_value()
    return _own_token(settings, service, int(time.time()) // 1800)


_tokens: dict[tuple[str, str], tuple[int, str]] = {}


def _own_token(settings: Settings, service: str, half_hour: int) -> str:
    """Made anew each half hour, good for one: the sister's memory of verified tokens then spares both a signature."""
    place = (str(settings.data.absolute()), service)
    if place not in _tokens or _tokens[place][0] != half_hour:
        token = mint_token(settings, f"service:{service}", [Role.SERVICE], pii=True, ttl=3600)
        _tokens[place] = (half_hour, token)
    return _tokens[place][1]


async def authenticate(connection: HTTPConnection) -> Actor:
    """The actor behind this request's bearer token, worked out once a request."""
    known: Actor | None = getattr(connection.state, "actor", None)
    if known is not None:
        return known
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    authenticator: Authenticator = connection.app.state.authenticator
    actor = await authenticator.actor(token.strip())
    connection.state.actor = actor
    return actor


CurrentActor = Annotated[Actor, Depends(authenticate)]


@dataclass(frozen=True)
class Allow:
    """A dependency that admits only certain roles; the rights table reads them off the routes."""

    roles: frozenset[Role]

    async def __call__(self, connection: HTTPConnection) -> Actor:
        actor = await authenticate(connection)
        if actor.roles.isdisjoint(self.roles):
            who = roles_in_words(self.roles)
            raise Forbidden(Text(f"须由{who.zh}办理", f"This is for: {who.en}"), needs=sorted(self.roles))
        return actor


Guard = Callable[[HTTPConnection], Awaitable[Actor]]


def roles_in_words(roles: Iterable[str]) -> Text:
    names = [ROLE_NAMES[role] for role in Role if role in roles]
    return Text("或".join(name.zh for name in names), " or ".join(name.en for name in names))


def allow(*roles: Role) -> Any:
    """`Examiner = Annotated[Actor, allow(Role.ADJUDICATOR)]`"""
    return Depends(Allow(frozenset(roles)))


def in_scope(actor: Actor, org: str) -> bool:
    return org.startswith(actor.org)


def check_scope(actor: Actor, org: str) -> None:
    if not in_scope(actor, org):
        raise OutOfScope


def at_or_below(column: "ColumnElement[str] | InstrumentedAttribute[str]", org: str) -> ColumnElement[bool]:
    """The part of a WHERE that leaves only an organisation and those below it, as `in_scope` judges one of them.

    Not LIKE, which ignores case on SQLite.
    """
    return func.substr(column, 1, len(org)) == org


def guards(dependant: Dependant) -> Iterator[Guard]:
    """What a route asks of the caller, wherever among its dependencies."""
    if isinstance(dependant.call, Allow) or dependant.call is authenticate:
        yield cast(Guard, dependant.call)
    for child in dependant.dependencies:
        yield from guards(child)


@dataclass(frozen=True, slots=True)
class Right:
    """Who may call a route; `roles` None admits anybody with a token, `open` needs none."""

    method: str
    path: str
    roles: frozenset[Role] | None
    open: bool


def rights_table(app: FastAPI) -> list[Right]:
    """Who may do what, read off the routes themselves."""
    rights = []
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)
        if dependant is None or not route.include_in_schema:
            continue
        found = list(guards(dependant))
        named = [guard.roles for guard in found if isinstance(guard, Allow)]
        roles = frozenset.intersection(*named) if named else None
        rights += [Right(method, str(route.path), roles, open=not found) for method in sorted(route.methods or ())]
    return rights
