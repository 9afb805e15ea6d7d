"""Ways to people beside the chats: links that open once, and messages that cost something."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.models import ID, Base


class OneTimeLink(Base):
    """A link of one person: to the ``page`` on which her conversation goes on, to a ``file``, or to a chat
    that is to ``ping`` her at work. Only a keyed hash of what opens it is kept. ``used_at``: a file may be
    taken again for some minutes, a line may break."""

    __tablename__ = "one_time_link"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    token_index: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    media_type: Mapped[str] = mapped_column(String(80), default="")
    content_sealed: Mapped[bytes | None]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class PaidMonth(Base):
    """How many messages a channel was paid for in a month of the installation's calendar («2026-11»).
    ``told_at``: whoever looks after the money has heard that it runs out."""

    __tablename__ = "paid_month"
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    sent: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]
