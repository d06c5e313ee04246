"""A long text, as a row keeps it: compressed. What is read of it is the text, and no more is known of how it is kept.

In the format of gzip, which any system reads: a document outlives the program that wrote it.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from typing import TYPE_CHECKING, Any

from django.db import models

LEVEL = 9
PIECE = 1 << 20
"""Bytes of a text that are in memory at once."""
UNREADABLE = ""
"""What is read where something else than a compressed text is kept: no hash of a document stands for it."""


def compress_document(text: str) -> bytes:
    """The same bytes for the same text: without the time."""
    return gzip.compress(text.encode(), LEVEL, mtime=0)


def expand(kept: bytes) -> str:
    try:
        return gzip.decompress(kept).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError):
        return UNREADABLE


def digest_kept(kept: bytes) -> str:
    """SHA-256 of the UTF-8 of a text that was compressed, as its bytes come: a long one is never whole in memory. Of
    nothing, where this is no compressed text."""
    found = hashlib.sha256()
    try:
        with gzip.open(io.BytesIO(kept)) as text:
            while piece := text.read(PIECE):
                found.update(piece)
    except (OSError, EOFError, zlib.error):
        return hashlib.sha256(UNREADABLE.encode()).hexdigest()
    return found.hexdigest()


class Packed(str):
    """A text that was compressed already: it is not compressed again where it is stored."""

    __slots__ = ("kept",)
    kept: bytes


def unpack_document(kept: bytes) -> Packed:
    """The text of what `compress_document` made."""
    text = Packed(expand(kept))
    text.kept = kept
    return text


if TYPE_CHECKING:
    TextField = models.Field[str, str]
else:  # it takes no types while it runs
    TextField = models.Field


class CompressedText(TextField):
    """Given and read as a text; the database keeps bytes, and can look for nothing in them."""

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, *_given: Any) -> str | None:
        if value is None:
            return None
        return UNREADABLE if isinstance(value, str) else expand(bytes(value))  # SQLite keeps a text in any column

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        found = super().get_db_prep_value(value, connection, prepared)
        if isinstance(found, Packed):
            return connection.Database.Binary(found.kept)
        return connection.Database.Binary(compress_document(found)) if isinstance(found, str) else found
