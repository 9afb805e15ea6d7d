"""From a step to what is shown: texts filled, options filtered, long lists paged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flows.engine.conditions import Scope, holds
from flows.engine.flow import (
    SKIP,
    Book,
    Bullets,
    Call,
    Choose,
    Copy,
    Flow,
    Lines,
    Link,
    Means,
    Note,
    Notice,
    Option,
    Part,
    Phones,
    Rows,
    Screen,
    Tell,
    Tick,
    Title,
    When,
    Write,
)
from flows.engine.message import M, Text
from flows.engine.session import Session
from flows.engine.turn import Block, Button, Say

OPENS = "!"  # begins the id of a button under a notice
PAGE = 8  # options on one page of a long list
LONG = 10  # more options than this make a list long
HTTPS = "https://"

BACK = Button("@back", M("engine.back", "Назад").json())
TO_MENU = Button("@menu", M("engine.menu", "Меню").json())
DANGER = Button("@danger", M("engine.danger", "Екстрені номери").json(), means="help")
MORE = Button("@more", M("engine.more", "Ще").json())
LESS = Button("@less", M("engine.less", "Попередні").json())
STRIKE = Button("@strike", M("engine.strike", "Лишити без цього").json(), "primary")


@dataclass(frozen=True, slots=True)
class Present:
    """What a screen offers now: ``offered`` by id over all pages, ``extras`` that close a tick list, the
    buttons of the present page, and ``names``: those of all pages, where there are several."""

    offered: Mapping[str, Option | Mapping[str, Any]]
    extras: frozenset[str]
    buttons: tuple[Button, ...]
    names: tuple[Button, ...]


def present(step: Screen, scope: Scope, book: Book, session: Session) -> Present:
    """The options whose conditions hold, as buttons."""
    offered: dict[str, Option | Mapping[str, Any]] = {}
    labels: dict[str, Text] = {}
    for option in step.options:
        if isinstance(option, Rows):
            for row in book.rules[option.rule](scope):
                offered[row["id"]] = row
                labels[row["id"]] = row["label"]
        elif holds(option.when, scope):
            offered[option.id] = option
            labels[option.id] = fill(option.label, scope)
    ticked = set(scope.answers.get(f"{step.saves or step.id}?", ()))
    buttons = {one: _button(one, offered[one], labels[one], step, ticked) for one in offered}
    if isinstance(step, Choose) and len(buttons) == 1:
        buttons = {one: replace(button, means="yes") for one, button in buttons.items()}
    extras: list[Button] = []
    if isinstance(step, Tick):
        if ticked or step.none is None:
            extras = [Button("@done", fill(step.done, scope), "primary")]
        else:
            extras = [Button("@none", fill(step.none, scope), "primary", means="no")]
        if step.skip is not None:
            extras.append(Button("@skip", fill(step.skip, scope), means="skip"))
    if isinstance(step, Write) and session.cleaned is not None:
        extras = [STRIKE]
    names = tuple(buttons.values()) if len(buttons) > LONG else ()
    shown = tuple(buttons.values())
    if names:
        turned = _paged(offered)
        ways_on = (buttons[one] for one in offered if one not in turned)  # on every page
        shown = (*_page([buttons[one] for one in turned], session.page), *ways_on)
    return Present(offered, frozenset(one.id for one in extras), (*shown, *extras), names)


def page_of(choice: str, offered: Mapping[str, Any]) -> int:
    """The page of a long list that the option stands on; 0 where there is one page."""
    turned = _paged(offered)
    return turned.index(choice) // PAGE if len(offered) > LONG and choice in turned else 0


def _paged(offered: Mapping[str, Any]) -> list[str]:
    """What a long list turns over: its rows, or everything where it has none."""
    rows = [one for one, option in offered.items() if not isinstance(option, Option)]
    return rows or list(offered)


def _button(
    one: str, offered: Option | Mapping[str, Any], label: Text, step: Screen, ticked: set[str]
) -> Button:
    style = offered.style if isinstance(offered, Option) else ""
    if isinstance(step, Tick):
        return Button(("-" if one in ticked else "+") + one, label, style, one in ticked)
    return Button(one, label, style, means=_means(offered))


def _means(offered: Option | Mapping[str, Any]) -> Means:
    if not isinstance(offered, Option):
        return ""
    return "skip" if offered.label is SKIP else offered.means


def _page(buttons: list[Button], page: int) -> tuple[Button, ...]:
    last = (len(buttons) - 1) // PAGE
    page = max(0, min(page, last))
    shown = buttons[page * PAGE : (page + 1) * PAGE]
    return (*shown, *((LESS,) if page else ()), *((MORE,) if page < last else ()))


def show_step(
    step: Screen, flow: Flow, scope: Scope, book: Book, session: Session, problem: Text | None = None
) -> Say:
    """The present screen. ``problem`` stands first."""
    said = (Block("problem", problem),) if problem is not None else ()
    now = present(step, scope, book, session)
    root = session.top.flow == book.menu and len(session.frames) == 1 and step.id == flow.home
    leaving = () if root else (BACK, TO_MENU)
    return Say(
        blocks=(*said, *_blocks(step.say, scope)),
        buttons=now.buttons,
        controls=(*leaving, *(() if session.top.flow == book.danger else (DANGER,))),
        screen=str(session.visit),
        expects=step.kind if isinstance(step, Write) else None,
        progress=_progress(step, flow, book, session),
        protect=step.protect,
        names=now.names,
    )


def _progress(step: Screen, flow: Flow, book: Book, session: Session) -> tuple[int, int] | None:
    """The step of its own flow, else the step at which the flow under it waits."""
    if step.stage is not None:
        return step.stage, flow.stages
    for frame in reversed(session.frames[:-1]):
        under = book.flows[frame.flow]
        call = under.by_id.get(frame.step)
        if not isinstance(call, Call):
            return None  # laid over it, not called by it: the emergency numbers
        if call.stage is not None:
            return call.stage, under.stages
    return None


def told(step: Tell, scope: Scope) -> Say:
    """A message that stays."""
    return Say(blocks=tuple(_blocks(step.say, scope)), kept=True, protect=step.protect)


def show_notice(notice: Notice, scope: Scope, number: int) -> Say:
    """A notice; its buttons answer until another of them was pressed."""
    buttons = tuple(
        Button(f"{OPENS}{number}.{offer.id}", fill(offer.label, scope), offer.style)
        for offer in notice.offers
    )
    return Say(tuple(_blocks(notice.say, scope)), buttons, kept=True, protect=notice.protect)


def blocks(parts: tuple[Part, ...], scope: Scope) -> tuple[Block, ...]:
    """The parts as they would stand on a screen."""
    return tuple(_blocks(parts, scope))


def _blocks(parts: tuple[Part, ...], scope: Scope) -> Iterator[Block]:
    for part in parts:
        match part:
            case M():
                yield Block("text", fill(part, scope))
            case Title(message):
                yield Block("title", fill(message, scope))
            case Note(message):
                yield Block("note", fill(message, scope))
            case Bullets(path):
                if items := scope.look(path):
                    yield Block("list", list(items))
            case Lines(path):
                for line in scope.look(path) or ():
                    yield Block("text", line)
            case Phones(path):
                if phones := scope.look(path):
                    yield Block("phones", list(phones))
            case Copy(path):
                yield Block("copy", scope.look(path))
            case Link(path, message):
                url = scope.look(path)
                if isinstance(url, str) and url.startswith(HTTPS):
                    yield Block("link", {"url": url, "label": fill(message, scope)})
            case When(condition, parts):
                if holds(condition, scope):
                    yield from _blocks(parts, scope)


def fill(message: M, scope: Scope) -> Text:
    """The message as JSON, its names filled along their paths."""
    return message.json(**{name: scope.look(path) for name, path in message.args})


def is_screen(step: object) -> bool:
    """Whether the step shows something and waits."""
    return isinstance(step, (Choose, Tick, Write))
