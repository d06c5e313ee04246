"""The palette as Python reads it: the shades of `static/css/palette.css`, the only place for a colour.

What no style sheet follows (an SVG file, a PDF, a Word document, a workbook) takes the light ones: it is printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

SHEET = Path(__file__).parents[2] / "static" / "css" / "palette.css"


@dataclass(frozen=True)
class Palette:
    """The colours of a theme, each as #rrggbb."""

    paper: str
    wash: str
    """A surface that stands apart from the paper."""
    ink: str
    soft: str
    """Of secondary words, and of what a value is compared with."""
    rule: str
    """Of thin lines that only guide the eye."""
    edge: str
    """Of what must be seen though it is empty: a field, a frame."""
    doubt: str
    error: str
    blue: str
    brick: str
    green: str
    violet: str
    ochre: str

    @property
    def hues(self) -> dict[str, str]:
        """The colours of the axes, by the `hue` that the document gives each."""
        return {name: getattr(self, name) for name in ("blue", "brick", "green", "violet", "ochre")}

    @property
    def link(self) -> str:
        return self.blue


def read_palette(theme: str, sheet: str) -> Palette:
    """A colour that the style sheet lacks is a KeyError."""
    found = dict(re.findall(rf"--{theme}-(\w+): (#[0-9a-f]{{6}});", sheet))
    return Palette(**{name: found[name] for name in Palette.__dataclass_fields__})


def read_shares(sheet: str) -> tuple[tuple[float, ...], float]:
    """How much of the colour of its axis each part of a whole keeps; and of the soft one, what is left of the whole."""
    found = {name: int(percent) / 100 for name, percent in re.findall(r"--share-(\w+): (\d+)%;", sheet)}
    rest = found.pop("rest")
    return tuple(found[rank] for rank in sorted(found)), rest


_sheet = SHEET.read_text(encoding="utf-8")
LIGHT, DARK = read_palette("light", _sheet), read_palette("dark", _sheet)
PART_SHARES, REST_SHARE = read_shares(_sheet)


def mix(colour: str, share: float, paper: str = LIGHT.paper) -> str:
    """`share` of a colour, the rest being paper, as CSS color-mix does in sRGB."""
    pairs = [(int(colour[i : i + 2], 16), int(paper[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(ink * share + paper * (1 - share)):02x}" for ink, paper in pairs)
