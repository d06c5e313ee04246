"""What the second sheet of a workbook says: the rules, the columns, and what may stand in each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from django.utils.translation import gettext as _

from indicators.exchange.cells import ERASE
from indicators.exchange.columns import COLUMNS, Column
from indicators.exchange.sheets import letter
from indicators.exchange.workbooks import NOTICE

CHOICES = [column for column in COLUMNS if column.kind == "choice"]
Rows = list[tuple[list[str], bool]]
"""Texts of each row, and whether they are headings."""


def letters() -> dict[str, str]:
    """Column name → its letter in a file written here."""
    return {column.name: letter(index) for index, column in enumerate(COLUMNS)}


def rules() -> list[str]:
    return [
        _("Une ligne par valeur. Le code de l’indicateur, la clé de la série et la période la désignent."),
        _("Une cellule vide n’efface rien, et une colonne absente non plus : ce qui est enregistré reste."),
        _("Pour effacer un champ facultatif, écrire « %(erase)s » dans sa cellule.") % {"erase": ERASE},
        _("Une ligne dont la période est nouvelle ajoute une valeur ; aucune ligne n’en supprime."),
        _("Une ligne sans rien d’autre que ce qui la désigne est passée."),
        _("Les nombres : « 61,5 », « 4 944 ». « 4.944 » se lit de deux façons : l’import demande laquelle."),
        _("Pas de formule : des valeurs."),
        _("Une valeur modifiée redevient un brouillon, à soumettre et à valider."),
    ]


def not_a_choice() -> str:
    return _("Choisir dans la liste ; la feuille Notice explique chaque choix.")


def notice_rows() -> Iterator[tuple[list[str], bool]]:
    yield from beginning()
    yield [column.heading for column in CHOICES], True
    for values in zip_longest(*(labels(column) for column in CHOICES), fillvalue=""):
        yield list(values), False


def beginning() -> Rows:
    """All that stands above the values allowed."""
    found: Rows = [([_("Comment remplir ce fichier")], True)]
    found += [([rule], False) for rule in rules()]
    found += [([], False), ([_("Colonne"), _("Lue à l’import"), _("Ce qu’elle contient")], True)]
    found += [([column.heading, str(column.use_label), str(column.help)], False) for column in COLUMNS]
    found += [([], False), ([_("Valeurs permises")], True)]
    return found


def labels(column: Column) -> list[str]:
    return [str(label) for code, label in column.choices]


def places() -> dict[Column, str]:
    """Where on this sheet the values allowed in each column of choices stand."""
    first = len(beginning()) + 2
    return {
        column: f"{NOTICE}!${letter(index)}${first}:${letter(index)}${first + len(labels(column)) - 1}"
        for index, column in enumerate(CHOICES)
    }
