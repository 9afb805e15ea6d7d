"""Reading a procedure: plain values in, a checked Procedure out, or every problem at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.policy.bodies import BODIES
from flows.policy.words import PROCEDURES
from flows.procedures.procedure import ACTIONS, READERS, Procedure, Step, Voice
from flows.regions.hotlines import MATTERS
from flows.regions.layers import FREE, Layer, Leaf, merged, tree
from flows.regions.problems import RegionProblems, standing
from flows.regions.reading import WORD, Reader

LONGEST_ID = 24


def layer(raw: Mapping[str, Any], *, name: str, local: bool = False) -> Layer:
    """One file as a layer; ``name`` is the file's. What a ``local`` file says is the operator's order."""
    stem = name.rpartition("/")[2].removesuffix(".toml")
    return Layer(
        name, raw, f"procedure.local.{stem}" if local else f"procedure.{stem}", "local" if local else None
    )


def parse(layers: Sequence[Layer]) -> Procedure:
    """The procedure that the layers make, the last winning.

    Raises RegionProblems with all of them: file, key, what stands there, what is allowed.
    """
    problems: list[str] = []
    leaves = merged(layers, problems)

    def stands(path: str) -> Layer:
        """The file where the key stands, or a table above it, or one inside it; else the first."""
        words = path.split(".")
        above = (".".join(words[:upto]) for upto in range(len(words), 0, -1))
        inside = (one for one in leaves if one.startswith(f"{path}."))
        return next((leaves[one].layer for one in (*above, *inside) if one in leaves), layers[0])

    def says(path: str, problem: str) -> None:
        problems.append(standing(stands(path).file, path, problem))

    reader = Reader(tree(leaves), "", says, lambda path: stands(path).prefix)
    # an operator may leave out a step of ours
    idle = tuple(layers[0].raw.get("step", ())) if len(layers) > 1 else ()
    procedure = _procedure(reader, leaves, idle)
    if problems:
        raise RegionProblems(problems)
    return procedure


def _procedure(reader: Reader, leaves: Mapping[str, Leaf], idle: Sequence[str]) -> Procedure:
    who = reader.words("who", READERS, filled=True)
    order = _order(reader)
    inner = reader.table("step")
    origins = {path: leaf.origin for path, leaf in leaves.items() if path not in FREE}
    steps = tuple(
        _step(inner.table(one), one, who, origins.get(f"step.{one}.title", ""))
        for one in order
        if inner.has(one)
    )
    if missing := [one for one in order if not inner.has(one)]:
        reader.wrong("order", f"no such steps: {', '.join(missing)}")
    inner.allow(idle)
    inner.done()
    procedure = Procedure(
        id=reader.word("id", PROCEDURES),
        title=reader.text("title"),
        aim=reader.text("aim"),
        who=who,
        source=reader.plain("source"),
        checked_on=reader.day("checked_on"),
        steps=steps,
        origins=origins,
        values={path: leaf.value for path, leaf in leaves.items()},
    )
    for one in who:
        if not procedure.steps_for(one):
            reader.wrong("who", f"no step is for: {one}")
    reader.done()
    return procedure


def _order(reader: Reader) -> tuple[str, ...]:
    order = reader.plains("order")
    wrong = [one for one in order if WORD.fullmatch(one) is None or len(one) > LONGEST_ID]
    if not order or wrong or len(set(order)) != len(order):
        reader.wrong(
            "order", f"allowed: different ids of at most {LONGEST_ID} small Latin letters, digits and _"
        )
    return tuple(dict.fromkeys(one for one in order if one not in wrong))


def _step(reader: Reader, id: str, who: tuple[str, ...], origin: str) -> Step:  # noqa: A002 - "id" is the word
    step = Step(
        id=id,
        title=reader.text("title"),
        own=_voice(reader, "own"),
        other=_voice(reader, "other"),
        who=reader.words("who", who) or who,
        documents=reader.texts("documents"),
        bodies=reader.words("bodies", BODIES),
        responsible=reader.maybe_text("responsible"),
        lines=reader.maybe_word("lines", MATTERS),
        action=reader.maybe_word("action", ACTIONS),
        asks=reader.maybe_text("asks"),
        answer=reader.maybe_text("answer"),
        origin=origin,
    )
    working = [one for one in step.who if one != "person"]
    if (step.own is None) == ("person" in step.who):
        reader.wrong("own", "stands where the step is for the person, and nowhere else")
    if (step.other is None) == bool(working):
        reader.wrong("other", "stands where the step is for whoever works, and nowhere else")
    for name, voice in (("own", step.own), ("other", step.other)):
        if voice is not None and bool(step.documents) != (voice.without is not None):
            reader.wrong(f"{name}.without", "where papers are named, and only there: what to do without them")
    if step.answer is not None and step.asks is None:
        reader.wrong("answer", "nothing is asked here")
    reader.done()
    return step


def _voice(reader: Reader, key: str) -> Voice | None:
    if not reader.has(key):
        reader.allow((key,))
        return None
    inner = reader.table(key)
    voice = Voice(inner.text("does"), inner.maybe_text("without"))
    inner.done()
    return voice
