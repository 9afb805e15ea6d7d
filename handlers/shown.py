"""A screen in the reader's own language: what every channel gets to show."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["title", "text", "note", "list", "phones", "copy", "link", "problem"]
Style: TypeAlias = Literal["", "primary", "danger"]


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as people write it, who answers there, and when (empty where that is not verified)."""

    number: str
    name: str
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a screen: ``text`` for most kinds, ``items`` for ``list``, ``phones`` for ``phones``; a
    ``link`` leads to ``url`` (https) and says ``text``."""

    kind: Kind
    text: str = ""
    items: tuple[str, ...] = ()
    phones: tuple[Phone, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """``ticked`` is None outside tick lists."""

    id: str
    label: str
    style: Style = ""
    ticked: bool | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to hand over; its name holds no personal data."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """One message, translated. The words are those of ``flows.engine.turn.Say``.

    ``language`` is a BCP 47 tag. ``progress`` is «Крок 2 з 5» or empty. ``hint`` says what may be typed.
    """

    language: str
    blocks: tuple[Block, ...]
    buttons: tuple[Button, ...] = ()
    controls: tuple[Button, ...] = ()
    screen: str = ""
    kept: bool = False
    anew: bool = False
    protect: bool = False
    expects: str | None = None
    hint: str = ""
    progress: str = ""
    attachment: Attachment | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "language": self.language,
            "blocks": [
                {
                    "kind": block.kind,
                    "text": block.text,
                    "items": list(block.items),
                    "phones": [[phone.number, phone.name, phone.hours] for phone in block.phones],
                    **({"url": block.url} if block.url else {}),
                }
                for block in self.blocks
            ],
            "buttons": [_button_out(button) for button in self.buttons],
            "controls": [_button_out(button) for button in self.controls],
            "screen": self.screen,
            "kept": self.kept,
            "anew": self.anew,
            "protect": self.protect,
            "expects": self.expects,
            "hint": self.hint,
            "progress": self.progress,
            "attachment": self.attachment
            and [
                self.attachment.name,
                self.attachment.media_type,
                b64encode(self.attachment.content).decode(),
            ],
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Shown:
        attachment = raw["attachment"]
        return cls(
            language=raw["language"],
            blocks=tuple(
                Block(
                    block["kind"],
                    block["text"],
                    tuple(block["items"]),
                    tuple(Phone(*phone) for phone in block["phones"]),
                    block.get("url", ""),
                )
                for block in raw["blocks"]
            ),
            buttons=tuple(Button(*button) for button in raw["buttons"]),
            controls=tuple(Button(*button) for button in raw["controls"]),
            screen=raw["screen"],
            kept=raw["kept"],
            anew=raw["anew"],
            protect=raw["protect"],
            expects=raw["expects"],
            hint=raw["hint"],
            progress=raw["progress"],
            attachment=attachment and Attachment(attachment[0], attachment[1], b64decode(attachment[2])),
        )


def _button_out(button: Button) -> list[Any]:
    return [button.id, button.label, button.style, button.ticked]
