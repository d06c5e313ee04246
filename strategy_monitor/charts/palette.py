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
    plum: str
    deep: float
    """How much of the colour of its axis a deep part of a whole keeps, the rest being ink."""
    light: float
    """How much a light one keeps, the rest being paper; and, of the soft colour, what is computed."""

    @property
    def hues(self) -> dict[str, str]:
        """The colours of the axes, by the `hue` that the document gives each."""
        return {name: getattr(self, name) for name in ("blue", "brick", "green", "violet", "ochre", "plum")}

    @property
    def link(self) -> str:
        return self.blue

    def tints(self, hue: str) -> dict[str, str]:
        """The colours of the parts of a whole. Two neighbours differ, and each from the paper, by a contrast of 3."""
        return {
            "deep": mix(hue, self.deep, self.ink),
            "light": mix(hue, self.light, self.paper),
            "rest": mix(self.soft, self.light, self.paper),
        }


def read_palette(theme: str, sheet: str) -> Palette:
    """A colour that the style sheet lacks is a KeyError."""
    colours = dict(re.findall(rf"--{theme}-(\w+): (#[0-9a-f]{{6}});", sheet))
    shares = {name: int(share) / 100 for name, share in re.findall(rf"--{theme}-(\w+): (\d+)%;", sheet)}
    found = colours | shares
    return Palette(**{name: found[name] for name in Palette.__dataclass_fields__})


_sheet = SHEET.read_text(encoding="utf-8")
LIGHT, DARK = read_palette("light", _sheet), read_palette("dark", _sheet)


def mix(colour: str, share: float, other: str) -> str:
    """`share` of a colour, the rest being another, as CSS color-mix does in sRGB."""
    pairs = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(one * share + two * (1 - share)):02x}" for one, two in pairs)
