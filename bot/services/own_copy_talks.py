"""Of a person's own copy: her talks with live specialists, as long as they are kept."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from bot.db.directory import Talk, TalkLine
from bot.db.tx import Tx
from bot.services.lines import when
from flows.engine.message import M, Text

TALKS = M("own_copy.talks", "Розмови зі спеціалістами (стираються через 3 дні)")
BEGAN = M("own_copy.talk_began", "Ви попросили поговорити")
THEY = M("own_copy.talk_they", "Вам сказали")
YOU = M("own_copy.talk_you", "Ви сказали")


def lines(tx: Tx, person_id: str) -> Iterator[tuple[M, Text]]:
    """What is kept of them, as pairs of a word and a value."""
    for talk in tx.db.scalars(select(Talk).where(Talk.person_id == person_id).order_by(Talk.asked_at)):
        yield BEGAN, when(talk.asked_at)
        said = select(TalkLine).where(TalkLine.talk_id == talk.id).order_by(TalkLine.at)
        for line in tx.db.scalars(said):
            yield THEY if line.from_staff else YOU, [when(line.at), tx.unseal(line, "body")]
