"""The program's logging, set up for a while and put back."""

from __future__ import annotations

import io
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.redact import configure


@contextmanager
def logged(level: str) -> Iterator[io.StringIO]:
    """What is logged meanwhile, as the running program writes it."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    loggers = structlog.get_config()
    stream = io.StringIO()
    configure(stream, level)
    try:
        yield stream
    finally:
        logging.captureWarnings(capture=False)
        root.handlers[:], root.level, logging.raiseExceptions = before
        sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
        structlog.configure(**loggers)
