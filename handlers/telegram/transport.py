"""aiogram as what it is good at: types and HTTP. Every error leaves here as one of ours, empty of content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteMessages,
    EditMessageReplyMarkup,
    EditMessageText,
    SendDocument,
    SendMessage,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
    TelegramMethod,
)
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)
from aiogram.utils.token import TokenValidationError

from handlers.channel import Misconfigured, Refused
from handlers.telegram.errors import FOREIGN, mapped
from handlers.telegram.introduction import Introduction
from handlers.telegram.refusals import NotModified
from handlers.telegram.render import Key, Keyboard, Part

TIMEOUT = 30  # seconds
QUICK = 10  # a press waits 15 s at most for its answer
BLANK = "·"

_Result = TypeVar("_Result")


class Transport:
    """The calls the channel makes. Each raises a ChannelError unless it says otherwise."""

    def __init__(self, token: str, api_url: str | None) -> None:
        server = TelegramAPIServer.from_base(api_url) if api_url else PRODUCTION
        try:
            self._bot: Bot | None = Bot(token, session=AiohttpSession(api=server, timeout=TIMEOUT))
        except TokenValidationError:
            self._bot = None
        if self._bot is None:  # raised here, so that the error drags no other one with it
            raise Misconfigured

    async def send(self, chat: int, part: Part, *, protect: bool) -> int:
        """Send it as a new message and answer its id."""
        markup = _markup(part.keyboard)
        method: SendMessage | SendDocument
        if part.document is None:
            method = SendMessage(
                chat_id=chat,
                text=part.html,
                parse_mode="HTML",
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                protect_content=protect,
                reply_markup=markup,
            )
        else:
            method = SendDocument(
                chat_id=chat,
                document=BufferedInputFile(part.document.content, part.document.name),
                caption=part.html or None,
                parse_mode="HTML" if part.html else None,
                protect_content=protect,
                reply_markup=markup,
            )
        return (await self._ask(method)).message_id

    async def edit(self, chat: int, message: int, part: Part) -> bool:
        """Put the part in the place of what the message shows. False where Telegram will not edit it."""
        method = EditMessageText(
            chat_id=chat,
            message_id=message,
            text=part.html,
            parse_mode="HTML",
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=_markup(part.keyboard),
        )
        try:
            await self._ask(method)
        except NotModified:
            return True
        except Refused:
            return False
        return True

    async def blank(self, chat: int, message: int) -> None:
        """Take the words out of a message that is too old to be deleted, if Telegram lets us."""
        await self.edit(chat, message, Part(BLANK))

    async def strip(self, chat: int, message: int) -> None:
        """Take the keyboard away."""
        await self._ask(EditMessageReplyMarkup(chat_id=chat, message_id=message))

    async def delete(self, chat: int, messages: Sequence[int]) -> None:
        """Delete up to 100 messages; what Telegram will not delete stays."""
        try:
            await self._ask(DeleteMessages(chat_id=chat, message_ids=list(messages)))
        except Refused:  # one bad apple spoils the whole call
            for message in messages:
                try:
                    await self._ask(DeleteMessage(chat_id=chat, message_id=message))
                except Refused:
                    continue

    async def answer(self, press: str) -> None:
        """Tell the app that the press arrived, so that its clock stops turning."""
        await self._ask(AnswerCallbackQuery(callback_query_id=press), QUICK)

    async def introduce(self, language: str, introduction: Introduction) -> None:
        """``language``: two letters, or "" for everybody whose language is not named."""
        code = language or None
        commands = [BotCommand(command=name, description=text) for name, text in introduction.commands]
        await self._ask(SetMyCommands(commands=commands, language_code=code))
        await self._ask(SetMyDescription(description=introduction.description, language_code=code))
        await self._ask(
            SetMyShortDescription(short_description=introduction.short_description, language_code=code)
        )

    async def close(self) -> None:
        if self._bot is not None:
            await self._bot.session.close()

    async def _ask(self, method: TelegramMethod[_Result], within: int = TIMEOUT) -> _Result:
        if self._bot is None:
            raise Misconfigured
        try:
            return await self._bot(method, request_timeout=within)
        except FOREIGN as error:
            problem = mapped(error)
        # Outside the block: raised inside, it would keep aiogram's error, with all our words, as its context.
        raise problem


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    if not keyboard:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_button(key) for key in row] for row in keyboard])


def _button(key: Key) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text=key.label,
        callback_data=key.press,
        copy_text=CopyTextButton(text=key.copy) if key.copy is not None else None,
        style=key.style or None,
    )
