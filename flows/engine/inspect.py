"""Looking at flows without running them: what is wrong in them, and their picture."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from flows.engine import looks
from flows.engine.flow import (
    END,
    MENU,
    RESUME,
    Act,
    Book,
    Branch,
    Call,
    Choose,
    Derive,
    Flow,
    Given,
    Option,
    Put,
    Rows,
    Step,
    Tell,
    Tick,
    Write,
)
from flows.engine.screen import is_screen

LEAVES = frozenset({END, MENU, RESUME})
ROOTS = frozenset({"answers", "facts", "session"})  # what a Scope holds


@dataclass(frozen=True, slots=True)
class EventShape:
    """What an event must carry, and how its effect may answer."""

    fields: frozenset[str]
    outcomes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Exit:
    """One way out of a step: ``by`` is the option, outcome or route taken."""

    step: str
    by: str
    to: str


def exits(step: Step) -> Iterator[Exit]:
    """Every route of a step, in order. The same names are counted when transcripts are played."""
    match step:
        case Choose() | Write():
            for option in step.options:
                if isinstance(option, Rows):
                    yield Exit(step.id, "rows", option.to or step.to or "")
                else:
                    yield Exit(step.id, option.id, option.to or step.to or "")
            if isinstance(step, Write):
                yield Exit(step.id, "typed", step.to)
        case Tick():
            yield Exit(step.id, "done", step.to)
            if step.none is not None:
                yield Exit(step.id, "none", step.to)
            if step.skip is not None:
                yield Exit(step.id, "skip", step.to)
        case Tell() | Derive() | Put() | Call():
            yield Exit(step.id, "on", step.to)
        case Branch(_, routes):
            for number, route in enumerate(routes):
                yield Exit(step.id, str(number), route.to)
        case Act(_, _, _, on):
            for kind, to in on.items():
                yield Exit(step.id, kind, to)


def problems(book: Book, events: Mapping[str, EventShape], facts: Container[str] | None = None) -> list[str]:
    """Everything wrong in the book, a line each; an empty list is a good book.

    ``facts`` holds the names that may stand after ``facts.``; None takes any.
    """
    found: list[str] = []
    for name, flow in book.flows.items():
        if name != flow.id:
            found.append(f"{name}: the flow calls itself {flow.id!r}")
        found += _flow_problems(flow, book, events)
    for notice in book.notices.values():
        for offer in notice.offers:
            at = f"notice {notice.id}.{offer.id}"
            found += [f"{at}: {line}" for line in _opening_problems(offer.flow, offer.give, book)]
    found += [f"the book has no flow {need!r}" for need in (book.menu, book.danger) if need not in book.flows]
    return [*found, *_astray(book, facts)]


def _astray(book: Book, facts: Container[str] | None) -> Iterator[str]:
    """Paths to what is not there: a wrong beginning would raise, a fact nobody loads be None for good."""
    seen: list[tuple[str, Iterable[str]]] = []
    for flow in book.flows.values():
        seen.append((flow.id, looks.of_flow(flow)))
        seen += [(f"{flow.id}.{step.id}", looks.of_step(step)) for step in flow.steps]
    seen += [(f"notice {notice.id}", looks.of_notice(notice)) for notice in book.notices.values()]
    for at, paths in seen:
        for path in dict.fromkeys(paths):
            root, _, words = path.partition(".")
            name = words.partition(".")[0]
            if root not in ROOTS:
                yield f"{at}: looks along {path!r}, which begins with neither answers, facts nor session"
            elif root == "facts" and facts is not None and name not in facts:
                yield f"{at}: looks at the unknown fact {name!r}"


def _flow_problems(flow: Flow, book: Book, events: Mapping[str, EventShape]) -> list[str]:
    found = []
    if len(flow.by_id) != len(flow.steps):
        found.append(f"{flow.id}: two steps share an id")
    for step in flow.steps:
        at = f"{flow.id}.{step.id}"
        found += [
            f"{at}: {way.by!r} leads to {way.to!r}, which is not there"
            for way in exits(step)
            if way.to not in flow.by_id and way.to not in LEAVES
        ]
        found += [f"{at}: {line}" for line in _step_problems(step, book, events)]
    if flow.home is not None and not is_screen(flow.by_id.get(flow.home)):
        found.append(f"{flow.id}: its home {flow.home!r} is no screen of it")
    found += [f"{flow.id}: nobody gives {name!r}" for name in sorted(_looked(flow) - _known(flow))]
    found += [f"{flow.id}.{one}: nothing leads here" for one in flow.by_id if one not in _reached(flow)]
    found += [f"{flow.id}.{one}: no way out" for one in sorted(_stuck(flow))]
    return found


def _step_problems(step: Step, book: Book, events: Mapping[str, EventShape]) -> list[str]:
    match step:
        case Choose() | Tick() | Write():
            found = [
                f"the unknown rule {option.rule!r}"
                for option in step.options
                if isinstance(option, Rows) and option.rule not in book.rules
            ]
            ids = [option.id for option in step.options if isinstance(option, Option)]
            if len(set(ids)) != len(ids):
                found.append("two options share an id")
            if not step.options and not isinstance(step, Write):
                found.append("a screen without options")
            return found
        case Derive(_, rule, _) if rule not in book.rules:
            return [f"the unknown rule {rule!r}"]
        case Call(_, flow, _, give):
            return _opening_problems(flow, give, book)
        case Branch(_, routes) if not routes or routes[-1].when is not None:
            return ["the last route must have no condition"]
        case Act(_, event, data, on):
            shape = events.get(event)
            if shape is None:
                return [f"the unknown event {event!r}"]
            found = [f"{event} lacks {name!r}" for name in sorted(shape.fields - set(data))]
            found += [f"{event} knows no {name!r}" for name in sorted(set(data) - shape.fields)]
            found += [f"the outcome {name!r} is not answered" for name in sorted(shape.outcomes - set(on))]
            found += [f"{event} never answers {name!r}" for name in sorted(set(on) - shape.outcomes)]
            return found
    return []


def _opening_problems(flow: str, give: Given, book: Book) -> list[str]:
    """What is wrong where one conversation opens another."""
    opened = book.flows.get(flow)
    if opened is None:
        return [f"opens the unknown flow {flow!r}"]
    found = [f"{flow} is not given {name!r}" for name in sorted(opened.takes - set(give))]
    unasked = sorted(set(give) - opened.takes - opened.may_take)
    return found + [f"{flow} takes no {name!r}" for name in unasked]


def _looked(flow: Flow) -> set[str]:
    """The answers that a flow looks at."""
    paths = [*looks.of_flow(flow), *(path for step in flow.steps for path in looks.of_step(step))]
    return {path.split(".")[1] for path in paths if path.startswith("answers.")}


def _known(flow: Flow) -> set[str]:
    """The answers that a flow is given or writes itself."""
    known = {*flow.takes, *flow.may_take, *flow.by_id}
    for step in flow.steps:
        match step:
            case Choose() | Tick() | Write():
                name = step.saves or step.id
                known |= {name, f"{name}?", f"{name}_row"}
                known |= {one for option in step.options if isinstance(option, Option) for one in option.sets}
            case Put(_, sets):
                known |= set(sets)
    return known


def _reached(flow: Flow) -> set[str]:
    seen: set[str] = set()
    ahead = [flow.first]
    while ahead:
        step = ahead.pop()
        if step in seen or step not in flow.by_id:
            continue
        seen.add(step)
        ahead += [way.to for way in exits(flow.by_id[step])]
    return seen


def _stuck(flow: Flow) -> set[str]:
    """Steps from which the flow can't be left by going forward."""
    free: set[str] = set()
    grown = True
    while grown:
        more = {
            step.id
            for step in flow.steps
            if step.id not in free and any(way.to in LEAVES or way.to in free for way in exits(step))
        }
        grown = bool(more)
        free |= more
    return set(flow.by_id) - free


def drawn(flow: Flow) -> str:
    """The flow as a Mermaid chart, made from its routes: it can't differ from what runs."""
    lines = ["flowchart TD"]
    shapes = {Choose: "([{}])", Tick: "([{}])", Write: "([{}])", Branch: "{{{{{}}}}}", Act: "[[{}]]"}
    for step in flow.steps:
        shape = shapes.get(type(step), "[{}]")
        detail = {Act: "event", Derive: "rule", Call: "flow"}.get(type(step))
        words = f"{step.id}: {getattr(step, detail)}" if detail else step.id
        lines.append(f"    {_name(step.id)}{shape.format(words)}")
    for step in flow.steps:
        lines += [f"    {_name(way.step)} -- {way.by} --> {_name(way.to)}" for way in exits(step)]
    return "\n".join(lines) + "\n"


def _name(step: str) -> str:
    """A step's id as Mermaid takes it («end» is a word of its own there)."""
    return "s_" + step.lstrip("@").replace("-", "_")
