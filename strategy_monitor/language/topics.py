"""What a change is about, for a reader: figures, texts, sources, method. Each with its title, and how it counts."""

from __future__ import annotations

from typing import Final, Literal

Topic = Literal[
    "indicators",
    "figures",
    "levels",
    "states",
    "measures",
    "wording",
    "sources",
    "method",
    "references",
    "notes",
    "layout",
]

TITLES: Final[dict[Topic, str]] = {
    "indicators": "Indicateurs ajoutés, retirés, renommés",
    "figures": "Chiffres",
    "levels": "Niveaux d’avancement",
    "states": "États",
    "measures": "Mesures et actions",
    "wording": "Libellés et textes",
    "sources": "Sources",
    "method": "Méthode",
    "references": "Références",
    "notes": "Notes",
    "layout": "Place, présentation, validation",
}
"""In the order in which they are told."""

COUNTED: Final[dict[Topic, tuple[str, str]]] = {
    "indicators": ("ajout, retrait ou nouveau nom d’indicateur", "ajouts, retraits ou nouveaux noms d’indicateurs"),
    "figures": ("chiffre", "chiffres"),
    "levels": ("niveau", "niveaux"),
    "states": ("état", "états"),
    "measures": ("mesure ou action", "mesures ou actions"),
    "wording": ("texte", "textes"),
    "sources": ("source", "sources"),
    "method": ("point de méthode", "points de méthode"),
    "references": ("référence", "références"),
    "notes": ("note", "notes"),
    "layout": ("détail de présentation ou de validation", "détails de présentation ou de validation"),
}
"""One, several: of what changed. Of one indicator, the title and the short title are two new names."""
