from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from handlers.viber.channel import ViberChannel
from handlers.viber.render import Words
from tests.fakes.viber_api import FakeViber, Phone

WORDS = Words(
    "Вітаємо!", "Почати", "Меню", "Екстрені номери", "Надіслати номер", "Місце на карті",
    "Натисніть номер.", "Натисніть літеру.",
)  # fmt: skip


@pytest.fixture
async def viber() -> AsyncIterator[FakeViber]:
    async with FakeViber() as server:
        server.webhook = "http://127.0.0.1:9/viber"  # nobody listens: what a channel sends needs no answer
        yield server


@pytest.fixture
async def channel(viber: FakeViber) -> AsyncIterator[ViberChannel]:
    made = ViberChannel(viber.token, viber.url, "Дорожник", {"uk": WORDS})
    yield made
    await made.close()


@pytest.fixture
def olena(viber: FakeViber) -> Phone:
    """Somebody who has written just now."""
    phone = viber.person("Олена")
    phone.subscribed, phone.last = True, viber.now()
    return phone
