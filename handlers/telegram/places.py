"""A shared location is made coarse before it is stored: near enough to say what is close by, no nearer."""

from __future__ import annotations

from typing import Any

DEGREES = 2  # decimal places: about 1 km, so that a district can be told and a house can't
_TELLING = ("address", "title", "google_place_id", "foursquare_id", "horizontal_accuracy", "heading")


def coarse(value: Any) -> Any:
    """Decoded JSON, every coordinate in it rounded in place, and what names the place taken out."""
    waiting = [value]  # a loop, because JSON may be nested deeper than calls may be
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if "latitude" in one or "location" in one:
                for key in _TELLING:
                    one.pop(key, None)
            for key in ("latitude", "longitude"):
                if key in one:
                    one[key] = _rounded(one[key])
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return value


def _rounded(degrees: Any) -> Any:
    return round(degrees, DEGREES) if isinstance(degrees, (int, float)) else None
