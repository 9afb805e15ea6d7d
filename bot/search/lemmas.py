"""The dictionary form of a Ukrainian word: «дітей» is «дитина».

simplemma's Ukrainian dictionary takes about 65 MB and a second to load, so it is loaded once, when the first
word is asked for. The Russian one would take 170 MB more: Russian words are met by stems and the thesaurus.
"""

from __future__ import annotations

from functools import lru_cache

_KEPT = 40_000  # words


@lru_cache(maxsize=_KEPT)
def lemma(word: str) -> str:
    """The dictionary form, or the word itself."""
    import simplemma

    return simplemma.lemmatize(word, lang="uk").lower()


@lru_cache(maxsize=_KEPT)
def is_known(word: str) -> bool:
    """Whether the dictionary has the word."""
    import simplemma

    return simplemma.is_known(word, lang="uk")
