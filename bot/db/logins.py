"""The way of staff into the web page: a passphrase, a code from an app, and the browsers that are in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.models import ID, Base


class StaffLogin(Base):
    """How a person who works here opens her page. It says who she is, never what she may: that is asked anew
    at each request, and somebody who works here no more finds the page of any other person.

    ``name_index``: a keyed hash of the name she logs in by. ``address``: hers in the channel «web»; the page
    of a login is the only one on which staff work. ``last_step``: the half minute of the code used last, so
    that no code is taken twice."""

    __tablename__ = "staff_login"
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    name_index: Mapped[str] = mapped_column(String(64), unique=True)
    address: Mapped[str] = mapped_column(String(64), unique=True)
    passphrase_hash: Mapped[str] = mapped_column(String(200))
    totp_sealed: Mapped[bytes]
    last_step: Mapped[int]
    set_at: Mapped[datetime]


class LoginSession(Base):
    """A browser in which somebody works, or (``seen_at`` None) a link that leads there; ``opens``: to what
    (``bot.services.browsers``). Only a keyed hash is kept of what opens it."""

    __tablename__ = "login_session"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    opens: Mapped[str] = mapped_column(String(16))
    token_index: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
