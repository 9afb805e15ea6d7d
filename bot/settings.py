"""What the operator sets, in ``.env`` or in the environment; every name is explained in ``.env.example``.

Read at start, checked whole: ``SettingsProblems`` carries one line for each thing that is wrong, and no
value, because a value may be a secret that was put into the wrong place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from dotenv import dotenv_values
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from bot.crypto import KeyRing, SecretKeysError

LOCAL = ("localhost", "127.0.0.1", "::1")


class SettingsProblems(Exception):
    """The settings can't be used. ``problems``: one line each, without values."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", value.get_secret_value()):
        raise ValueError("is no bot token; @BotFather gives one (digits, a colon, letters)")
    return value


def _name(value: str) -> str:
    if not re.fullmatch(r"@?[A-Za-z0-9_]{4,32}", value):
        raise ValueError("is no bot's name; it looks like dorozhnyk_sample_bot")
    return value.removeprefix("@")


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value.get_secret_value()):
        raise ValueError("must be 16 to 256 letters, digits, - or _")
    return value


def _address(value: str) -> str:
    """A web address without a slash at its end."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an address such as https://bot.example.org")
    if parts.username or parts.password:
        raise ValueError("must hold no user name and no password")
    return value.rstrip("/")


def _public(value: str) -> str:
    parts = urlsplit(_address(value))
    if parts.scheme != "https" and parts.hostname not in LOCAL:
        raise ValueError("must begin with https:// (http:// only on this machine)")
    return value.rstrip("/")


def _listen(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise ValueError("must be an address and a port, such as 127.0.0.1:8080")
    return f"{host.removeprefix('[').removesuffix(']')}:{port}"


def _database(value: str) -> str:
    scheme, colon, rest = value.partition("://")
    if not colon or scheme not in ("sqlite", "sqlite+aiosqlite", "postgresql", "postgresql+asyncpg"):
        raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
    if scheme.startswith("sqlite") and rest.strip("/") in ("", ":memory:"):
        raise ValueError("must name a file, such as sqlite+aiosqlite:///data/dorozhnyk.db")
    if scheme.startswith("postgresql") and find_spec("asyncpg") is None:
        raise ValueError("needs the PostgreSQL driver: install dorozhnyk[postgresql]")
    return value


def _keys(value: SecretStr) -> SecretStr:
    try:
        KeyRing.parse(value.get_secret_value())
    except SecretKeysError as problem:
        raise ValueError(str(problem).removeprefix("SECRET_KEYS: ")) from None
    return value


def _listed(value: Any) -> Any:
    return [one.strip() for one in value.split(",") if one.strip()] if isinstance(value, str) else value


def _languages(value: tuple[str, ...]) -> tuple[str, ...]:
    for one in value:
        try:
            Locale.parse(one, sep="-")
        except (UnknownLocaleError, ValueError):
            raise ValueError(
                "must be languages such as uk,en, the first one for whoever speaks none"
            ) from None
    return tuple(dict.fromkeys(value))


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, KeyError, ValueError):  # unknown, or a path that leads out of the list of zones
        raise ValueError("is no time zone; it looks like Europe/Kyiv") from None
    return value


def _region(value: str) -> str:
    if not re.fullmatch(r"UA-\d\d", value):
        raise ValueError("must be a region's code (ISO 3166-2), such as UA-51")
    return value


def _folder(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError("must be a folder that exists")
    return value


class Settings(BaseModel):
    """The settings, checked. A channel whose token is None is off; empty strings stand for «not set»."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    telegram_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    telegram_name: Annotated[str, AfterValidator(_name)] = ""
    telegram_api_url: Annotated[str, AfterValidator(_address)] = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = None
    viber_token: SecretStr | None = None
    viber_api_url: Annotated[str, AfterValidator(_address)] = "https://chatapi.viber.com/pa"
    public_url: Annotated[str, AfterValidator(_public)] = ""
    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8080"
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default="sqlite+aiosqlite:///data/dorozhnyk.db", repr=False
    )
    secret_keys: Annotated[SecretStr, AfterValidator(_keys)]
    languages: Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(_languages)] = ("uk", "en")
    region: Annotated[str, AfterValidator(_region)] = "UA-51"
    regions_folder: Annotated[Path, AfterValidator(_folder)] | None = None
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Kyiv"
    operator_name: str = ""
    operator_contact: str = ""


def load(dotenv: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of the environment (``os.environ`` by default) over those of the ``dotenv`` file, if it is
    there. Raises SettingsProblems."""
    problems: list[str] = []
    written = _written(dotenv, problems) if dotenv is not None else {}
    given = {**written, **(os.environ if environ is None else environ)}
    names = {name.upper(): name for name in Settings.model_fields}
    values = {name: given[upper].strip() for upper, name in names.items() if given.get(upper, "").strip()}
    problems += _misspelt(written, names)
    problems += _together(values)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        problems = [
            *(_line(fault["loc"], fault["type"], fault["msg"]) for fault in error.errors()),
            *problems,
        ]
    if problems:
        raise SettingsProblems(problems)
    return settings


def _written(dotenv: Path, problems: list[str]) -> dict[str, str]:
    if not dotenv.is_file():
        return {}
    try:
        read = dotenv_values(dotenv, interpolate=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        problems.append(f"{dotenv.name}: can't be read as UTF-8 text")
        return {}
    return {name: value for name, value in read.items() if value is not None}


def _misspelt(written: Mapping[str, str], names: Mapping[str, str]) -> Iterator[str]:
    """Names of the file that are nearly one of ours: a misspelt setting would be silently off."""
    for name in written:
        if name not in names and (near := get_close_matches(name.upper(), names, n=1, cutoff=0.8)):
            yield f"{near[0]}: is misspelt in .env"


def _together(values: Mapping[str, str]) -> Iterator[str]:
    """What one setting asks of another."""
    public = values.get("public_url", "")
    if values.get("telegram_mode") == "webhook":
        if not public.startswith("https://"):
            yield "PUBLIC_URL: is needed, with https://, for TELEGRAM_MODE=webhook"
        if "telegram_webhook_secret" not in values:
            yield "TELEGRAM_WEBHOOK_SECRET: is needed for TELEGRAM_MODE=webhook"
    if "viber_token" in values and not public.startswith("https://"):
        yield "PUBLIC_URL: is needed, with https://, for Viber: it sends messages to a web address only"


def _line(loc: tuple[int | str, ...], kind: str, message: str) -> str:
    name = str(loc[0]).upper()
    if kind == "missing":
        return f"{name}: is missing; `dorozhnyk keys new` prints one"
    if kind == "literal_error":
        return f"{name}: {message[0].lower()}{message[1:]}"
    return f"{name}: {message.removeprefix('Value error, ')}"
