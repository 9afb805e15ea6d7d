"""Viber within the program: its words, its webhook, and asking Viber to bring messages there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import structlog
from aiohttp import web

from bot.i18n import Translator
from bot.intake import first_of
from bot.resting import VIBER_INCOMING
from bot.settings import Settings
from flows.engine.message import M
from flows.engine.screen import DANGER, TO_MENU
from handlers.channel import ChannelError, Later, Misconfigured, Refused
from handlers.viber.channel import ViberChannel
from handlers.viber.render import Words
from handlers.viber.webhook import webhook

if TYPE_CHECKING:
    from bot.app import App  # the app builds the channel through this module

log = structlog.get_logger()

Pause: TypeAlias = Callable[[float], Awaitable[object]]

WEBHOOK_PATH = "/viber"
LONGEST_PAUSE = 900.0  # seconds between two tries to have messages brought

WELCOME = M(
    "viber.welcome",
    "Вітаємо! Дорожник допомагає людям, які переїхали через війну, знайти наступний крок і людину, що"
    " відповість. Безоплатно, довідка ВПО не потрібна.\n"
    "Це не служба порятунку: у небезпеці телефонуйте 102 або 103.\n"
    "Написане у Viber лишається в чаті: бот не може його стерти. Про делікатне можна поговорити на сторінці —"
    " Дорожник запропонує.",
)
START = M("viber.start", "Почати")
PHONE = M("viber.phone", "Надіслати номер цього телефону")
PLACE = M("viber.place", "Показати місце на карті")
NUMBER = M("viber.number", "Натисніть унизу кнопку з потрібним номером.")
LETTER = M("viber.letter", "Натисніть кнопку з потрібною літерою.")


def viber_channel(settings: Settings, translator: Translator) -> ViberChannel:
    """The channel for these settings. Raises Misconfigured where there is no token."""
    if settings.viber_token is None:
        raise Misconfigured
    words = {
        language: Words(
            welcome=translator.text(language, WELCOME.json()),
            start=translator.text(language, START.json()),
            menu=translator.text(language, TO_MENU.label),
            danger=translator.text(language, DANGER.label),
            phone=translator.text(language, PHONE.json()),
            place=translator.text(language, PLACE.json()),
            number=translator.text(language, NUMBER.json()),
            letter=translator.text(language, LETTER.json()),
        )
        for language in translator.languages
    }
    token = settings.viber_token.get_secret_value()
    return ViberChannel(token, settings.viber_api_url, settings.viber_name, words)


def viber_routes(app: App) -> list[web.RouteDef]:
    """Where Viber brings what people send; none where the channel is off."""
    channel, token = app.channels.get("viber"), app.settings.viber_token
    if not isinstance(channel, ViberChannel) or token is None:
        return []
    hear = webhook(token.get_secret_value(), channel, app.intake.receive, lambda: app.now().timestamp())
    return [web.post(WEBHOOK_PATH, hear)]


async def registered(app: App, stop: asyncio.Event, *, pause: Pause | None = None) -> None:
    """Ask Viber to bring messages to our address, and wait until told to stop. Viber tries the address at
    once: where it is not reached yet (a proxy that starts later, a certificate), it is asked again after
    growing pauses. What goes out waits for none of it. ``pause``: waits so many seconds, or less."""
    channel = app.channels["viber"]
    if not isinstance(channel, ViberChannel):
        return
    waits = pause or partial(_unless_stopped, stop)
    failures = 0
    while not stop.is_set():
        try:
            await channel.api.register(app.settings.public_url.rstrip("/") + WEBHOOK_PATH)
        except ChannelError as error:
            failures += 1
            log.warning("viber.not_heard", error=type(error).__name__, count=failures)
            if failures > 1 and isinstance(error, (Misconfigured, Refused)):
                app.sender.resting.refused(VIBER_INCOMING)  # the first try may come before our own server
            await waits(error.after if isinstance(error, Later) else min(2.0**failures, LONGEST_PAUSE))
        else:
            app.sender.resting.took(VIBER_INCOMING)
            await stop.wait()


async def _unless_stopped(stop: asyncio.Event, seconds: float) -> None:
    await first_of(stop, seconds=seconds)
