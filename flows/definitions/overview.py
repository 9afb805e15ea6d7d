"""The region's view over its communities' deadlines: figures of institutions, and from each to its board."""

from __future__ import annotations

from flows.engine.conditions import Filled, Is, Not
from flows.engine.flow import END, Call, Choose, Flow, Note, Option, Rows, Title, When
from flows.engine.message import M

_ALL = "facts.overview"
_ROW = "answers.place_row"
_NO_SHARE = Is(f"{_ALL}.on_time", None)

OVERVIEW = Flow(
    "overview",
    1,
    M("overview.title", "Строки громад"),
    (
        Choose(
            "list",
            (
                Title(M("overview.title", "Строки громад")),
                When(
                    Not(Filled(_ALL)),
                    M("overview.not_yours", "Цей огляд бачить координація області."),
                ),
                When(
                    Filled(_ALL),
                    M(
                        "overview.counts",
                        "Зараз строків: {open}, з них прострочено: {overdue}.",
                        open=f"{_ALL}.open",
                        overdue=f"{_ALL}.overdue",
                    ),
                    When(
                        Not(_NO_SHARE),
                        M(
                            "overview.on_time",
                            "Вчасно за останні 90 днів: {share} %.",
                            share=f"{_ALL}.on_time",
                        ),
                    ),
                    When(
                        Filled(f"{_ALL}.places"),
                        Note(M("overview.order", "Спершу установи, де прострочено найбільше.")),
                    ),
                    When(
                        Not(Filled(f"{_ALL}.places")),
                        M("overview.empty", "В області ще не було жодного строку."),
                    ),
                ),
            ),
            (Rows("overview.places"), Option("done", M("overview.done", "Готово"), END)),
            to="place",
            saves="place",
        ),
        Choose(
            "place",
            (
                Title(M("overview.place", "{name}", name=f"{_ROW}.name")),
                M(
                    "overview.counts",
                    "Зараз строків: {open}, з них прострочено: {overdue}.",
                    open=f"{_ROW}.open",
                    overdue=f"{_ROW}.overdue",
                ),
                When(
                    Not(Is(f"{_ROW}.on_time", None)),
                    M("overview.on_time", "Вчасно за останні 90 днів: {share} %.", share=f"{_ROW}.on_time"),
                ),
                When(
                    Filled(f"{_ROW}.oldest"),
                    M("overview.oldest", "Найдавніший строк: до {due}.", due=f"{_ROW}.oldest"),
                ),
            ),
            (
                Option(
                    "desk",
                    M("overview.desk", "Відкрити строки установи"),
                    "desk",
                    Filled(f"{_ROW}.open"),
                    "primary",
                ),
                Option("list", M("overview.list", "До всіх установ"), "list"),
            ),
            saves="did",
        ),
        Call("desk", "desk", to="list", give={"place": "answers.place", "place_row": _ROW}),
    ),
)
