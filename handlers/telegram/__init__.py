"""Telegram: raw updates in, one edited wizard message out.

Only ``transport`` and ``errors`` import aiogram (its types take 3-4 s to build); they are loaded when a
``TelegramChannel`` is constructed, so that an installation without a token does not pay for them.
"""
