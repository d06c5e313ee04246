"""What stands in an address of the pages: importing this module lets a `path` name them."""

from __future__ import annotations

from django.urls import register_converter


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


register_converter(CodeConverter, "code")
register_converter(AxisConverter, "axis")
