"""The web: what the page shows, and the forms in it as the server hands them on. No line, no faults."""

from __future__ import annotations

import json
from itertools import count
from types import MappingProxyType
from typing import Any, Self

from handlers.webchat.channel import WebChannel, view_in
from tests.channels.platform import Key, Platform
from tests.webchat.samples import Form, Page, page_of


class OnWeb(Platform):
    name = "web"
    faults = MappingProxyType({})
    repeats = "everything"  # the page is drawn from it; it is sealed like all of hers

    def __init__(self) -> None:
        super().__init__()
        numbers = count()
        self.channel = WebChannel(lambda: f"key-{next(numbers)}")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.channel.close()

    @property
    def address(self) -> str:
        return "visitor-7f3a"

    async def typed(self, text: str) -> bytes:
        return self._form(text=text)

    async def started(self, link: str = "") -> bytes:
        return self._form(command="menu", link=link) if link else self._form(command="menu")

    def texts(self) -> list[str]:
        return [self._page().text]

    async def keys(self) -> list[Key]:
        page = Pressable(page_of(view_in(self.memory)))
        return [
            Key(label, self._form(choice=value, screen=form.fields["screen"]), ticked)
            for form, value, label, ticked in page.pressable
        ]

    def links(self) -> list[str]:
        return [tag["href"] or "" for tag in self._page().all("a")]

    def files(self) -> list[tuple[str, bytes]]:
        view = view_in(self.memory)
        cards = [*view.kept, *([view.present] if view.present else [])]
        taken = [view.file(card.key) for card in cards]
        return [(one.name, one.content) for one in taken if one is not None]

    def tidy(self) -> None:
        """She comes with another browser."""
        self.memory = {}

    def _page(self) -> Page:
        return Page(page_of(view_in(self.memory)))

    def _form(self, **form: Any) -> bytes:
        return json.dumps({"address": self.address, "language": "uk", **form}).encode()


class Pressable(Page):
    """Besides, the buttons that choose something, each with its form, its words and its tick."""

    def __init__(self, html: str) -> None:
        self.pressable: list[tuple[Form, str, str, bool | None]] = []
        self._words: list[str] | None = None
        self._button: dict[str, str | None] = {}
        super().__init__(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if tag == "button":
            self._button, self._words = dict(attrs), []

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        if self._words is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._words is not None:
            value, form = self._button.get("value"), self._inside
            if self._button.get("name") == "choice" and value and form is not None:
                ticked = {"true": True, "false": False}.get(self._button.get("aria-pressed") or "")
                self.pressable.append((form, value, "".join(self._words).strip(), ticked))
            self._words = None
        super().handle_endtag(tag)
