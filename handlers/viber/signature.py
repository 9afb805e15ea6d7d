"""Whether a body comes from Viber: told from its raw bytes, before anybody reads them."""

from __future__ import annotations

import hmac
from hashlib import sha256

HEADER = "X-Viber-Content-Signature"


def signature(token: str, body: bytes) -> str:
    """What Viber writes into the header: HMAC-SHA256 of the raw body under the bot's token, in hex."""
    return hmac.new(token.encode(), body, sha256).hexdigest()


def genuine(token: str, body: bytes, given: str) -> bool:
    """Whether whoever made this signature knows the token."""
    return hmac.compare_digest(signature(token, body).encode(), given.lower().encode("utf-8", "replace"))
