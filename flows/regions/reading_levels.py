"""Reading the grades of urgency, and the rules that every scheme keeps."""

from __future__ import annotations

from collections.abc import Sequence

from flows.policy.colours import COLOURS
from flows.policy.grades import At, Grade, Scheme, Stage, Terms
from flows.policy.words import CORRIDORS, HEARERS, ROWS, SIGNALS, TERMS
from flows.regions.reading import WORD, Reader

DEFAULT_ORDER = ("green", "yellow", "red")


def read_levels(reader: Reader) -> Scheme:
    """The scheme. What holds in every region is checked here: danger is the gravest grade and an emergency, a
    skipped danger question is never the mildest one, an emergency knows neither quiet hours nor pauses."""
    order = _order(reader)
    inner = reader.table("grade")
    inner.allow(DEFAULT_ORDER)  # a scheme of other grades leaves the default's idle
    grades = tuple(_grade(inner.table(id), id) for id in order)  # noqa: A001 - "id" is the word
    inner.done()
    raising = reader.words("raising", SIGNALS["vulnerability"])
    reader.done()
    if grades:
        _check(reader, grades)
    return Scheme(grades, raising)


def _order(reader: Reader) -> tuple[str, ...]:
    order = tuple(one for one in reader.plains("order") if WORD.fullmatch(one))
    if not 2 <= len(order) <= 6 or len(set(order)) != len(order):
        reader.wrong("order", "allowed: two to six different ids (small Latin letters), the mildest first")
    return tuple(dict.fromkeys(order))


def _grade(reader: Reader, id: str) -> Grade:  # noqa: A002 - "id" is the word
    emergency = reader.flag("emergency")
    grade = Grade(
        id=id,
        label=reader.text("label"),
        plain=reader.text("plain"),
        colour=reader.word("colour", COLOURS),
        corridor=reader.word("corridor", CORRIDORS),
        emergency=emergency,
        rows=reader.words("rows", ROWS),
        terms=_terms(reader.table("terms"), emergency=emergency),
        does=(*reader.texts("does"), *reader.texts("adds")),  # «adds» lets a region add to the default's list
    )
    reader.done()
    return grade


def _terms(reader: Reader, *, emergency: bool) -> Terms:
    terms = Terms(
        acknowledge=reader.maybe_span("acknowledge"),
        duty_only=reader.flag("duty_only", default=False),
        first_contact=reader.maybe_span("first_contact"),
        starts="acknowledged"
        if reader.maybe_word("starts", ("created", "acknowledged")) == "acknowledged"
        else "created",
        outer=reader.maybe_span("outer"),
        ask_after=reader.maybe_span("ask_after"),
        quiet=reader.flag("quiet"),
        pausable=reader.flag("pausable"),
        ladder=tuple(_stage(one) for one in reader.tables("ladder", "name")),
    )
    if emergency and (terms.quiet or terms.pausable):
        reader.wrong("", "an emergency knows neither quiet hours nor pauses: quiet = false, pausable = false")
    if terms.starts == "acknowledged" and terms.acknowledge is None:
        reader.wrong("starts", "«acknowledged» needs a term «acknowledge»")
    first, outer = terms.first_contact, terms.outer
    if terms.acknowledge and terms.duty_only and outer is None and _waits(terms):
        # off duty no acknowledgement runs: such a case would have no deadline, and nobody would hear of it
        reader.wrong("outer", "missing; with duty_only nothing else runs where nobody is on duty: add a span")
    if first and outer and first.counts == outer.counts and first.minutes > outer.minutes:
        reader.wrong("outer", "shorter than first_contact")
    given = {
        "acknowledgement": terms.acknowledge,
        "first_contact": first,
        "outer": outer,
        "asked": terms.ask_after,
    }
    for stage in terms.ladder:
        if given[stage.of] is None:
            reader.wrong("ladder", f"a stage of {stage.of}, which this grade does not have")
        if (stage.at.point == "said_no") != (stage.of == "asked"):
            reader.wrong("ladder", "«said no» belongs to a stage of «asked», and to no other")
    if first is not None and not any(stage.of == "first_contact" for stage in terms.ladder):
        reader.wrong("ladder", "somebody must hear before the first contact is late")
    reader.done()
    return terms


def _waits(terms: Terms) -> bool:
    """Whether no first contact runs before somebody acknowledges."""
    return terms.first_contact is None or terms.starts == "acknowledged"


def _stage(reader: Reader) -> Stage:
    stage = Stage(
        of=reader.word("of", TERMS),
        whom=reader.word("whom", HEARERS),
        at=reader.spelled("at", At.parse) or At(point="created"),
        every=reader.maybe_span("every"),
    )
    reader.done()
    return stage


def _check(reader: Reader, grades: Sequence[Grade]) -> None:
    for row in ROWS:
        placed = [grade.id for grade in grades if row in grade.rows]
        if len(placed) != 1:
            reader.wrong(
                "grade", f"the row {row} must stand in exactly one grade, not in: {placed or 'none'}"
            )
    mildest, gravest = grades[0], grades[-1]
    if "danger" not in gravest.rows or not gravest.emergency:
        reader.wrong(f"grade.{gravest.id}", "the last grade holds the row danger and is an emergency")
    if "none" not in mildest.rows or mildest.emergency:
        reader.wrong(f"grade.{mildest.id}", "the first grade holds the row none and is no emergency")
    if "unclear" in mildest.rows:
        reader.wrong(f"grade.{mildest.id}", "a skipped danger question is never the mildest grade")
    calm = [grade.emergency for grade in grades]
    if calm != sorted(calm):
        reader.wrong("order", "emergencies stand last")
