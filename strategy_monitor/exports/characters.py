"""What a text may hold to be written in a format of lines, or of XML."""

from __future__ import annotations

import re

from strategy_monitor.language import french

UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, and the control characters that it advises against."""
BROKEN = re.compile(r"[ \t]*[\n\r\x85\u2028\u2029]\s*")
"""White space that breaks a line."""


def printable(text: str) -> str:
    """The same text without control characters, which no French text needs and XML refuses."""
    return UNPRINTABLE.sub("", text)


def one_line(text: str) -> str:
    """The same on one line: each run of white space that breaks a line becomes one space."""
    return BROKEN.sub(" ", printable(text)).replace("\t", " ").strip(" ")


def typeset_line(text: str) -> str:
    """A French text on one line, with the spaces of its typography."""
    return one_line(french.typeset(text))
