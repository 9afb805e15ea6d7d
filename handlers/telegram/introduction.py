"""What a person sees of the bot before pressing Start: description, short description, commands."""

from __future__ import annotations

import re
from dataclasses import dataclass

DESCRIPTION = 512
SHORT_DESCRIPTION = 120
COMMAND_DESCRIPTION = 256
COMMANDS = 100

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


@dataclass(frozen=True, slots=True)
class Introduction:
    """In one language. ``commands``: name without the slash, and what it does. Raises ValueError where a
    text is longer than Telegram takes.

    The description is the only text before Start: who runs the bot, that it is free, no emergency service
    and not end-to-end encrypted.
    """

    description: str
    short_description: str
    commands: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        texts = {
            "description": (self.description, DESCRIPTION),
            "short description": (self.short_description, SHORT_DESCRIPTION),
            **{f"/{name}": (text, COMMAND_DESCRIPTION) for name, text in self.commands},
        }
        for name, (text, limit) in texts.items():
            if not 0 < len(text) <= limit:
                msg = f"{name}: 1 to {limit} characters, not {len(text)}"
                raise ValueError(msg)
        if len(self.commands) > COMMANDS or not all(_COMMAND.fullmatch(name) for name, _ in self.commands):
            msg = f"at most {COMMANDS} commands, of a-z, 0-9 and _"
            raise ValueError(msg)
