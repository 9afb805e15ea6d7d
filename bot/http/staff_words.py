"""The words of the pages of staff, beside those of the conversations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from bot.i18n import Translator
from flows.engine.message import M

_ALL: Final = (
    M("work_page.title", "Робоча сторінка"),
    M("work_page.app", "Дорожник"),
    M("work_page.skip", "До головного"),
    M("work_page.login", "Вхід для команди"),
    M("work_page.name", "Ім'я для входу"),
    M("work_page.passphrase", "Кодова фраза"),
    M("work_page.code", "Код із застосунку"),
    M("work_page.code_how", "Шість цифр; щопівхвилини нові."),
    M("work_page.enter", "Увійти"),
    M("work_page.lost", "Не виходить увійти?"),
    M(
        "work_page.lost_how",
        "Якщо Ви працюєте і в Telegram, відкрийте там «Налаштування і код», «Робота на сторінці» і "
        "задайте вхід заново. Якщо ні, попросіть у координаторки чи координатора нове посилання.",
    ),
    M("work_page.wrong", "Не збіглося. Перевірте ім'я, фразу і код: кожен код діє один раз."),
    M("work_page.locked", "Забагато спроб поспіль. Так ми бережемо доступ до справ. Спробуйте за годину."),
    M("work_page.foreign", "Цю форму надіслано не з нашої сторінки. Спробуйте, будь ласка, звідси."),
    M(
        "work_page.typed",
        "Вхід закрився, і останнього не надіслано. Ось воно: скопіюйте, щоб не втратити.",
    ),
    M("work_page.set_up", "Ваш вхід на робочу сторінку"),
    M(
        "work_page.set_up_how",
        "Задайте його один раз. Далі входитимете з телефону чи комп'ютера без Telegram.",
    ),
    M("work_page.name_how", "Будь-яке, від 3 знаків: прізвище, робоча пошта. Його бачите лише Ви."),
    M("work_page.passphrase_how", "Від 12 знаків. Найпростіше кілька слів, які легко пригадати Вам."),
    M("work_page.again", "Кодова фраза ще раз"),
    M("work_page.part_name", "Ім'я і фраза"),
    M("work_page.part_app", "Застосунок із кодами"),
    M(
        "work_page.scan",
        "Відкрийте на телефоні застосунок для кодів (підійде будь-який: Google Authenticator, Aegis, "
        "FreeOTP…) і скануйте малюнок. Далі його вже не буде видно.",
    ),
    M("work_page.drawn", "Малюнок для застосунку з кодами"),
    M("work_page.by_hand", "Не сканується? Впишіть ключ у застосунок:"),
    M("work_page.confirm", "Код, який показує застосунок"),
    M("work_page.save", "Зберегти і ввійти"),
    M("work_page.why_name", "Ім'я для входу має бути від 3 до 60 знаків."),
    M("work_page.why_short", "Кодова фраза закоротка: треба щонайменше 12 знаків."),
    M("work_page.why_long", "Кодова фраза задовга: до 200 знаків."),
    M("work_page.why_common", "Таку фразу легко вгадати. Оберіть, будь ласка, іншу."),
    M("work_page.why_again", "Фрази не однакові. Напишіть, будь ласка, обидві ще раз."),
    M("work_page.why_taken", "Таке ім'я для входу вже зайняте. Оберіть, будь ласка, інше."),
    M("work_page.why_code", "Код не збігся. Дочекайтеся нового в застосунку і введіть його."),
    M("work_page.gone", "Це посилання не діє"),
    M(
        "work_page.gone_how",
        "Строк минув, або ним уже скористалися. Попросіть нове: у чаті «Налаштування і код», «Робота на "
        "сторінці», або в координаторки чи координатора.",
    ),
    M("work_page.to_login", "До входу"),
    M("work_page.board", "Дорожник: робота"),
    M("work_page.cases", "Дошка справ"),
    M("work_page.chat", "Розмова"),
    M("work_page.directory", "Довідник"),
    M("work_page.leave", "Вийти"),
    M("work_page.nowhere", "Цієї справи у Вашому списку немає: її завершено, передано або вона не Ваша."),
    M("work_page.news", "Список оновлено"),
    M("work_page.count_late", "прострочено"),
    M("work_page.count_new", "ще не прийнято"),
    M("work_page.count_all", "усього"),
    M("work_page.narrow", "Показати не всі"),
    M("work_page.place", "Установа"),
    M("work_page.any_place", "Усі установи"),
    M("work_page.community", "Громада установи"),
    M("work_page.any_community", "Усі громади"),
    M("work_page.level", "Рівень"),
    M("work_page.any_level", "Усі рівні"),
    M("work_page.only_late", "Лише прострочені"),
    M("work_page.show", "Показати"),
    M("work_page.case", "Справа"),
    M("work_page.due", "Строк"),
    M("work_page.state", "Стан"),
    M("work_page.next", "Наступна дія"),
    M("work_page.late", "Прострочено"),
    M("work_page.no_due", "без строку"),
    M("work_page.none", "За цими умовами нічого немає."),
    M("work_page.cut", "Показано найближчі за строком; решту знайдете, відібравши установу чи рівень:"),
    M("work_page.empty", "Зараз справ немає. Щойно надійде нова, вона з'явиться тут."),
)

WORDS: Final = MappingProxyType({one.id.removeprefix("work_page."): one for one in _ALL})


@lru_cache(maxsize=8)
def words_in(translator: Translator, language: str) -> Mapping[str, str]:
    """All of them in one language."""
    return {name: translator.text(language, message.json()) for name, message in WORDS.items()}
