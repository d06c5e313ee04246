"""What is folded shows itself to who comes for it, and to paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.addresses import Page
from tests.browser.visits import Visit

FOLDED = "n-2-2-09"
"""A remark on an indicator of axis 2."""
ARRIVED = f"""() => {{
  const note = document.getElementById("{FOLDED}");
  const {{ top, bottom }} = note.getBoundingClientRect();
  return note.checkVisibility() && top >= 0 && bottom <= innerHeight;
}}"""
SHOWN = "(selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).length"


@pytest.mark.parametrize("path", ["/axes/2/", "/rapport/", "/indicateurs/2.2-O2/", "/methode/", "/methode/notes/"])
def test_a_page_opened_at_a_folded_note_shows_it(visit: Callable[..., Visit], path: str) -> None:
    """Without a script of ours: the browser opens what holds the note."""
    opened = visit(Page("notes", path), reduced_motion="reduce")
    opened.page.goto(f"{opened.page.url}#{FOLDED}")
    opened.page.wait_for_function(ARRIVED)


def test_screens_fold_what_paper_shows(visit: Callable[..., Visit]) -> None:
    page: Any = visit(Page("axis", "/axes/2/")).page
    seen = {name: page.evaluate(SHOWN, name) for name in (".refs", ".endnotes", ".note-full", ".note.question")}
    page.emulate_media(media="print")
    printed = {name: page.evaluate(SHOWN, name) for name in seen}
    assert seen | {".note.question": 0} == dict.fromkeys(seen, 0)
    assert printed[".note.question"] == seen[".note.question"] > 0
    assert printed[".refs"] > 0
    assert (printed[".endnotes"], printed[".note-full"]) == (1, 0)
