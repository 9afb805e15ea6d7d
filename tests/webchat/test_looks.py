"""What can be known of the look without a browser: sizes, addresses, contrast, words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handlers import webchat
from handlers.webchat.words import WORDS

HOME = Path(webchat.__file__).parent
STATIC = sorted((HOME / "static").iterdir())
TEMPLATES = sorted((HOME / "templates").iterdir())
PAIRS = {
    "chat.css": [
        ("ink", "paper"),
        ("ink", "card"),
        ("ink", "teal-wash"),
        ("ink", "line"),
        ("soft", "card"),
        ("soft", "paper"),
        ("soft", "teal-wash"),
        ("teal-deep", "teal-wash"),
        ("on-teal", "teal"),
        ("on-teal", "teal-deep"),
        ("amber", "amber-wash"),
        ("brick", "card"),
        ("brick", "teal-wash"),
        ("paper", "ink"),
    ],
    "demo.css": [
        ("ink", "paper"),
        ("ink", "glow"),
        ("ink", "card"),
        ("ink", "teal-wash"),
        ("ink", "strip"),
        ("soft", "paper"),
        ("soft", "glow"),
        ("soft", "card"),
        ("teal", "paper"),
        ("teal", "glow"),
        ("teal-deep", "teal-wash"),
        ("on-teal", "teal"),
        ("on-teal", "teal-deep"),
        ("amber", "amber-wash"),
    ],
    "calendar.css": [("ink", "paper"), ("soft", "paper"), ("on-mark", "mark")],
}
EDGES = [("edge", "card"), ("edge", "paper"), ("teal", "card"), ("teal", "paper")]


def colours(sheet: str) -> tuple[dict[str, str], dict[str, str]]:
    """The colours of the light and of the dark look (which takes over what it does not name)."""
    css = (HOME / "static" / sheet).read_text(encoding="utf-8")
    light, dark = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    ]
    return light, {**light, **dark}


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sheet", PAIRS)
@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
def test_words_stand_out_from_their_ground(sheet: str, look: int) -> None:
    named = colours(sheet)[look]
    poor = {pair: contrast(*(named[one] for one in pair)) for pair in PAIRS[sheet]}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("sheet", ["chat.css", "demo.css"])
@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
def test_edges_of_what_can_be_pressed_stand_out(sheet: str, look: int) -> None:
    named = colours(sheet)[look]
    assert {pair for pair in EDGES if contrast(*(named[one] for one in pair)) < 3} == set()


def test_all_scripts_of_the_persons_pages_together_are_small() -> None:
    """The demo's own page, which no person meets, has a script of its own."""
    pages = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES if path.name != "demo.html")
    scripts = set(re.findall(r'<script src="\{\{ places.static \}\}([a-z]+\.js)"', pages))
    assert len(re.findall("<script", pages)) == pages.count('.js" defer></script>')
    assert scripts == {"chat.js"}
    assert sum((HOME / "static" / script).stat().st_size for script in scripts) <= 10_240


@pytest.mark.parametrize(
    "path", [path for path in STATIC if path.suffix == ".js"], ids=lambda path: path.name
)
def test_nothing_is_kept_on_the_device_and_no_code_is_made_of_words(path: Path) -> None:
    script = path.read_text(encoding="utf-8")
    for refused in ("localStorage", "sessionStorage", "indexedDB", "serviceWorker", "caches", ".cookie"):
        assert refused not in script
    for refused in ("innerHTML", "eval(", "Function(", "insertAdjacentHTML"):
        assert refused not in script


@pytest.mark.parametrize("path", [*STATIC, *TEMPLATES], ids=lambda path: path.name)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "//" not in re.sub(r"^\s*//.*$|; // .*$|\} // .*$", "", text, flags=re.MULTILINE)
    assert "@import" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_inline_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "<style" not in text
    assert "style=" not in text
    assert not re.search(r"<script(?! src=)", text)
    assert not re.search(r"\son[a-z]+=", text)


def test_motion_waits_for_leave() -> None:
    for path in STATIC:
        if path.suffix == ".css":
            before, _, _ = path.read_text(encoding="utf-8").partition("prefers-reduced-motion: no-preference")
            assert "transition:" not in before
            assert "animation:" not in before


def test_the_templates_use_each_word_and_no_other() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    used = set(re.findall(r'words\["([a-z._]+)"\]', text))
    named_by_the_server = {"title", "demo.person", "demo.specialist", "demo.coordinator", "demo.no_login"}
    named_by_the_server |= {"calendar", "moved_on", "not_sent", "crowded", "unknown"}
    named_by_the_server |= {f"addresses.{channel}" for channel in ("page", "telegram", "viber")}
    named_by_the_server |= {"lost", "lost.more", "fault", "fault.more"}  # ``words[what]``
    assert used | named_by_the_server == set(WORDS)


def test_templates_hold_no_words_of_their_own() -> None:
    for path in TEMPLATES:
        assert not re.search("[а-яіїєґ]", path.read_text(encoding="utf-8"), re.IGNORECASE)


def test_word_ids_name_their_flow() -> None:
    assert all(message.id == f"webchat.{name}" for name, message in WORDS.items())
