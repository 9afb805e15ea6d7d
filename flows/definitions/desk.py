"""The coordinator's desk: what is due and overdue; take it on, move it, pause it, look.

Given, from an alert: ``deadline``, ``referral``, ``do`` = «hear» (one press says that somebody has heard) and
``sent`` (she hears as the one who referred); from the overview: ``place`` with its ``place_row``; or nothing.
Nothing that is red can be paused (design, table of deadlines).
"""

from __future__ import annotations

from flows.definitions.long_lists import finding, of_all, ways
from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import All, Either, Filled, Has, Is, Not
from flows.engine.flow import (
    END,
    NOTED,
    Act,
    Branch,
    Bullets,
    Call,
    Choose,
    Const,
    Flow,
    Note,
    Option,
    Part,
    Put,
    Route,
    Rows,
    Step,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_ROW = "answers.deadline_row"
_SENDER = Is("answers.sent")
_COUNTED = "facts.due_count"
_RUNS = Filled("facts.deadline")
_NOBODY = All(Not(Filled("facts.deadline.lead")), Is("facts.deadline.state", "sent"))
_TAKEN = All(
    Filled("facts.deadline.lead"),
    Not(Is("facts.deadline.state", "sent")),
    Not(Is("facts.deadline.state", "waiting")),
    Not(Is("facts.deadline.state", "returned")),
)
_PLACE = Filled("answers.place")

_NOTES: tuple[Part, ...] = (
    note("heard", M("desk.heard", "Записано, що Ви бачите і берете це на себе. Нагадування зупинено.")),
    When(Is(f"answers.{NOTED}", "heard"), Bullets("facts.ticked")),
    note("settled", M("desk.settled", "Строк уже виконано, знято або взято на себе. Нічого не змінено.")),
    note("moved", M("desk.moved", "Справу передано. Нову відповідальну особу сповіщено.")),
    note("paused", M("desk.paused", "Строк призупинено. Причину записано.")),
    note("red", M("desk.red", "Невідкладну справу призупинити не можна: строк діє далі.")),
    note("gone", M("desk.gone", "Справу вже завершено або передано. Нічого не змінено.")),
    note("denied", M("desk.denied", "Ця дія Вам тут недоступна. Нічого не змінено.")),
)

_BOARD: tuple[Step, ...] = (
    Branch(
        "begin",
        (
            Route("hear", All(Filled("answers.deadline"), Is("answers.do", "hear"))),
            Route("board", Has("facts.me.roles", "coordinator")),
            Route("her_case"),
        ),
    ),
    Choose(
        "board",
        (
            *_NOTES,
            Title(M("desk.title", "Строки")),
            When(
                _PLACE,
                M("desk.place_only", "Лише ця установа: {name}.", name="answers.place_row.name"),
            ),
            When(
                Filled("facts.due_count.all"),
                M(
                    "desk.counts",
                    "Прострочено: {overdue}. Строк попереду: {ahead}. З них уже взято на себе: {heard}.",
                    overdue="facts.due_count.overdue",
                    ahead="facts.due_count.ahead",
                    heard="facts.due_count.heard",
                ),
                Note(
                    M(
                        "desk.order",
                        "Спершу прострочене, за яке ще ніхто не взявся; унизу те, що вже взято на себе.",
                    )
                ),
            ),
            *of_all(_COUNTED),
            When(
                All(Not(Filled("facts.due_count.all")), Not(Filled("answers.sought"))),
                M("desk.empty", "Усе вчасно: жоден строк зараз не потребує Вашої уваги."),
            ),
        ),
        (
            Option(
                "changes",
                M("desk.changes", "Рівні, що чекають на рішення"),
                "changes",
                Filled("facts.changes"),
                sets=CALM,
            ),
            Rows("desk.due"),
            *ways(_COUNTED, "board"),
            Option(
                "places",
                M("desk.places", "За установою"),
                "place",
                Either(Filled("facts.due_count.many"), _PLACE),
                sets=CALM,
            ),
            Option(
                "placed",
                M("desk.placed", "Де зараз живуть люди"),
                "placed",
                Has("facts.region.practices", "placements"),
                sets=CALM,
            ),
            Option("done", M("desk.done", "Готово"), END),
        ),
        to="calm",
        saves="deadline",
    ),
    *finding("board"),
    Choose(
        "place",
        (Title(M("desk.which_place", "Строки якої установи показати?")),),
        (Rows("desk.places"), Option("no", M("desk.every_place", "Усіх установ"), "every_place")),
        to="at_place",
    ),
    Put("at_place", {"sought": Const(None), "skip": Const(None)}, "board"),
    Put("every_place", {"place": Const(None), "skip": Const(None)}, "board"),
    Call("changes", "level", to="board"),
    Call("placed", "placed", to="board"),
)

_ITEM: tuple[Step, ...] = (
    Put("calm", {**CALM, "also": Const([])}, "item"),  # a row is one deadline
    Choose(
        "item",
        (
            Title(M("desk.item", "{colour} Справа {code}", colour=f"{_ROW}.colour", code=f"{_ROW}.code")),
            When(
                _RUNS,
                M("desk.item_what", "{what}", what="facts.deadline.what"),
                M("desk.item_place", "{place}", place="facts.deadline.place"),
                When(_TAKEN, M("desk.item_lead", "Веде справу: {lead}.", lead="facts.deadline.lead")),
                When(
                    Is("facts.deadline.state", "returned"),
                    M("desk.item_returned", "Установа повернула справу: нею зараз ніхто не займається."),
                ),
                When(
                    All(Filled("facts.deadline.lead"), Is("facts.deadline.state", "sent")),
                    M("desk.item_given", "Чекає на: {lead}.", lead="facts.deadline.lead"),
                ),
                When(
                    All(_NOBODY, Is("facts.deadline.on_system")),
                    M("desk.item_nobody", "Справу ще ніхто не взяв."),
                ),
                When(
                    All(_NOBODY, Not(Is("facts.deadline.on_system"))),
                    M(
                        "desk.item_outside",
                        "Установа ще не в Дорожнику: за контактом стежить, хто направляв.",
                    ),
                ),
                When(
                    Is("facts.deadline.heard"),
                    M("desk.item_heard", "Хтось уже взяв це на себе: нагадування зупинено."),
                ),
            ),
            When(
                Not(_RUNS),
                M("desk.item_over", "Цей строк уже не діє: справу взято, завершено або передано."),
            ),
        ),
        (
            Option(
                "hear",
                M("desk.hear", "Бачу, беру на себе"),
                "hear",
                All(_RUNS, Not(Is("facts.deadline.heard"))),
                "primary",
                CALM,
            ),
            Option(
                "move",
                M("desk.move", "Передати іншій людині"),
                "who",
                _RUNS,
                sets={**CALM, "referral": f"{_ROW}.referral"},
            ),
            Option(
                "pause",
                M("desk.pause", "Призупинити строк"),
                "hours",
                Is("facts.deadline.pausable"),
                sets=CALM,
            ),
            Option(
                "open",
                M("desk.open", "Відкрити картку"),
                "open",
                Filled(f"{_ROW}.referral"),
                sets={**CALM, "referral": f"{_ROW}.referral"},
            ),
            Option("board", M("desk.board", "До всіх строків"), "board", sets=CALM),
        ),
        saves="did",
    ),
    Act(
        "hear",
        "heard",
        {"deadline": "answers.deadline", "also": "answers.also"},
        {"ok": "who_heard", "gone": "settled", "not_permitted": "refused"},
    ),
    Branch("who_heard", (Route("note_heard", Has("facts.me.roles", "coordinator")), Route("thanks"))),
    Branch(
        "settled",
        (Route("note_settled", Has("facts.me.roles", "coordinator")), Route("her_case")),
    ),
    Branch(
        "refused",
        (Route("note_denied", Has("facts.me.roles", "coordinator")), Route("her_case")),
    ),
    # a lead answers for a case by taking it
    Branch("her_case", (Route("open_mine", Filled("answers.referral")), Route("not_yours"))),
    Call("open_mine", "case", to=END, give={"referral": "answers.referral"}),
    Choose(
        "thanks",
        (
            Title(M("desk.thanks", "Дякуємо, записано")),
            M("desk.thanks_next", "Вам про це більше не нагадуватимемо."),
        ),
        (
            Option(
                "open",
                M("desk.open", "Відкрити картку"),
                "open_mine",
                All(Filled("answers.referral"), Not(_SENDER)),
                style="primary",
            ),
            Option("work", M("desk.to_work", "До моїх справ"), "work", Not(_SENDER)),
            Option("sent", M("desk.to_sent", "До направлення"), "sent", _SENDER, "primary"),
            Option("done", M("desk.done", "Готово"), END),
        ),
        saves="did",
    ),
    Choose(
        "not_yours",
        (
            Title(M("desk.not_yours", "Цей строк Вам зараз недоступний")),
            M("desk.not_yours_next", "Можливо, справу вже передано іншій людині. Нічого не змінено."),
        ),
        (Option("done", M("desk.done", "Готово"), END, style="primary"),),
        saves="did",
    ),
    Call("work", "work", to=END),
    Call("sent", "sent", to=END, give={"referral": "answers.referral"}),
    Call("open", "case", to="board", give={"referral": "answers.referral"}),
    *(noted(word, "board") for word in ("heard", "settled", "denied", "moved", "gone", "paused", "red")),
)

_MOVE: tuple[Step, ...] = (
    Choose(
        "who",
        (
            Title(M("desk.who", "Кому передати справу?")),
            When(
                Not(Filled("facts.leads")),
                M(
                    "desk.who_empty",
                    "Інших людей, які могли б узяти цю справу, зараз немає. Запросити їх можна в «Команді».",
                ),
            ),
        ),
        (Rows("desk.leads"), Option("no", M("desk.who_no", "Нікому, лишити як є"), "item")),
        to="move",
        saves="staff",
    ),
    Choose(
        "move",
        (
            Title(M("desk.move_sure", "Передати справу {code}?", code=f"{_ROW}.code")),
            M("desk.move_to", "Кому: {name}.", name="answers.staff_row.label"),
            Note(M("desk.move_note", "Доступ до картки перейде разом зі справою. Строк не зміниться.")),
        ),
        (
            Option("yes", M("desk.move_yes", "Так, передати"), "reassign", style="primary"),
            Option("no", M("desk.move_no", "Обрати іншу людину"), "who"),
        ),
        saves="did",
    ),
    Act(
        "reassign",
        "reassigned",
        {"referral": "answers.referral", "staff": "answers.staff"},
        {"ok": "note_moved", "not_permitted": "note_denied", "gone": "note_gone"},
    ),
)

_PAUSE: tuple[Step, ...] = (
    Choose(
        "hours",
        (
            Title(M("desk.hours", "На скільки призупинити строк?")),
            Note(M("desk.hours_note", "Паузу і її причину буде записано.")),
        ),
        (
            Option("h4", M("desk.h4", "4 години"), sets={"hours": Const(4)}),
            Option("h24", M("desk.h24", "1 доба"), sets={"hours": Const(24)}),
            Option("h48", M("desk.h48", "2 доби"), sets={"hours": Const(48)}),
            Option("h72", M("desk.h72", "3 доби"), sets={"hours": Const(72)}),
            Option("no", M("desk.hours_no", "Не призупиняти"), "item"),
        ),
        to="reason",
    ),
    Write(
        "reason",
        (
            Title(M("desk.reason", "Чому строк треба призупинити?")),
            M("desk.reason_how", "Одне речення: наприклад, людина сама попросила зв'язатися пізніше."),
        ),
        "reason",
        "rest",
    ),
    Act(
        "rest",
        "paused",
        {"deadline": "answers.deadline", "hours": "answers.hours", "reason": "answers.reason"},
        {"ok": "note_paused", "red": "note_red", "not_permitted": "note_denied"},
    ),
)

DESK = Flow(
    "desk",
    1,
    M("desk.title", "Строки"),
    (*_BOARD, *_ITEM, *_MOVE, *_PAUSE),
    may_take=frozenset({"do", "deadline", "also", "referral", "sent", "place", "place_row"}),
)
