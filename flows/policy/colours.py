"""The colours of urgency: the words of a region's file, and how each is shown."""

from __future__ import annotations

from types import MappingProxyType

COLOURS = MappingProxyType({"green": "🟢", "yellow": "🟡", "orange": "🟠", "red": "🔴"})
