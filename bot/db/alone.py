"""Letting one transaction at a time through a place that no row guards."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session


def alone(db: Session, number: int) -> None:
    """Wait until no other transaction is past the lock of that number (64 bits, any of our own), and hold it
    until this one ends. SQLite lets one writer in at a time anyhow."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
