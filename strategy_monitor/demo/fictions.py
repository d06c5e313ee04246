"""What the made-up edition of the demonstration says: every value here is invented, on purpose and in the open."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

MARK: Final = "édition fictive"
"""Stands in the title, and where the printed string and the source of an invented value would."""

VALUES: Final = {
    ("1.4-O1", "banques"): Decimal(488),
    ("2.1-O2", "heures"): Decimal(3812),
    ("2.1-O2", "participants"): Decimal(5940),
    ("2.2-O2", "ecoles-secondaire"): Decimal(341),
    ("3.4-O1", "ecoles-accompagnees"): Decimal(1102),
    ("4.1-O1", "ressources"): Decimal(7640),
    ("4.1-O1", "part-ordinaire"): Decimal("94.2"),
    ("4.1-O2", "visiteurs"): Decimal(36902),
    ("4.2-O1", "environnements"): Decimal(742),
    ("4.2-O1", "utilisateurs"): Decimal(401220),
    ("5.3-O1", "espace-personnel"): Decimal(151300),
}
"""(indicator, series) → its value one year before the latest one."""

DROPPED: Final = {
    ("2-I4", "programme-de-collaboration"),
    ("2-I5", "temps-libere"),
    ("2.2-O2", "taux-fondamental"),
    ("2.2-O2", "taux-secondaire"),
    ("3.2-3-O3", "pc-directions-renouveles"),
}
"""Series whose latest value was not known yet."""

CORRECTED: Final = {("2.2-O2", "taux-secondaire"): Decimal(66)}
"""Series whose last value that is left was another one, and was corrected since."""

LEVELS: Final = {
    "1.2-O1": (0, "Les travaux n’ont pas commencé."),
    "2.1-O1": (3, "La formation est en cours de révision"),
}
"""Indicator → its level, and its state in words."""

RENAMED: Final[dict[str, dict[str, Any]]] = {
    "4.1-O2": {"title": "Nombre de visiteurs d’e-classe [phase I]", "short_title": "Visiteurs d’e-classe"},
}
OTHERWISE: Final[dict[str, dict[str, Any]]] = {
    "2-I3": {"definition": "Le sentiment de compétence est déclaré par les enseignants.", "frequency": "unknown"},
    "3.2-3-O3": {"source": "AGE (DGPE)", "providers": ("AGE", "DGPE")},
    "4.1-O1": {"planned_source": "SGNE, tableau de bord d’e-classe"},
}
"""Indicator → its fields that were otherwise: definition, frequency, sources."""

ARRIVED: Final = {"4.1-O3", "2.1-M8"}
"""Indicators and measures that came since."""

WITHDRAWN: Final = ("5.3-O9", "Ateliers sur les espaces numériques (indicateur fictif)", Decimal(17))
WITHDRAWN_MEASURE: Final = ("5.3", "5.3-M9", "Des ateliers présentent les espaces numériques (mesure fictive).")
"""An indicator and a measure that were given up since, with the action that they stood in."""

REWORDED: Final = {
    "1.1-M1": ("que le Parlement a adopté", "que le Parlement examine"),
    "3.2-3-M2": ("Toutes les directions d’écoles ont reçu", "La plupart des directions d’écoles ont reçu"),
    "4.2-M4": ("Elle fait partie d’e-classe depuis le 18 octobre 2023.", "Elle rejoindra e-classe."),
}
"""Measure → words of it, and what stood there. Its first reference and its first note came since, too."""
