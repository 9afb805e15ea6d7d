"""``dorozhnyk page``: the link, the code for the camera, and the poster lead to the same true address."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from bot.commands import main
from bot.crypto import new_secret_key
from bot.forms.poster import code, drawn
from bot.settings import Settings
from tests.logged import logged

LINK = "https://dorozhnyk.example/chat"
UNSAID = ("насильств", "торгівл", "експлуатац", "violence", "trafficking")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    write(tmp_path, "https://dorozhnyk.example")
    return tmp_path


def write(folder: Path, public: str) -> None:
    file = folder / ".env"
    file.touch(mode=0o600)
    lines = f"SECRET_KEYS={new_secret_key('k1')}\nPUBLIC_URL={public}\nOPERATOR_NAME=Зразок установи\n"
    file.write_text(lines, "utf-8")


def call(*words: str) -> Result:
    with logged("INFO"):
        return CliRunner().invoke(main, ["page", *words])


def test_the_link_is_where_the_conversation_is(folder: Path) -> None:
    assert call("link").output == f"{LINK}\n"


@pytest.mark.parametrize(("name", "begins"), [("code.svg", b"<?xml"), ("code.PNG", b"\x89PNG")])
def test_the_code_leads_to_the_link(folder: Path, name: str, begins: bytes) -> None:
    assert call("qr", name).exit_code == 0
    made = (folder / name).read_bytes()
    assert made.startswith(begins)
    assert made == drawn(LINK, name[-3:].lower())
    assert made != drawn("https://dorozhnyk.example.org/chat", name[-3:].lower())


def test_a_code_that_is_torn_by_a_quarter_is_still_read() -> None:
    assert code(LINK).error == "Q"


def test_a_code_on_a_screen_of_the_dark_has_its_white_edge() -> None:
    assert code(LINK).symbol_size(scale=1, border=4)[0] == len(code(LINK).matrix) + 8


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ((), ("Довідник", "Наведіть камеру", "Веде: Зразок установи", "102")),
        (("--language", "en"), ("Directory", "Point your camera", "Run by: Зразок установи", "102")),
    ],
)
def test_a_poster_is_one_page_with_the_address_in_letters_and_neutral_words(
    folder: Path, language: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert call("poster", "poster.pdf", *language).exit_code == 0
    pages = PdfReader(io.BytesIO((folder / "poster.pdf").read_bytes())).pages
    assert len(pages) == 1
    text = " ".join(pages[0].extract_text().split())
    for one in (*words, "dorozhnyk.example/chat"):
        assert one in text
    assert not [one for one in UNSAID if one in text.lower()]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("qr", "code.gif"), "code.gif: must end in .svg or .png"),
        (("poster", "poster.doc"), "poster.doc: must end in .pdf"),
        (("poster", "poster.pdf", "--language", "fr"), "there is no language 'fr'; there are: uk, en"),
        (("qr", "none/code.svg"), "code.svg: No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_line(folder: Path, words: tuple[str, ...], told: str) -> None:
    said = call(*words)
    assert (said.exit_code, said.output) == (2, f"{told}\n")


@pytest.mark.parametrize("words", [("link",), ("qr", "code.svg"), ("poster", "poster.pdf")])
def test_without_an_address_nothing_is_made(folder: Path, words: tuple[str, ...]) -> None:
    write(folder, "")
    said = call(*words)
    assert (said.exit_code, said.output) == (2, "set PUBLIC_URL first: a link needs an address\n")
    assert [one.name for one in folder.iterdir()] == [".env"]
