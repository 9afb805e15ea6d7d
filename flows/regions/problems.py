"""What is wrong with a file: every fault at once, one clear line each, for the one who edits it."""

from __future__ import annotations

from collections.abc import Sequence


class RegionProblems(Exception):
    """The data can't be used. ``problems``: «file: key: what is wrong; what is allowed»."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)
