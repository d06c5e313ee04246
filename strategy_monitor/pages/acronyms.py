"""The acronyms of a page: each is expanded where it first appears, and listed at the end unless the page told it."""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.html import format_html

from strategy_monitor.report.document import Report


@lru_cache(maxsize=8)
def pattern_of(letters: tuple[str, ...]) -> re.Pattern[str] | None:
    longest_first = sorted(map(re.escape, letters), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?![\w-])") if letters else None


class PageAcronyms:
    """Made for one page, before its first text is written."""

    def __init__(self, report: Report | None) -> None:
        self.meanings = {one.letters: one.meaning for one in report.acronyms} if report else {}
        self.pattern = pattern_of(tuple(self.meanings))
        self.expanded: dict[str, str] = {}
        """Those that the page has said so far, with their meanings, in the order in which they appear."""
        self.told: set[str] = set()
        """Those of which the page says elsewhere, in full, what they stand for."""

    @property
    def listed(self) -> dict[str, str]:
        """Those that stand at the end of the page: nothing is said twice."""
        return {letters: meaning for letters, meaning in self.expanded.items() if letters not in self.told}

    def expand(self, said: str) -> str:
        """This HTML, in which those that the page has not said yet say what they stand for."""
        return self.pattern.sub(self.expand_one, said) if self.pattern else said

    def expand_one(self, match: re.Match[str]) -> str:
        letters = match.group()
        if letters in self.expanded:
            return letters
        self.expanded[letters] = self.meanings[letters]
        return format_html('<abbr title="{}">{}</abbr>', self.meanings[letters], letters)
