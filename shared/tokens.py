"""Bearer tokens: whose keys may sign them, their checking, and the development issuer's own."""

import asyncio
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import httpx
import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from shared.errors import Text, Unauthenticated, Unavailable
from shared.settings import Settings

ALGORITHMS = ("RS256", "ES256", "EdDSA")
DEV_ISSUER = "guimian-dev"
DEV_KEY_ID = "dev"
FRESH_SECONDS = 300  # for so long a key is trusted without asking its issuer again …
LAST_SECONDS = 3600  # … and for so long when the issuer can't be asked
REFETCH_SECONDS = 10
LEEWAY_SECONDS = 30

log = structlog.get_logger("tokens")


class Keys(Protocol):
    """An issuer's public keys by key id."""

    async def get(self, key_id: str | None) -> jwt.PyJWK | None: ...


class JwksKeys:
    """A JWKS document, fetched when first needed, when it is no longer fresh, and when a token names a key it lacks."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: dict[str | None, jwt.PyJWK] = {}
        self._fetched_at = self._tried_at = float("-inf")
        self._turn = asyncio.Lock()

    async def get(self, key_id: str | None) -> jwt.PyJWK | None:
        if self._is_due(key_id) and not (key_id in self._keys and self._turn.locked()):  # a known key need not wait
            async with self._turn:
                if self._is_due(key_id):  # still: nobody fetched while this one waited
                    await self._refresh()
        if monotonic() - self._fetched_at > LAST_SECONDS:
            raise Unavailable(Text("无法取得登录公钥", "The token issuer's keys can't be read"))
        return self._keys.get(key_id)

    def _is_due(self, key_id: str | None) -> bool:
        now = monotonic()
        is_stale = key_id not in self._keys or now - self._fetched_at > FRESH_SECONDS
        # Neither tokens with invented key ids nor an outage must become a stream of requests to the issuer.
        return is_stale and now - self._tried_at > REFETCH_SECONDS

    async def _refresh(self) -> None:
        try:
            self._keys = _parse_jwks(await self._fetch())
            self._fetched_at = monotonic()
        except (httpx.HTTPError, OSError, ValueError, TypeError) as error:
            log.warning("jwks.unreadable", error=repr(error))
        self._tried_at = monotonic()

    async def _fetch(self) -> dict[str, Any]:
        address = urlsplit(self._url)
        if address.scheme == "file":
            return dict(json.loads(await asyncio.to_thread(Path(unquote(address.path)).read_bytes)))
        async with httpx.AsyncClient(timeout=5) as client:
            return dict((await client.get(self._url)).raise_for_status().json())


def _parse_jwks(document: Mapping[str, Any]) -> dict[str | None, jwt.PyJWK]:
    keys: dict[str | None, jwt.PyJWK] = {}
    for entry in document.get("keys", ()):
        try:
            key = jwt.PyJWK(entry)
        except jwt.PyJWTError:  # a key type we don't take is no reason to refuse the others
            continue
        if key.algorithm_name in ALGORITHMS:
            keys[key.key_id] = key
    return keys


class DevIssuer:
    """Signs tokens for a laptop: an Ed25519 key in the data folder, used only while we listen on loopback."""

    def __init__(self, folder: Path) -> None:
        self._private = _load_or_make_key(folder / "dev-issuer.pem")
        public = jwt.algorithms.OKPAlgorithm.to_jwk(self._private.public_key(), as_dict=True)
        self._public = jwt.PyJWK({**public, "kid": DEV_KEY_ID, "alg": "EdDSA"})

    async def get(self, key_id: str | None) -> jwt.PyJWK | None:
        return self._public if key_id == DEV_KEY_ID else None

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._private, algorithm="EdDSA", headers={"kid": DEV_KEY_ID})


def _load_or_make_key(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_secret_once(path, pem)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path.name} holds no Ed25519 key")
    return key


def write_secret_once(path: Path, content: bytes) -> None:
    """Create a file only its owner can read; of two processes that start at once the first one's content stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def keys_for(settings: Settings) -> Keys:
    """The issuer this process trusts; off loopback there must be a real one."""
    if settings.jwks_url:
        return JwksKeys(settings.jwks_url)
    if settings.on_loopback:
        return DevIssuer(settings.data)
    raise RuntimeError(f"set GUIMIAN_JWKS_URL: the development issuer is refused off loopback ({settings.host})")


async def verify(token: str, keys: Keys, settings: Settings) -> dict[str, Any]:
    """The claims of a token that is signed by a trusted key, in time, for us; raises Unauthenticated."""
    try:
        key = await keys.get(jwt.get_unverified_header(token).get("kid"))
        if key is None:
            raise Unauthenticated(Text("令牌签名密钥未知", "The token is signed by an unknown key"))
        return jwt.decode(
            token,
            key,
            algorithms=[key.algorithm_name],
            audience=settings.audience,
            issuer=settings.issuer if settings.jwks_url else DEV_ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "sub"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise Unauthenticated(Text("令牌无效或已过期", "The token is invalid or has expired")) from error
