"""The columns that are there for who reads a row: whether they say what its code and its key name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from indicators.exchange import cells
from indicators.exchange.cells import Raw
from indicators.exchange.columns import provider_acronyms
from indicators.exchange.stored import dashed
from indicators.models import Series
from strategy_monitor.language.codes import WorkStatus

QUOTES = re.compile('[«»“”„‟"]')
LISTED = re.compile(r"[,;/\n]| et ")


Shown = Mapping[str, tuple[str, ...]]
"""Column that is only there for the reader → what it may say of a series, the usual wording first."""


def contradictions(found: Mapping[str, Raw], series: Series, shown: Shown) -> Iterator[tuple[str, str]]:
    """Each column that says something else than what the code names, with a sentence. `shown`: of this series.

    Where only some columns of a sheet were sorted, the code of one row stands beside the words of another.
    """
    for name, expected in shown.items():
        raw = found.get(name)
        if cells.is_blank(raw):
            continue
        try:
            said = cells.text(raw)
        except ValidationError as error:
            yield name, error.messages[0]
            continue
        if said not in expected and not any(same(name, said, one) for one in expected):
            yield name, mismatch(name, said, expected[0], series)


def shown_for(series: Series) -> Shown:
    indicator = series.indicator
    every, current = provider_acronyms(indicator), [one.acronym for one in indicator.providers.all()]
    return {
        "indicator": (indicator.short_title, indicator.title),
        "series": (series.label,),
        "unit": (series.unit, series.unit_singular),
        "providers": (", ".join(every), ", ".join(current)),
        "status": tuple(WorkStatus.words().values()),
    }


def same(name: str, said: str, expected: str) -> bool:
    """Neither case, accents, spaces, dashes nor quotation marks make a difference, nor the order of providers."""
    if name == "providers":
        return {wording(one) for one in LISTED.split(said)} == {wording(one) for one in LISTED.split(expected)}
    return wording(said) == wording(expected)


def wording(text: str) -> str:
    return "".join(QUOTES.sub('"', dashed(text)).split())


def mismatch(name: str, said: str, expected: str, series: Series) -> str:
    if name == "status":
        return _("« %(said)s » n’est le statut d’aucune valeur : la ligne est peut-être décalée.") % {
            "said": cells.shortened(said)
        }
    if name == "unit":
        return _("L’unité de cette série est « %(unit)s », et le fichier en dit une autre.") % {
            "unit": series.unit or _("aucune")
        }
    return _(
        "Le code et la clé de cette ligne désignent %(code)s, « %(key)s », dont cette colonne dit « %(expected)s » ; "
        "elle dit ici « %(said)s ». La ligne est peut-être décalée par un tri."
    ) % {
        "code": series.indicator.code,
        "key": series.key,
        "expected": cells.shortened(expected) or "–",
        "said": cells.shortened(said),
    }
