"""What Viber's status codes mean for us. HTTP says 200 even for errors; ``status`` tells.

again           12 too many to somebody silent
unreachable     5 not registered, 6 not subscribed, 11 no device that takes it
the operator    2 token, 7 bot blocked, 8 no such bot, 9 suspended, 10 no webhook, 15 not authorised,
                23 no free messages left, 24 no money left
our fault       all else: data, versions, kinds of chat that are not ours
"""

from __future__ import annotations

from handlers.channel import ChannelError, Later, Misconfigured, Refused, Unreachable

PATIENCE = 60.0  # seconds after status 12: the hundred messages are counted by the hour

_GONE = frozenset({5, 6, 11})
_OURS = frozenset({2, 7, 8, 9, 10, 15, 23, 24})


def refusal(status: int) -> ChannelError:
    """The error of ours for Viber's ``status``; the words beside it may quote us and are not carried on."""
    if status == 12:
        return Later(PATIENCE)
    if status in _GONE:
        return Unreachable()
    if status in _OURS:
        return Misconfigured()
    return Refused()
