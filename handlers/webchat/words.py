"""The words of the page around the messages. Whoever serves the page translates them and hands them in."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flows.engine.message import M
from handlers.webchat.words_around import AROUND

_ALL: Final = (
    M("webchat.title", "Довідник"),
    M("webchat.board", "Дошка справ"),
    M("webchat.skip", "Перейти до повідомлення"),
    M("webchat.exit", "Вийти швидко"),
    M("webchat.exit_twice", "Ще двічі Shift, і сторінка закриється."),
    M("webchat.exit_once", "Ще раз Shift, і сторінка закриється."),
    M("webchat.exit_keys", "Щоб миттєво закрити сторінку, тричі натисніть клавішу Shift."),
    M("webchat.earlier", "Раніше"),
    M("webchat.controls", "Завжди під рукою"),
    M("webchat.write", "Ваша відповідь"),
    M("webchat.send", "Надіслати"),
    M("webchat.search", "Шукати"),
    M("webchat.copy", "Скопіювати"),
    M("webchat.copied", "Скопійовано"),
    M("webchat.call", "Подзвонити"),
    M("webchat.file", "Завантажити файл"),
    M("webchat.lapsed", "Цей файл тут більше не зберігається. Його можна отримати ще раз через меню."),
    M("webchat.empty", "Вітаємо! Тут можна знайти наступний крок і людину, що відповість. Це безоплатно."),
    M("webchat.start", "Почати"),
    M("webchat.invited", "Вас запросили до роботи в Дорожнику. Посилання діє один раз."),
    M(
        "webchat.goes_on",
        "Розмова, яку Ви почали у Viber, продовжиться тут. Якщо почали її не Ви, а посилання Вам надіслали, "
        "не відкривайте: Ваші відповіді побачить інша людина. Посилання діє один раз.",
    ),
    M("webchat.danger", "Екстрені номери"),
    M("webchat.busy", "Хвилинку…"),
    M("webchat.news", "Нове повідомлення"),
    M("webchat.log", "Нові повідомлення"),
    M(
        "webchat.offline",
        "Немає зв'язку. Ваша відповідь ще на екрані: надішлемо її, щойно зв'язок з'явиться. Двічі вона не"
        " надійде.",
    ),
    M(
        "webchat.moved_on",
        "Поки Ви писали, запитання змінилося. Перевірте, будь ласка, чи це відповідь на нове.",
    ),
    M("webchat.not_sent", "Поки Ви писали, розмова пішла далі. Написане нікуди не надіслано."),
    M(
        "webchat.crowded",
        "Вибачте, зараз у цій мережі починають дуже багато розмов. Спробуйте, будь ласка, ще раз за кілька "
        "хвилин. Екстрені номери відкриваються завжди.",
    ),
    M(
        "webchat.unknown",
        "Сторінка не впізнала Ваш телефон, тож цієї відповіді не прийнято. Почніть, будь ласка, звідси ще "
        "раз або введіть код повернення. Якщо це повторюється, дозвольте в браузері файли cookie для цієї "
        "сторінки: без них вона не пам'ятає, з ким розмовляє. Екстрені номери відкриваються завжди.",
    ),
    M("webchat.file.waits", "Ваш файл"),
    M(
        "webchat.file.waits.how",
        "Він лишиться серед завантажень цього телефона. Якщо в телефон зазирає хтось іще, збережіть файл "
        "деінде.",
    ),
    M("webchat.file.take", "Завантажити"),
    M("webchat.foot", "Про цю сторінку"),
    M("webchat.back", "Повернутися до розмови"),
    M("webchat.demo.name", "Дорожник"),
    M(
        "webchat.demo.about",
        "Проводить людину від «мені потрібна допомога» до справжнього контакту "
        "й не дає зверненню загубитися між установами.",
    ),
    M("webchat.demo.sample", "Демонстрація: люди й звернення тут вигадані."),
    M(
        "webchat.demo.no_login",
        "У демонстрації входити не треба: телефони на її сторінці вже відкрито. На справжньому сервері тут "
        "задають кодову фразу й код із застосунку.",
    ),
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
    *AROUND,
)

WORDS: Final = MappingProxyType({message.id.removeprefix("webchat."): message for message in _ALL})
"""By short name, as the templates call them: ``words["exit"]``, ``words["demo.clock"]``. The title, the
roles of the demo's phones and ``crowded`` and ``unknown`` are handed in by the server."""
