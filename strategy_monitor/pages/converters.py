"""What stands in an address of the pages: importing this module lets a `path` name them."""

from __future__ import annotations

from typing import ClassVar

from django.urls import register_converter
from django.utils.text import slugify

from strategy_monitor.language.codes import NoteWord


class CodeConverter:
    """A permanent code: « 2.2-O2 »; in small letters as well, as one may type it."""

    regex = r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}"

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


class ComparedAxisConverter:
    """The axis whose changes are told: « axe-2 »; None for what belongs to none, « hors-axe »."""

    outside: ClassVar = "hors-axe"
    regex = f"axe-{AxisConverter.regex}|{outside}"

    def to_python(self, value: str) -> int | None:
        return None if value == self.outside else int(value.removeprefix("axe-"))

    def to_url(self, value: int | None) -> str:
        return self.outside if value is None else f"axe-{value}"


class OtherPageConverter:
    """The number of a page that is not the first: that one has the address without it."""

    regex = "[2-9]|[1-9][0-9]{1,3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class VolumeConverter(OtherPageConverter):
    """The number of a volume of an axis."""

    regex = "[1-9][0-9]{0,3}"


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
register_converter(ComparedAxisConverter, "compared_axis")
register_converter(OtherPageConverter, "page")
register_converter(VolumeConverter, "volume")
