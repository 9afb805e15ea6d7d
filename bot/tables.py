"""TOML files as tables, each fault in one clear line for whoever edits them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from flows.regions.problems import Problem

LARGEST = 256 * 1024
"""Bytes. The fullest algorithm takes about 20 KB."""

DEEPEST = 12
"""Tables and lists within each other. Ours need six."""


def listed(folder: Path, said: str, problems: list[str]) -> list[Path]:
    """The TOML files of a folder, by name. A folder that can't be listed goes to ``problems``, after ``said``
    (``glob`` would find nothing there, as if it were empty)."""
    try:
        return sorted(file for file in folder.iterdir() if file.name.endswith(".toml"))
    except OSError as fault:
        problems.append(Problem(f"{said}can't be read: {fault.strerror}", "unread"))
        return []


def brought(
    folder: Path, said: str, within: str, fits: Callable[[str], bool], allowed: str, problems: list[str]
) -> Iterator[tuple[str, bytes]]:
    """The files of an operator's folder: the name, with ``within`` before it, and what stands in it. One that
    does not fit, or can't be read, goes to ``problems`` instead."""
    for file in listed(folder, said, problems):
        name = f"{within}{file.name}"
        if not fits(file.name):
            problems.append(Problem(f"{name}: unknown file; allowed: {allowed}", "unknown_file", file=name))
            continue
        if not file.is_file():  # a pipe would keep whoever reads it waiting
            problems.append(Problem(f"{name}: can't be read: it is no file", "unread", file=name))
            continue
        try:
            with file.open("rb") as opened:
                yield name, opened.read(LARGEST + 1)
        except OSError as fault:
            problems.append(Problem(f"{name}: can't be read: {fault.strerror}", "unread", file=name))


def tables(files: Iterable[tuple[str, bytes]], problems: list[str]) -> dict[str, dict[str, Any]]:
    """File name → what stands in it; a file that can't be read goes to ``problems`` instead."""
    found: dict[str, dict[str, Any]] = {}
    for name, content in files:
        if len(content) > LARGEST:
            problems.append(Problem(f"{name}: larger than {LARGEST // 1024} KB", "large", file=name))
            continue
        try:
            # editors on Windows add a mark in front
            table = tomllib.loads(content.decode("utf-8-sig"))
        except UnicodeDecodeError as fault:
            line = content.count(b"\n", 0, fault.start) + 1
            slip = f"{name}: line {line}: not UTF-8; save the file as UTF-8"
            problems.append(Problem(slip, "encoding", file=name))
        except tomllib.TOMLDecodeError as fault:
            problems.append(_no_toml(name, str(fault)))
        except RecursionError:
            problems.append(_no_toml(name, "nested too deeply"))
        except ValueError:  # what Python itself refuses: a number of thousands of digits
            problems.append(_no_toml(name, "a number is too long"))
        else:
            if _too_deep(table):
                problems.append(_no_toml(name, "nested too deeply"))
            else:
                found[name] = table
    return found


def _no_toml(name: str, why: str) -> Problem:
    return Problem(f"{name}: not valid TOML: {why}", "toml", file=name)


def _too_deep(table: dict[str, Any]) -> bool:
    """Whether tables and lists lie deeper within each other than any file of ours needs."""
    level: list[Any] = [table]
    for _ in range(DEEPEST):
        inner = [one for some in level for one in (some.values() if isinstance(some, dict) else some)]
        level = [one for one in inner if isinstance(one, (dict, list))]
    return bool(level)
