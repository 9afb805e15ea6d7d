"""What the operator sets, in ``.env`` or in the environment; every name is explained in ``.env.example``.

Read at start by ``load``, checked whole: ``SettingsProblems`` carries one line for each thing that is wrong,
and no value, because a value may be a secret that was put into the wrong place. ``Settings(…)`` itself reads
nothing: the demo must never meet real data because of a variable that happens to be set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.crypto import KeyRing, SecretKeysError
from bot.regions import fullest
from flows.regions.names import REGIONS

LOCAL = ("localhost", "127.0.0.1", "::1")
VIBER_NAME = 28  # characters Viber shows above a message


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


def _viber_token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9a-fA-F]{8,64}(-[0-9a-fA-F]{8,64}){2}", value.get_secret_value()):
        raise ValueError("is no bot token of Viber (three groups of digits and letters a-f, two hyphens)")
    return value


def _viber_name(value: str) -> str:
    if not 0 < len(value) <= VIBER_NAME:
        msg = f"must have 1 to {VIBER_NAME} characters"
        raise ValueError(msg)
    return value


def _viber_uri(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", value):
        raise ValueError("is no bot's URI of Viber; it looks like dorozhnyk_sample")
    return value


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


Listed: TypeAlias = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
"""Written as «uk,en»; without NoDecode pydantic-settings would want JSON."""


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
    if value not in REGIONS:
        msg = f"must be the code of one of Ukraine's regions (ISO 3166-2), such as {fullest()}"
        raise ValueError(msg)
    return value


def _folder(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError("must be a folder that exists")
    return value


class Settings(BaseSettings):
    """The settings, checked. A channel whose token is None is off; empty strings stand for «not set».

    Made directly they are what was handed in and the defaults; ``load`` reads the environment and the file.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        validate_default=False,  # an empty string is no name and no address
    )

    telegram_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    telegram_name: Annotated[str, AfterValidator(_name)] = ""
    telegram_api_url: Annotated[str, AfterValidator(_address)] = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = None
    viber_token: Annotated[SecretStr, AfterValidator(_viber_token)] | None = None
    viber_name: Annotated[str, AfterValidator(_viber_name)] = "Дорожник"
    viber_uri: Annotated[str, AfterValidator(_viber_uri)] = ""
    viber_api_url: Annotated[str, AfterValidator(_address)] = "https://chatapi.viber.com/pa"
    viber_price: Annotated[Decimal, Field(gt=0)] | None = None
    viber_monthly_cap: Annotated[Decimal, Field(ge=0)] | None = None
    public_url: Annotated[str, AfterValidator(_public)] = ""
    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8080"
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default="sqlite+aiosqlite:///data/dorozhnyk.db", repr=False
    )
    erasures_file: Path | None = None
    secret_keys: Annotated[SecretStr, AfterValidator(_keys)]
    languages: Annotated[Listed, AfterValidator(_languages)] = ("uk", "en")
    region: Annotated[str, AfterValidator(_region)] = Field(default_factory=fullest)
    regions_folder: Annotated[Path, AfterValidator(_folder)] | None = None
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Kyiv"
    operator_name: str = ""
    operator_contact: str = ""

    @property
    def database_file(self) -> Path | None:
        """The file that SQLite keeps; None: PostgreSQL keeps the data."""
        scheme, _, rest = self.database_url.partition("://")
        return Path(rest.removeprefix("/").partition("?")[0]) if scheme.startswith("sqlite") else None

    @property
    def list_of_erasures(self) -> Path | None:
        """Where erasures are written down outside the database: beside it, where it is a file."""
        if self.erasures_file is None and self.database_file is not None:
            return self.database_file.with_suffix(".erased")
        return self.erasures_file

    @property
    def viber_paid(self) -> int:
        """How many messages a month may cost something: none, unless price and cap are both set."""
        if self.viber_price is None or self.viber_monthly_cap is None:
            return 0
        return int(self.viber_monthly_cap // self.viber_price)

    @classmethod
    def settings_customise_sources(cls, *_: Any, **sources: Any) -> tuple[PydanticBaseSettingsSource, ...]:
        """What was handed in, alone; pydantic-settings would read the environment beside it."""
        return (sources["init_settings"],)


def load(dotenv: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of the environment (``os.environ`` by default) over those of the ``dotenv`` file, if it is
    there. Raises SettingsProblems."""
    problems: list[str] = []
    file, environment = _file(dotenv, problems), EnvSettingsSource(Settings)
    if environ is not None:
        environment.env_vars = {name.lower(): value for name, value in environ.items()}
    read = {**file(), **environment()}
    values = {name: value for name in Settings.model_fields if (value := read.get(name, "").strip())}
    problems += _misspelt(file.env_vars)
    problems += _together(values)
    try:
        settings = Settings(**values)
    except ValidationError as error:
        problems = [
            *(_line(fault["loc"], fault["type"], fault["msg"]) for fault in error.errors()),
            *problems,
        ]
    if problems:
        raise SettingsProblems(problems)
    return settings


class _AsWritten(DotEnvSettingsSource):
    """The file, where a «${» inside a password is no reference to another variable."""

    def _read_env_file(self, file_path: Path) -> Mapping[str, str | None]:
        read = dotenv_values(file_path, interpolate=False, encoding=self.env_file_encoding)
        return {name.lower(): value for name, value in read.items()}


def _file(dotenv: Path | None, problems: list[str]) -> DotEnvSettingsSource:
    try:
        return _AsWritten(Settings, env_file=dotenv, env_file_encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        problems.append(f"{dotenv.name if dotenv else '.env'}: can't be read as UTF-8 text")
    return DotEnvSettingsSource(Settings, env_file=None)


def _misspelt(written: Mapping[str, str | None]) -> Iterator[str]:
    """Names of the file that are nearly one of ours: a misspelt setting would be silently off."""
    names = Settings.model_fields
    for name in written:
        if name not in names and (near := get_close_matches(name, names, n=1, cutoff=0.8)):
            yield f"{near[0].upper()}: is misspelt in .env"


def _together(values: Mapping[str, str]) -> Iterator[str]:
    """What one setting asks of another."""
    public = values.get("public_url", "")
    if values.get("database_url", "").startswith("postgresql") and "erasures_file" not in values:
        yield "ERASURES_FILE: is needed with PostgreSQL, such as data/dorozhnyk.erased"
    if "viber_token" in values and not public.startswith("https://"):
        yield "PUBLIC_URL: is needed, with https://, for VIBER_TOKEN: Viber brings messages to it"
    if ("viber_price" in values) != ("viber_monthly_cap" in values):
        yield "VIBER_PRICE, VIBER_MONTHLY_CAP: one is of no use without the other"
    if values.get("telegram_mode") == "webhook":
        if not public.startswith("https://"):
            yield "PUBLIC_URL: is needed, with https://, for TELEGRAM_MODE=webhook"
        if "telegram_webhook_secret" not in values:
            yield "TELEGRAM_WEBHOOK_SECRET: is needed for TELEGRAM_MODE=webhook"


def _line(loc: tuple[int | str, ...], kind: str, message: str) -> str:
    name = str(loc[0]).upper()
    if kind == "missing":
        return f"{name}: is missing; `dorozhnyk keys new` prints one"
    if kind == "literal_error":
        return f"{name}: {message[0].lower()}{message[1:]}"
    if kind.startswith(("decimal", "greater_than")):
        return f"{name}: must be a sum such as 0.02, not below nothing"
    return f"{name}: {message.removeprefix('Value error, ')}"
