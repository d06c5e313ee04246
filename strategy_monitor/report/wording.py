"""What changed inside a text, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from strategy_monitor.language import french

LONG = 90
"""Characters from which a text is compared word by word rather than shown twice."""

MOST_WORDS = 1500
"""Beyond, comparing takes too long for a page: the two texts are shown, shortened."""

AROUND = 8
"""Words kept on each side of a change."""

CUT = "[…]"

PartKind = Literal["same", "gone", "new"]
TOKENS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class WordingPart:
    kind: PartKind
    text: str


def compared(before: str, after: str, *, long: int = LONG) -> tuple[WordingPart, ...]:
    """Both texts in one, each part the same, gone or new; what did not change is shortened. Empty: show both whole.

    Turned round, the same parts are found, with what was gone now new.
    """
    turned = before > after  # the matcher does not find the same blocks from both sides
    old, new = (TOKENS.findall(text) for text in ((after, before) if turned else (before, after)))
    if max(len(before), len(after)) < long or not old or not new or max(len(old), len(new)) > MOST_WORDS:
        return ()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.quick_ratio() < 0.3 or matcher.ratio() < 0.3:
        return ()
    blocks = [("".join(old[a:b]), "".join(new[c:d]), tag == "equal") for tag, a, b, c, d in matcher.get_opcodes()]
    return shortened(
        merge_parts((second, first, same) for first, second, same in blocks) if turned else merge_parts(blocks)
    )


def merge_parts(blocks: Iterable[tuple[str, str, bool]]) -> list[WordingPart]:
    """From (text before, text after, are they the same)."""
    found = []
    for before, after, same in blocks:
        if same:
            found.append(WordingPart("same", before))
            continue
        found += [WordingPart("gone", before)] if before else []
        found += [WordingPart("new", after)] if after else []
    return found


def shortened(found: list[WordingPart]) -> tuple[WordingPart, ...]:
    last = len(found) - 1
    return tuple(
        WordingPart("same", cut_unchanged(part.text, first=rank == 0, last=rank == last))
        if part.kind == "same"
        else part
        for rank, part in enumerate(found)
    )


def cut_unchanged(text: str, *, first: bool, last: bool) -> str:
    """The words next to a change; at the ends of the text, there is a change on one side only."""
    words = TOKENS.findall(text)
    head, tail = 0 if first else AROUND, 0 if last else AROUND
    if len(words) <= head + tail + 4:
        return text
    return "".join([*words[:head], f" {CUT} ", *words[len(words) - tail :]])


def brief(text: str, most: int = 300) -> str:
    """The first words of a text; all of it where it is short."""
    return text if len(text) <= most else f"{french.first_words(text, most)} {CUT}"
