"""The PNG of a drawing: its size, its ink, its bytes."""

from __future__ import annotations

import builtins
import struct
from typing import Any

import pytest

from strategy_monitor.exports import raster

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="30" font-family="{font}">{drawn}</svg>'
WORDS = '<text x="4" y="20">4\u202f944 « é » −3 €</text>'


def drawn(body: str, font: str = "system-ui, sans-serif") -> str:
    return SVG.format(font=font, drawn=body)


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize(("scale", "wanted"), [(1, (120, 30)), (2, (240, 60)), (3, (360, 90))])
def test_each_pixel_of_the_drawing_is_as_many_as_asked(scale, wanted):
    assert size(raster.png(drawn(WORDS), scale)) == wanted


def test_the_same_drawing_is_the_same_bytes():
    assert raster.png(drawn(WORDS)) == raster.png(drawn(WORDS))


def test_words_are_drawn_with_the_fonts_of_the_product_whatever_the_file_asks_for():
    asked = raster.png(drawn(WORDS, font=raster.SANS))
    assert asked != raster.png(drawn(""))
    assert raster.png(drawn(WORDS, font="DejaVu Sans, sans-serif")) == asked
    assert raster.png(drawn(WORDS, font="Liberation Sans")) == asked


@pytest.mark.parametrize("svg", ["", "not a drawing", "<svg", '<svg xmlns="http://www.w3.org/2000/svg" width="0"/>'])
def test_what_is_no_drawing_is_refused_in_one_way(svg):
    with pytest.raises(raster.CannotRasterise):
        raster.png(svg)


def test_a_machine_without_the_rasteriser_says_so(monkeypatch: pytest.MonkeyPatch):
    real = builtins.__import__

    def missing(name: str, *rest: Any) -> Any:
        if name == "resvg_py":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(raster.CannotRasterise, match="resvg_py"):
        raster.png(drawn(WORDS))
