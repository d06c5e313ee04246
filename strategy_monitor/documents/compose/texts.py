"""Text of the document → runs: French spaces, each footnote where the text calls it; and its notes → blocks."""

from __future__ import annotations

from collections.abc import Iterable

from strategy_monitor.documents import blocks
from strategy_monitor.documents.blocks import Note, Run, Text
from strategy_monitor.exports.addresses import anchor
from strategy_monitor.language import french
from strategy_monitor.language.codes import NoteKind, NoteStatus, Severity
from strategy_monitor.report import document
from strategy_monitor.report.document import Footnote


def plain_text(text: str) -> Text:
    """A text of one kind."""
    return (Run(french.typeset(text)),)


def labelled_text(label: str, text: str) -> Text:
    """« **Contexte** Le texte qui suit. »."""
    return (Run(label, bold=True), Run(f" {french.typeset(text)}"))


def with_footnotes(text: str, footnotes: Iterable[Footnote]) -> Text:
    """Each footnote is called where its marker stands in the text, else at its end."""
    runs, rest, unplaced = [], french.typeset(text), []
    for footnote in footnotes:
        before, marker, after = rest.partition(footnote.marker)
        if not marker or len(footnote.marker) < 2:  # a lone digit is found in any number
            unplaced.append(footnote)
            continue
        runs.append(Run(before.rstrip(), footnote=footnote_text(footnote)))
        rest = after
    if rest or not runs:
        runs.append(Run(rest))
    if unplaced:
        runs[-1:] = [Run(runs[-1].text, footnote=footnote_text(unplaced[0]))]
        runs += [Run("", footnote=footnote_text(footnote)) for footnote in unplaced[1:]]
    return tuple(runs)


def footnote_text(footnote: Footnote) -> Text:
    if not footnote.url:
        return plain_text(footnote.text)
    return (Run(f"{french.typeset(footnote.text)} "), Run(footnote.url, url=footnote.url))


def footnotes_called(text: str, footnotes: Iterable[Footnote]) -> tuple[Footnote, ...]:
    """The footnotes whose marker stands in this text."""
    return tuple(footnote for footnote in footnotes if footnote.marker in text)


def split_paragraphs(text: str) -> list[str]:
    """The paragraphs of a text."""
    return [part for part in text.split("\n\n") if part.strip()]


def note_ident(code: str) -> str:
    """Where a note is told."""
    return f"note-{anchor(code.lower())}"


def note_block(found: document.Note, about: str) -> Note:
    """`about`: the identifier of the heading of what it speaks of."""
    title = " · ".join((found.word.word, NoteKind(found.kind).word, NoteStatus(found.status).word))
    return Note(
        severity=Severity(found.severity),
        title=title[:1].upper() + title[1:],
        printed=french.typeset(found.printed),
        reason=plain_text(found.reason),
        decision=plain_text(found.decision),
        code=found.code,
        ident=note_ident(found.code),
        about=about,
    )


def doubt_blocks(found: Iterable[document.Note], about: str) -> tuple[blocks.Block, ...]:
    """The notes that stand beside what they speak of; each once, even where two observations share it."""
    once = {one.code: one for one in found if one.severity != "information"}
    return tuple(note_block(one, about) for one in once.values())
