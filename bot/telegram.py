"""Telegram, listened to: introduced once, then by long polling, or by the webhook of the web server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TypeAlias

import structlog

from bot.app import App
from bot.i18n import Translator
from bot.intake import first_of
from bot.resting import INCOMING
from flows.engine.message import M
from handlers.channel import ChannelError, Later, Misconfigured, Refused
from handlers.telegram.api import RawApi
from handlers.telegram.channel import TelegramChannel
from handlers.telegram.introduction import Introduction
from handlers.telegram.poll import poll
from handlers.telegram.webhook import register

log = structlog.get_logger()

Pause: TypeAlias = Callable[[float], Awaitable[object]]

WEBHOOK_PATH = "/telegram"
LONGEST_PAUSE = 900.0  # seconds between two tries to be brought updates
WELL = 60.0  # seconds of polling without a refusal: a second poller is noticed within one long poll (35 s)

DESCRIPTION = M(
    "telegram.description",
    "Допомагає людям, які переїхали через війну, знайти наступний крок і людину, що відповість. Безоплатно."
    " Це не служба порятунку: у небезпеці телефонуйте 102 або 103. Листування в Telegram не захищене"
    " наскрізним шифруванням. Довідка ВПО не потрібна.",
)
SHORT = M("telegram.short", "Наступний крок і людина, що відповість. Безоплатно. У небезпеці: 102, 103.")
MENU = M("telegram.menu", "Меню")
DANGER = M("telegram.danger", "Екстрені номери")


async def listen(app: App, stop: asyncio.Event, *, pause: Pause | None = None) -> None:
    """Take updates in until told to stop. Raises Misconfigured where Telegram refuses the token at the start.

    Whatever Telegram says later (the line down, the token revoked, another program that polls with it), only
    this waits and tries again: the page and the clock go on. ``pause``: waits so many seconds, or less."""
    settings = app.settings
    channel = app.channels["telegram"]
    if not isinstance(channel, TelegramChannel) or settings.telegram_token is None:
        return
    waits = pause or partial(_unless_stopped, stop)
    async with RawApi(settings.telegram_token.get_secret_value(), settings.telegram_api_url) as api:
        try:
            await api.ask("getMe")
            await channel.introduce(introductions(app.translator))
        except Misconfigured:
            raise
        except ChannelError as error:
            log.warning("telegram.not_introduced", error=type(error).__name__)
        failures = 0
        while not stop.is_set():
            try:
                await _listening(app, api, stop)
            except (Misconfigured, Refused):
                app.sender.resting.refused(INCOMING)
                await waits(app.sender.resting.left(INCOMING))
            except ChannelError as error:
                failures += 1
                log.warning("telegram.not_heard", error=type(error).__name__, count=failures)
                await waits(error.after if isinstance(error, Later) else min(2.0**failures, LONGEST_PAUSE))


async def _listening(app: App, api: RawApi, stop: asyncio.Event) -> None:
    """One spell of listening, until told to stop. Raises a ChannelError."""
    settings = app.settings
    if settings.telegram_mode == "webhook" and settings.telegram_webhook_secret is not None:
        secret = settings.telegram_webhook_secret.get_secret_value()
        await register(api, settings.public_url.rstrip("/") + WEBHOOK_PATH, secret)
        app.sender.resting.took(INCOMING)
        await stop.wait()
        return
    polling = asyncio.ensure_future(poll(api, app.intake.receive, stop))
    try:
        done, _ = await asyncio.wait({polling}, timeout=WELL)
        if not done:
            app.sender.resting.took(INCOMING)
        await polling
    finally:
        polling.cancel()


async def _unless_stopped(stop: asyncio.Event, seconds: float) -> None:
    await first_of(stop, seconds=seconds)


def introductions(translator: Translator) -> Mapping[str, Introduction]:
    """What is said before Start, in every language; the first one also for everybody else."""
    made = {
        language: Introduction(
            translator.text(language, DESCRIPTION),
            translator.text(language, SHORT),
            (
                ("menu", translator.text(language, MENU)),
                ("danger", translator.text(language, DANGER)),
            ),
        )
        for language in translator.languages
    }
    return {"": made[translator.languages[0]], **made}
