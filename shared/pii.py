"""Personal data: encrypted at rest, searched by keyed hash, masked for those who needn't see it."""

import base64
import hashlib
import hmac
import json
import os
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Text, TypeDecorator
from sqlalchemy.engine import Dialect

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
        raise RuntimeError("no key ring installed: call shared.pii.install() at start")
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


class EncryptedText(TypeDecorator[str]):
    """Text that only this process can read. `place` (table.column) is sealed in: a moved ciphertext won't open."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else encrypt(value, self.place)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else decrypt(value, self.place)


def normalise(text: str) -> str:
    """One spelling for what people type in several: full-width digits, spaces, dashes, a small x in an ID number."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()


def blind_index(text: str, field: str) -> str:
    """What equality search compares: equal values of a `field` hash alike; without the key the hash tells nothing."""
    return hmac.new(_index_key(ring().index, field), normalise(text).encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=256)
def _index_key(key: bytes, field: str) -> bytes:
    return hmac.digest(key, field.encode(), "sha256")


def mask_name(name: str) -> str:
    """张三丰 → 张**"""
    return name[:1] + "*" * max(len(name) - 1, 1)


def mask_id(number: str) -> str:
    """The district and the last four stay: 350322198001011234 → 3503**********1234."""
    return _mask(number, 4, 4)


def mask_phone(number: str) -> str:
    """13812345678 → 138****5678"""
    return _mask(number, 3, 4)


def mask_account(number: str) -> str:
    """The bank's prefix and the last four stay."""
    return _mask(number, 4, 4)


def mask_address(address: str) -> str:
    """Province and city stay, the rest goes: 福建省莆田市仙游县… → 福建省莆田市***"""
    return address[:6] + "***" if len(address) > 6 else "***"


def _mask(text: str, head: int, tail: int) -> str:
    """Short values, of which head and tail would show too much, vanish whole."""
    if len(text) < head + tail + 2:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
