"""Text of the document → runs: French spaces, and each footnote where the text calls it."""

from __future__ import annotations

from collections.abc import Iterable

from strategy_monitor.documents.blocks import Run, Text
from strategy_monitor.language import french
from strategy_monitor.report.document import Footnote


def plain(text: str) -> Text:
    """A text of one kind."""
    return (Run(french.typeset(text)),)


def labelled(label: str, text: str) -> Text:
    """« **Contexte** Le texte qui suit. »."""
    return (Run(label, bold=True), Run(f" {french.typeset(text)}"))


def quoted(text: str) -> str:
    """A printed fragment between French quotes."""
    return f"«{french.NARROW}{french.typeset(text)}{french.NARROW}»"


def with_footnotes(text: str, footnotes: Iterable[Footnote]) -> Text:
    """Each footnote is called where its marker stands in the text, else at its end."""
    runs, rest, unplaced = [], french.typeset(text), []
    for footnote in footnotes:
        before, marker, after = rest.partition(footnote.marker)
        if not marker or len(footnote.marker) < 2:  # a lone digit is found in any number
            unplaced.append(footnote)
            continue
        runs.append(Run(before.rstrip(), footnote=content(footnote)))
        rest = after
    if rest or not runs:
        runs.append(Run(rest))
    if unplaced:
        runs[-1:] = [Run(runs[-1].text, footnote=content(unplaced[0]))]
        runs += [Run("", footnote=content(footnote)) for footnote in unplaced[1:]]
    return tuple(runs)


def content(footnote: Footnote) -> Text:
    if not footnote.url:
        return plain(footnote.text)
    return (Run(f"{french.typeset(footnote.text)} "), Run(footnote.url, url=footnote.url))


def called(text: str, footnotes: Iterable[Footnote]) -> tuple[Footnote, ...]:
    """The footnotes whose marker stands in this text."""
    return tuple(footnote for footnote in footnotes if footnote.marker in text)


def parted(text: str) -> list[str]:
    """The paragraphs of a text."""
    return [part for part in text.split("\n\n") if part.strip()]
