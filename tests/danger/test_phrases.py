"""How people say that they are in danger, and how they speak of anything else.

Both halves were written by the same hand, as different imagined people, before anything was tuned; only the
open one may be looked at while ``bot/search/data/signs.toml`` is tuned. ``phrases_strangers.toml`` was
written by somebody else, who tried to break the search: every second phrase of it was looked at, the others
never. That last figure is the most honest one: whoever wrote the signs knew her own phrases.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.search.hearing import hear

HEARD = {"open": 0.97, "frozen": 0.95}
MEANT = 0.95
"""Of what is heard, as much is heard as what it is."""
FALSE = 0.03
STRANGERS = {"looked_at": 0.95, "unseen": 0.88}


def half(name: str) -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"phrases_{name}.toml").read_text("utf-8"))


def said(capsys: pytest.CaptureFixture[str], words: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{words}\n")


@pytest.mark.parametrize("name", HEARD)
def test_danger_is_heard_and_of_which_kind(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    phrases = [(kind, one) for kind, some in half(name)["danger"].items() for one in some]
    every = [*(one for _, one in phrases), *half(name).get("more", {}).get("danger", ())]
    missed = [one for one in every if not hear(one)]
    # a cry for help is often heard as what it is about
    kept = [(kind, one) for kind, one in phrases if kind != "help" and hear(one)]
    mistaken = [one for kind, one in kept if kind not in hear(one)]
    share, meant = 1 - len(missed) / len(every), 1 - len(mistaken) / len(kept)
    said(capsys, f"danger, {name}: {share:.1%} of {len(every)} heard, {meant:.1%} as what it is")
    assert share >= HEARD[name], missed if name == "open" else ""
    assert meant >= MEANT, mistaken if name == "open" else ""


@pytest.mark.parametrize("name", HEARD)
def test_what_is_harmless_is_left_in_peace(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    phrases = [*half(name)["harmless"]["all"], *half(name).get("more", {}).get("harmless", ())]
    alarms = [one for one in phrases if hear(one)]
    said(capsys, f"harmless, {name}: {len(alarms) / len(phrases):.1%} of {len(phrases)} sound like danger")
    assert len(alarms) / len(phrases) <= FALSE, alarms if name == "open" else ""


@pytest.mark.parametrize("name", STRANGERS)
def test_danger_is_heard_in_the_words_of_somebody_else(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    phrases: Sequence[str] = half("strangers")[name]
    missed = [one for one in phrases if not hear(one)]
    said(capsys, f"danger, strangers, {name}: {1 - len(missed) / len(phrases):.1%} of {len(phrases)} heard")
    assert 1 - len(missed) / len(phrases) >= STRANGERS[name], missed if name == "looked_at" else ""


def test_there_are_phrases_enough_and_none_twice() -> None:
    halves = [half(name) for name in HEARD]
    danger = [one for each in halves for some in each["danger"].values() for one in some]
    harmless = [one for each in halves for one in each["harmless"]["all"]]
    for some in (danger, harmless):
        assert len(some) >= 150
        assert len(set(some)) == len(some)
    assert not set(danger) & set(harmless)
