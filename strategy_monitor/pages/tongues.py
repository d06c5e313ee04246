"""Pieces of a page in their language, so that a voice says them in it (WCAG 2.2, 3.1.2)."""

from __future__ import annotations

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString


def say_in(language: str, piece: str) -> SafeString:
    """The piece, escaped unless it is markup, in an element of its language; as it is in that of the page, which is
    empty here (see `language.foreign.split_languages`)."""
    return format_html('<span lang="{}">{}</span>', language, piece) if language else conditional_escape(piece)
