"""How a text begins that a spreadsheet would work out, as parts of regular expressions."""

from __future__ import annotations

from typing import Final

SKIPPED: Final = r"[^\S\t\r\n]|[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff]"
"""What it may skip before it looks: spaces, controls, marks without width."""
SIGN: Final = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
"""The first sign of a formula, full-width or not."""
