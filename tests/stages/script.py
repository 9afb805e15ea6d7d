"""A transcript: a conversation written down so that a case worker can read it and a machine can play it.

    about = "Олена проходить опитування сама і погоджується на передачу"
    region = "UA-51"                        # optional
    at = 2026-11-23T10:00:00+02:00          # the moment it begins

    [directory]                             # optional: how the sample institutions differ, by kind
    legal = { consent_modes = ["paper"], takes_referrals = false }

    [[service]]                             # optional: services that the directory holds besides
    at = "social"                           # at the institution of that kind
    name = "Порада щодо виплат"             # and any other column of the table
    needs = ["payments"]
    copies = 45                             # so many of them, numbered

    [people]
    olena = {}                              # a person; { new = true } has never been here
    marta = { channel = "web" }             # through what she comes on the bare engine, which has no channel
    lesia = { roles = ["lead"], at = "social", deputy = "halyna" }  # staff of the institution of that kind
    halyna = { roles = ["lead"], at = "social" }
    vira = { roles = ["lead"], at = "social", region = "UA-30" }  # where two authorities stand side by side

    [[turn]]
    who = "olena"
    taps = ["self", "yes"]                  # ids of buttons; "~слово" means the label holds that word; "?yes"
                                            # is a press that the screen does not offer, "!2.yes" one under
                                            # the second notice
    shows = ["screening.danger"]            # ids of messages, then on her phone, buttons too
    offers = ["refer", "~ЦНАП"]             # ids (or labels) of buttons that her screen then has
    lacks = ["raise"]                       # and those it must not have
    hears = { lesia = ["notice.lead_alert"] }       # what others got meanwhile
    quiet = ["nadia"]                       # whose phones stay as they were
    records = { referral = 1 }              # rows in the table, or { referral = { state = "sent" } }

Instead of ``taps``: ``says`` (a text), ``says_long`` (a text of so many letters), ``sends`` (voice, sticker,
photo …), ``opens`` (the id of a button under the newest notice that has it, or "~" and its label), ``starts``
(the start button, true or a link's payload), ``waits`` ("49h", "15m").
``hides`` lists messages that must not be there. ``{code}`` in a text or a tap becomes what ``keeps`` kept:
``keeps = { code = "К[0-9А-Я-]+" }`` remembers the first match on the screen. ``doubles = true``: the last tap
comes twice, both presses of the same screen. ``on = "web"``: the turn belongs to whoever comes through that
channel (``"chat"``: Telegram or Viber), the others leave it out. Where a channel may not begin to write
(Viber, a day after somebody's last message), she hears and opens notices once she has come by herself;
``instead = { held = { nadia = ["notice.coordinator_due"] } }``: who hears meanwhile, so that somebody calls
her; ``on = "not held"``: what that changes.
``changes = { legal = { on_system = true } }``: what becomes different about
the institution of that kind; ``services = { "Порада щодо виплат" = { state = "paused" } }``: about services
of that name. ``crowd = { by = "iryna", rows = 45 }``: so many more cases that she has sent to
the social service by then. ``orders = { "UA-51" = "closing.text = …" }``: what an operator writes into such a
file of hers, which the running program then finds. ``things = true``: what is
typed is about things (the problem of a working group), so that the database may hold it. ``meanwhile =
{ who = "halyna", taps = ["take"] }``: what somebody else does after the last tap was looked at and before it
takes effect; such a transcript is played where transactions run side by side.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

_WAIT = re.compile(r"(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?")
_TURN = {
    "who", "taps", "says", "sends", "opens", "starts", "waits", "shows", "hides", "hears", "records", "keeps",
    "note", "offers", "says_long", "lacks", "doubles", "on", "changes", "quiet", "meanwhile", "crowd",
    "orders", "things", "services", "instead",
}  # fmt: skip


@dataclass(frozen=True)
class Member:
    """Somebody of the cast."""

    name: str
    roles: tuple[str, ...] = ()
    at: str | None = None
    new: bool = False
    language: str = "uk"
    channel: str = "bare"
    deputy: str | None = None
    region: str | None = None


@dataclass(frozen=True)
class Turn:
    """One line of the transcript."""

    number: int
    who: str | None = None
    taps: tuple[str, ...] = ()
    says: str | None = None
    sends: str | None = None
    opens: str | None = None
    starts: bool | str = False
    waits: timedelta = timedelta()
    shows: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    hears: Mapping[str, list[str]] = field(default_factory=dict)
    records: Mapping[str, Any] = field(default_factory=dict)
    keeps: Mapping[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    doubles: bool = False
    quiet: tuple[str, ...] = ()
    on: str | None = None
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    meanwhile: tuple[str, tuple[str, ...]] | None = None
    crowd: tuple[str, int] | None = None
    things: bool = False
    orders: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    instead: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Script:
    """A whole transcript."""

    name: str
    region: str
    at: datetime
    people: tuple[Member, ...]
    turns: tuple[Turn, ...]
    directory: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    services: tuple[Mapping[str, Any], ...] = ()

    @property
    def side_by_side(self) -> bool:
        """Whether it needs two transactions at the same moment."""
        return any(turn.meanwhile is not None for turn in self.turns)


def load(path: Path) -> Script:
    """Read a transcript. Raises ValueError on a word it does not know."""
    raw = tomllib.loads(path.read_text("utf-8"))
    people = tuple(_member(name, one) for name, one in raw["people"].items())
    turns = tuple(_turn(number, one) for number, one in enumerate(raw["turn"], 1))
    directory = raw.get("directory", {})
    services = tuple(raw.get("service", ()))
    return Script(path.stem, raw.get("region", "UA-51"), raw["at"], people, turns, directory, services)


def _member(name: str, raw: Mapping[str, Any]) -> Member:
    return Member(
        name,
        tuple(raw.get("roles", ())),
        raw.get("at"),
        raw.get("new", False),
        raw.get("language", "uk"),
        raw.get("channel", "bare"),
        raw.get("deputy"),
        raw.get("region"),
    )


def _turn(number: int, raw: Mapping[str, Any]) -> Turn:
    unknown = set(raw) - _TURN
    if unknown:
        msg = f"turn {number}: unknown words {sorted(unknown)}"
        raise ValueError(msg)
    taps = raw.get("taps", ())
    return Turn(
        number=number,
        who=raw.get("who"),
        taps=(taps,) if isinstance(taps, str) else tuple(taps),
        says=_long(raw["says_long"]) if "says_long" in raw else raw.get("says"),
        sends=raw.get("sends"),
        opens=raw.get("opens"),
        starts=raw.get("starts", False),
        waits=_wait(raw.get("waits", "")),
        shows=tuple(raw.get("shows", ())),
        hides=tuple(raw.get("hides", ())),
        hears=raw.get("hears", {}),
        records=raw.get("records", {}),
        keeps=raw.get("keeps", {}),
        offers=tuple(raw.get("offers", ())),
        lacks=tuple(raw.get("lacks", ())),
        doubles=raw.get("doubles", False),
        quiet=tuple(raw.get("quiet", ())),
        on=raw.get("on"),
        changes=raw.get("changes", {}),
        meanwhile=_meanwhile(raw.get("meanwhile")),
        things=raw.get("things", False),
        crowd=(raw["crowd"]["by"], raw["crowd"]["rows"]) if "crowd" in raw else None,
        orders=raw.get("orders", {}),
        services=raw.get("services", {}),
        instead=raw.get("instead", {}),
    )


def _meanwhile(raw: Mapping[str, Any] | None) -> tuple[str, tuple[str, ...]] | None:
    return (raw["who"], tuple(raw["taps"])) if raw is not None else None


def _long(letters: int) -> str:
    return ("Довга розповідь. " * letters)[:letters]


def _wait(text: str) -> timedelta:
    found = _WAIT.fullmatch(text.strip())
    if found is None:
        msg = f"no time: {text!r}"
        raise ValueError(msg)
    days, hours, minutes = (int(one or 0) for one in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)
