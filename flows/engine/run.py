"""Running a conversation: ``start`` and ``resume``, both pure.

A press counts only if the present screen offers it; anything else draws the present screen again and changes
nothing. Steps that do not wait are passed through in one turn, up to an Act, which ends the turn: the
effect's outcome comes back through ``resume`` as ``Happened``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from flows.engine.conditions import Scope, holds
from flows.engine.flow import (
    END,
    MENU,
    NOTED,
    PLACE,
    RESUME,
    Act,
    Book,
    Branch,
    Call,
    Choose,
    Const,
    Derive,
    Flow,
    Given,
    Notice,
    Option,
    Put,
    Rows,
    Screen,
    Step,
    Tell,
    Tick,
    Write,
)
from flows.engine.message import M, Text
from flows.engine.said import Commanded, Happened, Nudged, Pressed, Said, Sent, Typed
from flows.engine.screen import OPENS, is_screen, page_of, present, show_notice, show_step, told
from flows.engine.session import Frame, Session
from flows.engine.turn import Crossed, Did, Event, Say, Turn
from flows.engine.upgrade import upgraded

Facts: TypeAlias = Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""What a conversation may know: a mapping, or a function from the conversation's answers to one (a card is
looked up by the case that was chosen)."""

_PRESS = M(
    "engine.press",
    "Тут відповідають кнопкою: натисніть, будь ласка, одну з них. Якщо жодна не підходить, натисніть «Меню».",
)
_UNREAD = {
    "voice": M(
        "engine.voice",
        "Голосові повідомлення тут ніхто не прослуховує. Напишіть, будь ласка, текстом або оберіть кнопку.",
    ),
    "photo": M(
        "engine.photo", "Фото сюди надсилати не потрібно, і бот їх не зберігає. Оберіть, будь ласка, кнопку."
    ),
    "file": M(
        "engine.file", "Файли сюди надсилати не потрібно, і бот їх не зберігає. Оберіть, будь ласка, кнопку."
    ),
    "sticker": M("engine.sticker", "Дякуємо! Щоб іти далі, оберіть, будь ласка, кнопку."),
    "location": M("engine.location", "Ваше місце розташування бот не зберіг. Оберіть, будь ласка, кнопку."),
    "other": M(
        "engine.other",
        "Такі повідомлення бот читати не вміє. Оберіть, будь ласка, кнопку або напишіть текстом.",
    ),
}

OPEN_OFFERS = 20  # buttons under notices that still answer; older ones redraw the screen
DEEP = 12  # conversations held inside one another; going deeper forgets the outermost (its END is the menu)
PASSES = 200  # steps one turn may pass through: more is a loop in a flow


class FlowError(Exception):
    """A flow is wrong (a loop, an outcome it does not know): a fault of ours, never of the person's."""


def start(book: Book, flow: str, facts: Facts, give: Mapping[str, Any] | None = None, visit: int = 0) -> Turn:
    """Begin a conversation. ``visit`` is the number of the last screen this person ever saw."""
    run = _Run(book, facts, Session(frames=(), visit=visit))
    run.enter(flow, give or {})
    return run.go()


def resume(book: Book, session: Session, said: Said, facts: Facts) -> Turn:
    """Go on from where the person is with what was said. Never raises on anything a person can do."""
    run = _Run(book, facts, upgraded(book, session))
    return run.hear(said)


def remind(book: Book, session: Session, words: Text, facts: Facts) -> Turn:
    """Show the present screen again with words in front of it."""
    run = _Run(book, facts, upgraded(book, session))
    run.anew = True
    return run.redraw(words)


def showing(book: Book, session: Session, facts: Facts) -> Say | None:
    """The present screen, or None where the conversation has none; nothing changes."""
    turn = resume(book, session, Commanded("again"), facts)
    says = [event for event in turn.events if isinstance(event, Say) and not event.kept]
    return says[-1] if says else None


@dataclass
class _Run:
    """One turn under way."""

    book: Book
    facts: Facts
    session: Session

    def __post_init__(self) -> None:
        self.events: list[Event] = []
        self.crossed: list[Crossed] = []
        self.anew = False

    # hearing ------------------------------------------------------------------------------------------------

    def hear(self, said: Said) -> Turn:
        match said:
            case Happened(kind, data):
                return self._happened(kind, data)
            case Nudged(notice, give):
                return self._nudged(self.book.notices[notice], give)
            case Commanded("menu"):
                self.anew = True
                return self._menu()
            case Commanded("danger"):
                self.anew = True
                return self._danger()
            case Commanded("open", str() as flow, give) if flow in self.book.flows:
                self.anew = True
                self.enter(flow, give)
                return self.go()
            case Commanded():
                self.anew = True
                return self.redraw()
            case Sent(kind, value):
                self.anew = True
                step = self._step() if self.session.frames else None
                if value is not None and isinstance(step, Write) and step.kind == PLACE:
                    return self._write(step, dict(value))
                return self.redraw(_UNREAD.get(kind, _UNREAD["other"]).json())
            case Pressed(choice, screen):
                return self._pressed(choice, screen)
            case Typed():
                self.anew = True
                return self._typed(said)

    def _pressed(self, choice: str, screen: str) -> Turn:
        if choice == "@menu":
            return self._menu()
        if choice == "@danger":
            return self._danger()
        if choice.startswith(OPENS):
            return self._open(choice)
        if screen != str(self.session.visit):
            self.anew = True
            return self.redraw()
        return self._chosen(choice)

    def _chosen(self, choice: str) -> Turn:
        if choice == "@back":
            return self._back()
        step = self._step()
        if not isinstance(step, (Choose, Tick, Write)):
            return self.redraw()
        screen = present(step, self._scope(), self.book, self.session)
        if choice == "@strike" and isinstance(step, Write) and self.session.cleaned is not None:
            return self._write(step, self.session.cleaned)
        if choice in ("@more", "@less") and any(button.id == choice for button in screen.buttons):
            self.session = replace(self.session, page=self.session.page + (1 if choice == "@more" else -1))
            return self.redraw()
        if isinstance(step, Tick) and choice[:1] in "+-":
            return self._tick(step, choice, screen.offered)
        if isinstance(step, Tick) and choice in screen.extras:
            return self._ticked(step, choice, screen.offered)
        if not isinstance(step, Tick) and choice in screen.offered:
            return self._choose(step, choice, screen.offered[choice])
        return self.redraw()

    def _typed(self, said: Typed) -> Turn:
        step = self._step()
        if said.choice is not None:
            return self._pressed(said.choice, str(self.session.visit))
        if isinstance(step, Write) and said.reading is not None:
            if said.reading.problem is not None:
                self.session = replace(self.session, cleaned=said.reading.value)
                return self.redraw(said.reading.problem)
            return self._write(step, said.reading.value)
        return self.redraw(_PRESS.json())

    # answering ----------------------------------------------------------------------------------------------

    def _choose(self, step: Screen, choice: str, offered: Option | Mapping[str, Any]) -> Turn:
        frame = self._left(step)
        self._cross(choice if isinstance(offered, Option) else "rows")
        if isinstance(offered, Option):
            sets = _given(offered.sets, self._scope())
            to = offered.to or step.to
        else:
            sets = {f"{step.saves or step.id}_row": offered}
            rows = next(one for one in step.options if isinstance(one, Rows))
            to = rows.to or step.to
        if isinstance(step, Choose):
            sets = {step.saves or step.id: choice, **sets}
        else:
            sets = {step.saves or step.id: None, **sets}
        if to is None:
            msg = f"{frame.flow}.{step.id}: option {choice!r} leads nowhere"
            raise FlowError(msg)
        self.session = self.session.with_top(frame.answered(**sets))
        return self.go(to)

    def _tick(self, step: Tick, choice: str, offered: Mapping[str, Any]) -> Turn:
        one = choice[1:]
        if one not in offered:
            return self.redraw()
        name = f"{step.saves or step.id}?"
        ticked = [each for each in self.session.top.answers.get(name, []) if each != one]
        if choice[0] == "+":
            ticked.append(one)
        self.session = self.session.with_top(self.session.top.answered(**{name: ticked}))
        self.session = replace(
            self.session, page=page_of(one, offered)
        )  # typed, it may stand on another page
        return self.redraw()

    def _ticked(self, step: Tick, choice: str, offered: Mapping[str, Any]) -> Turn:
        frame = self._left(step)
        self._cross(choice.removeprefix("@"))
        name = step.saves or step.id
        ticked = set(frame.answers.get(f"{name}?", []))
        value: list[str] | None = [one for one in offered if one in ticked]
        if choice == "@none":
            value = []
        elif choice == "@skip":
            value = None
        # What is ticked stays ticked for whoever comes Back: an empty list there would be taken for «none».
        self.session = self.session.with_top(frame.answered(**{name: value, f"{name}?": value or []}))
        return self.go(step.to)

    def _write(self, step: Write, value: Any) -> Turn:
        frame = self._left(step)
        self._cross("typed")
        self.session = self.session.with_top(frame.answered(**{step.saves or step.id: value}))
        return self.go(step.to)

    def _left(self, step: Screen) -> Frame:
        """The top frame with this screen added to the trail that Back walks."""
        frame = self.session.top
        return replace(frame, trail=(*frame.trail, step.id))

    # moving -------------------------------------------------------------------------------------------------

    def _back(self) -> Turn:
        frame = self.session.top
        if frame.trail:
            earlier = replace(frame, step=frame.trail[-1], trail=frame.trail[:-1])
            self.session = self.session.with_top(earlier)
            return self.go(self._afresh(earlier.step))
        frames = self.session.frames[:-1]
        while frames:
            under = frames[-1]
            self.session = replace(self.session, frames=frames)
            if is_screen(self._step()):
                return self.go(self._afresh(under.step))
            if under.trail:
                self.session = self.session.with_top(replace(under, trail=under.trail[:-1]))
                return self.go(self._afresh(under.trail[-1]))
            frames = frames[:-1]
        return self._menu()

    def _menu(self) -> Turn:
        self._park()
        self.session = replace(self.session, frames=())
        self.enter(self.book.menu, {})
        return self.go()

    def _danger(self) -> Turn:
        if self.session.frames and self.session.top.flow == self.book.danger:
            return self.redraw()
        self.enter(self.book.danger, {})
        return self.go()

    def _open(self, choice: str) -> Turn:
        offer = self.session.offers.get(choice)
        if offer is None:
            self.anew = True
            return self.redraw()
        left = {key: one for key, one in self.session.offers.items() if one["notice"] != offer["notice"]}
        self.session = replace(self.session, offers=left)
        self.crossed.append(tuple(offer["crossed"]))
        self.anew = True
        self.enter(offer["flow"], offer["give"])
        return self.go()

    def _park(self) -> None:
        for at, frame in enumerate(self.session.frames):
            if self.book.flows[frame.flow].parks and self._begun(frame):
                self.session = replace(self.session, parked=self.session.frames[at:])
                return

    def _begun(self, frame: Frame) -> bool:
        """Whether anything was answered or has happened in this conversation."""
        acts = (step.id for step in self.book.flows[frame.flow].steps if isinstance(step, Act))
        return bool(frame.trail) or any(act in frame.answers for act in acts)

    def _happened(self, kind: str, data: Mapping[str, Any]) -> Turn:
        step = self._step()
        frame = self.session.top
        if not isinstance(step, Act):
            msg = f"{frame.flow}.{frame.step} waits for no outcome"
            raise FlowError(msg)
        if kind not in step.on:
            msg = f"{frame.flow}.{step.id} does not know the outcome {kind!r}"
            raise FlowError(msg)
        self._cross(kind)
        done = frame.answered(**{step.id: {"kind": kind, **data}})
        self.session = self.session.with_top(replace(done, trail=()))
        return self.go(step.on[kind])

    def _nudged(self, notice: Notice, give: Mapping[str, Any]) -> Turn:
        """Show the notice; the conversation under way and its present screen stay as they are."""
        scope = self._scope_of(give)
        number = self.session.notices + 1
        say = show_notice(notice, scope, number)
        offers = {
            f"{OPENS}{number}.{offer.id}": {
                "flow": offer.flow,
                "give": _given(offer.give, scope),
                "notice": number,
                "crossed": ["@notice", notice.id, offer.id],
            }
            for offer in notice.offers
        }
        kept = dict([*self.session.offers.items(), *offers.items()][-OPEN_OFFERS:])
        self.session = replace(self.session, offers=kept, notices=number)
        return Turn(self.session, (say,), ())

    def enter(self, flow: str, give: Mapping[str, Any]) -> None:
        entered = self.book.flows[flow]
        frame = Frame(entered.id, entered.version, entered.first, dict(give))
        self.session = replace(self.session, frames=(*self.session.frames, frame)[-DEEP:])

    def go(self, to: str | None = None) -> Turn:
        """Pass through the steps that do not wait, until one does."""
        to = to if to is not None else self.session.top.step
        for _ in range(PASSES):
            if to == RESUME:
                if not self.session.parked:
                    return self._menu()
                self.session = replace(self.session, frames=self.session.parked, parked=())
                self.session = self._visited()
                return self.redraw()
            if to == MENU:
                self.session = replace(self.session, frames=())
                self.enter(self.book.menu, {})
                to = self.session.top.step
            elif to == END:
                to = self._end()
                continue
            self.session = self.session.with_top(self.session.top.at(to))
            step = self._step()
            match step:
                case Choose() | Tick() | Write():
                    self.session = self._visited()
                    return self.redraw()
                case Tell():
                    self._cross("on")
                    self.events.append(told(step, self._scope()))
                    self.anew = True
                    to = step.to
                case Derive(id, rule, after):
                    self._cross("on")
                    self._answer(id, self.book.rules[rule](self._scope()))
                    to = after
                case Put(_, sets, after):
                    self._cross("on")
                    frame = self.session.top.answered(**_given(sets, self._scope()))
                    self.session = self.session.with_top(frame)
                    to = after
                case Branch(_, routes):
                    scope = self._scope()
                    number, route = next((n, one) for n, one in enumerate(routes) if holds(one.when, scope))
                    self._cross(str(number))
                    to = route.to
                case Call(_, flow, _, give):
                    self.enter(flow, _given(give, self._scope()))
                    to = self.session.top.step
                case Act(_, event, data, _):
                    self.events.append(Did(event, _given(data, self._scope())))
                    return Turn(self.session, tuple(self.events), tuple(self.crossed), awaits=True)
        msg = f"{self.session.top.flow}.{self.session.top.step}: a loop"
        raise FlowError(msg)

    def _end(self) -> str:
        """Close the innermost conversation; where the one under it goes on.

        An older draft of the same flow is let go: going on with it would ask anew what is answered by now."""
        ended = self.session.top
        flow = self.book.flows[ended.flow]
        result = _given(flow.ends, self._scope())
        if self.session.parked and self.session.parked[0].flow == ended.flow:
            self.session = replace(self.session, parked=())
        under = self.session.frames[:-1]
        if not under:
            return MENU
        self.session = replace(self.session, frames=under)
        step = self._step()
        if isinstance(step, Call):
            self._cross("on")
            self._answer(step.id, result)
            return step.to
        return self._afresh(step.id)

    def _afresh(self, screen: str) -> str:
        """Where to go on for a screen that is come back to: at what is derived just before it, for the world
        may have changed meanwhile. What it noted was said."""
        if self.session.top.answers.get(NOTED) is not None:
            self._answer(NOTED, None)
        derived = {step.to: step.id for step in self._flow().steps if isinstance(step, Derive)}
        at = screen
        while (before := derived.pop(at, None)) is not None:
            at = before
        return at

    def _answer(self, name: str, value: Any) -> None:
        self.session = self.session.with_top(self.session.top.answered(**{name: value}))

    def _visited(self) -> Session:
        return replace(self.session, visit=self.session.visit + 1, page=0, cleaned=None)

    # showing ------------------------------------------------------------------------------------------------

    def redraw(self, problem: Text | None = None) -> Turn:
        """Show the present screen; ``problem`` says, kindly, why it is here again."""
        if not self.session.frames:
            self.enter(self.book.menu, {})
            return self.go()
        step = self._step()
        if not isinstance(step, (Choose, Tick, Write)):
            return self.go()
        say = show_step(step, self._flow(), self._scope(), self.book, self.session, problem)
        return self._turn(replace(say, anew=self.anew))

    def _turn(self, say: Say) -> Turn:
        return Turn(self.session, (*self.events, say), tuple(self.crossed))

    def _cross(self, by: str) -> None:
        self.crossed.append((self.session.top.flow, self.session.top.step, by))

    def _flow(self) -> Flow:
        return self.book.flows[self.session.top.flow]

    def _step(self) -> Step:
        return self._flow().by_id[self.session.top.step]

    def _scope(self) -> Scope:
        return self._scope_of(self.session.top.answers)

    def _scope_of(self, answers: Mapping[str, Any]) -> Scope:
        parked = self.session.parked[0].flow if self.session.parked else None
        facts = self.facts(answers) if callable(self.facts) else self.facts
        return Scope(answers, facts, {"parked": parked})


def _given(given: Given, scope: Scope) -> dict[str, Any]:
    return {
        name: value.value if isinstance(value, Const) else scope.look(value) for name, value in given.items()
    }
