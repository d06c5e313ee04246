"""SVG → PNG, for what cannot show an SVG: social networks, older word processors.

Drawn with the fonts of the product only, never with those of the machine: the same drawing is the same bytes
everywhere.
"""

from __future__ import annotations

from django.conf import settings

FONTS = settings.BASE_DIR / "static" / "vendor" / "fonts"
SANS = "Source Sans 3"


class CannotRasterise(Exception):
    """No PNG can be made: the drawing cannot be read, or this machine lacks the rasteriser."""


def png(svg: str, scale: float = 2) -> bytes:
    """The drawing as PNG, `scale` pixels for one of the SVG; CannotRasterise where that cannot be done."""
    try:
        import resvg_py  # noqa: PLC0415 - a compiled wheel, which a platform may lack: all the rest then still works
    except ImportError as missing:
        raise CannotRasterise("resvg_py ne peut pas être chargé") from missing
    try:
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=scale,
            skip_system_fonts=True,
            font_files=[str(path) for path in sorted(FONTS.rglob("*.ttf"))],
            font_family=SANS,
            sans_serif_family=SANS,
            serif_family=SANS,  # what comes last where a drawing names only fonts that are not here
            languages=["fr"],
        )
    except ValueError as unreadable:
        raise CannotRasterise(str(unreadable)) from unreadable
