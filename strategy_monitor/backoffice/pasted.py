"""Texts as they come from Word, PowerPoint or a PDF: with line ends that are none, and characters that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms

LINE_ENDS = re.compile("\r\n|[\r\v\f\x1e\x85\u2028\u2029]")
"""What breaks a line somewhere: PowerPoint writes « \\v » where one presses Shift and Enter."""
UNSEEN = re.compile("[\x01-\x08\x0e-\x1d\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Controls, places where a word may be cut, marks of direction. Not the character null, which a form refuses."""


def clean_pasted(text: str, *, lines: bool) -> str:
    """The text as a reader sees it, letters and their accents in one character; on one line, unless it may have several
    `lines`."""
    text = unicodedata.normalize("NFC", LINE_ENDS.sub("\n", text))
    return UNSEEN.sub("", text if lines else text.replace("\n", " "))


class PastedText(forms.CharField):
    """What was there before is left as it is, until somebody changes what is seen of it."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(self.clean_text(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.clean_text(initial), data)

    def clean_text(self, value: Any) -> Any:
        return clean_pasted(value, lines=isinstance(self.widget, forms.Textarea)) if isinstance(value, str) else value
