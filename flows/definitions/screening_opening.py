"""How a screening opens: is it safe to answer now? If not: numbers, discreet mode, a code to come back by."""

from __future__ import annotations

from flows.definitions.modes import BESIDE, PHONE, SELF
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Call,
    Choose,
    Copy,
    Note,
    Option,
    Phones,
    Route,
    Step,
    Title,
    When,
)
from flows.engine.message import M

OPENING: tuple[Step, ...] = (
    Branch("begin", (Route("safe_now", SELF), Route("frame"))),
    Choose(
        "safe_now",
        (
            Title(M("screening.safe_now", "Зараз безпечно відповідати?")),
            M("screening.look_round", "Перевірте, чи ніхто не бачить екран."),
            M("screening.short", "Це 3–5 хвилин. Будь-яке запитання можна пропустити."),
        ),
        (
            Option("yes", M("screening.safe_yes", "Так, безпечно"), to="danger", style="primary"),
            Option("no", M("screening.safe_no", "Ні, зараз ні"), to="unsafe"),
            Option("unsure", M("screening.safe_unsure", "Не знаю"), to="unsafe"),
        ),
        stage=1,
    ),
    Choose(
        "unsafe",
        (
            Title(M("screening.unsafe", "Тоді краще пізніше")),
            M("screening.nothing_kept", "Поки що нічого не записано. Розмову можна закрити просто зараз."),
            Phones("facts.emergency"),
            Phones("facts.lines.safety"),
        ),
        (
            Option("discreet", M("screening.discreet", "Обережний режим"), to="discreet"),
            Option("code", M("screening.code", "Код, щоб повернутися"), to="make_code"),
            Option("safe", M("screening.safe_again", "Уже безпечно"), to="danger"),
            Option("leave", M("screening.leave", "Завершити"), to=END),
        ),
    ),
    Call("discreet", "discreet", to="unsafe"),
    Act("make_code", "return_code_wanted", {}, {"made": "code"}),
    Choose(
        "code",
        (
            Title(M("screening.code_title", "Ваш код повернення")),
            Copy("answers.make_code.code"),
            M(
                "screening.code_for",
                "З ним можна повернутися з іншого телефону чи сторінки, коли буде безпечно.",
            ),
            Note(M("screening.code_like", "Запишіть його, як записують номер замовлення.")),
        ),
        (Option("written", M("screening.code_written", "Далі"), to="unsafe", style="primary"),),
    ),
    Choose(
        "frame",
        (
            Title(M("screening.frame", "Перш ніж почати")),
            When(
                PHONE,
                M(
                    "screening.frame_phone",
                    "Спершу запитайте, чи безпечно зараз говорити. Досить відповіді «так» або «ні».",
                ),
            ),
            When(
                BESIDE,
                M(
                    "screening.frame_beside",
                    "Переконайтеся, що розмову ніхто не чує і людина може говорити вільно.",
                ),
            ),
            M(
                "screening.frame_say",
                "Скажіть: «Це 3–5 хвилин. Можна не відповідати на будь-яке запитання. Доказів не треба».",
            ),
            M("screening.frame_rule", "Не розпитуйте про подробиці й не перевіряйте, чи все так було."),
        ),
        (
            Option("go", M("screening.go", "Почати"), to="danger", style="primary", means="yes"),
            Option("cannot", M("screening.cannot", "Говорити зараз небезпечно"), to="cannot"),
        ),
        stage=1,
    ),
    Choose(
        "cannot",
        (
            Title(M("screening.stop", "Розмову можна перенести")),
            M("screening.stop_say", "Не називайте небезпеку вголос. Домовтеся про інший час або спосіб."),
            M("screening.stop_call", "Якщо є загроза життю чи здоров'ю, телефонуйте:"),
            Phones("facts.emergency"),
        ),
        (
            Option("on", M("screening.stop_on", "Далі без розмови: є небезпека"), to="danger"),
            Option("leave", M("screening.stop_leave", "Завершити"), to=END),
        ),
    ),
)
