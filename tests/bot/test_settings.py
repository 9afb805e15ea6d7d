"""Right settings start the program; wrong ones stop it with one clear line each; no secret is ever shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError

from bot.crypto import new_secret_key
from bot.settings import Settings, SettingsProblems, load

KEY = new_secret_key("k1")
NEEDED = {"SECRET_KEYS": KEY}
EXAMPLE = Path(__file__).parents[2] / ".env.example"


def problems(**given: str) -> list[str]:
    with pytest.raises(SettingsProblems) as found:
        load(environ={**NEEDED, **given})
    return found.value.problems


def test_a_key_alone_is_enough_to_start() -> None:
    settings = load(environ=NEEDED)
    assert settings.secret_keys.get_secret_value() == KEY
    assert settings.telegram_token is None
    assert settings.database_url == "sqlite+aiosqlite:///data/dorozhnyk.db"
    assert settings.listen == "127.0.0.1:8080"
    assert settings.languages == ("uk", "en")
    assert (settings.region, settings.timezone, settings.regions_folder) == ("UA-51", "Europe/Kyiv", None)
    assert (settings.public_url, settings.operator_name, settings.telegram_mode) == ("", "", "polling")


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = load(
        environ={
            **NEEDED,
            "TELEGRAM_TOKEN": "42:sample",
            "TELEGRAM_NAME": "@sample_bot",
            "TELEGRAM_API_URL": "http://127.0.0.1:8081/",
            "TELEGRAM_MODE": "webhook",
            "TELEGRAM_WEBHOOK_SECRET": "sample-sample-sample",
            "PUBLIC_URL": "https://bot.example.org/",
            "LISTEN": "[::1]:9000",
            "DATABASE_URL": "postgresql+asyncpg://name:word@127.0.0.1/dorozhnyk",
            "ERASURES_FILE": "data/sample.erased",
            "LANGUAGES": "uk, en ,uk",
            "REGION": "UA-05",
            "REGIONS_FOLDER": str(tmp_path),
            "TIMEZONE": "Europe/Warsaw",
            "OPERATOR_NAME": " Громада (зразок) ",
        }
    )
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == "42:sample"
    assert settings.telegram_name == "sample_bot"
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert settings.public_url == "https://bot.example.org"
    assert settings.listen.rpartition(":") == ("::1", ":", "9000")
    assert settings.languages == ("uk", "en")
    assert settings.regions_folder == tmp_path
    assert settings.operator_name == "Громада (зразок)"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEYS", "k1:secret-secret", "key k1 is not base64url of 32 bytes"),
        ("TELEGRAM_TOKEN", "secret-secret", "no bot token"),
        ("TELEGRAM_NAME", "secret secret", "no bot's name"),
        ("TELEGRAM_API_URL", "secret.example.org", "must be an address"),
        ("TELEGRAM_API_URL", "https://secret:secret@example.org", "no user name and no password"),
        ("TELEGRAM_MODE", "secret", "'polling' or 'webhook'"),
        ("TELEGRAM_WEBHOOK_SECRET", "secret", "16 to 256"),
        ("PUBLIC_URL", "http://secret.example.org", "https://"),
        ("PUBLIC_URL", "https://secret.example.org/?a=1", "must be an address"),
        ("LISTEN", "secret", "an address and a port"),
        ("LISTEN", "127.0.0.1:99999", "an address and a port"),
        ("DATABASE_URL", "mysql://secret:secret@127.0.0.1/x", "postgresql+asyncpg://"),
        ("DATABASE_URL", "sqlite+aiosqlite://", "must name a file"),
        ("DATABASE_URL", "sqlite+aiosqlite:///:memory:", "must name a file"),
        ("LANGUAGES", "uk,secret-secret", "must be languages"),
        ("TIMEZONE", "Secret/Secret", "no time zone"),
        ("TIMEZONE", "../../secret", "no time zone"),
        ("REGION", "secret", "UA-51"),
        ("REGION", "UA-99", "one of Ukraine's regions"),
        ("REGIONS_FOLDER", "/secret/secret", "a folder that exists"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line_without_its_value(name: str, value: str, says: str) -> None:
    (line,) = problems(**{name: value})
    assert line.startswith(f"{name}: ")
    assert says in line
    assert "\n" not in line
    assert "secret" not in line.partition(": ")[2].lower()


def test_every_fault_is_told_at_once() -> None:
    told = problems(REGION="?", LISTEN="?", TELEGRAM_MODE="webhook", SECRET_KEYS="")
    assert sorted(line.partition(":")[0] for line in told) == [
        "LISTEN",
        "PUBLIC_URL",
        "REGION",
        "SECRET_KEYS",
        "TELEGRAM_WEBHOOK_SECRET",
    ]
    assert "SECRET_KEYS: is missing; `dorozhnyk keys new` prints one" in told


def test_a_webhook_needs_a_public_address_and_a_secret() -> None:
    assert problems(TELEGRAM_MODE="webhook", PUBLIC_URL="http://127.0.0.1:8080") == [
        "PUBLIC_URL: is needed, with https://, for TELEGRAM_MODE=webhook",
        "TELEGRAM_WEBHOOK_SECRET: is needed for TELEGRAM_MODE=webhook",
    ]


def test_erasures_are_written_down_beside_the_database_or_where_it_is_said() -> None:
    assert load(environ=NEEDED).list_of_erasures == Path("data/dorozhnyk.erased")
    for url in ("sqlite:////srv/x/bot.db", "sqlite+aiosqlite:////srv/x/bot.db?timeout=1"):
        assert load(environ={**NEEDED, "DATABASE_URL": url}).list_of_erasures == Path("/srv/x/bot.erased")
    said = {**NEEDED, "ERASURES_FILE": "elsewhere/list"}
    assert load(environ=said).list_of_erasures == Path("elsewhere/list")
    assert problems(DATABASE_URL="postgresql://127.0.0.1/dorozhnyk") == [
        "ERASURES_FILE: is needed with PostgreSQL, such as data/dorozhnyk.erased"
    ]


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(
        f"\ufeffSECRET_KEYS={KEY}\nREGION=UA-05\nOPERATOR_NAME='a ${{HOME}} b'\nLISTEN\nOTHER=1\n", "utf-8"
    )
    settings = load(dotenv, {"REGION": "UA-07"})
    assert settings.region == "UA-07"
    assert settings.operator_name == "a ${HOME} b"
    assert settings.listen == "127.0.0.1:8080"
    assert load(tmp_path / "none.env", NEEDED).region == "UA-51"


def test_the_process_environment_is_read_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEYS", KEY)
    monkeypatch.setenv("REGION", "UA-05")
    assert load().region == "UA-05"


def test_settings_made_directly_read_neither_the_environment_nor_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("REGION=UA-05\nTELEGRAM_NAME=sample\n", "utf-8")
    monkeypatch.setenv("TELEGRAM_TOKEN", "42:sample")
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://name:word@127.0.0.1/real")
    monkeypatch.setenv("SECRET_KEYS", KEY)
    settings = Settings(secret_keys=SecretStr(KEY))
    assert settings == load(environ=NEEDED)
    assert settings.model_fields_set == {"secret_keys"}
    with pytest.raises(ValidationError):
        Settings.model_validate({})


def test_what_is_handed_in_does_not_mix_with_the_process_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGION", "UA-05")
    assert load(environ=NEEDED).region == "UA-51"


def test_an_empty_variable_takes_away_what_the_file_says(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"SECRET_KEYS={KEY}\nTELEGRAM_TOKEN=42:sample\n", "utf-8")
    assert load(dotenv, {}).telegram_token is not None
    assert load(dotenv, {"TELEGRAM_TOKEN": " "}).telegram_token is None


def test_a_misspelt_name_in_the_file_is_told_and_foreign_names_are_not(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("TELEGRM_TOKEN=42:x\nCOMPOSE_PROJECT_NAME=x\nPOSTGRES_PASSWORD=x\n", "utf-8")
    with pytest.raises(SettingsProblems) as found:
        load(dotenv, NEEDED)
    assert found.value.problems == ["TELEGRAM_TOKEN: is misspelt in .env"]


VIBER = "44dafb7e0f40021e-61a47a1e6778d187-f2c5a676a07050b3"


def test_viber_is_off_without_a_token_and_free_of_cost_without_a_cap() -> None:
    assert load(environ=NEEDED).viber_token is None
    given = {**NEEDED, "VIBER_TOKEN": VIBER, "PUBLIC_URL": "https://bot.example.org"}
    assert load(environ=given).viber_paid == 0
    assert load(environ={**given, "VIBER_PRICE": "0.02", "VIBER_MONTHLY_CAP": "3.5"}).viber_paid == 175


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            {"VIBER_TOKEN": VIBER},
            "PUBLIC_URL: is needed, with https://, for VIBER_TOKEN: Viber brings messages to it",
        ),
        (
            {"VIBER_TOKEN": "sample", "PUBLIC_URL": "https://bot.example.org"},
            "VIBER_TOKEN: is no bot token of Viber (three groups of digits and letters a-f, two hyphens)",
        ),
        ({"VIBER_NAME": "ї" * 29}, "VIBER_NAME: must have 1 to 28 characters"),
        ({"VIBER_URI": "a b"}, "VIBER_URI: is no bot's URI of Viber; it looks like dorozhnyk_sample"),
        ({"VIBER_PRICE": "0.02"}, "VIBER_PRICE, VIBER_MONTHLY_CAP: one is of no use without the other"),
        (
            {"VIBER_PRICE": "дві", "VIBER_MONTHLY_CAP": "1"},
            "VIBER_PRICE: must be a sum such as 0.02, not below nothing",
        ),
        (
            {"VIBER_PRICE": "1", "VIBER_MONTHLY_CAP": "-1"},
            "VIBER_MONTHLY_CAP: must be a sum such as 0.02, not below nothing",
        ),
    ],
)
def test_a_wrong_setting_of_viber_is_one_line(given: dict[str, str], says: str) -> None:
    assert problems(**given) == [says]


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_bytes(b"\xff\xfeS\x00")
    with pytest.raises(SettingsProblems) as found:
        load(dotenv, NEEDED)
    assert found.value.problems == [".env: can't be read as UTF-8 text"]


def test_printed_settings_and_problems_show_no_secret() -> None:
    secrets = {
        "TELEGRAM_TOKEN": "42:hidden",
        "TELEGRAM_WEBHOOK_SECRET": "hidden-hidden-hidden",
        "PUBLIC_URL": "https://bot.example.org",
        "DATABASE_URL": "postgresql+asyncpg://name:hidden@127.0.0.1/dorozhnyk",
        "ERASURES_FILE": "sample.erased",
    }
    settings = load(environ={**NEEDED, **secrets})
    for shown in (repr(settings), str(settings)):
        assert "hidden" not in shown
        assert KEY not in shown
    with pytest.raises(SettingsProblems) as found:
        load(environ={**NEEDED, **secrets, "LISTEN": "x"})
    assert "hidden" not in repr(found.value)
    assert found.value.__cause__ is None
    assert found.value.__suppress_context__ or found.value.__context__ is None


def test_the_example_names_every_setting_holds_no_secret_and_shows_the_defaults() -> None:
    text = EXAMPLE.read_text("utf-8")
    named = set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}
    assert not any(dotenv_values(EXAMPLE).values())
    defaults = load(environ=NEEDED)
    for name, value in re.findall(r"^#([A-Z_]+)=(.+)$", text, re.MULTILINE):
        default = getattr(defaults, name.lower())
        assert value == (",".join(default) if isinstance(default, tuple) else str(default))
