"""Finding help: by one's own words, by need, by what has happened, by community, by what is near.

Two taps lead from words to a next step: the words give a list, a row of it opens a service or an answer,
and that says what to do. May be given: ``query``, where the words are there already.
"""

from __future__ import annotations

from types import MappingProxyType

from flows.definitions.danger_first import danger_first
from flows.definitions.find_card import CARD
from flows.definitions.find_near import NEAR
from flows.definitions.modes import PERSONS_ACCOUNT, STAFFS_ACCOUNT
from flows.engine.conditions import All, Either, Filled, Is, Not
from flows.engine.flow import (
    END,
    QUERY,
    Branch,
    Bullets,
    Call,
    Choose,
    Const,
    Derive,
    Flow,
    Given,
    Lines,
    Note,
    Option,
    Part,
    Phones,
    Put,
    Route,
    Rows,
    Step,
    Title,
    When,
    Write,
)
from flows.engine.message import M

FIND_IT = M("find.title", "Знайти послугу чи відповідь")

_ANEW: Given = MappingProxyType(
    {
        "query": Const(None),
        "need": Const(None),
        "situation": Const(None),
        "place": Const(None),
        "near": Const(None),
        "skip": Const(None),
        "heading": Const(None),
        "apart": Const(None),
    }
)
"""Whoever looks for something else has not narrowed it by what she looked for before."""

_OPENED: Given = MappingProxyType({"heading": "answers.opened.label", "apart": "answers.opened.apart"})
"""Under which name the list stands, and which answer led to it: it is not shown there again."""

_FOUND = "facts.found"
_ARTICLE = "facts.article"

_REVIEWED = Note(M("find.reviewed", "Востаннє переглядали {reviewed}.", reviewed=f"{_ARTICLE}.reviewed"))

_DANGER_FIRST = danger_first(f"{_FOUND}.danger")

_IN_ANY_CASE: tuple[Part, ...] = (
    When(
        Not(Filled(f"{_FOUND}.danger")),
        M("find.in_any_case", "А якщо зараз небезпечно чи дуже важко:"),
        Phones("facts.emergency"),
        Phones("facts.lines.psychological"),
        Phones("facts.lines.safety"),
    ),
)
"""Words that were not understood may have been about danger."""
_ASK_FOR_HELP = Option(
    "help",
    M("danger.tell", "Попросити про допомогу"),
    "herself",
    All(Filled(f"{_FOUND}.danger"), PERSONS_ACCOUNT),
    "primary",
    {"wish": Const(None)},
)
_BY_NEED = Option("needs", M("find.by_need", "Обрати зі списку: що потрібно"), "needs")
_ASK_SOMEBODY = Option("ask", M("find.ask_somebody", "Запитати людину"), "ask")
_ASK_FROM_ANSWER = Option(
    "help",
    M("danger.tell", "Попросити про допомогу"),
    "herself",
    All(Filled(_ARTICLE), PERSONS_ACCOUNT),
    sets={"wish": Const(None)},
)
_OTHERWISE = Option("otherwise", M("find.otherwise", "Шукати інакше"), "start")

_ASKING: tuple[Step, ...] = (
    Branch("begin", (Route("look", Filled("answers.query")), Route("start"))),
    Write(
        "start",
        (
            Title(M("find.start", "Що шукаєте?")),
            M(
                "find.how",
                "Напишіть кілька слів, як кажете завжди: «нема паспорта», «де ЦНАП», «садок для малого»."
                " Помилки не заважають.",
            ),
            Note(M("find.unkept", "Що Ви шукаєте, ми нікому не показуємо.")),
        ),
        QUERY,
        "by_words",
        (
            _BY_NEED,
            Option("situations", M("find.by_situation", "Обрати зі списку: що сталося"), "situations"),
            Option("community", M("find.in_community", "Моя громада"), "community"),
            Option("near", M("find.near_me", "Поруч зі мною"), "near"),
            Option("hotlines", M("find.hotlines", "Гарячі лінії"), "hotlines"),
        ),
        saves="typed",
    ),
    Put("by_words", {**_ANEW, "query": "answers.typed"}, "look"),
    Choose(
        "needs",
        (Title(M("find.which_need", "Яка допомога потрібна?")),),
        (Rows("find.needs"),),
        "by_need",
        saves="typed",
    ),
    Put("by_need", {**_ANEW, "need": "answers.typed", "heading": "answers.typed_row.label"}, "look"),
    Choose(
        "situations",
        (Title(M("find.which_situation", "Що сталося?")),),
        (Rows("find.situations"),),
        "by_situation",
        saves="typed",
    ),
    Put(
        "by_situation",
        {**_ANEW, "situation": "answers.typed", "heading": "answers.typed_row.label"},
        "look",
    ),
    Branch("community", (Route("own_place", Filled("facts.me.community")), Route("which"))),
    Put("own_place", {**_ANEW, "place": "facts.me.community", "heading": "facts.me.community"}, "look"),
    Put("which", {"region": "facts.me.region"}, "place"),
    Write(
        "place",
        (Title(M("find.which_place", "У якій громаді, місті чи селі?")),),
        "community",
        "in_place",
        (Rows("find.communities", "in_listed"),),
        saves="typed",
    ),
    Put("in_place", {**_ANEW, "place": "answers.typed", "heading": "answers.typed"}, "look"),
    Put(
        "in_listed",
        {**_ANEW, "place": "answers.typed_row.label", "heading": "answers.typed_row.label"},
        "look",
    ),
    Choose(
        "hotlines",
        (
            Title(M("find.all_lines", "Лінії допомоги")),
            Phones("facts.emergency"),
            Phones("facts.hotlines"),
            Note(M("find.hours_known", "Де годин не вказано, ми їх не перевіряли.")),
        ),
        (Option("ok", M("find.lines_ok", "Готово"), END, style="primary"), _OTHERWISE),
    ),
)

_SHOWING: tuple[Step, ...] = (
    Branch("look", (Route("nothing", Is(f"{_FOUND}.none")), Route("results"))),
    Write(
        "results",
        (
            *_DANGER_FIRST,
            When(Filled("answers.heading"), Title(M("find.heading", "{heading}", heading="answers.heading"))),
            When(Not(Filled("answers.heading")), Title(M("find.results", "Ось що знайшлося"))),
            When(
                Either(Filled(f"{_FOUND}.left"), Filled(f"{_FOUND}.before")),
                Note(M("find.every", "Усього знайдено: {every}.", every=f"{_FOUND}.every")),
            ),
        ),
        QUERY,
        "by_words",
        (
            _ASK_FOR_HELP,
            Rows("find.rows", "opened"),
            Option(
                "further",
                M("find.further", "Показати ще (є {left})", left=f"{_FOUND}.left"),
                "results",
                Filled(f"{_FOUND}.left"),
                sets={"skip": f"{_FOUND}.next"},
            ),
            Option(
                "first",
                M("find.first", "До початку"),
                "results",
                Filled(f"{_FOUND}.before"),
                sets={"skip": Const(None)},
            ),
            Option(
                "elsewhere",
                M("find.elsewhere", "Інша громада"),
                "which",
                Filled("answers.place"),
            ),
            Option(
                "ask",
                M("find.not_it", "Усе не те: запитати людину"),
                "ask",
                All(PERSONS_ACCOUNT, Filled("answers.query")),
            ),
            _OTHERWISE,
        ),
        saves="typed",
    ),
    Call("ask", "ask_person", "look", give={"query": "answers.query"}),
    Write(
        "nothing",
        (
            *_DANGER_FIRST,
            Title(M("find.nothing", "Такого в нас поки немає")),
            M(
                "find.nothing_why",
                "Спробуйте інші слова або оберіть потребу. Підказати можуть і телефоном:",
            ),
            Phones("facts.lines.government"),
            *_IN_ANY_CASE,
        ),
        QUERY,
        "by_words",
        (
            _BY_NEED,
            Option("hotlines", M("find.hotlines", "Гарячі лінії"), "hotlines"),
            _ASK_SOMEBODY,
            _OTHERWISE,
        ),
        saves="typed",
    ),
    # A row chosen, or an article's next step: {"kind", "id", "label"}
    Derive("opened", "find.opened", "open"),
    Branch(
        "open",
        (
            Route("to_service", Is("answers.opened.kind", "service")),
            Route("to_article", Is("answers.opened.kind", "article")),
            Route("to_need", Is("answers.opened.kind", "need")),
            Route("to_situation", Is("answers.opened.kind", "situation")),
            Route("to_procedure", Is("answers.opened.kind", "procedure")),
            Route("to_screening", Is("answers.opened.kind", "screening")),
            Route("to_danger", Is("answers.opened.kind", "danger")),
            Route("hotlines"),
        ),
    ),
    Put("to_service", {"service": "answers.opened.id"}, "card_there"),
    Put("to_article", {"article": "answers.opened.id"}, "article"),
    Put("to_need", {**_ANEW, "need": "answers.opened.id", **_OPENED}, "look"),
    Put("to_situation", {**_ANEW, "situation": "answers.opened.id", **_OPENED}, "look"),
    Call("to_procedure", "procedure", "article", give={"procedure": "answers.opened.id"}),
    Call("to_danger", "danger", "article"),
    Put("to_screening", {"wish": Const(None)}, "whose"),
    Choose(
        "article",
        (
            When(
                Filled(_ARTICLE),
                Title(M("find.article", "{title}", title=f"{_ARTICLE}.title")),
                Lines(f"{_ARTICLE}.lines"),
                Phones(f"{_ARTICLE}.phones"),
                When(
                    Filled(f"{_ARTICLE}.to_complete"),
                    M("find.to_complete", "Цього ми ще не знаємо, спитайте там, куди звернетеся:"),
                    Bullets(f"{_ARTICLE}.to_complete"),
                ),
                When(
                    STAFFS_ACCOUNT,
                    Note(
                        M(
                            "find.source",
                            "Джерело: {source}. Переглянуто: {reviewed}. Відповідає: {owner}.",
                            source=f"{_ARTICLE}.source",
                            reviewed=f"{_ARTICLE}.reviewed",
                            owner=f"{_ARTICLE}.owner",
                        )
                    ),
                ),
                When(PERSONS_ACCOUNT, _REVIEWED),
            ),
            When(Not(Filled(_ARTICLE)), Title(M("find.gone", "Цього запису вже немає"))),
        ),
        (
            Option(
                "next",
                M("find.next", "{label}", label=f"{_ARTICLE}.next.label"),
                "next",
                Filled(f"{_ARTICLE}.next"),
                "primary",
            ),
            _ASK_FROM_ANSWER,
            Option(
                "source",
                M("find.where_from", "Звідки це"),
                "source",
                All(Filled(_ARTICLE), PERSONS_ACCOUNT),
            ),
            _OTHERWISE,
        ),
        saves="did",
    ),
    Choose(
        "source",
        (
            Title(M("find.source_title", "Звідки ця відповідь")),
            M("find.source_words", "{source}.", source=f"{_ARTICLE}.source"),
            _REVIEWED,
            Note(
                M(
                    "find.source_differs",
                    "У Вашій громаді щось може бути інакше: перепитайте там, куди звернетеся.",
                )
            ),
        ),
        (Option("ok", M("find.to_answer", "До відповіді"), "article", style="primary"),),
        saves="did",
    ),
    Put("next", {"opened": f"{_ARTICLE}.next"}, "open"),
    Choose(
        "gone",
        (
            Title(M("find.gone", "Цього запису вже немає")),
            M("find.gone_why", "Послуга могла закритися, або запис оновлюють. Пошукаймо інше."),
        ),
        (_OTHERWISE, Option("hotlines", M("find.hotlines", "Гарячі лінії"), "hotlines")),
        saves="did",
    ),
)

FIND = Flow(
    "find",
    1,
    FIND_IT,
    (*_ASKING, *_SHOWING, *NEAR, *CARD),
    may_take=frozenset({"query"}),
)
