"""The bundle of the pages is the one that plotly.py carries, unchanged; and it asks nothing of anybody."""

from __future__ import annotations

import re

import pytest
from plotly.offline import get_plotlyjs_version

BUNDLE = "plotly-cartesian.min.js"
pytestmark = pytest.mark.once


@pytest.fixture
def folder(settings):
    return settings.BASE_DIR / "static/vendor/plotly"


def test_the_version_is_that_of_plotly_py(folder):
    version = (folder / "VERSION").read_text().strip()
    first_lines = (folder / BUNDLE).read_text(encoding="utf-8")[:200]
    assert version == get_plotlyjs_version()
    assert f"plotly.js (cartesian - minified) v{version}" in first_lines


def test_its_licence_stands_beside_it(folder):
    assert "MIT" in (folder / "LICENSE").read_text()


def test_its_style_sheet_fetches_nothing(folder):
    assert not re.search(r"url\(|@import", (folder / "plotly.css").read_text())
