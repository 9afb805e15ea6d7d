"""Screens that every channel must be able to show: each kind of block, and the longest of everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Any, get_args

from flows.definitions import book
from flows.engine.screen import BACK, DANGER, LONG, TO_MENU
from handlers.shown import Attachment, Block, Button, Kind, Phone, Shown

LONGEST_ID = "+" + "r" * 30
"""A row's id, ticked (rows have 26 letters of chance, and what comes before them)."""
LONGEST_PRESS = f"12345:{LONGEST_ID}"
"""The number of the screen and the id."""
EXTRAS = 2
"""Buttons that close a tick list, or turn the pages of a long one."""
MOST = LONG + EXTRAS
"""Choices on one screen; the controls come besides."""

CONTROLS = tuple(Button(one.id, one.label["t"]) for one in (BACK, TO_MENU, DANGER))

BLOCKS: Mapping[str, Block] = {
    "title": Block("title", "Ви зараз у безпеці?"),
    "text": Block("text", "Так & «ні» <b>не</b> _розмітка_, *і* [це](теж) &amp; 5 < 6.\nДругий рядок."),
    "note": Block("note", "Відповідь побачить лише фахівчиня."),
    "list": Block("list", items=("Перше — сьогодні.", "Друге: завтра\nй післязавтра.", "Третє")),
    "phones": Block(
        "phones",
        phones=(
            Phone("102", "поліція"),
            Phone("15-47", "урядова лінія", "щодня, 08:00–20:00"),
            Phone("103", ""),
        ),
    ),
    "copy": Block("copy", "482 910 337 156"),
    "link": Block("link", "Відкрити сторінку", url="https://dorozhnyk.example/p/Zr4zok?a=1&b=2"),
    "problem": Block("problem", "Схоже на номер документа."),
}
"""A sample of each kind of block."""

WORDY: tuple[Kind, ...] = ("title", "text", "note", "copy", "problem")

LETTER = Attachment("napravlennia.pdf", "application/pdf", b"%PDF-1.7 sample")


def screen(*blocks: Block, **more: Any) -> Shown:
    given: dict[str, Any] = {"screen": "12", "controls": CONTROLS, **more}
    return Shown("uk", blocks or (Block("text", "Що робимо далі?"),), **given)


def kept(*blocks: Block, **more: Any) -> Shown:
    return Shown("uk", blocks or (Block("title", "Вам відповіли"),), kept=True, **more)


def words(shown: Shown) -> Iterator[str]:
    """Everything on it that somebody is to read."""
    yield shown.progress
    yield shown.hint
    for block in shown.blocks:
        yield from (block.text, *block.items)
        yield from chain.from_iterable((one.number, one.name, one.hours) for one in block.phones)
    yield from (button.label for button in (*shown.buttons, *shown.controls))


def secret(number: int) -> Shown:
    """A screen none of whose words may be found where they do not belong."""
    marked = f"Таємниця{number}"
    return screen(
        *(
            replace(
                block,
                text=block.text and f"{block.text} {marked}",
                items=tuple(f"{one} {marked}" for one in block.items),
                phones=tuple(replace(one, name=f"{one.name} {marked}") for one in block.phones),
            )
            for block in BLOCKS.values()
        ),
        buttons=(Button("yes", f"Так, кнопка{number}"),),
        progress=f"Крок 1 з 5 {marked}",
        hint=f"Одне речення {marked}",
        screen=str(number),
    )


@cache
def labels() -> tuple[str, ...]:
    """The longest labels of the program's own buttons, in Ukrainian."""
    options = (
        option
        for flow in book().flows.values()
        for step in flow.steps
        for option in getattr(step, "options", ())
        if hasattr(option, "label")
    )
    found = {str(one.label.text) for one in options}
    return tuple(sorted(found, key=len)[-MOST:])


def samples(text: int, label: int, buttons: int) -> Iterator[tuple[str, Shown]]:
    """Screens by what is special about them, for a channel with such limits."""
    for kind in get_args(Kind):
        yield f"a block of kind {kind}", screen(BLOCKS[kind], Block("text", "Кінець."))
    yield (
        "all kinds of blocks, progress and hint",
        screen(*BLOCKS.values(), progress="Крок 2 з 5", hint="Одне-два речення.", expects="text"),
    )
    yield "several blocks of a kind", screen(*(Block("copy", f"К7М-4Р{n}") for n in range(4)))
    for wordy in WORDY:
        yield f"a {wordy} longer than a message", screen(Block(wordy, long(text * 5 // 2)), buttons=YES_NO)
    yield (
        "a list longer than a message",
        screen(Block("list", items=tuple(f"{n}. {long(200)}" for n in range(text // 100))), buttons=YES_NO),
    )
    yield (
        "many phones",
        screen(
            Block(
                "phones", phones=tuple(Phone(f"0 800 {n:06}", long(60), "щодня") for n in range(text // 40))
            )
        ),
    )
    yield "a text without a gap", screen(Block("text", "ї" * (text * 3 // 2)))
    yield (
        "the most choices, with the longest labels of the program",
        screen(buttons=tuple(Button(f"o{n}", one) for n, one in enumerate(labels()))),
    )
    yield (
        "the most ticks, with the longest ids and labels longer than a button",
        screen(
            buttons=(
                *(
                    Button(f"{LONGEST_ID[:-2]}{n:02}", f"{n} {long(label + 40)}", ticked=n % 3 == 0)
                    for n in range(LONG)
                ),
                Button("@done", "Далі", "primary"),
                Button("@skip", "Пропустити"),
            ),
            screen="12345",
        ),
    )
    yield (
        "long choices where a text is asked for",
        screen(buttons=tuple(Button(f"o{n}", f"{n} {long(label + 20)}") for n in range(4)), expects="text"),
    )
    yield (
        "as many short buttons as its limits name",
        screen(buttons=tuple(Button(f"b{n}", f"№{n}") for n in range(buttons)), controls=()),
    )
    for kind in ("phone", "place"):
        yield f"a {kind} is asked for", screen(buttons=YES_NO, expects=kind, hint="Напишіть.")
    yield "no button at all", screen(controls=())
    yield "protected", screen(Block("text", "Що сталося?"), buttons=YES_NO, protect=True)
    yield "anew", screen(buttons=YES_NO, anew=True)
    yield "kept", kept()
    yield (
        "kept, of all kinds of blocks, with buttons",
        kept(
            *BLOCKS.values(),
            buttons=(Button("!19.yes", "Так, зв’язалися", "primary"), Button("!19.no", "Ще ні")),
        ),
    )
    yield "kept, longer than a message", kept(Block("text", long(text * 2)), buttons=(OPEN,))
    yield "kept and protected", kept(Block("text", "Картка"), buttons=(OPEN,), protect=True)


YES_NO = (Button("yes", "Так", "primary"), Button("no", "Ні", "danger"))
OPEN = Button("!3.open", "Відкрити")


def long(letters: int) -> str:
    """So many letters, of words that differ: one lost in the middle is missed."""
    made, number = "", 0
    while len(made) < letters:
        made, number = f"{made}слово-{number} ", number + 1
    return made[:letters].strip()
