"""What stands in an address of the pages: importing this module lets a `path` name them."""

from __future__ import annotations

from typing import ClassVar

from django.urls import register_converter
from django.utils.text import slugify

from strategy_monitor.language.codes import NoteWord


class CodeConverter:
    """A permanent code: « 2.2-O2 »."""

    regex = r"[0-9A-Z][0-9A-Za-z.-]{0,19}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class AxisConverter(CodeConverter):
    regex = "[1-9]"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        return int(value)

    def to_url(self, value: int) -> str:  # type: ignore[override]
        return str(value)


class NoteWordConverter:
    """What readers call several notes: « questions-ouvertes »."""

    words: ClassVar = {slugify(word.plural): word for word in NoteWord}
    regex = "|".join(words)

    def to_python(self, value: str) -> NoteWord:
        return self.words[value]

    def to_url(self, value: NoteWord) -> str:
        return slugify(value.plural)


register_converter(NoteWordConverter, "note_word")
register_converter(CodeConverter, "code")
register_converter(AxisConverter, "axis")
