"""Reading an article: plain values in, a checked Article out, or every problem at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.articles.article import MOST_SAID, NAMED, NEXT, Article, Next
from flows.directory.words import SITUATIONS
from flows.policy.words import PROCEDURES
from flows.regions.hotlines import MATTERS
from flows.regions.layers import Layer, Leaf, merged, tree
from flows.regions.names import REGIONS
from flows.regions.problems import RegionProblems, standing
from flows.regions.reading import Reader
from flows.rules.needs import NEEDS

LONGEST_TITLE = 60
"""Characters: a title is a button too."""

FREE = frozenset(("id", "title", "source", "reviewed_on", "owner", "keywords", "regions", "to_complete"))
"""They describe the file itself, so they need no origin in the table of sources."""


def layer(raw: Mapping[str, Any], *, name: str, local: bool = False) -> Layer:
    """One file as a layer; ``name`` is the file's. What a ``local`` file says is the operator's order."""
    stem = name.rpartition("/")[2].removesuffix(".toml")
    prefix = f"article.local.{stem}" if local else f"article.{stem}"
    return Layer(name, raw, prefix, "local" if local else None)


def parse(layers: Sequence[Layer]) -> Article:
    """The article that the layers make, the last winning.

    Raises RegionProblems with all of them: file, key, what stands there, what is allowed.
    """
    problems: list[str] = []
    leaves = merged(layers, problems)

    def stands(path: str) -> Layer:
        """The file where the key stands, or a table above it, or one inside it; else the first."""
        words = path.split(".")
        above = (".".join(words[:upto]) for upto in range(len(words), 0, -1))
        inside = (one for one in leaves if one.startswith(f"{path}."))
        return next((leaves[one].layer for one in (*above, *inside) if one in leaves), layers[0])

    def says(path: str, problem: str) -> None:
        problems.append(standing(stands(path).file, path, problem))

    article = _article(Reader(tree(leaves), "", says, lambda path: stands(path).prefix), leaves)
    if problems:
        raise RegionProblems(problems)
    return article


def _article(reader: Reader, leaves: Mapping[str, Leaf]) -> Article:
    article = Article(
        id=reader.id(),
        title=reader.text("title"),
        needs=reader.words("needs", NEEDS),
        situations=reader.words("situations", SITUATIONS),
        says=reader.texts("says"),
        without=reader.maybe_text("without"),
        next=_next(reader.table("next")),
        lines=reader.maybe_word("lines", MATTERS),
        keywords=reader.plains("keywords"),
        source=reader.plain("source"),
        reviewed_on=reader.day("reviewed_on"),
        owner=reader.text("owner"),
        regions=reader.words("regions", REGIONS),
        to_complete=reader.texts("to_complete"),
        origins={path: leaf.origin for path, leaf in leaves.items() if path not in FREE},
        values={path: leaf.value for path, leaf in leaves.items()},
    )
    if len(article.title.text) > LONGEST_TITLE:
        reader.wrong("title", f"allowed: at most {LONGEST_TITLE} characters, it is a button too")
    if not 1 <= len(article.says) <= MOST_SAID:
        reader.wrong("says", f"allowed: 1 to {MOST_SAID} paragraphs")
    if not reader.raw.get("needs") and not reader.raw.get("situations"):
        reader.wrong("needs", "an article belongs to a need or to a situation at least")
    reader.done()
    return article


def _next(reader: Reader) -> Next:
    kind = reader.word("kind", NEXT)
    known = {"need": NEEDS, "situation": SITUATIONS, "procedure": PROCEDURES}
    id_ = reader.word("id", known[kind]) if kind in NAMED else None
    found = Next(kind, id_, reader.text("label"))
    if len(found.label.text) > LONGEST_TITLE:
        reader.wrong("label", f"allowed: at most {LONGEST_TITLE} characters, it is a button")
    reader.done()
    return found
