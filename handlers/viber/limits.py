"""What Viber takes, as its REST API says, and what a phone surely shows."""

from __future__ import annotations

from handlers.channel import Limits

TEXT = 7000  # characters of one message
JSON = 30_000  # bytes of one request: Viber's 30 KB, read the careful way
SENDER = 28  # characters of the name above the messages
LABEL = 250  # characters of a button's text, which is HTML
ACTION = 100  # of what a press sends; Viber names no limit, longer ones have been lost
COLUMNS = 6
ROWS = 12  # of a keyboard, counted in heights: a button is one or two high
MEDIA_ROWS = 7  # of the buttons that stay with their message
FREE_HOURS = 24

LIMITS = Limits(
    text=TEXT,
    label=LABEL,
    buttons=COLUMNS * ROWS,
    press_bytes=ACTION,
    edits=False,
    deletes=False,
    starts_talks=False,  # only where somebody pays for it: see ``free_hours``
    files="url",
    free_hours=FREE_HOURS,
    staff="ping",
)
