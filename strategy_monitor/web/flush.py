"""Templates as they are sent: laid out for who edits them, without the spaces that only show how deep a tag stands."""

from __future__ import annotations

import re
from typing import Final

from django.template import Origin
from django.template.loaders import filesystem

INDENT: Final = re.compile(r"\n[ \t]+")
"""An eighth of a page, and of what is kept of it. The end of the line stays: between words, it is a space."""
KEPT: Final = re.compile(r"<(?:pre|textarea)\b|{% (?:blocktranslate|blocktrans)\b(?!.* trimmed)")
"""Where spaces count: such a template is sent as it stands."""


def flush(text: str) -> str:
    return text if KEPT.search(text) else INDENT.sub("\n", text)


class Flush(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        text = super().get_contents(origin)
        return flush(text) if origin.name.endswith(".html") else text
