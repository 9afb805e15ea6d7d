"""No word of a button is broken in half on the narrowest phones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.async_api import Browser

from bot.i18n import Translator
from flows.definitions import book
from flows.engine.flow import Choose, Option, Write
from handlers.shown import Button
from tests.webchat.samples import QUESTION
from tests.webchat.test_browser import CHROMIUM, Site, site, window

__all__ = ["site"]  # a fixture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium in /usr/bin"),
]

BESIDE = 14  # letters of a label that another may stand beside (handlers.webchat.pages)
MOST = 6  # labels tried: those with the longest words

WORDS = """buttons => buttons.flatMap(button => {
  const box = button.getBoundingClientRect(), found = [];
  const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    for (const word of texts.currentNode.data.matchAll(/[^ \\n]+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      const drawn = [...range.getClientRects()];
      const outside = drawn.some(one => one.left < box.left || one.right > box.right);
      found.push({word: word[0], lines: drawn.length, outside});
    }
  }
  return found;
})"""
"""Each word of the buttons: on how many lines it is drawn, and whether it leaves its button."""


def labels(language: str) -> tuple[str, ...]:
    """The short labels of the conversations with the longest words."""
    translator = Translator(("uk", "en"))
    said = {translator.text(language, one.label.json()) for one in _options() if not one.label.args}
    short = [one for one in said if len(one) <= BESIDE]
    return tuple(sorted(short, key=lambda one: (-max(map(len, re.split(r"\s+", one))), one))[:MOST])


def _options() -> Iterator[Option]:
    for flow in book().flows.values():
        for step in flow.steps:
            if isinstance(step, (Choose, Write)):
                yield from (one for one in step.options if isinstance(one, Option))


@pytest.mark.parametrize("width", [320, 344, 360, 390])
async def test_every_word_of_a_button_stands_whole(site: Site, browser: Browser, width: int) -> None:
    broken = []
    async with window(browser, width=width) as page:
        for pair in (("Пропустити", "Не надсилати"), *zip(labels("uk"), labels("en"), strict=True)):
            site.show(replace(QUESTION, buttons=tuple(Button(f"b{at}", one) for at, one in enumerate(pair))))
            await page.goto(f"{site.address}/chat")
            assert await page.locator(".pair .button").all_inner_texts() == list(pair)
            words = await page.locator(".button").evaluate_all(WORDS)
            broken += [one["word"] for one in words if one["lines"] != 1 or one["outside"]]
    assert broken == []
