"""What Telegram's answers mean for us: code and description in, one of our few errors out."""

from __future__ import annotations

from handlers.channel import ChannelError, Later, Misconfigured, Refused, Unavailable, Unreachable

# Descriptions of a 400 that speak of the person, not of the message.
GONE = ("chat not found", "user not found", "peer_id_invalid", "deactivated", "bot can't initiate")


class NotModified(Refused):
    """The message looks like that already."""


def refusal(code: int, description: str, retry_after: float | None = None) -> ChannelError:
    """The error of ours for Telegram's ``error_code``. It does not carry the description, which may quote
    us."""
    words = description.lower()
    if retry_after is not None:
        return Later(retry_after)
    match code:
        case 400 if "message is not modified" in words:
            return NotModified()
        case 400 if any(gone in words for gone in GONE):
            return Unreachable()
        case 401 | 404 | 409:  # a token that is no token gets 404
            return Misconfigured()
        case 403:
            return Unreachable()
        case 429:
            return Later(1)
        case _ if code >= 500:
            return Unavailable()
        case _:
            return Refused()
