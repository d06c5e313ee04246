"""What a bake costs most, made cheap: documents, workbooks and images are a word; `tests/exports` is about them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.conf import settings

from strategy_monitor.bake import compressing
from strategy_monitor.documents import compose
from strategy_monitor.documents.formats import FORMATS
from strategy_monitor.exports import raster
from strategy_monitor.exports.formats import PLACES
from strategy_monitor.pages import documents


@contextmanager
def light() -> Iterator[pytest.MonkeyPatch]:
    """While the block runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compressing, "QUALITY", 1)
        patch.setattr(settings, "DOCUMENTS_APART", False)  # another process would not know of these
        for name, form in list(FORMATS.items()):
            patch.setitem(FORMATS, name, replace(form, write=lambda paper: b"A document."))
        for composed in compose.__all__:
            patch.setattr(compose, composed, lambda *args: None)
        patch.setattr(documents, "attach_data", lambda paper, publication: paper)
        for place, (form, subject) in list(PLACES.items()):
            if form.code == "xlsx":
                patch.setitem(PLACES, place, (replace(form, write=lambda scope: b"A workbook."), subject))
        patch.setattr(raster, "png", lambda *args: b"An image.")
        yield patch
