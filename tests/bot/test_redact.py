"""Whatever is logged, by whomever: no name, number, address, code, token or sentence reaches the log."""

from __future__ import annotations

import gc
import io
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot import codes, crypto, redact
from bot.redact import Quiet, configure
from tests.logged import logged

SECRETS = ("Оксана", "067", "380671234567", "К7М-4Р2", "42:token", "oksana@", "Косівська", "/chat/secret")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """A configured log; what was configured before comes back afterwards."""
    with logged("INFO") as stream:
        yield stream


def lines(stream: io.StringIO) -> list[str]:
    """The lines written, without the moment each begins with."""
    text = stream.getvalue()
    for secret in SECRETS:
        assert secret not in text
    return [line.partition(" ")[2] for line in text.splitlines()]


def fail_in_our_code() -> None:
    crypto.open_(b"", "person:Оксана:phone", b"\x01" + b"+380671234567" * 4)


# our own events --------------------------------------------------------------------------------------


def test_an_event_is_written_with_the_keys_that_are_allowed(log: io.StringIO) -> None:
    structlog.get_logger().info(
        "outbox.later", channel="telegram", count=3, error="Later", ms=1.5, status=429
    )
    assert lines(log) == ["info outbox.later channel=telegram count=3 error=Later ms=1.5 status=429"]


def test_every_other_key_is_dropped_not_masked(log: io.StringIO) -> None:
    structlog.get_logger().warning(
        "turn.done",
        text="Оксана",
        phone="+380671234567",
        code="К7М-4Р2",
        person="oksana@",
        kind="text",
        chat_id=380671234567,
    )
    assert lines(log) == ["warning turn.done kind=text"]


@pytest.mark.parametrize(
    "value",
    [
        "Оксана",
        "a b",
        "380671234567",
        "+380671234567",
        "К7М-4Р2",
        "42:token",
        "oksana@x",
        "x" * 65,
        "",
        None,
        ["x"],
        {"x": 1},
        b"x",
        "a\nb",
    ],
)
def test_an_allowed_key_takes_numbers_and_single_plain_words_only(log: io.StringIO, value: object) -> None:
    structlog.get_logger().info("flow.done", flow=value)
    assert lines(log) == ["info flow.done"]


@pytest.mark.parametrize("name", ["Оксана телефонувала", "sent to 380671234567", "К7М-4Р2", ""])
def test_an_event_whose_name_is_a_sentence_stays_unnamed(log: io.StringIO, name: str) -> None:
    structlog.get_logger().info(name, count=1)
    assert lines(log) == ["info unnamed count=1"]


def test_an_error_is_written_as_classes_and_our_own_lines(log: io.StringIO) -> None:
    try:
        try:
            fail_in_our_code()
        except crypto.SealedError as error:
            raise ValueError("Оксана, +380671234567") from error
    except ValueError:
        structlog.get_logger().exception("inbox.dead_letter", text="Оксана")
    (line,) = lines(log)
    assert line.startswith("error inbox.dead_letter error=ValueError<SealedError at=bot/crypto.py:")
    assert "test_redact" not in line
    assert "cryptography" not in line


def test_a_group_of_errors_shows_the_first_inside(log: io.StringIO) -> None:
    structlog.get_logger().error("app.failed", exc_info=ExceptionGroup("Оксана", [KeyError("Оксана")]))
    assert lines(log) == ["error app.failed error=ExceptionGroup<KeyError"]


def test_events_below_the_level_are_not_written() -> None:
    stream = io.StringIO()
    before = structlog.get_config()
    root = logging.getLogger()
    kept = (root.handlers[:], root.level, sys.excepthook, sys.unraisablehook, threading.excepthook)
    try:
        configure(stream, "WARNING")
        structlog.get_logger().info("clock.told")
        logging.getLogger("bot.clock").info("clock told")
        structlog.get_logger().warning("clock.late")
    finally:
        structlog.configure(**before)
        logging.captureWarnings(capture=False)
        root.handlers[:], root.level, sys.excepthook, sys.unraisablehook, threading.excepthook = kept
        logging.raiseExceptions = True
    assert lines(stream) == ["warning clock.late"]


# other libraries -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["aiogram.dispatcher", "aiohttp.server", "sqlalchemy.pool", "apscheduler.executors.default", "asyncio"],
)
def test_a_library_is_heard_but_not_quoted(log: io.StringIO, name: str) -> None:
    logger = logging.getLogger(name)
    logger.warning("Оксана %s %(x)s", "+380671234567")
    logger.warning("POST /bot42:token/sendMessage")
    logger.error({"text": "Оксана"}, stack_info=True, extra={"phone": "+380671234567"})
    try:
        fail_in_our_code()
    except crypto.SealedError:
        logger.exception("Оксана")
    told = lines(log)
    assert told[:3] == [f"warning {name}", f"warning {name}", f"error {name}"]
    assert told[3].startswith(f"error {name} error=SealedError at=bot/crypto.py:")
    assert len(told) == 4


def test_a_librarys_everyday_lines_are_not_written(log: io.StringIO) -> None:
    logging.getLogger("aiohttp.access").info('127.0.0.1 "GET /chat/secret HTTP/1.1" 200')
    logging.getLogger("sqlalchemy.engine.Engine").info("[generated] ('Оксана',)")
    assert lines(log) == []


def test_the_text_of_a_librarys_error_is_not_written(log: io.StringIO) -> None:
    class StatementError(Exception):
        pass

    try:
        raise StatementError("(sqlite3.IntegrityError) [parameters: ('Оксана', '+380671234567')]")
    except StatementError as error:
        error.add_note("Оксана")
        logging.getLogger("sqlalchemy").exception("failed: %s", error)
    assert lines(log) == ["error sqlalchemy error=StatementError"]


def test_warnings_are_not_quoted(log: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("Оксана", stacklevel=1)
        logging.captureWarnings(capture=False)
    assert lines(log) == ["warning py.warnings"]


def test_any_handler_is_made_quiet_by_the_filter_and_a_second_one_does_no_harm(log: io.StringIO) -> None:
    stream = io.StringIO()
    other = logging.StreamHandler(stream)
    other.setFormatter(logging.Formatter("%(name)s %(message)s"))
    other.addFilter(Quiet())
    logging.getLogger().addHandler(other)
    try:
        raise ValueError("Оксана")
    except ValueError:
        logging.getLogger("aiogram").exception("Оксана %s", "+380671234567")
    assert lines(log) == ["error aiogram error=ValueError"]
    assert stream.getvalue() == f"aiogram {log.getvalue()}"


# our own logging -------------------------------------------------------------------------------------


def record(message: object, *args: object, source: Path) -> logging.LogRecord:
    return logging.LogRecord("handlers.telegram.poll", logging.ERROR, str(source), 7, message, args, None)


def test_our_own_message_is_written_unfilled_where_our_source_holds_it(log: io.StringIO) -> None:
    handler = logging.getLogger().handlers[0]
    known = """Says what the text is; see "the key that fingerprints depend on"."""
    source = Path(codes.__file__)
    handler.handle(record("38864", "+380671234567", source=source))
    handler.handle(record("Оксана %s", "+380671234567", source=source))
    handler.handle(record(known, source=source))
    handler.handle(record("38864", source=Path("/elsewhere/codes.py")))
    assert lines(log) == ["error handlers.telegram.poll: 38864", *["error handlers.telegram.poll"] * 3]


# what nobody caught ----------------------------------------------------------------------------------


def test_what_nobody_caught_is_written_without_its_text(log: io.StringIO) -> None:
    try:
        fail_in_our_code()
    except crypto.SealedError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    (line,) = lines(log)
    assert line.startswith("critical bot: uncaught error=SealedError at=bot/crypto.py:")


def test_a_thread_that_fails_is_written_without_its_text(log: io.StringIO) -> None:
    def fail() -> None:
        raise ValueError("Оксана")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert lines(log) == ["critical bot: uncaught error=ValueError"]


def test_what_fails_while_it_is_thrown_away_is_written_without_its_text(log: io.StringIO) -> None:
    class Falling:
        def __del__(self) -> None:
            raise ValueError("Оксана")

    Falling()
    gc.collect()
    assert lines(log) == ["critical bot: uncaught error=ValueError"]


def test_ctrl_c_is_no_fault(log: io.StringIO) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert lines(log) == []


def test_the_allow_list_holds_no_word_for_a_person_or_a_case() -> None:
    assert not redact.ALLOWED & {
        "person",
        "case",
        "code",
        "phone",
        "text",
        "address",
        "name",
        "token",
        "url",
        "path",
        "id",
    }
