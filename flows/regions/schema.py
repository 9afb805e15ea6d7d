"""Reading a region: plain values in, a checked Region out, or every problem at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from flows.directory.words import NEEDED
from flows.policy.bodies import BODIES
from flows.policy.duration import Duration
from flows.policy.leading import Leading, Sending, Track
from flows.policy.words import (
    ACTIONS,
    ALL_SIGNALS,
    ASKED,
    CASE_STATES,
    CHILDREN,
    CLOSINGS,
    FIELDS,
    FIRST_CONTACTS,
    MODES,
    NEEDS,
    PRACTICES,
    PROCEDURES,
    SENDERS,
    SHAPES,
    SIGNALS,
    TRACKS,
)
from flows.regions.checking import check
from flows.regions.layers import FREE, Layer, Leaf, merged, tree
from flows.regions.names import DEFAULT, DEFAULT_NAME, REGIONS
from flows.regions.problems import RegionProblems, standing
from flows.regions.reading import Reader
from flows.regions.reading_levels import read_levels
from flows.regions.region import (
    Beyond,
    Choice,
    Closing,
    Consent,
    Entry,
    Ground,
    Onward,
    Oversight,
    Phase,
    Places,
    Question,
    Region,
    Step,
    Team,
)

_KINDS = ("choose", "tick", "write")
MOST_QUESTIONS = 8
"""Asked at one time; each holds a conversation of its own open (``definitions.asking``)."""
MOST_OPTIONS = 8
"""Of one question: what fits a small screen."""
MOST_GROUNDS = 8
"""To go beyond the community's powers: one list to choose from."""
LONGEST_HOLD = Duration(72 * 60)
"""Of a bed that nobody sleeps in."""
USUAL_HOLD = Duration(6 * 60)
"""Where a file was written before anybody asked."""
MOST_ENTRIES = 12
"""Where people turn to: one page of the algorithm."""


def layer(raw: Mapping[str, Any], *, name: str, local: bool = False) -> Layer:
    """One file as a layer; ``name`` is the file's. A ``local`` file is the operator's: its values are orders
    of the operator unless they say otherwise, and its texts never borrow the translation of ours."""
    stem = name.removesuffix(".toml")
    return Layer(name, raw, f"region.local.{stem}" if local else f"region.{stem}", "local" if local else None)


def parse(raw: Mapping[str, Any], *, name: str, under: Sequence[Layer] = (), local: bool = False) -> Region:
    """The region that this file describes over those under it (the national default first).

    Raises RegionProblems with all of them: key, what stands there, what is allowed.
    """
    return assembled([*under, layer(raw, name=name, local=local)])


def assembled(layers: Sequence[Layer], *, id: str | None = None) -> Region:  # noqa: A002 - "id" is the word
    """The region that the layers make, the last winning. ``id``: instead of the one they say, for a region
    that has no file of its own. Raises RegionProblems."""
    problems: list[str] = []
    leaves = merged(layers, problems)

    def leaf(path: str) -> Leaf | None:
        words = path.split(".")
        return next(
            (leaves[one] for upto in range(len(words), 0, -1) if (one := ".".join(words[:upto])) in leaves),
            None,
        )

    def says(path: str, problem: str) -> None:
        known = leaf(path)
        problems.append(standing((known.layer if known else layers[-1]).file, path, problem))

    def names(path: str) -> str:
        known = leaf(path)
        return (known.layer if known else layers[-1]).prefix

    region = _region(Reader(tree(leaves), "", says, names), leaves, layers, id, problems)
    if problems:
        raise RegionProblems(problems)
    return region


def _region(
    reader: Reader,
    leaves: Mapping[str, Leaf],
    layers: Sequence[Layer],
    wanted: str | None,
    problems: list[str],
) -> Region:
    own = any(layer.file != f"{DEFAULT}.toml" for layer in layers)
    said = reader.word("id", (DEFAULT, *REGIONS))
    known = wanted or said
    fullest = reader.word("fullest", REGIONS)
    phases = tuple(_phase(one, number) for number, one in reader.numbered("phases"))
    reader.allow(("extends",))
    region = Region(
        id=known,
        name=REGIONS.get(known, DEFAULT_NAME),
        own=own,
        title=reader.text("title"),
        source=reader.plain("source"),
        checked_on=reader.day("checked_on"),
        shape=reader.word("shape", SHAPES),
        aim=reader.maybe_text("aim"),
        principles=reader.texts("principles"),
        communities=reader.plains("communities"),
        levels=read_levels(reader.table("levels")),
        consent=_consent(reader.table("consent")),
        sending=_sending(reader.table("sending")),
        lead=_lead(reader.table("lead")),
        tracks=_tracks(reader.table("tracks")),
        entries=_entries(reader),
        authorities=reader.words("authorities", REGIONS),
        questions=_questions(reader),
        closing=_closing(reader.table("closing")),
        team=_team(reader.table("team")),
        beyond=_beyond(reader.table("beyond")),
        onward=_onward(reader),
        places=_places(reader.table("places")),
        oversight=_oversight(reader.table("oversight")),
        practices=reader.words("practices", PRACTICES),
        procedures=reader.words("procedures", PROCEDURES),
        phases=phases,
        steps=tuple(_step(one, number, phases) for number, one in reader.numbered("steps")),
        origins={
            path: _origin(path, leaf, fullest=known == fullest)
            for path, leaf in leaves.items()
            if path not in FREE
        },
        values={path: leaf.value for path, leaf in leaves.items()},
        layers=tuple(layers),
        version=_digest(known, layers),
    )
    check(reader, region, lambda file, key, problem: problems.append(standing(file, key, problem)))
    reader.done()
    return region


def packed(region: Region) -> dict[str, Any]:
    """The region's files as JSON, to be kept with a case; ``unpacked`` makes the same region of it."""
    made: dict[str, Any] = json.loads(_written(region.id, region.layers, in_order=False))
    return made


def unpacked(kept: Mapping[str, Any]) -> Region:
    """Raises RegionProblems where today's program reads such a file no longer."""
    return assembled([Layer(**one) for one in kept["layers"]], id=kept["id"])


def _written(id: str, layers: Sequence[Layer], *, in_order: bool) -> str:  # noqa: A002 - "id" is the word
    said = [
        {"file": one.file, "raw": one.raw, "prefix": one.prefix, "origin": one.origin, "anew": one.anew}
        for one in layers
    ]
    return json.dumps({"id": id, "layers": said}, sort_keys=in_order, default=str)


def _digest(id: str, layers: Sequence[Layer]) -> str:  # noqa: A002 - "id" is the word
    """Of all that makes the region what it is; its name too, where several have no file of their own."""
    return hashlib.sha256(_written(id, layers, in_order=True).encode()).hexdigest()[:16]


def _origin(path: str, leaf: Leaf, *, fullest: bool) -> str:
    """What the country takes over from the fullest text is, in that text's region, the region's own. Where a
    step leads in this program, no text can say."""
    if path.startswith("steps.") and path.endswith((".action", ".at")) and leaf.origin != "local":
        return "product"
    return "seed" if leaf.origin == "odesa" and fullest else leaf.origin


def _consent(reader: Reader) -> Consent:
    modes = reader.words("modes", MODES, filled=True)
    inner = reader.table("recipients")
    recipients = {body: tuple(inner.words(body, MODES, filled=True)) for body in BODIES if inner.has(body)}
    inner.allow(BODIES)
    inner.done()
    fields = reader.words("fields", FIELDS, filled=True)
    about = reader.table("purposes")
    purposes = {body: about.text(body) for body in BODIES if about.has(body)}
    about.allow(BODIES)
    about.done()
    reader.done()
    return Consent(modes, recipients, fields, purposes)


def _sending(reader: Reader) -> Sending:
    sending = Sending(reader.word("who", SENDERS), reader.span("sign_off"))
    reader.done()
    return sending


def _lead(reader: Reader) -> Leading:
    by_need = reader.mapping("by_need", NEEDS, BODIES)
    if missing := [need for need in NEEDS if need not in by_need]:
        reader.wrong("by_need", f"who leads is missing for: {', '.join(missing)}")
    leading = Leading(
        protection=reader.word("protection", BODIES),
        by_need=by_need,
        parallel=reader.word("parallel", BODIES),
        parallel_needs=reader.words("parallel_needs", NEEDS),
        children=reader.word("children", CHILDREN),
        first_contact=reader.word("first_contact", FIRST_CONTACTS),
        by_signal=reader.mapping("by_signal", (*SIGNALS, *sorted(ALL_SIGNALS)), BODIES),
        beside_by_need=reader.mapping("beside_by_need", NEEDS, BODIES),
        final=reader.maybe_word("final", BODIES),
        final_children=reader.maybe_word("final_children", BODIES),
    )
    reader.done()
    return leading


def _tracks(reader: Reader) -> tuple[Track, ...]:
    order = reader.words("order", TRACKS, filled=True)
    if missing := [track for track in TRACKS if track not in order]:
        reader.wrong("order", f"missing: {', '.join(missing)}")
    inner = reader.table("track")
    tracks = tuple(_track(inner.table(id), id) for id in order)  # noqa: A001 - "id" is the word
    inner.done()
    reader.done()
    return tracks


def _track(reader: Reader, id: str) -> Track:  # noqa: A002 - "id" is the word
    track = Track(
        id=id,
        name=reader.text("name"),
        purpose=reader.text("purpose"),
        bodies=reader.words("bodies", BODIES, filled=True),
        does=reader.texts("does"),
        result=reader.maybe_text("result"),
    )
    reader.done()
    return track


def _entries(reader: Reader) -> tuple[Entry, ...]:
    entries = tuple(_entry(one) for one in reader.tables("entries"))
    if len(entries) > MOST_ENTRIES:
        reader.wrong("entries", f"at most {MOST_ENTRIES}: what one screen can show")
    return entries


def _entry(reader: Reader) -> Entry:
    entry = Entry(
        id=reader.id(),
        name=reader.text("name"),
        body=reader.word("body", BODIES),
        takes=reader.text("takes"),
        needs=reader.words("needs", NEEDS),
        address=reader.maybe_text("address"),
    )
    reader.done()
    return entry


def _questions(reader: Reader) -> tuple[Question, ...]:
    """``more_questions`` lets a region add to those of its family."""
    found = [_question(one) for key in ("questions", "more_questions") for one in reader.tables(key)]
    if len({one.id for one in found}) != len(found):
        reader.wrong("more_questions", "a question with an id that stands in questions too")
    for when in ASKED:
        if sum(one.asked == when for one in found) > MOST_QUESTIONS:
            reader.wrong(
                "questions", f"more than {MOST_QUESTIONS} that are asked {when!r}: nobody gets through"
            )
    return tuple(found)


def _question(reader: Reader) -> Question:
    kind = reader.word("kind", _KINDS)
    options = tuple(_choice(one) for one in reader.tables("options"))
    if (kind == "write") == bool(options):
        reader.wrong("options", "a question to choose or tick needs options, one to write has none")
    if len(options) > MOST_OPTIONS or any(one.id == "skip" for one in options):
        reader.wrong("options", f"at most {MOST_OPTIONS}, and none called skip: that button is always there")
    question = Question(
        id=reader.id(),
        kind=kind,
        own=reader.text("own"),
        other=reader.text("other"),
        why=reader.maybe_text("why"),
        asked=reader.maybe_word("asked", ASKED) or "last",
        needs=reader.words("needs", NEEDS),
        kept=reader.flag("kept", default=False),
        whose=reader.words("for", BODIES),
        none=reader.maybe_text("none"),
        none_other=reader.maybe_text("none_other"),
        options=options,
    )
    if question.whose and not question.kept:
        reader.wrong("for", "an answer that is not kept goes to nobody: kept = true")
    if (question.none or question.none_other) and (kind != "tick" or question.none is None):
        reader.wrong("none", "only for a question to tick, and none_other only beside none")
    if question.asked == "first" and question.needs:
        reader.wrong("needs", "a question asked first comes before anybody names a need")
    if kind == "write" and not question.kept:
        reader.wrong("kept", "words that are neither kept nor chosen from steer nothing: kept = true")
    reader.done()
    return question


def _choice(reader: Reader) -> Choice:
    choice = Choice(
        id=reader.id(),
        label=reader.text("label"),
        opens=reader.maybe_word("opens", TRACKS),
        body=reader.maybe_word("body", BODIES),
        offer=reader.flag("offer", default=False),
        ends=reader.flag("ends", default=False),
        priority=reader.flag("priority", default=False),
        tells=reader.maybe_text("tells"),
    )
    if choice.offer and not (choice.opens or choice.body):
        reader.wrong("offer", "nothing is offered: needs opens or body")
    reader.done()
    return choice


def _closing(reader: Reader) -> Closing:
    closing = Closing(
        rule=reader.word("rule", CLOSINGS),
        text=reader.text("text"),
        asks=reader.maybe_text("asks"),
        note=reader.maybe_text("note"),
    )
    reader.done()
    return closing


def _team(reader: Reader) -> Team:
    team = Team(reader.words("must", BODIES), reader.words("calls", BODIES), reader.maybe_text("text"))
    reader.done()
    return team


def _beyond(reader: Reader) -> Beyond:
    grounds = []
    for one in reader.tables("grounds"):
        grounds.append(Ground(one.id(), one.text("text")))
        one.done()
    if len(grounds) > MOST_GROUNDS:
        reader.wrong("grounds", f"at most {MOST_GROUNDS}: what one screen can show")
    beyond = Beyond(reader.maybe_word("body", BODIES), reader.maybe_text("channel"), tuple(grounds))
    if (beyond.body is None) != (not grounds):
        reader.wrong("", "needs both a body and grounds, or neither")
    reader.done()
    return beyond


def _onward(reader: Reader) -> tuple[Onward, ...]:
    found = []
    for one in reader.tables("onward", "after"):
        found.append(Onward(one.word("after", BODIES), one.word("to", BODIES)))
        one.done()
    follows = {one.after: one.to for one in found}
    for begin in follows:
        at, seen = begin, [begin]
        while (at := follows.get(at, "")) and at not in seen:
            seen.append(at)
        if at:
            reader.wrong("onward", f"goes round in a circle: {' → '.join((*seen, at))}")
            break
    return tuple(found)


def _places(reader: Reader) -> Places:
    hours = reader.span("hours") if reader.has("hours") else USUAL_HOLD
    if hours.counts != "clock" or hours.minutes > LONGEST_HOLD.minutes:
        reader.wrong("hours", f"allowed: a span by the clock, at most {LONGEST_HOLD}")
    places = Places(hours, reader.words("first", NEEDED), reader.maybe_text("note"))
    reader.done()
    return places


def _oversight(reader: Reader) -> Oversight:
    oversight = Oversight(reader.word("body", BODIES), reader.flag("council_monitors"), reader.text("text"))
    reader.done()
    return oversight


def _phase(reader: Reader, number: str) -> Phase:
    phase = Phase(number, reader.text("title"), reader.maybe_text("aim"))
    reader.done()
    return phase


def _step(reader: Reader, number: str, phases: Sequence[Phase]) -> Step:
    step = Step(
        number=number,
        phase=reader.maybe_word("phase", [phase.number for phase in phases] or ["-"]),
        title=reader.text("title"),
        community=reader.maybe_text("community"),
        region=reader.maybe_text("region"),
        responsible=reader.maybe_text("responsible"),
        why=reader.maybe_text("why"),
        action=reader.maybe_word("action", ACTIONS),
        at=reader.words("at", CASE_STATES),
    )
    if step.community is None and step.region is None:
        reader.wrong("", "a step says what the community or the region does")
    reader.done()
    return step
