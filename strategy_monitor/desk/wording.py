"""What changed inside a text, word by word. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

LONG = 90
"""Characters from which a text is compared word by word rather than shown twice."""

MOST_WORDS = 1500
"""Beyond, comparing takes too long for a page: the two texts are shown, shortened."""

AROUND = 8
"""Words kept on each side of a change."""

CUT = "[…]"

Kind = Literal["same", "gone", "new"]
TOKENS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Part:
    kind: Kind
    text: str


def compared(before: str, after: str) -> tuple[Part, ...]:
    """Both texts in one, each part the same, gone or new; what did not change is shortened. Empty: show both whole."""
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    if max(len(before), len(after)) < LONG or not old or not new or max(len(old), len(new)) > MOST_WORDS:
        return ()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.quick_ratio() < 0.3 or matcher.ratio() < 0.3:
        return ()
    return shortened(parts(matcher, old, new))


def parts(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> list[Part]:
    found = []
    for tag, start, end, from_, to in matcher.get_opcodes():
        if tag == "equal":
            found.append(Part("same", "".join(old[start:end])))
            continue
        found += [Part("gone", "".join(old[start:end]))] if end > start else []
        found += [Part("new", "".join(new[from_:to]))] if to > from_ else []
    return found


def shortened(found: list[Part]) -> tuple[Part, ...]:
    last = len(found) - 1
    return tuple(
        Part("same", cut(part.text, first=rank == 0, last=rank == last)) if part.kind == "same" else part
        for rank, part in enumerate(found)
    )


def cut(text: str, *, first: bool, last: bool) -> str:
    """The words next to a change; at the ends of the text, there is a change on one side only."""
    words = TOKENS.findall(text)
    head, tail = 0 if first else AROUND, 0 if last else AROUND
    if len(words) <= head + tail + 4:
        return text
    return "".join([*words[:head], f" {CUT} ", *words[len(words) - tail :]])


def brief(text: str, most: int = 300) -> str:
    """The beginning of a text; all of it where it is short."""
    return text if len(text) <= most else f"{text[:most].rstrip()} {CUT}"
