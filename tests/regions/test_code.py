"""A region is data: no line of the program knows one of them by name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.regions.names import REGIONS

ROOT = Path(__file__).parents[2]
RINGS = ("bot", "handlers", "flows", "migrations")
NAMES = "flows/regions/names.py"
"""The list of all regions to choose from: the only place where they stand in the program."""

FILES = [path for ring in RINGS for path in sorted((ROOT / ring).rglob("*.py"))]
STEMS = [name.text.removeprefix("місто ").split()[0][:-1] for name in REGIONS.values()]
KNOWN = re.compile("|".join([*REGIONS, *(stem for stem in STEMS if stem != "Автономн")]), re.IGNORECASE)
"""A code, or the beginning of a name («Вінницьк», «Одеськ», «Київ»)."""

COUNTRY = re.compile(r"Europe/Kyiv|за Києвом", re.IGNORECASE)


def words(path: Path) -> Iterator[tuple[int, str]]:
    """Every word that the file's code can use, with its line: strings but for documentation."""
    tree = ast.parse(path.read_text("utf-8"))
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_region_stands_in_the_program(path: Path) -> None:
    if path == ROOT / NAMES:
        return
    found = [
        f"{path.name}:{line}: {word[:60]!r}"
        for line, word in words(path)
        if KNOWN.search(COUNTRY.sub("", word))
    ]
    assert found == []


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    file = tmp_path / "some.py"
    file.write_text('"""UA-51."""\nREGION = "UA-51"\nAT = f"{1} у Вінницькій області"\n', "utf-8")
    assert [line for line, word in words(file) if KNOWN.search(word)] == [2, 3]
    assert any(KNOWN.search(word) for _, word in words(ROOT / NAMES))
