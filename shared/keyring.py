"""The process's keys for personal data: AES-256-GCM by key id, rotation, and the key of search hashes."""

import base64
import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.settings import SERVICES, Settings
from shared.tokens import write_secret_once

NONCE_BYTES = 12
SEALED = b"\0guimian-sealed-1\0"  # begins a sealed file; no file of a type that is taken begins so
LOOK_SECONDS = 1.0

log = structlog.get_logger("keyring")


class KeysUnusable(ValueError):
    """The ring is missing, spoilt, or not the one that sealed what the databases hold; a person must see to it."""


class KeyRing:
    """AES-256 keys by id, one of them for new writes, and the key of the blind indexes."""

    def __init__(self, current: str, keys: Mapping[str, bytes], index: bytes) -> None:
        if current not in keys:
            raise KeysUnusable(f"the key ring lacks its current key {current!r}")
        if any("." in key_id or len(key) != 32 for key_id, key in keys.items()) or len(index) < 32:
            raise KeysUnusable("keys are 32 bytes each, and their ids have no dot")
        self.current, self.index = current, index
        self._keys = dict(keys)
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}

    @classmethod
    def generate(cls) -> "KeyRing":
        key = os.urandom(32)
        return cls(_id_of(1, key), {_id_of(1, key): key}, os.urandom(32))

    @classmethod
    def from_json(cls, document: str | bytes) -> "KeyRing":
        try:
            ring = json.loads(document)
            keys = {key_id: base64.b64decode(key, validate=True) for key_id, key in ring["keys"].items()}
            current, index = str(ring["current"]), base64.b64decode(ring["index"], validate=True)
        except (ValueError, TypeError, KeyError, AttributeError):
            form = '{"current": "<id>", "keys": {"<id>": "<base64>"}, "index": "<base64>"}'
            raise KeysUnusable(f"the key ring is no document {form}") from None  # the cause may quote a key
        return cls(current, keys, index)

    def to_json(self) -> str:
        keys = {key_id: base64.b64encode(key).decode() for key_id, key in self._keys.items()}
        return json.dumps({"current": self.current, "keys": keys, "index": base64.b64encode(self.index).decode()})

    @property
    def ids(self) -> list[str]:
        return list(self._keys)

    def holds_key_of(self, ciphertext: str) -> bool:
        return ciphertext.partition(".")[0] in self._keys

    def rotated(self) -> "KeyRing":
        """This ring with a fresh key for new writes; the old ones still read."""
        key = os.urandom(32)
        key_id = _id_of(len(self._keys) + 1, key)
        return KeyRing(key_id, {**self._keys, key_id: key}, self.index)

    def encrypt(self, text: str, place: str) -> str:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self.current].encrypt(nonce, text.encode(), place.encode())
        return f"{self.current}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, ciphertext: str, place: str) -> str:
        """Raises ValueError for a ciphertext of another place, an unknown key, or one tampered with."""
        key_id, _, encoded = ciphertext.partition(".")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise ValueError(f"the key ring has no key {key_id[:20]!r}")
        raw = base64.urlsafe_b64decode(encoded)
        try:
            return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
        except InvalidTag as error:
            raise ValueError(f"a ciphertext in {place} is not authentic") from error

    def seal(self, content: bytes, place: str) -> bytes:
        """A file as it is stored: marked, with its key's id."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self.current].encrypt(nonce, content, place.encode())
        return b"".join((SEALED, self.current.encode(), b"\0", nonce, sealed))

    def unseal(self, sealed: bytes, place: str) -> bytes:
        """Raises ValueError as `decrypt` does."""
        cipher = self._ciphers.get(key_of_seal(sealed) or "")
        if cipher is None:
            raise ValueError(f"the key ring has no key {key_of_seal(sealed)!r}")
        start = sealed.index(b"\0", len(SEALED)) + 1
        nonce, body = sealed[start : start + NONCE_BYTES], memoryview(sealed)[start + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, body, place.encode())
        except InvalidTag as error:
            raise ValueError(f"the file {place} is not authentic") from error


def key_of_seal(head: bytes) -> str | None:
    """The key's id from a sealed file's first bytes; None for a file that isn't sealed."""
    if not head.startswith(SEALED):
        return None
    return head[len(SEALED) :].partition(b"\0")[0].decode("ascii", "replace")


def _id_of(number: int, key: bytes) -> str:
    """Two keys never go by one name: a value whose key is lost is told from one that was tampered with."""
    return f"k{number}-{hashlib.sha256(key).hexdigest()[:8]}"


class KeyFile:
    """keys.json, read again when it has changed: a rotation reaches running servers without a restart."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read()

    def _read(self) -> None:
        self._looked_at, self._stamp = time.monotonic(), self._stamp_now()
        self._ring = KeyRing.from_json(self._path.read_bytes())

    def _stamp_now(self) -> tuple[int, int]:
        found = self._path.stat()
        return found.st_ino, found.st_mtime_ns

    def ring(self, at_once: bool) -> KeyRing:
        """`at_once`: look now, not only every second, since something can't be read with the ring at hand."""
        if at_once or time.monotonic() - self._looked_at > LOOK_SECONDS:
            self._looked_at = time.monotonic()
            try:
                if self._stamp_now() != self._stamp:
                    self._read()
            except (OSError, ValueError):
                log.exception("keys.unreadable")  # the ring at hand still serves
        return self._ring


_source: Callable[[bool], KeyRing] | None = None


def install(ring: KeyRing) -> None:
    """Make `ring` the process's own; every service of a process shares it."""
    global _source
    _source = lambda _at_once: ring  # noqa: E731


def install_from(settings: Settings) -> None:
    """From GUIMIAN_PII_KEYS, else from keys.json in the data folder, made now if it isn't there."""
    global _source
    ring = load_ring(settings)
    if settings.pii_keys:
        install(ring)
    else:
        _source = KeyFile(path_of(settings)).ring


def ring(at_once: bool = False) -> KeyRing:
    if _source is None:
        raise RuntimeError("no key ring installed: call shared.keyring.install() at start")
    return _source(at_once)


def path_of(settings: Settings) -> Path:
    return settings.data / "keys.json"


def load_ring(settings: Settings) -> KeyRing:
    if settings.pii_keys:
        return KeyRing.from_json(settings.pii_keys.get_secret_value())
    path = path_of(settings)
    if not path.exists():
        _make_first(settings)
    try:
        return KeyRing.from_json(path.read_bytes())
    except KeysUnusable as error:
        raise KeysUnusable(f"{path}: {error}") from None


def _make_first(settings: Settings) -> None:
    """Migrating has made the ring of whatever database there is; a new one would read nothing of it."""
    if found := [name for name in SERVICES if (settings.data / f"{name}.db").exists()]:
        raise KeysUnusable(
            f"{settings.data} holds data of {', '.join(found)}, but {path_of(settings).name} is missing: "
            "put the ring back from its backup, for without it nobody can read the personal data."
        )
    write_secret_once(path_of(settings), KeyRing.generate().to_json().encode())


def replace_file(path: Path, ring: KeyRing) -> None:
    """Put `ring` in the place of the file's, whole and on disk, or leave the file as it was; its owner stays."""
    draft, owner = path.with_name(f".{path.name}.new"), path.stat()
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        os.fchown(descriptor, owner.st_uid, owner.st_gid)  # whoever rotates, the server must still read it
        file.write(ring.to_json())
        file.flush()
        os.fsync(descriptor)
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def encrypt(text: str, place: str) -> str:
    return ring().encrypt(text, place)


def decrypt(ciphertext: str, place: str) -> str:
    held = ring()
    if not held.holds_key_of(ciphertext):  # somebody has just rotated
        held = ring(at_once=True)
    return held.decrypt(ciphertext, place)


def seal(content: bytes, place: str) -> bytes:
    return ring().seal(content, place)


def unseal(sealed: bytes, place: str) -> bytes:
    held = ring()
    if key_of_seal(sealed) not in held.ids:
        held = ring(at_once=True)
    return held.unseal(sealed, place)
