"""The program's log: an allow-list. What is not listed is not written, not even masked.

    our own events    structlog, ``log.info("outbox.later", channel=…, count=…)``: the name and the keys of
                      ``ALLOWED``, whose values are numbers or single plain words
    other libraries   the logger's name, the level, the classes of an exception and our own lines in its
                      trace; never a message, an argument or an exception's text: aiohttp writes paths and
                      addresses, SQLAlchemy writes parameters, aiogram writes what the platform answered
    our own logging   the same, and the message where it stands in our source word for word

The filter sits on the handler: a logger's own filters are not asked about what its children pass up.
"""

from __future__ import annotations

import linecache
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog

ALLOWED = frozenset(
    {"channel", "flow", "step", "kind", "stage", "count", "attempt", "ms", "status", "error", "version"}
    | {"file", "key"}
)
"""What an event may say beside its name. ``status`` is a number of HTTP or of a platform; ``file`` and
``key``: where a region's file is wrong. No ids, no codes of cases, no addresses, no words."""

RINGS = ("bot", "handlers", "flows", "migrations")
_ROOT = Path(__file__).parent.parent
_EVENT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")  # a word begins with a letter: no phone number is one


def configure(stream: TextIO, level: str) -> None:
    """Send everything that is logged in this process to ``stream``, and nothing but what is allowed.

    ``level`` («INFO») is that of our own events; other libraries are heard from WARNING on. Errors that
    nobody caught are written in the same way.
    """
    threshold = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[structlog.processors.add_log_level, _allowed, _rendered],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    handler = logging.StreamHandler(stream)
    handler.addFilter(Quiet(threshold))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(threshold)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # else a broken message is printed with its arguments
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _uncaught_in_thread


class Quiet(logging.Filter):
    """Leaves of a record only what may be written; for any handler. ``threshold`` is our own loggers'."""

    def __init__(self, threshold: int = logging.INFO) -> None:
        super().__init__()
        self._threshold = threshold

    def filter(self, record: logging.LogRecord) -> bool:
        ours = record.name.partition(".")[0] in RINGS
        if record.levelno < (self._threshold if ours else max(self._threshold, logging.WARNING)):
            return False
        if getattr(record, "quiet", False):  # another handler's filter was here before
            return True
        event: dict[str, Any] = {"event": record.name, "level": record.levelname.lower()}
        if ours and (words := _literal(record)):
            event["event"] = f"{record.name}: {words}"
        if record.exc_info and record.exc_info[1]:
            event |= _fault(record.exc_info[1])
        record.msg = _rendered(None, "", event)
        record.quiet = True
        record.args = record.exc_info = record.exc_text = record.stack_info = None
        return True


def _allowed(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The allow-list for our own events."""
    name, level, error = event.get("event"), event["level"], _error(event.get("exc_info"))
    kept = {key: value for key, value in event.items() if key in ALLOWED and _plain(value)}
    named = isinstance(name, str) and _EVENT.fullmatch(name)
    return {"event": name if named else "unnamed", "level": level, **kept, **(_fault(error) if error else {})}


def _plain(value: Any) -> bool:
    return isinstance(value, (bool, int, float)) or (isinstance(value, str) and bool(_WORD.fullmatch(value)))


def _rendered(_: Any, __: str, event: Mapping[str, Any]) -> str:
    """One line: moment, level, name, then ``key=value``."""
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    rest = (f"{key}={value}" for key, value in event.items() if key not in ("event", "level"))
    return " ".join((now, event["level"], event["event"], *rest))


def _literal(record: logging.LogRecord) -> str:
    """The message, unfilled, if our source holds it word for word: then it is nobody's words but ours."""
    if not isinstance(record.msg, str) or not Path(record.pathname).is_relative_to(_ROOT):
        return ""
    return record.msg if f'"{record.msg}"' in "".join(linecache.getlines(record.pathname)) else ""


def _error(exc_info: Any) -> BaseException | None:
    if isinstance(exc_info, tuple):
        exc_info = exc_info[1]
    if isinstance(exc_info, BaseException):
        return exc_info
    return sys.exc_info()[1] if exc_info else None


def _fault(error: BaseException) -> dict[str, str]:
    """Classes, the outermost first, and our own lines, the innermost first. No text."""
    chain = list(_chain(error))
    lines = [line for one in reversed(chain) for line in _lines(one.__traceback__)]
    told = {"error": "<".join(type(one).__name__ for one in chain)}
    return {**told, "at": "<".join(dict.fromkeys(lines))} if lines else told


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it; of a group the first one inside. At most five."""
    now: BaseException | None = error
    for _ in range(5):
        if now is None:
            return
        yield now
        inner = now.exceptions[0] if isinstance(now, BaseExceptionGroup) else None
        now = inner or now.__cause__ or (None if now.__suppress_context__ else now.__context__)


def _lines(trace: TracebackType | None) -> list[str]:
    found = []
    for frame, line in traceback.walk_tb(trace):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in RINGS:
            found.append(f"{path.relative_to(_ROOT).as_posix()}:{line}")
    return found[::-1]


def _uncaught(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("uncaught", exc_info=error)


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _uncaught(args.exc_type, args.exc_value, None)


def _unraisable(args: sys.UnraisableHookArgs) -> None:
    if args.exc_value is not None:
        _uncaught(args.exc_type, args.exc_value, None)
