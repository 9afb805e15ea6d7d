"""The program's list of channels, the tests' list, and what the page for those who add one says of them."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import SecretStr

from bot.channels import channels_of
from bot.crypto import new_secret_key
from bot.i18n import Translator
from bot.services.contacts import CHATS
from bot.settings import Settings
from flows.policy.ways import BY, CHOSEN, IN_OWN_COPY, ON_PAPER
from handlers.channel import Channel, Limits
from tests.channels.listed import LISTED
from tests.channels.screens import CONTROLS, LONGEST_PRESS, MOST
from tests.fakes.viber_api import TOKEN

ROOT = Path(__file__).parents[2]
TOY = "slips"
NO_CHANNELS = {"call", "sms", "through", "visit", "chat"}


def program() -> dict[str, Channel]:
    """All channels of the program, switched on."""
    settings = Settings(
        secret_keys=SecretStr(new_secret_key("k1")),
        telegram_token=SecretStr("42:TEST"),
        viber_token=SecretStr(TOKEN),
        public_url="https://dorozhnyk.example",
    )
    return channels_of(settings, Translator(("uk",)))


def test_every_channel_of_the_program_is_listed_for_the_contract() -> None:
    channels = program()
    assert set(LISTED) == {*channels, TOY}
    assert {name: one.name for name, one in channels.items()} == {name: name for name in channels}


def test_a_channel_without_a_token_is_off() -> None:
    settings = Settings(secret_keys=SecretStr(new_secret_key("k1")))
    assert set(channels_of(settings, Translator(("uk",)))) == {"web"}


def test_every_channel_can_be_a_safe_way_of_contact_and_has_words_for_it() -> None:
    assert set(CHATS) == set(program())
    for words in (CHOSEN, BY, IN_OWN_COPY, ON_PAPER):
        assert words.keys() - NO_CHANNELS == set(program())


def test_the_page_says_what_each_channel_can_do() -> None:
    rows = re.findall(r"^\| `(\w+)` \|[^|]+\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", page(), re.MULTILINE)
    told = {name: dict(zip(("telegram", "viber", "web"), cells, strict=True)) for name, *cells in rows}
    assert told.keys() == Limits.__dataclass_fields__.keys()
    for name, channel in program().items():
        assert {limit: cells[name] for limit, cells in told.items()} == {
            limit: _said(getattr(channel.limits, limit)) for limit in told
        }


def test_the_page_names_what_there_is() -> None:
    """Paths on it exist, and the words beside a path stand in that file."""
    folders = [ROOT, ROOT / "tests/channels", ROOT / "flows/definitions"]
    for path in re.findall(r"`([\w/]+\.(?:py|toml))`", page()):
        assert any((folder / path).is_file() for folder in folders), path
    for word, path in re.findall(r"`(\w+)` in `([\w/]+\.py)`", page()):
        assert re.search(rf"\b{word}\b", (ROOT / path).read_text("utf-8")), f"{word} in {path}"


def test_the_page_says_what_the_conversations_need() -> None:
    assert f"the conversations need {MOST + len(CONTROLS)}" in page()
    assert f"ours need {len(LONGEST_PRESS)}" in page()


def page() -> str:
    return (ROOT / "docs" / "channels.md").read_text("utf-8")


def _said(value: object) -> str:
    if value is None:
        return "–"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
