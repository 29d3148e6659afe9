"""The process's keys for personal data: AES-256-GCM by key id, rotation, and the key of search hashes."""

import base64
import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.settings import Settings
from shared.tokens import write_secret_once

NONCE_BYTES = 12


class KeyRing:
    """AES-256 keys by id, one of them for new writes, and the key of the blind indexes."""

    def __init__(self, current: str, keys: Mapping[str, bytes], index: bytes) -> None:
        if current not in keys:
            raise ValueError(f"the key ring lacks its current key {current!r}")
        if any("." in key_id or len(key) != 32 for key_id, key in keys.items()) or len(index) < 32:
            raise ValueError("keys are 32 bytes each, and their ids have no dot")
        self.current, self.index = current, index
        self._keys = dict(keys)
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}

    @classmethod
    def generate(cls) -> "KeyRing":
        return cls("k1", {"k1": os.urandom(32)}, os.urandom(32))

    @classmethod
    def from_json(cls, document: str | bytes) -> "KeyRing":
        ring = json.loads(document)
        keys = {key_id: base64.b64decode(key, validate=True) for key_id, key in ring["keys"].items()}
        return cls(ring["current"], keys, base64.b64decode(ring["index"], validate=True))

    def to_json(self) -> str:
        keys = {key_id: base64.b64encode(key).decode() for key_id, key in self._keys.items()}
        return json.dumps({"current": self.current, "keys": keys, "index": base64.b64encode(self.index).decode()})

    def rotated(self, key_id: str) -> "KeyRing":
        """This ring with a fresh key for new writes; the old ones still read."""
        if key_id in self._keys:
            raise ValueError(f"the key ring has {key_id!r} already")
        return KeyRing(key_id, {**self._keys, key_id: os.urandom(32)}, self.index)

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


_ring: KeyRing | None = None


def install(ring: KeyRing) -> None:
    """Make `ring` the process's own; every service of a process shares it."""
    global _ring
    _ring = ring


def ring() -> KeyRing:
    if _ring is None:
        raise RuntimeError("no key ring installed: call shared.keyring.install() at start")
    return _ring


def load_ring(settings: Settings) -> KeyRing:
    """From GUIMIAN_PII_KEYS, else from keys.json in the data folder, made now if it isn't there."""
    if settings.pii_keys:
        return KeyRing.from_json(settings.pii_keys.get_secret_value())
    path = settings.data / "keys.json"
    if not path.exists():
        write_secret_once(path, KeyRing.generate().to_json().encode())
    return KeyRing.from_json(path.read_bytes())


def encrypt(text: str, place: str) -> str:
    return ring().encrypt(text, place)


def decrypt(ciphertext: str, place: str) -> str:
    return ring().decrypt(ciphertext, place)
