"""Telegram, listened to: introduced once, then by long polling, or by the webhook of the web server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog

from bot.app import App
from bot.i18n import Translator
from flows.engine.message import M
from handlers.channel import ChannelError
from handlers.telegram.api import RawApi
from handlers.telegram.channel import TelegramChannel
from handlers.telegram.introduction import Introduction
from handlers.telegram.poll import poll
from handlers.telegram.webhook import register

log = structlog.get_logger()

WEBHOOK_PATH = "/telegram"

DESCRIPTION = M(
    "telegram.description",
    "Допомагає людям, які переїхали через війну, знайти наступний крок і людину, що відповість. Безоплатно."
    " Це не служба порятунку: у небезпеці телефонуйте 102 або 103. Листування в Telegram не захищене"
    " наскрізним шифруванням. Довідка ВПО не потрібна.",
)
SHORT = M("telegram.short", "Наступний крок і людина, що відповість. Безоплатно. У небезпеці: 102, 103.")
MENU = M("telegram.menu", "Меню")
DANGER = M("telegram.danger", "Екстрені номери")


async def listen(app: App, stop: asyncio.Event) -> None:
    """Take updates in until told to stop. Raises Misconfigured where the token is none."""
    settings = app.settings
    channel = app.channels["telegram"]
    if not isinstance(channel, TelegramChannel) or settings.telegram_token is None:
        return
    try:
        await channel.introduce(introductions(app.translator))
    except ChannelError as error:
        log.warning("telegram.not_introduced", error=type(error).__name__)
    async with RawApi(settings.telegram_token.get_secret_value(), settings.telegram_api_url) as api:
        if settings.telegram_mode == "polling" or settings.telegram_webhook_secret is None:
            await poll(api, app.intake.receive, stop)
        else:
            secret = settings.telegram_webhook_secret.get_secret_value()
            await register(api, settings.public_url.rstrip("/") + WEBHOOK_PATH, secret)
            await stop.wait()


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
