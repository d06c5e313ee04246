"""What a spreadsheet shows of a number, from its number format: « 12 k » for 12 000, « 61,5 % » for 0.615, or nothing.

Only what people use is understood: digits, thousands, decimals, percents, text around them, a section per sign. For any
other format, what stands on the screen is not known here, and `look` says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from strategy_monitor.language import french

TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<padding>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|Standard)|(?P<digits>[0#?]+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|colou?r ?[0-9]{1,2}", re.IGNORECASE)
CURRENCY = re.compile(r"\$(?P<symbol>[^-]*)(?:-[0-9A-F]+)?", re.IGNORECASE)
MINUS = "-\u2212\u2010\u2011\u2012\u2013"
SEPARATOR = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|;', re.DOTALL)


class NotUnderstood(Exception):
    """A format that says more than is read here: an exponent, a fraction, a condition."""


@dataclass(frozen=True)
class Section:
    """One part of a format, for the numbers of one sign."""

    digits: str
    """Its placeholders, points and commas in order: « #,##0.0 »; « General » where it says no more."""
    before: str
    after: str
    """What is written around the digits, as it stands."""
    percent: bool

    @property
    def decimals(self) -> int:
        return len(re.sub(r"[^0#?]", "", self.digits.partition(".")[2]))

    @property
    def thousandths(self) -> int:
        """How many times the number is divided by a thousand: « 0, » shows 12 for 12 000."""
        whole, _point, part = self.digits.partition(".")
        return sum(len(one) - len(one.rstrip(",")) for one in (whole, part))


@dataclass(frozen=True)
class CellLook:
    shown: str
    """What stands on the screen, as far as this can be told: « −12,5 k »."""
    value: Decimal | None
    """The number that a person reads, in hundredths where it is a percentage; None where none is shown."""
    text: str
    """What is written beside it: « k », « heures », « € »."""
    percent: bool


def look(value: Decimal, form: str) -> CellLook:
    """What a cell of this finite value and this format shows. Raises NotUnderstood."""
    sections = sections_of(form or "General")
    rank = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0
    section = sections[rank]
    signed = value < 0 and rank == 0
    text, minus = sign_of(section, signed)
    if not section.digits:
        return CellLook(f"{section.before}{section.after}".strip(), None, text, section.percent)
    read = rounded(abs(value), section)
    if not read and "0" not in section.digits and section.digits != "General":
        return CellLook(text, None, text, section.percent)
    read = -read if minus else read
    figure = f"{french.write_number(read)}\u202f%" if section.percent else french.write_number(read)
    before, after = texts_beside(section)
    return CellLook(" ".join(part for part in (before, figure, after) if part), read, text, section.percent)


def rounded(value: Decimal, section: Section) -> Decimal:
    if section.digits == "General":
        return value * 100 if section.percent else value
    with localcontext() as exact:
        exact.prec = 400
        scaled = value.scaleb(2 * section.percent - 3 * section.thousandths)
        return scaled.quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP)


def sign_of(section: Section, signed: bool) -> tuple[str, bool]:
    """What is written beside the digits without what says the sign, and whether a minus is read."""
    minus = any(char in MINUS for char in section.before) or is_bracketed(section)
    if signed and minus:
        raise NotUnderstood
    return " ".join(" ".join(texts_beside(section)).split()), minus or signed


def texts_beside(section: Section) -> tuple[str, str]:
    before, after = section.before, section.after
    if is_bracketed(section):
        before, after = before.replace("(", "", 1), after.replace(")", "", 1)
    return re.sub(rf"[{MINUS}+]", "", before).strip(), after.strip()


def is_bracketed(section: Section) -> bool:
    """« (12) » is how accounts write −12."""
    return "(" in section.before and ")" in section.after


@lru_cache(maxsize=512)
def sections_of(form: str) -> tuple[Section, ...]:
    """The sections of a format, at most four; the fourth is for texts. Raises NotUnderstood."""
    parts, start = [], 0
    for found in SEPARATOR.finditer(form):
        if found[0] == ";":
            parts.append(form[start : found.start()])
            start = found.end()
    parts.append(form[start:])
    return tuple(section_of(part) for part in parts[:3])


def section_of(part: str) -> Section:
    digits, percent, pending = "", 0, ""
    texts = ["", ""]
    for token in TOKEN.finditer(part):
        said = literal(token)
        if token["general"] or token["digits"] or (token["other"] and token["other"] in ".,"):
            if pending.strip(" \u00a0\u202f"):
                raise NotUnderstood  # text between digits: a telephone number, a code
            pending, digits = "", digits + ("General" if token["general"] else token[0])
        elif token["other"] == "%":
            percent += 1
        elif token["other"] == "@":
            digits += "General"
        elif digits:
            pending += said
        else:
            texts[0] += said
    texts[1] = pending
    if percent > 1 or ("General" in digits and digits != "General"):
        raise NotUnderstood
    return Section(digits if re.search(r"[0#?G]", digits) else "", texts[0], texts[1], bool(percent))


def literal(token: re.Match[str]) -> str:
    """What this piece of a format writes as it stands. Raises NotUnderstood for what works something out."""
    if token["bracket"] is not None:
        currency = CURRENCY.fullmatch(token["bracket"])
        if currency is None and not COLOUR.fullmatch(token["bracket"]):
            raise NotUnderstood
        return currency["symbol"] if currency else ""
    if token["padding"] or token["fill"]:
        return " " if token["padding"] else ""
    if token["other"] and (token["other"] in "/" or (token["other"].isalpha() and token["other"].isascii())):
        raise NotUnderstood  # a fraction, an exponent, a date
    return token["quoted"] or token["escaped"] or token["other"] or ""
