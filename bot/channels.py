"""The one list of channels: which of them is switched on, and how it is built (``docs/channels.md``)."""

from __future__ import annotations

from bot.codes import new_key
from bot.i18n import Translator
from bot.settings import Settings
from handlers.channel import Channel
from handlers.webchat.channel import WebChannel


def channels_of(settings: Settings, translator: Translator) -> dict[str, Channel]:
    """The channels for these settings, by name. One without a token is off, and its library is not loaded.
    Raises Misconfigured."""
    channels: dict[str, Channel] = {"web": WebChannel(new_key)}
    if settings.telegram_token is not None:
        from handlers.telegram.channel import TelegramChannel

        token = settings.telegram_token.get_secret_value()
        channels["telegram"] = TelegramChannel(token, settings.telegram_api_url)
    if settings.viber_token is not None:
        from bot.viber import viber_channel

        channels["viber"] = viber_channel(settings, translator)
    return channels
