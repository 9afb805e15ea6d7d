"""Ways of contact, as each place says them: Ukrainian needs another case, or another person, in each."""

from __future__ import annotations

from types import MappingProxyType

from flows.engine.message import M

CHOSEN = MappingProxyType(
    {
        "call": M("contact.is_call", "Дзвінок"),
        "sms": M("contact.is_sms", "СМС"),
        "telegram": M("contact.is_telegram", "Telegram"),
        "viber": M("contact.is_viber", "Viber"),
        "web": M("contact.is_web", "На цій сторінці"),
        "through": M("contact.is_through", "Через людину, якій можна довіряти"),
    }
)
"""What a person has chosen, after «Як:»."""

BY = MappingProxyType(
    {
        "call": M("desk.way_call", "телефоном"),
        "sms": M("desk.way_sms", "СМС"),
        "telegram": M("desk.way_telegram", "Telegram"),
        "viber": M("desk.way_viber", "Viber"),
        "web": M("desk.way_web", "через Дорожник"),
        "through": M("desk.way_through", "через довірену особу"),
        "visit": M("desk.way_visit", "особисто"),
        "chat": M("desk.way_chat", "у чаті Дорожника"),
    }
)
"""How an attempt was made, to staff."""

IN_OWN_COPY = MappingProxyType(
    {
        "call": M("own_copy.call", "дзвінок"),
        "sms": M("own_copy.sms", "СМС"),
        "telegram": M("own_copy.telegram", "Telegram"),
        "viber": M("own_copy.viber", "Viber"),
        "web": M("own_copy.web", "сторінка Дорожника"),
        "through": M("own_copy.through", "через людину, якій Ви довіряєте"),
        "visit": M("own_copy.visit", "зустріч"),
        "chat": M("own_copy.chat", "повідомлення в Дорожнику"),
    }
)
"""The same to the person, in the copy of her data."""

ON_PAPER = MappingProxyType(
    {
        "call": M("paper.call", "телефонний дзвінок"),
        "sms": M("paper.sms", "СМС"),
        "telegram": M("paper.telegram", "повідомлення в Telegram"),
        "viber": M("paper.viber", "повідомлення у Viber"),
        "web": M("paper.web", "людина сама зайде по відповідь"),
        "through": M("paper.through", "через людину, якій вона довіряє"),
    }
)
"""On the printed form."""
