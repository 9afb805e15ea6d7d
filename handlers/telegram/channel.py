"""Telegram as a channel: one edited wizard message, new messages for what must be kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2s

from handlers.channel import ChannelError, Incoming, Later, Limits, Memory, Refused, Unreachable
from handlers.shown import Shown
from handlers.telegram.introduction import Introduction
from handlers.telegram.numbering import ROW
from handlers.telegram.parse import NAME, parse
from handlers.telegram.remembered import Half, Remembered
from handlers.telegram.render import BUTTONS, PRESS_BYTES, TEXT, Part, UnrenderableError, render

LIMITS = Limits(
    text=TEXT,
    label=ROW,  # Telegram sets none; a screen with a longer one numbers its choices
    buttons=BUTTONS,
    press_bytes=PRESS_BYTES,
    edits=True,
    deletes=True,
    starts_talks=True,  # with anybody who has pressed Start once
    files="upload",
)
AT_ONCE = 100  # messages one deleteMessages takes
PATIENCE = 5  # times a start waits for Telegram's flood control


class TelegramChannel:
    """``handlers.channel.Channel`` for Telegram. ``api_url`` is None for Telegram's own server.

    Raises Misconfigured where the token is none.
    """

    name = NAME
    limits = LIMITS

    def __init__(
        self,
        token: str,
        api_url: str | None,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        from handlers.telegram.transport import Transport

        self._transport = Transport(token, api_url)
        self._secret = token.encode()[-32:]
        self._pause = pause
        self._now = now

    def parse(self, payload: bytes) -> Incoming | None:
        return parse(payload)

    async def acknowledge(self, incoming: Incoming) -> None:
        if incoming.receipt is None:
            return
        try:
            await self._transport.answer(incoming.receipt)
        except ChannelError:
            return  # «query is too old»: the app has stopped waiting, nothing is lost

    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        chat = _chat(address)
        parts = _parts(shown)
        known = Remembered.of(memory)
        wizard = known.wizard if _edits(shown, parts, known) else None
        if wizard is not None and await self._transport.edit(chat, wizard, parts[0]):
            return replace(known, half=None).memory()
        known, sent = await self._deliver(chat, shown, parts, known)
        if shown.kept:
            return known.memory()
        known = await self._retire(chat, known)
        fixed = parts[-1].document is not None
        return replace(known, wizard=sent[-1], rest=sent[:-1], fixed=fixed).memory()

    async def clear(self, address: str, memory: Memory, *, protected_only: bool = False) -> Memory:
        """Delete what is known and younger than 48 hours; take the words out of what is older."""
        chat = _chat(address)
        known = Remembered.of(memory)
        meant = known.protected if protected_only else frozenset(known.ids())
        young = [message for message in known.young(self._now()) if message in meant]
        try:
            for start in range(0, len(young), AT_ONCE):
                some = young[start : start + AT_ONCE]
                await self._transport.delete(chat, some)
                known = known.without(some)
            for message in known.ids():
                if message in meant:
                    await self._transport.blank(chat, message)
                    known = known.without([message])
        except ChannelError as error:
            error.memory = known.memory()
            raise
        return known.memory() if protected_only else {}

    def remember(self, message: str, memory: Memory) -> Memory:
        return Remembered.of(memory).noted(int(message), self._now()).memory()

    async def introduce(self, languages: Mapping[str, Introduction]) -> None:
        """Set commands and descriptions, by language code; "" is for everybody whose language is not named.

        Raises a ChannelError; flood control is waited for.
        """
        for language, introduction in languages.items():
            for _ in range(PATIENCE):
                try:
                    await self._transport.introduce(language, introduction)
                except Later as later:
                    await self._pause(later.after)
                else:
                    break
            else:
                await self._transport.introduce(language, introduction)

    async def close(self) -> None:
        await self._transport.close()

    async def _deliver(
        self, chat: int, shown: Shown, parts: Sequence[Part], known: Remembered
    ) -> tuple[Remembered, tuple[int, ...]]:
        """Send what has not been sent yet. An error carries the memory of what has."""
        whole = self._fingerprint(parts)
        sent = known.half.sent if known.half is not None and known.half.of == whole else ()
        known = replace(known, half=None)
        for part in parts[len(sent) :]:
            try:
                message = await self._transport.send(chat, part, protect=shown.protect)
            except ChannelError as error:
                if sent:
                    error.memory = replace(known, half=Half(whole, sent)).memory()
                raise
            sent = (*sent, message)
            known = known.noted(message, self._now(), protected=shown.protect)
        return known, sent

    async def _retire(self, chat: int, known: Remembered) -> Remembered:
        """The old wizard offers nothing any more; a sensitive one goes altogether. Best effort: a press on it
        would only draw the present screen again."""
        if known.wizard is None:
            return known
        old = (*known.rest, known.wizard)
        try:
            if known.wizard in known.protected:
                await self._transport.delete(chat, old)
                return known.without(old)
            await self._transport.strip(chat, known.wizard)
        except ChannelError:
            return known
        return known

    def _fingerprint(self, parts: Sequence[Part]) -> str:
        """Keyed, so that nobody who reads the database can try which words it stands for."""
        sum_ = blake2s(key=self._secret, digest_size=8)
        for part in parts:
            sum_.update(part.html.encode("utf-8", "replace"))
            sum_.update(part.document.content if part.document is not None else b"")
            sum_.update(b"\0")
        return sum_.hexdigest()


def _edits(shown: Shown, parts: Sequence[Part], known: Remembered) -> bool:
    """Whether the wizard can become this screen. Protection can't be switched by an edit: a protected chat
    would not let a phone number be copied, an open one would let an answer be forwarded."""
    return (
        not (shown.kept or shown.anew or known.fixed or known.rest)
        and len(parts) == 1
        and parts[0].document is None
        and shown.protect == (known.wizard in known.protected)
    )


def _parts(shown: Shown) -> list[Part]:
    try:
        return render(shown)
    except UnrenderableError as error:
        problem = str(error)
    raise Refused(problem)


def _chat(address: str) -> int:
    if not address.isascii() or not address.isdigit():
        raise Unreachable
    return int(address)
