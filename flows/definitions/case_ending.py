"""How a case leaves its lead: with a result, or handed back with a reason."""

from __future__ import annotations

from flows.definitions.card import FOUND, GONE, SENT
from flows.engine.conditions import All, Either, Filled, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Bullets,
    Call,
    Choose,
    Const,
    Note,
    Option,
    Put,
    Route,
    Step,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_RESULTS = (
    Option("met", M("case.met", "Потрібну допомогу отримано")),
    Option("partly", M("case.partly", "Вирішено частково")),
    Option("elsewhere", M("case.elsewhere", "Допомогли в іншому місці")),
    Option("declined", M("case.declined", "Людина відмовилася від допомоги")),
    Option(
        "unreached",
        M("case.unreached", "Зв'язатися так і не вдалося"),
        when=Is("facts.card.state", "silent"),
    ),
)

_ASKED = All(
    Filled("facts.card.region.closing.asks"),
    Either(Is("answers.result", "met"), Is("answers.result", "partly")),
)

RESULT: tuple[Step, ...] = (
    Choose(
        "result",
        (
            Title(M("case.result", "Чим завершилася справа?")),
            When(
                Filled("facts.card.region.closing.text"),
                Note(M("case.closing", "{rule}", rule="facts.card.region.closing.text")),
            ),
            When(
                Filled("facts.card.onward"),
                M("case.onward_waits", "Направлення далі ще не вирішено:"),
                Bullets("facts.card.onward"),
            ),
        ),
        (*_RESULTS, Option("not_yet", M("case.not_yet", "Ще не завершено"), "card")),
        to="helped",
    ),
    Branch("helped", (Route("adapted", _ASKED), Route("unasked"))),
    Put("unasked", {"adapted": Const(None)}, to="home"),
    Choose(
        "adapted",
        (
            *GONE,
            When(
                Filled("facts.card.region.closing.asks"),
                Title(M("case.adapted", "{asks}", asks="facts.card.region.closing.asks")),
            ),
        ),
        (
            Option("yes", M("case.adapted_yes", "Так"), "home", sets={"adapted": Const(value=True)}),
            Option("no", M("case.adapted_no", "Ще ні"), "goes_on"),
        ),
    ),
    Choose(
        "goes_on",
        (
            Title(M("case.goes_on", "Тоді справа лишається відкритою")),
            M(
                "case.goes_on_why",
                "Зроблене не зникне: людину просто не лишають самою, доки вона не стане на ноги.",
            ),
            When(
                Filled("facts.card.region.closing.text"),
                Note(M("case.closing", "{rule}", rule="facts.card.region.closing.text")),
            ),
        ),
        (Option("card", M("case.to_card", "До справи"), "card", style="primary"),),
        saves="did",
    ),
    Branch("home", (Route("lives", Filled("facts.card.placement")), Route("words"))),
    Choose(
        "lives",
        (
            *GONE,
            When(
                FOUND,
                Title(M("case.lives", "Чи живе людина й далі там?")),
            ),
            When(
                Filled("facts.card.placement"),
                M("case.lives_where", "{place}", place="facts.card.placement.place"),
            ),
        ),
        (
            Option("stays", M("case.lives_stays", "Так, живе"), "words"),
            Option("freed", M("case.lives_freed", "Ні, місце вільне"), "freed"),
        ),
        saves="did",
        protect=True,
    ),
    Call("freed", "placement", to="words", give={"referral": "answers.referral"}),
    Write(
        "words",
        (
            Title(M("case.words", "Додайте одне-два речення")),
            M("case.words_how", "Що зроблено або чому не вийшло. Без імен, номерів і подробиць пережитого."),
            When(
                Filled("facts.card.region.closing.note"),
                Note(M("case.words_note", "{note}", note="facts.card.region.closing.note")),
            ),
        ),
        "gist",
        "sure",
        (Option("skip", M("case.words_skip", "Без пояснень")),),
    ),
    Choose(
        "sure",
        (
            Title(M("case.sure", "Завершити справу з таким результатом?")),
            *(When(Is("answers.result", one.id), one.label) for one in _RESULTS),
            When(Filled("answers.words"), M("case.sure_words", "{words}", words="answers.words")),
            When(
                SENT,
                Note(
                    M(
                        "case.sure_note",
                        "Результат побачать і там, звідки людину направили. Картка закриється.",
                    ),
                ),
            ),
            When(Not(SENT), Note(M("case.sure_closes", "Картка закриється."))),
        ),
        (
            Option("yes", M("case.sure_yes", "Завершити справу"), "write", style="primary"),
            Option("no", M("case.sure_no", "Змінити"), "result"),
        ),
        saves="did",
        protect=True,
    ),
    Act(
        "write",
        "outcome_written",
        {
            "referral": "answers.referral",
            "outcome": "answers.words",
            "result": "answers.result",
            "adapted": "answers.adapted",
        },
        {"ok": "finished", "not_permitted": "note_denied"},
    ),
    Choose(
        "finished",
        (
            Title(M("case.finished", "Справу завершено")),
            When(
                SENT, M("case.finished_next", "Дякуємо! Там, звідки людину направили, дізнаються результат.")
            ),
            When(Not(SENT), M("case.finished_thanks", "Дякуємо!")),
        ),
        (Option("done", M("case.finished_done", "Готово"), END, style="primary"),),
        saves="did",
    ),
)

HANDING_BACK: tuple[Step, ...] = (
    Write(
        "why",
        (
            Title(M("case.why", "Чому повертаєте справу?")),
            M(
                "case.why_how",
                "Одне речення: наприклад, не Ваш напрям або зараз немає змоги. Без імен і номерів.",
            ),
        ),
        "reason",
        "give_up",
    ),
    Choose(
        "give_up",
        (
            Title(M("case.give_up", "Повернути справу?")),
            M("case.give_up_reason", "Причина: {reason}", reason="answers.why"),
            When(
                SENT,
                M(
                    "case.give_up_next",
                    "Доступ до картки закриється. Про повернення дізнаються там, звідки людину направили.",
                ),
            ),
            When(
                Not(SENT),
                M(
                    "case.give_up_herself",
                    "Доступ до картки закриється. Про повернення дізнається координація області.",
                ),
            ),
        ),
        (
            Option("yes", M("case.give_up_yes", "Так, повернути"), "hand"),
            Option("no", M("case.give_up_no", "Ні, лишити собі"), "card"),
        ),
        saves="did",
    ),
    Act(
        "hand",
        "handed_back",
        {"referral": "answers.referral", "reason": "answers.why"},
        {"ok": "handed", "not_permitted": "note_denied", "gone": "note_lost"},
    ),
    Choose(
        "handed",
        (
            Title(M("case.handed", "Справу повернуто")),
            M("case.handed_next", "Дякуємо, що сказали одразу: так людина не чекатиме марно."),
        ),
        (Option("done", M("case.handed_done", "Готово"), END, style="primary"),),
        saves="did",
    ),
)
