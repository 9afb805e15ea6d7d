"""The words of the page around the messages. Whoever serves the page translates them and hands them in."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flows.engine.message import M

_ALL: Final = (
    M("webchat.title", "Довідник"),
    M("webchat.skip", "Перейти до повідомлення"),
    M("webchat.exit", "Вийти швидко"),
    M("webchat.exit_keys", "Щоб миттєво закрити сторінку, тричі натисніть клавішу Shift."),
    M("webchat.earlier", "Раніше"),
    M("webchat.controls", "Завжди під рукою"),
    M("webchat.write", "Ваша відповідь"),
    M("webchat.send", "Надіслати"),
    M("webchat.copy", "Скопіювати"),
    M("webchat.copied", "Скопійовано"),
    M("webchat.call", "Подзвонити"),
    M("webchat.file", "Завантажити файл"),
    M("webchat.lapsed", "Цей файл тут більше не зберігається. Його можна отримати ще раз через меню."),
    M("webchat.empty", "Вітаємо! Тут можна знайти наступний крок і людину, що відповість. Це безоплатно."),
    M("webchat.start", "Почати"),
    M("webchat.invited", "Вас запросили до роботи в Дорожнику. Посилання діє один раз."),
    M("webchat.goes_on", "Ваша розмова продовжиться тут. Посилання діє один раз."),
    M("webchat.danger", "Екстрені номери"),
    M("webchat.busy", "Хвилинку…"),
    M("webchat.news", "Нове повідомлення"),
    M("webchat.offline", "Немає зв'язку. Ваша відповідь ще на екрані: спробуйте, будь ласка, ще раз."),
    M(
        "webchat.crowded",
        "Вибачте, зараз у цій мережі починають дуже багато розмов. Спробуйте, будь ласка, ще раз за кілька "
        "хвилин. Екстрені номери відкриваються завжди.",
    ),
    M("webchat.gone", "Сторінку закрито."),
    M("webchat.onward", "Відкрити іншу сторінку"),
    M("webchat.demo.name", "Дорожник"),
    M(
        "webchat.demo.about",
        "Проводить людину від «мені потрібна допомога» до справжнього контакту "
        "й не дає зверненню загубитися між установами.",
    ),
    M("webchat.demo.sample", "Демонстрація: люди й звернення тут вигадані."),
    M("webchat.demo.clock", "Годинник демонстрації"),
    M("webchat.demo.quarter", "+15 хв"),
    M("webchat.demo.hours", "+4 год"),
    M("webchat.demo.day", "+1 доба"),
    M("webchat.demo.next", "До наступної події"),
    M("webchat.demo.ahead", "Наступна подія"),
    M("webchat.demo.log", "Що відбувається"),
    M(
        "webchat.demo.start",
        "Почніть з телефона людини: пройдіть опитування, а потім пересуньте годинник.",
    ),
    M("webchat.demo.again", "Спочатку"),
    M("webchat.demo.phones", "Телефони"),
    M("webchat.demo.news", "є нове"),
    M("webchat.demo.person", "Людина"),
    M("webchat.demo.specialist", "Фахівчиня"),
    M("webchat.demo.coordinator", "Координаторка"),
)

WORDS: Final = MappingProxyType({message.id.removeprefix("webchat."): message for message in _ALL})
"""By short name, as the templates call them: ``words["exit"]``, ``words["demo.clock"]``. The title, the
roles of the demo's phones and ``crowded`` are handed in by the server."""
