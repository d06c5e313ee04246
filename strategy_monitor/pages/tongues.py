"""Pieces of a page in their language, for a voice to say them in it (WCAG 2.2, 3.1.2); names that stay on one line."""

from __future__ import annotations

import re
from typing import Final

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

HYPHENATED: Final = re.compile(
    r"(?<![\w.-])(?:\d{4}-\d{4}|\d(?:\.\d)?(?:-\d)?-[A-Z]\d+(?:\.\d+)*|[A-Z]{2,4}-[A-Z]{1,2}|\w-\w{1,7})(?![\w-])"
)
"""Years, codes, and short names of two parts: « 2023-2024 », « 3.2-3-O1 », « FW-B », « e-classe »."""


def say_in(language: str, piece: str) -> SafeString:
    """The piece, escaped unless it is markup, in an element that says its language. In the language of the page, for
    which `language` is empty (see `language.foreign.split_languages`), it has no such element."""
    if language:
        return format_html('<span lang="{}">{}</span>', language, piece)
    return conditional_escape(piece) if isinstance(piece, SafeString) else hold_together(piece)


def hold_together(piece: str) -> SafeString:
    """The text, escaped, in which no line ends after the hyphen of years or of a short name, where browsers end it."""
    return SafeString(HYPHENATED.sub(r'<span class="held">\g<0></span>', conditional_escape(piece)))
