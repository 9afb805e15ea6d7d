"""What must hold between the parts of a region: no dead steps, and its own file says whose word it is."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from flows.regions.names import DEFAULT
from flows.regions.problems import Problem
from flows.regions.reading import Reader
from flows.regions.region import Region

NEEDED = MappingProxyType(
    {
        "groups": "working_groups",
        "publications": "indicators",
        "overview": "overview",
        "wellbeing": "wellbeing_check",
    }
)
"""Action of a step → the practice without which it leads nowhere."""

OF_ITS_OWN = ("title", "source", "checked_on")
"""What the file of a region says itself: nobody else's text stands for it."""


def check(reader: Reader, region: Region, says: Callable[[str, str, str], None]) -> None:
    """Tell what does not fit together. ``says(file, key, problem)`` is for what is missing from a file."""
    _steps(reader, region)
    _phases(reader, region)
    if region.authorities and region.id not in (DEFAULT, *region.authorities):
        reader.wrong("authorities", f"allowed: a list that holds {region.id} itself, or no list")
    own = [layer for layer in region.layers if layer.file == f"{region.id}.toml"]
    for key in OF_ITS_OWN:
        if own and not any(key in layer.raw for layer in own):
            said = f"missing; a region's own file says {', '.join(OF_ITS_OWN)}"
            says(own[0].file, key, Problem(said, "missing"))


def _steps(reader: Reader, region: Region) -> None:
    """Each leads somewhere that this region has, and no two claim the same case."""
    taken: dict[str, str] = {}
    for step in region.steps:
        action = f"steps.{step.number}.action"
        practice = NEEDED.get(step.action or "")
        if practice is not None and practice not in region.practices:
            reader.wrong(action, f"{step.action!r} needs the practice {practice}")
        if step.action == "procedures" and not region.procedures:
            reader.wrong(action, "this region names no procedures")
        if step.action == "signoff" and region.values.get("sending.who") == "specialist":
            reader.wrong(action, "nobody signs here: sending.who is 'specialist'")
        for state in step.at:
            if state in taken:
                reader.wrong(f"steps.{step.number}.at", f"{state!r} stands in step {taken[state]} too")
            taken[state] = step.number
    if not region.steps:
        reader.wrong("steps", "missing; an algorithm has at least one step")


def _phases(reader: Reader, region: Region) -> None:
    used = {step.phase for step in region.steps}
    for phase in region.phases:
        if phase.number not in used:
            reader.wrong(f"phases.{phase.number}", "no step belongs to this phase")
    if region.phases and (loose := [step.number for step in region.steps if step.phase is None]):
        reader.wrong("steps", f"these belong to no phase: {', '.join(loose)}")
