"""The unit of work: one transaction with its moment, its keys and what it tells other people.

Services take a ``Tx`` and never commit. Sealed columns are written and read through it, so that the key and
the binding (table, row, column) can't be mixed up.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.codes import Random, new_id
from bot.crypto import KeyRing, new_person_key
from bot.db.models import Audit, Person
from bot.erasures import ErasureList
from bot.regions import Regions, Versions
from bot.search.finder import Finder
from handlers.shown import Attachment


class ErasedError(Exception):
    """The person's key was destroyed: nothing of hers opens any more."""


@dataclass(frozen=True, slots=True)
class World:
    """What stays the same from one transaction to the next; a change of the regions' files makes another
    world (``Database.renew``). ``versions``: algorithms of older cases, as far as they were asked for;
    ``finder``: the search, which follows the database by itself."""

    keys: KeyRing
    random: Random
    regions: Regions
    zone: ZoneInfo
    default_region: str
    languages: tuple[str, ...]
    operator: str = ""
    operator_contact: str = ""
    public_url: str = ""
    telegram_name: str = ""
    viber_uri: str = ""
    starters: frozenset[str] = frozenset()  # channels that can write to somebody first
    free_hours: Mapping[str, int] = field(default_factory=dict)  # that can, so long after her last message
    paid: Mapping[str, int] = field(default_factory=dict)  # messages a month that may cost something there
    pings: frozenset[str] = frozenset()  # through which staff only hear that something is new
    by_link: frozenset[str] = frozenset()  # that take a file as an address alone
    indelible: frozenset[str] = frozenset()  # out of which nothing can be taken
    erasures: ErasureList | None = None  # None: nothing outlives this database (tests, demonstrations)
    versions: Versions = field(default_factory=Versions)
    finder: Finder = field(default_factory=Finder)


@dataclass(frozen=True, slots=True)
class Told:
    """A notice for somebody else, said within the same transaction. ``about``: ids of the deadlines that it
    tells of. ``screen`` (then there is no notice): a flow whose screen is drawn again, where she is on it."""

    person_id: str
    notice: str
    give: Mapping[str, Any]
    about: list[str] = field(default_factory=list)
    screen: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """A file for somebody, with a line of words: a referral form, one's own data."""

    person_id: str
    attachment: Attachment
    words: Any


@dataclass
class Tx:
    """One transaction.

    ``told`` and ``handed`` are delivered by the conversation before it commits. ``moved_to``: the address now
    belongs to that person (a return code was given, or all was erased and a blank page begins); ``moved_in``:
    the conversation that begins for her there, above her own, or None. ``clears``: persons whose chats are to
    lose what the channel lets them lose. ``audited`` (``bot.services.audit``) is
    written by ``last``: what is done just before the commit. ``day_keys``: those of ``bot.transit`` in use.
    ``erased``: persons, for the list of erasures, once this is committed.
    """

    db: Session
    now: datetime
    world: World
    told: list[Told] = field(default_factory=list)
    handed: list[Handed] = field(default_factory=list)
    moved_to: str | None = None
    moved_in: str | None = None
    clears: list[str] = field(default_factory=list)
    audited: list[Audit] = field(default_factory=list)
    last: list[Callable[[], None]] = field(default_factory=list)
    day_keys: dict[str, bytes] = field(default_factory=dict)
    erased: list[str] = field(default_factory=list)
    _person_keys: dict[str, bytes] = field(default_factory=dict)

    def new_id(self) -> str:
        return new_id(self.world.random)

    def tell(self, person_id: str, notice: str, *, about: Iterable[str] = (), **give: Any) -> None:
        """Say a notice (``flows.definitions.notices``) to somebody, in this transaction. ``about``: the
        deadlines that somebody else is to hear of where this can't be brought to her."""
        self.told.append(Told(person_id, notice, give, list(about)))

    def redraw(self, person_id: str, flow: str) -> None:
        """Draw somebody's present screen again where it stands, if it is one of that flow: she sees what is
        new, and nothing rings."""
        self.told.append(Told(person_id, "", {}, screen=flow))

    def hand(self, person_id: str, attachment: Attachment, words: Any) -> None:
        self.handed.append(Handed(person_id, attachment, words))

    def new_person(self, *, language: str, region: str | None = None) -> Person:
        """A person with a key of her own."""
        key, id_ = new_person_key(self.world.random), self.new_id()
        person = Person(
            id=id_,
            key_wrapped=self.world.keys.wrap(key, key_place(id_)),
            language=language,
            region=region,
            discreet=False,
            created_at=self.now,
            seen_at=self.now,
        )
        self._person_keys[person.id] = key
        self.db.add(person)
        self.db.flush()
        return person

    def seal(self, row: Any, column: str, value: Any) -> None:
        """Put any JSON value into ``<column>_sealed`` of the row; None empties it."""
        if value is None:
            setattr(row, f"{column}_sealed", None)
            return
        data = json.dumps(value, ensure_ascii=False).encode()
        sealed = self.world.keys.seal(self._key_of(row), _place(row, column), data)
        setattr(row, f"{column}_sealed", sealed)

    def unseal(self, row: Any, column: str) -> Any:
        """The value sealed in the row's column, or None. Raises ErasedError after an erasure."""
        sealed = getattr(row, f"{column}_sealed")
        if sealed is None:
            return None
        return json.loads(self.world.keys.open(self._key_of(row), _place(row, column), sealed))

    def _key_of(self, row: Any) -> bytes:
        person_id = row.id if isinstance(row, Person) else row.person_id
        if person_id not in self._person_keys:
            person = self.db.get_one(Person, person_id)
            if person.key_wrapped is None:
                raise ErasedError
            self._person_keys[person_id] = self.world.keys.unwrap(person.key_wrapped, key_place(person_id))
        return self._person_keys[person_id]

    def forget_key(self, person: Person) -> None:
        """Destroy the person's key: from here on nothing sealed for her can be opened."""
        person.key_wrapped = None
        self._person_keys.pop(person.id, None)


def key_place(person_id: str) -> str:
    """What the wrapped key of a person is bound to."""
    return f"person:{person_id}:key"


def _place(row: Any, column: str) -> str:
    key = getattr(row, "id", None) or row.person_id
    return f"{row.__tablename__}:{key}:{column}"
