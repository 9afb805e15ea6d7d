"""Discreet mode: offered, never forced. Neutral words, no reminders but those asked for."""

from __future__ import annotations

from flows.engine.conditions import Is, Not
from flows.engine.flow import END, Act, Branch, Choose, Const, Flow, Note, Option, Route, Title, When
from flows.engine.message import M

_ON = Is("facts.me.discreet")
_ON_WEB = Is("facts.me.channel", "web")

DISCREET = Flow(
    id="discreet",
    version=1,
    title=M("discreet.title", "Обережний режим"),
    steps=(
        Choose(
            "explain",
            (
                Title(M("discreet.explain", "Обережний режим")),
                M("discreet.for", "Він для телефону, який може побачити хтось інший."),
                M("discreet.words", "Повідомлення стають нейтральними: без назв служб і без подробиць."),
                M("discreet.reminders", "Нагадуємо лише про те, про що Ви попросите."),
                When(
                    Not(_ON_WEB),
                    M(
                        "discreet.clears",
                        "Коли вмикаєте режим, прибираємо з чату те, що дозволяє прибрати месенджер. Може"
                        " лишитися не все, тож перегляньте чат.",
                    ),
                ),
                When(
                    _ON_WEB,
                    M(
                        "discreet.web",
                        "Адреса сторінки може лишитися в історії браузера. Історію можна стерти в його"
                        " налаштуваннях.",
                    ),
                ),
                When(_ON, Note(M("discreet.is_on", "Зараз режим увімкнено."))),
            ),
            (
                Option(
                    "on",
                    M("discreet.on", "Увімкнути"),
                    to="set",
                    when=Not(_ON),
                    style="primary",
                    sets={"on": Const(value=True)},
                    means="yes",
                ),
                Option(
                    "off", M("discreet.off", "Вимкнути"), to="set", when=_ON, sets={"on": Const(value=False)}
                ),
                Option("keep", M("discreet.keep", "Лишити, як є"), to=END, means="no"),
            ),
        ),
        Act("set", "discreet_set", {"on": "answers.on"}, {"ok": "which"}),
        Branch("which", (Route("now_on", Is("answers.on")), Route("now_off"))),
        Choose(
            "now_on",
            (
                Title(M("discreet.now_on", "Готово")),
                M("discreet.now_neutral", "Відтепер повідомлення нейтральні."),
            ),
            (Option("ok", M("discreet.on_ok", "Добре"), to=END, style="primary"),),
        ),
        Choose(
            "now_off",
            (
                Title(M("discreet.now_off", "Обережний режим вимкнено")),
                M("discreet.again", "Увімкнути його знову можна будь-коли: Меню → «Налаштування і код»."),
            ),
            (Option("ok", M("discreet.off_ok", "Добре"), to=END, style="primary"),),
        ),
    ),
)
