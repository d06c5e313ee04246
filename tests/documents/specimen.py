"""A small Paper that holds one of each kind of block."""

from __future__ import annotations

import datetime as dt

from strategy_monitor.documents.blocks import (
    Beside,
    Cell,
    Fact,
    Facts,
    Figure,
    Figures,
    Heading,
    Item,
    Items,
    Note,
    Paper,
    Paragraph,
    Picture,
    Run,
    Strip,
    Table,
    Text,
)
from strategy_monitor.report.levels import Reach

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="90"><rect width="40" height="20"/></svg>'
PUBLISHED = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)


def text(words: str) -> Text:
    return (Run(words),)


def table(caption: str = "Les heures, par année") -> Table:
    header = (Cell(text("Année")), Cell(text("Heures"), numeric=True), Cell(text("Prévue")))
    rows = (
        (Cell(text("2023-2024")), Cell(text("4\u202f944"), numeric=True), Cell(text("oui"), mark="yes")),
        (Cell(text("2022-2023")), Cell(text("3\u202f102"), numeric=True), Cell(text("non"), mark="no")),
        (
            Cell(text("2021-2022")),
            Cell((), items=(text("une part"), text("l’autre part"))),
            Cell(text("fait"), level=Reach(3, 3)),
        ),
    )
    return Table(caption, header, rows, notes=(text("La note du tableau."),))


def picture(key: str = "1-1-o1-tendance") -> Picture:
    return Picture(key, SVG, "Les heures ont augmenté.", "Plus d’heures", "heures", ("La note du graphique.",), table())


def note(code: str = "N-1") -> Note:
    return Note("doubt", "Question ouverte", "7.157 écoles", text("Elle dépasse le total."), text("Gardée."), code)


def paper(*blocks: object, **changes: object) -> Paper:
    """A Paper of these blocks; of one of each kind where none is given."""
    given = {
        "title": "Stratégie numérique",
        "subtitle": "Suivi de la mise en œuvre",
        "authority": "Fédération Wallonie-Bruxelles",
        "description": "Le suivi de la stratégie, édition 2025.",
        "keywords": ("numérique", "éducation"),
        "published_on": PUBLISHED,
        "edition": "2025",
        "version": "Édition 2025, version 1",
        "running_head": "Stratégie numérique",
        "blocks": blocks or every_kind(),
        "imprint": (Heading(1, "Mentions", "mentions", new_page=True), Facts((Fact("Éditeur", text("La FW-B")),))),
    }
    return Paper(**given | changes)  # type: ignore[arg-type]


def every_kind() -> tuple[object, ...]:
    footnote = (Run("Voir le ", italic=True), Run("décret", url="https://exemple.be/decret?a=1&b=é"))
    nested = Items((Item(text("une part de la mesure")),), role="references")
    told = {
        "level": Reach(1, 4),
        "alt": "niveau d’au moins 1 sur 5",
        "standing": "Entre un quart et la moitié",
        "kind": "state",
    }
    long = Figure("Les travaux ont démarré.", "", "Avancement", "2025", **told)  # type: ignore[arg-type]
    return (
        Heading(1, "Introduction", "introduction", new_page=True),
        Paragraph(text("Cinq axes."), role="lead"),
        Paragraph((Run("Un décret", footnote=footnote), Run(" et "), Run("l’axe 1", url="#axe-1"), Run("."))),
        Strip(SVG, "Axe 1 : un indicateur.", "Tous les indicateurs"),
        Heading(1, "Définir les contenus", "axe-1", number="Axe 1", new_page=True, hue="#1d5fa3"),
        Heading(2, "Les apprentissages", "action-1", number="1.1"),
        Heading(3, "Mesures mises en œuvre", "mesures-1"),
        Items((Item(text("Une mesure."), (nested, note(), table("Une matrice"))), Item(text("Une autre."))), "checks"),
        Heading(4, "Les heures de formation", "1-1-o1"),
        Beside(
            (Figures((Figure("4\u202f944", "heures", "Formation", "2024", doubtful=True), long)), picture()),
            (Facts((Fact("Source", text("AGE\nDGEO")),)), note("N-2")),
        ),
    )
