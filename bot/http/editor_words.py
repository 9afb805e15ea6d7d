"""The words of the editor's pages, beside those of the records themselves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from bot.i18n import Translator
from flows.engine.message import M

_ALL: Final = (
    M("editor.title", "Довідник послуг"),
    M("editor.skip", "До головного"),
    M("editor.enter", "Відкрити редактор довідника"),
    M("editor.enter_how", "Посилання діє один раз. Після входу сторінка працює до чотирьох годин."),
    M("editor.enter_yes", "Увійти"),
    M("editor.out", "Вхід не діє"),
    M(
        "editor.out_how",
        "Час вийшов, посилання вже відкривали або доступ закрито. Відкрийте редактор із чату ще "
        "раз: «Довідник послуг», «Відкрити редактор на сторінці». Або увійдіть на робочу сторінку.",
    ),
    M("editor.typed", "Не збережено. Ось що Ви написали: скопіюйте, щоб не втратити."),
    M("editor.to_login", "До входу"),
    M("editor.refused", "Цю форму не прийнято"),
    M("editor.refused_how", "Вона надійшла не з цієї сторінки. Поверніться до довідника й спробуйте ще раз."),
    M("editor.nowhere", "Такого запису у Вашій області немає"),
    M("editor.leave", "Вийти"),
    M("editor.board", "Дошка справ"),
    M("editor.records", "Записи"),
    M("editor.new", "Нова послуга"),
    M("editor.proposals", "Пропозиції"),
    M("editor.exchange", "Файли"),
    M("editor.search", "Слово з назви, установи чи громади"),
    M("editor.look", "На що глянути"),
    M("editor.look_any", "Усі"),
    M("editor.look_silent", "Без відповіді на «усе так?»"),
    M("editor.look_doubted", "Не додзвонилися"),
    M("editor.look_never", "Ніхто не підтвердив"),
    M("editor.look_stale", "Давно не підтверджено"),
    M("editor.any_state", "Будь-який"),
    M("editor.any_community", "Усі громади"),
    M("editor.filter", "Показати"),
    M("editor.found", "Знайдено записів:"),
    M("editor.none", "За цими умовами нічого немає."),
    M("editor.next", "Далі"),
    M("editor.before", "Назад"),
    M("editor.save", "Зберегти"),
    M("editor.so", "Так, усе так"),
    M("editor.so_on", "Підтверджено"),
    M("editor.saved", "Збережено. Люди вже бачать це."),
    M("editor.assured", "Записано: сьогодні підтверджено, що все так."),
    M(
        "editor.other",
        "Ще не підтверджено: запис тим часом змінили. Перегляньте його і, якщо все так, натисніть ще раз.",
    ),
    M("editor.wrong", "Ще не збережено. Виправте, будь ласка:"),
    M(
        "editor.meanwhile",
        "Ще не збережено: поки Ви писали, запис змінив хтось інший. Нижче те, що написали Ви. "
        "Перевірте історію і, якщо все так, збережіть ще раз.",
    ),
    M("editor.history", "Історія змін"),
    M("editor.no_history", "Змін ще не було."),
    M("editor.by_file", "файл або програма"),
    M("editor.lines_hint", "По одному в рядку."),
    M("editor.hours_hint", "Наприклад: пн-пт 9-18, сб 10-14. Порожньо: години не відомі."),
    M("editor.visits_hint", "По одному в рядку: вт 10:00–12:00 | громада | місце."),
    M("editor.communities_hint", "По одній у рядку. Порожньо: уся область."),
    M("editor.degrees_hint", "Десяткові градуси, наприклад 46.4825."),
    M("editor.institution", "Установа"),
    M("editor.institution_hint", "Нову установу пропонують у чаті: її погоджують двоє."),
    M("editor.choose", "Оберіть"),
    M("editor.required", "обов'язково"),
    M("editor.basics", "Головне"),
    M("editor.contact", "Як звернутися"),
    M("editor.place", "Де"),
    M("editor.details", "Кому і як"),
    M("editor.none_waiting", "Усе вирішено. Нові пропозиції з'являться тут."),
    M("editor.approve", "Погодити"),
    M("editor.refuse", "Відхилити"),
    M("editor.proposed_by", "Пропонує:"),
    M("editor.agreed_by", "Уже погоджено:"),
    M(
        "editor.two",
        "Нову установу чи її назву погоджують двоє. Перевірте, що вона справжня: зателефонуйте, "
        "подивіться реєстр, запитайте колег.",
    ),
    M(
        "editor.known",
        "Ця установа вже є в довіднику: її дані лишаться, як є, додасться тільки послуга. Погоджують двоє. "
        "Спершу зателефонуйте установі за номером із довідника.",
    ),
    M("editor.approved", "Погоджено. Це вже в довіднику."),
    M("editor.once", "Вашу згоду записано. Має погодити ще одна людина."),
    M("editor.refused_it", "Відхилено. Той, хто пропонував, дізнається."),
    M("editor.own", "Погодити має хтось інший: це Ваша пропозиція або Ваша згода вже є."),
    M("editor.unfit", "Погодити не можна: у записі була б помилка."),
    M("editor.settled", "Це вже вирішив хтось інший."),
    M("editor.download", "Завантажити довідник"),
    M("editor.template", "Порожня таблиця"),
    M("editor.upload", "Додати з файлу"),
    M(
        "editor.upload_how",
        "Таблиця CSV чи XLSX або HSDS JSON, до 5 МБ. Спершу перевірка: нічого не змінюється. Тоді "
        "той самий файл ще раз, щоб записати.",
    ),
    M("editor.file", "Файл"),
    M("editor.check", "Перевірити"),
    M("editor.write", "Записати"),
    M("editor.write_how", "Оберіть той самий файл іще раз: запишемо саме те, що перевірено."),
    M("editor.checked", "Файл у порядку. Ще нічого не змінено."),
    M("editor.written", "Записано."),
    M("editor.faults", "Нічого не змінено. У файлі є помилки:"),
    M("editor.other_file", "Це інший файл, ніж перевірили. Перевірте його спершу."),
    M("editor.too_large", "Файл завеликий: можна до 5 МБ."),
    M("editor.no_file", "Оберіть файл."),
    M(
        "editor.new_providers",
        "Нові установи з файлу не додаємо: кожну мають погодити двоє. Запропонуйте їх у чаті. Таких у файлі:",
    ),
    M("editor.renamed", "Назву, вид чи приналежність установи файлом не змінюємо: це погоджують двоє."),
    M("editor.count_new", "Нових послуг:"),
    M("editor.count_changed", "Змінених:"),
    M("editor.count_same", "Без змін:"),
    M("editor.count_confirmed", "З новішим підтвердженням:"),
)

WORDS: Final = MappingProxyType({one.id.removeprefix("editor."): one for one in _ALL})


@lru_cache(maxsize=8)
def words_in(translator: Translator, language: str) -> Mapping[str, str]:
    """All of them in one language."""
    return {name: translator.text(language, message.json()) for name, message in WORDS.items()}
