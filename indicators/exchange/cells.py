"""One cell as it stands in a file → a value, or the French sentence that says why not."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import MAX_PREC, Context, Decimal
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from indicators.decimals import clean_number
from indicators.exchange.limits import LONGEST_CELL
from strategy_monitor.language import french
from strategy_monitor.language.folding import fold
from strategy_monitor.language.typed import SPACES, type_number

ERASE = "(vide)"
"""What erases a value on purpose: an empty cell never does."""

THOUSANDS, DECIMALS = "milliers", "decimales"
"""The two readings of « 4.944 »."""
STORED, SHOWN = "contient", "montre"
"""The two readings of a cell that holds 61.54 and shows 61,5."""
PERCENT, FRACTION = "pourcent", "fraction"
"""The two readings of « 0,12 » in a series in %: 0,12 % or 12 %."""

FOLDED_MONTHS = [fold(month) for month in french.MONTHS]
NUMERIC_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]00:00(?::00)?)?")
WRITTEN_DAY = re.compile(r"([0-9]{1,2})(?:er)?[ -]([a-z]{3,})\.?[ -]([0-9]{4})")
ONE_READING = re.compile(r"[-−]?[0-9]{1,3}(?:(?:\.[0-9]{3}){2,}|\.[0-9]{3}(?=,))(?:\.[0-9]{3})*(?:,[0-9]+)?")
"""« 1.135.088 », « 4.944,5 »: here the points can only separate thousands."""
CARRIAGE_RETURN = re.compile(r"(?:\r|_x000D_)\n?")
"""The second is how a workbook writes the first."""
SERIAL, FIRST_DAY = re.compile("[2-6][0-9]{4}"), dt.date(1899, 12, 30)
"""How spreadsheets keep days of 1954 to 2091, and the day that they count from."""
MOST_DIGITS = 20
"""Before or after the comma, what no figure has: the context of decimals keeps 28."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Odd:
    """A cell that holds no value: a formula, an error of the spreadsheet, a time. Why, in French."""

    why: str


@dataclass(frozen=True)
class Percent:
    """A number that the spreadsheet shows as a percentage: 61,5 for a stored 0.615."""

    hundredths: Decimal


@dataclass(frozen=True)
class Dressed:
    """A number whose format shows something else, or more: 12 000 shown « 12 k », 61.54 shown « 61,5 »."""

    stored: Decimal
    """In hundredths where the format is a percentage."""
    percent: bool
    shown: str
    value: Decimal | None
    """The number that is shown, if one is."""
    text: str
    """What is written beside it."""


Raw = str | Decimal | dt.date | Odd | Percent | Dressed | None
"""A cell as it was read, before anything is known of its column."""


def normal(text: str) -> str:
    """The same text without what nobody sees: outer spaces, control characters, the ways to write a line end."""
    text = CARRIAGE_RETURN.sub("\n", text)
    return CONTROL.sub("", unicodedata.normalize("NFC", text)).strip()


@lru_cache(maxsize=1024)
def alike(text: str) -> str:
    """What two texts have in common that a reader takes for one: no accents, no case, single spaces."""
    return " ".join(fold(text).split())


def hidden_character(text: str) -> str:
    """The first character that nobody sees: a control, a mark of direction, a space without width; « » if none.

    Line ends and tabs are none: they show.
    """
    found = (char for char in CARRIAGE_RETURN.sub("\n", text) if unicodedata.category(char) in {"Cc", "Cf"})
    return next((char for char in found if char not in "\t\n"), "")


def refuse_hidden(text: str) -> None:
    """Raises ValidationError where a text holds what nobody sees: « 1\u200b2 » is read 12 by nobody but a program."""
    if char := hidden_character(text):
        before = normal(text.partition(char)[0])[-20:]
        where = _("après « %(before)s »") % {"before": before} if before else _("au début")
        raise ValidationError(
            _("La cellule contient un caractère invisible (U+%(code)s), %(where)s : la retaper.")
            % {"code": f"{ord(char):04X}", "where": where}
        )


def refuse_foreign_digits(text: str) -> None:
    """Raises ValidationError for digits that are not 0 to 9, which look like them and name something else."""
    foreign = next((char for char in text if not char.isascii() and unicodedata.digit(char, None) is not None), "")
    if foreign:
        raise ValidationError(_("« %(char)s » n’est pas un chiffre de 0 à 9 : retaper la cellule.") % {"char": foreign})


def foreign_letter(text: str) -> str:
    """The first letter of another alphabet, which looks like one of ours (a Cyrillic O); « » if none."""
    return next((char for char in text if unicodedata.name(char, "").startswith(("CYRILLIC", "GREEK"))), "")


def explain_foreign_letter(char: str) -> str:
    return _("« %(char)s » y est une lettre d’un autre alphabet, qui ressemble à l’une des nôtres : la retaper.") % {
        "char": char
    }


def is_blank(raw: Raw) -> bool:
    return raw is None or (isinstance(raw, str) and not normal(raw))


def erases(raw: Raw) -> bool:
    return isinstance(raw, str) and len(raw) < 20 and alike(normal(raw)) == ERASE


def shortened(text: str) -> str:
    """The beginning of what was typed, to be quoted."""
    return text if len(text) <= 40 else f"{text[:40]}…"


def text(raw: Raw) -> str:
    """What a reader sees in the cell."""
    if isinstance(raw, Odd):
        raise ValidationError(raw.why)
    if isinstance(raw, Dressed):
        raise ValidationError(describe_mismatch(raw))
    if isinstance(raw, Percent):
        return f"{type_number(without_trailing_zeros(raw.hundredths))}\u202f%"
    if isinstance(raw, Decimal):
        return type_number(without_trailing_zeros(raw))
    if isinstance(raw, dt.date):
        return f"{raw:%d/%m/%Y}"
    if raw and len(raw) > LONGEST_CELL:
        raise ValidationError(
            _("Ce texte est trop long : %(most)s caractères au plus.")
            % {"most": french.write_number(Decimal(LONGEST_CELL))}
        )
    refuse_hidden(raw or "")
    return normal(raw or "")


def number(raw: Raw, unit: str = "", reading: str = "", singular: str = "") -> Decimal:
    """Raises ValidationError; its code is « ambiguous » or « rounded » where a `reading` would settle it."""
    if isinstance(raw, Dressed):
        return number(undress_number(raw, unit, reading, singular), unit)
    if isinstance(raw, Percent):
        if unit != "%":
            raise ValidationError(_("Cette cellule est un pourcentage, et la série ne se compte pas en %."))
        return without_trailing_zeros(raw.hundredths)
    if isinstance(raw, dt.date):
        raise ValidationError(
            _(
                "Le tableur a pris ce nombre pour une date (%(date)s). Mettre la cellule au format nombre, "
                "et le retaper."
            )
            % {"date": french.type_date(raw)}
        )
    return without_trailing_zeros(raw if isinstance(raw, Decimal) else typed_number(text(raw), unit, reading))


def undress_number(raw: Dressed, unit: str, reading: str, singular: str) -> Decimal | Percent:
    """The number of a cell that shows nothing but it and its unit; where it shows fewer decimals, as `reading` says."""
    names = {"", alike(unit), alike(singular), "eur" if unit == "€" else ""}
    if alike(raw.text) not in names or raw.value is None:
        raise ValidationError(describe_mismatch(raw))
    found = raw.stored
    if raw.value != raw.stored:
        if abs(raw.value - raw.stored) > Decimal("0.5") or (raw.value < 0) != (raw.stored < 0):
            raise ValidationError(describe_mismatch(raw))
        if reading not in {STORED, SHOWN}:
            raise ValidationError(describe_mismatch(raw), code="rounded")
        found = raw.stored if reading == STORED else raw.value
    return Percent(found) if raw.percent else found


def describe_mismatch(raw: Dressed) -> str:
    stored = f"{french.write_number(raw.stored)}\u202f%" if raw.percent else french.write_number(raw.stored)
    return _(
        "Le tableur montre « %(shown)s », et la cellule contient « %(stored)s ». La mettre au format nombre, et y "
        "écrire le nombre complet."
    ) % {"shown": shortened(raw.shown) or _("rien"), "stored": shortened(stored)}


def says_percent(raw: Raw) -> bool:
    """Whether the cell shows that it is counted in %."""
    if isinstance(raw, Dressed):
        return raw.percent or "%" in raw.text
    return isinstance(raw, Percent) or (isinstance(raw, str) and normal(raw).endswith("%"))


def typed_number(typed: str, unit: str, reading: str) -> Decimal:
    if len(typed) > 40:
        raise ValidationError(_("« %(text)s » n’est pas un nombre.") % {"text": shortened(typed)})
    if unit == "%":
        typed = typed.removesuffix("%").rstrip(SPACES)
    if ONE_READING.fullmatch(typed):
        typed = typed.replace(".", "")
    try:
        return clean_number(typed)
    except ValidationError as error:
        if error.code != "ambiguous" or reading not in {THOUSANDS, DECIMALS}:
            raise
        return clean_number(typed.replace(".", "" if reading == THOUSANDS else ","))


def without_trailing_zeros(value: Decimal) -> Decimal:
    """Without the zeros at the end, which a limit on decimals would count, and without the sign of a zero."""
    if not value.is_finite() or value.adjusted() > MOST_DIGITS:
        raise ValidationError(_("Ce nombre est trop grand."))
    if not value:
        return Decimal(0)
    if value.adjusted() < -MOST_DIGITS:
        raise ValidationError(_("Ce nombre est trop proche de zéro."))
    short = value.normalize(Context(prec=MAX_PREC))
    return Decimal(int(short)) if short == short.to_integral_value() else short


def level(raw: Raw) -> int:
    value = number(raw)
    if value != value.to_integral_value() or not 0 <= value <= 5:
        raise ValidationError(_("Un niveau est un nombre entier, de 0 à 5."))
    return int(value)


def read_day(raw: Raw) -> dt.date:
    """Of a date cell, of « 05/03/2025 », « 2025-03-05 » or « 5 mars 2025 »."""
    found = raw if isinstance(raw, dt.date) else typed_day(text(raw))
    if found is None:
        said = text(raw)
        raise ValidationError(
            explain_serial(said)
            or _("« %(text)s » n’est pas une date. Écrire le jour, le mois et l’année : « 05/03/2025 ».")
            % {"text": shortened(said)}
        )
    if not 1900 <= found.year <= 2100:
        raise ValidationError(_("L’année %(year)d ne peut pas être juste.") % {"year": found.year})
    return found


def explain_serial(typed: str) -> str:
    """What a number is that a spreadsheet keeps for a day, « 45720 », in French; empty where it can be none."""
    if not SERIAL.fullmatch(typed):
        return ""
    day = french.type_date(FIRST_DAY + dt.timedelta(days=int(typed)))
    return _(
        "« %(number)s » est sans doute le %(day)s, que le tableur garde comme un nombre : mettre la cellule au "
        "format date, ou écrire ce jour."
    ) % {"number": typed, "day": day}


def month_first(raw: Raw) -> bool:
    """« 12/31/2025 », which an English program writes."""
    match = NUMERIC_DAY.fullmatch(raw.strip()) if isinstance(raw, str) and len(raw) < 40 else None
    return match is not None and int(match[1]) <= 12 < int(match[2]) <= 31


def typed_day(typed: str) -> dt.date | None:
    """The day that a text names, if it is one that exists."""
    if len(typed) > 40:
        return None
    if match := NUMERIC_DAY.fullmatch(typed):
        parts = (match[3], match[2], match[1])
    elif match := ISO_DAY.fullmatch(typed):
        parts = (match[1], match[2], match[3])
    elif (match := WRITTEN_DAY.fullmatch(alike(typed))) and (month := number_of_month(match[2])):
        parts = (match[3], str(month), match[1])
    else:
        return None
    try:
        return dt.date(*(int(part) for part in parts))
    except ValueError:
        return None


def number_of_month(word: str) -> int | None:
    """Of a month, or of what it begins with (« juil ») and no other does; folded, three letters at least."""
    found = [number for number, month in enumerate(FOLDED_MONTHS, 1) if month.startswith(word)]
    return found[0] if len(found) == 1 else None


def choice(raw: Raw, choices: Iterable[tuple[str, Any]], former: Iterable[tuple[str, str]] = ()) -> str:
    """The code of a choice, from its French label, one that it had before, or from the code itself."""
    typed, known = text(raw), [(code, str(label)) for code, label in choices]
    for code, label in [*known, *former]:
        if len(typed) < 100 and alike(typed) in {alike(code), alike(label)}:
            return code
    raise ValidationError(
        _("« %(text)s » n’est pas un choix de cette colonne. Les choix : %(choices)s.")
        % {"text": shortened(typed), "choices": ", ".join(f"«\u202f{label}\u202f»" for code, label in known)}
    )
