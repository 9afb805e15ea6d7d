"""Nothing was found: the question may be left without a name for the editors, or a live person may be there.

Given: ``query``, the words that found nothing, or nothing. What would be kept is shown before anything is; a
talk is offered only while somebody is there for it.
"""

from __future__ import annotations

from flows.definitions.danger_first import danger_first
from flows.definitions.noted import CALM, note, noted
from flows.definitions.talk import SOMEBODY_LISTENS
from flows.engine.conditions import Either, Filled, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Call,
    Choose,
    Const,
    Derive,
    Flow,
    Note,
    Option,
    Put,
    Route,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_WORDS = "answers.kept.words"
_THERE = Is("facts.talk_cover.there")
_RUNNING = Filled("facts.talk.running")

ASK_PERSON = Flow(
    "ask_person",
    1,
    M("ask_person.title", "Спитати людину"),
    (
        Choose(
            "offer",
            (
                note(
                    "left",
                    M(
                        "ask_person.left",
                        "Дякуємо! Питання збережено без імені. Якщо відповідь знайдуть, вона буде в"
                        " довіднику.",
                    ),
                ),
                note(
                    "nobody",
                    M("ask_person.nobody", "Щойно хтось іще був на зв'язку, а тепер уже ні."),
                ),
                note("many", M("ask_person.many", "Ви просили вже тричі за годину. Спробуйте трохи згодом.")),
                Title(M("ask_person.offer", "Як іще можна спитати?")),
                When(
                    Not(Either(_THERE, _RUNNING)),
                    M(
                        "ask_person.nobody_there",
                        "Зараз на зв'язку нікого немає.",
                    ),
                    *SOMEBODY_LISTENS,
                ),
                When(
                    Either(_THERE, _RUNNING),
                    M("ask_person.there", "Зараз є з ким поговорити."),
                ),
            ),
            (
                Option(
                    "talk",
                    M("ask_person.talk", "Поговорити з людиною"),
                    "how",
                    Either(_THERE, _RUNNING),
                    "primary",
                    CALM,
                ),
                Option("leave", M("ask_person.leave", "Лишити питання без імені"), "whether", sets=CALM),
                Option("done", M("ask_person.done", "Готово"), END, sets=CALM),
            ),
            saves="did",
        ),
        # the question, without a name
        Branch("whether", (Route("kept", Filled("answers.query")), Route("words"))),
        Write(
            "words",
            (
                Title(M("ask_person.words", "Що Ви хочете спитати?")),
                M(
                    "ask_person.words_how",
                    "Напишіть одним реченням, без імен, номерів і адрес. Перед тим як зберегти, покажемо, що"
                    " саме лишиться.",
                ),
                Note(
                    M("ask_person.no_answer", "Відповідь сюди не прийде: ми не знаємо, хто спитав."),
                ),
            ),
            "question",
            "kept",
            (Option("no", M("ask_person.words_no", "Не лишати"), "offer"),),
            saves="query",
        ),
        Derive("kept", "ask_person.kept", "enough"),
        Branch("enough", (Route("sure", Filled(_WORDS)), Route("empty"))),
        Choose(
            "empty",
            (
                *danger_first("facts.danger"),
                Title(M("ask_person.empty", "Зберігати тут нічого")),
                M(
                    "ask_person.empty_why",
                    "Без імен, номерів і адрес від питання нічого не лишається. Спробуйте іншими словами.",
                ),
            ),
            (
                Option("again", M("ask_person.again", "Написати інакше"), "words", style="primary"),
                Option("no", M("ask_person.words_no", "Не лишати"), "offer"),
            ),
            saves="did",
        ),
        Choose(
            "sure",
            (
                *danger_first("facts.danger"),
                Title(M("ask_person.sure", "Зберегти саме ці слова?")),
                M("ask_person.kept", "«{words}»", words=_WORDS),
                When(
                    Is("answers.kept.struck"),
                    Note(
                        M(
                            "ask_person.struck",
                            "Що впізнали, те викреслили: імена, номери, адреси й подробиці.",
                        )
                    ),
                ),
                M(
                    "ask_person.check",
                    "Перевірте, чи не лишилося тут чийогось імені чи адреси: ми впізнаємо не все.",
                ),
                M(
                    "ask_person.who",
                    "Їх побачать ті, хто веде довідник Вашої області. Хто спитав, ми не записуємо, тож"
                    " відповідь сюди не прийде. Якщо її знайдуть, вона буде в довіднику.",
                ),
            ),
            (
                Option("agree", M("ask_person.agree", "Так, зберегти"), "keep", style="primary"),
                Option("again", M("ask_person.again", "Написати інакше"), "words"),
                Option("no", M("ask_person.words_no", "Не лишати"), "offer"),
            ),
            saves="did",
        ),
        Act("keep", "question_left", {"words": _WORDS}, {"ok": "forget"}),
        Put("forget", {"query": Const(None), "kept": Const(None)}, "note_left"),
        noted("left", "offer"),
        # a live person
        Branch("how", (Route("wish", _RUNNING), Route("before"))),
        Choose(
            "before",
            (
                Title(M("ask_person.before", "Поговорити з людиною")),
                M(
                    "ask_person.before_who",
                    "Відповість спеціаліст чи спеціалістка Вашої області. Ваших імені й номера тут не видно."
                    " Видно лише область і те, що Ви напишете.",
                ),
                When(
                    Filled("answers.query"),
                    M(
                        "ask_person.before_words",
                        "Можна почати з Ваших слів: «{words}».",
                        words="answers.query",
                    ),
                ),
                M(
                    "ask_person.before_kept",
                    "Через 3 дні після завершення ми розмову стираємо.",
                ),
            ),
            (
                Option(
                    "with",
                    M("ask_person.with", "Так, почати з цих слів"),
                    "wish",
                    Filled("answers.query"),
                    "primary",
                    {"begin": "answers.query"},
                ),
                Option("bare", M("ask_person.bare", "Почати розмову"), "wish", sets={"begin": Const(None)}),
                Option("no", M("ask_person.not_now", "Не зараз"), "offer"),
            ),
            saves="did",
        ),
        Act(
            "wish",
            "talk_wanted",
            {"words": "answers.begin"},
            {"waiting": "live", "nobody": "note_nobody", "too_many": "note_many"},
        ),
        noted("nobody", "offer"),
        noted("many", "offer"),
        Call("live", "talk", "talked", {"talk": "answers.wish.talk"}),
        Branch("talked", (Route(END, Filled("answers.live.taken")), Route("offer"))),
    ),
    may_take=frozenset({"query"}),
)
