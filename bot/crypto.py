"""Encryption of what is personal: AES-256-GCM, nothing else.

    SECRET_KEYS (key ring) ── HKDF ──┬── "wrap"   wraps one random key per person, and the keys of days
                                     └── "index"  HMAC for look-ups (blind index)
    a person's key ───────────────────── seals her fields
    a day's key (bot.transit) ────────── seals inbox, outbox and dead letters for their short life

- Every sealed value is bound to its place (``table:row:column``): moved to another row, it does not open.
- Erasing a person means erasing her wrapped key: whatever was sealed under it stays sealed for good. (A
  backup still holds the key: whoever restores one replays the list of erasures.)
- What the ring wraps names its key, so that an older key still unwraps it, and a rotation finds what to wrap
  anew (``bot.services.keys``); fields keep their person's key and are not touched.
- Nonces are random: a derived key may seal 2**32 values (NIST SP 800-38D, 8.3), ten years of a million a day.
- ``SealedError`` and ``SecretKeysError`` carry no key and no content.
"""

from __future__ import annotations

import binascii
import hmac
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.codes import Random

KEY = 32  # bytes
_NONCE = 12
_TAG = 16
_FIELD = b"\x01"  # a value under a person's key: version, nonce, ciphertext with tag
_RING = b"\x02"  # a key under the ring: version, length of the key id, key id, nonce, ciphertext with tag
_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class SealedError(Exception):
    """This does not open: damaged, moved to another place, or its key is gone. Says no more than that."""


class SecretKeysError(ValueError):
    """SECRET_KEYS can't be used; the message is one line for the operator and quotes no key."""


def new_secret_key(id: str, random: Random = os.urandom) -> str:  # noqa: A002 - "id" is the word
    """One entry for SECRET_KEYS: ``k1:<base64url of 32 bytes>``."""
    if not _ID.fullmatch(id):
        raise SecretKeysError("SECRET_KEYS: a key id is 1 to 32 letters, digits, - or _")
    return f"{id}:{urlsafe_b64encode(random(KEY)).decode().rstrip('=')}"


def new_person_key(random: Random = os.urandom) -> bytes:
    """The key of one person, never stored bare: see ``KeyRing.wrap``."""
    return random(KEY)


def seal(person_key: bytes, aad: str, data: bytes, random: Random = os.urandom) -> bytes:
    """``data`` sealed under a person's key; ``aad`` is its place, ``table:row:column``."""
    return _FIELD + _encrypted(person_key, aad, data, random)


def open_(person_key: bytes, aad: str, sealed: bytes) -> bytes:
    """What ``seal`` sealed. Raises SealedError."""
    if sealed[:1] != _FIELD:
        raise SealedError
    return _decrypted(person_key, aad, sealed[1:])


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The operator's keys by id, the current one first. ``random`` makes nonces."""

    keys: tuple[tuple[str, bytes], ...] = field(repr=False)
    random: Random = field(default=os.urandom, repr=False, compare=False)

    @classmethod
    def parse(cls, text: str, random: Random = os.urandom) -> KeyRing:
        """Read ``k1:<base64url of 32 bytes>[,k0:…]``. Raises SecretKeysError."""
        keys: dict[str, bytes] = {}
        for at, entry in enumerate((one.strip() for one in text.split(",")), 1):
            id_, colon, coded = entry.partition(":")
            if not colon or not _ID.fullmatch(id_):
                raise SecretKeysError(
                    f"SECRET_KEYS: entry {at} is not <id>:<key>; `dorozhnyk keys new` prints one"
                )
            if id_ in keys:
                raise SecretKeysError(f"SECRET_KEYS: the id {id_} stands there twice")
            key = _decoded(coded)
            if key is None:
                raise SecretKeysError(f"SECRET_KEYS: key {id_} is not base64url of {KEY} bytes")
            if len(set(key)) < 8:  # a placeholder: chance makes no such key
                raise SecretKeysError(
                    f"SECRET_KEYS: key {id_} is not random; `dorozhnyk keys new` prints one"
                )
            if key in keys.values():
                raise SecretKeysError(f"SECRET_KEYS: key {id_} is the same as another one")
            keys[id_] = key
        return cls(tuple(keys.items()), random)

    def seal(self, key: bytes, aad: str, data: bytes) -> bytes:
        """``seal`` with the ring's own randomness."""
        return seal(key, aad, data, self.random)

    def open(self, key: bytes, aad: str, sealed: bytes) -> bytes:
        """``open_``, to stand beside ``seal``. Raises SealedError."""
        return open_(key, aad, sealed)

    def wrap(self, key: bytes, aad: str) -> bytes:
        """A person's (or a day's) key under the current key of the ring; ``aad`` is its place."""
        id_, master = self.keys[0]
        return head(id_) + _encrypted(_derived(master, f"wrap:{id_}"), aad, key, self.random)

    def unwrap(self, wrapped: bytes, aad: str) -> bytes:
        """What ``wrap`` wrapped, under whichever key of the ring. Raises SealedError, also where the key was
        destroyed (``b""``)."""
        id_ = wrapped_by(wrapped)
        master = dict(self.keys).get(id_)
        if master is None:
            raise SealedError
        return _decrypted(_derived(master, f"wrap:{id_}"), aad, wrapped[2 + len(id_) :])

    def index(self, purpose: str, value: str) -> str:
        """A keyed fingerprint of ``value`` (64 hex digits) to look it up by; ``value`` comes normalised.

        Keyed from the *oldest* key of the ring, so that a rotation, which adds a key in front, leaves every
        look-up and every return code valid; return codes are stored as fingerprints only, so nobody could
        make theirs anew. (A dedicated key would be one more secret to keep, lose and back up, for the same
        effect.) So the last entry of SECRET_KEYS stays as long as the installation does.
        """
        key = _derived(self.keys[-1][1], f"index:{purpose}")
        return hmac.new(key, value.encode(), sha256).hexdigest()


def head(id: str) -> bytes:  # noqa: A002 - "id" is the word
    """How everything begins that the key of that id wrapped: 2 bytes and the id."""
    name = id.encode()
    return _RING + bytes([len(name)]) + name


def wrapped_by(wrapped: bytes) -> str:
    """The id of the key that wrapped this. Raises SealedError where it is no such value."""
    length = wrapped[1] if len(wrapped) > 1 else 0
    name = wrapped[2 : 2 + length]
    if wrapped[:1] != _RING or len(name) != length or not name.isascii():
        raise SealedError
    return name.decode("ascii")


def _derived(master: bytes, purpose: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=KEY, salt=None, info=b"dorozhnyk:" + purpose.encode())
    return hkdf.derive(master)


def _encrypted(key: bytes, aad: str, data: bytes, random: Random) -> bytes:
    nonce = random(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, aad.encode())


def _decrypted(key: bytes, aad: str, sealed: bytes) -> bytes:
    if len(sealed) < _NONCE + _TAG:
        raise SealedError
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], aad.encode())
    except (InvalidTag, ValueError):  # ValueError: a key that is none any more
        raise SealedError from None


def _decoded(coded: str) -> bytes | None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{43}=?", coded):
        return None
    try:
        return urlsafe_b64decode(coded.rstrip("=") + "=")
    except binascii.Error:
        return None
