"""What follows the report proper: every observation with its origin, the notes given for information, the acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from strategy_monitor.documents.blocks import Block, Fact, Facts, Heading, Paragraph
from strategy_monitor.documents.compose.notes import note
from strategy_monitor.documents.compose.tables import observations
from strategy_monitor.documents.compose.texts import plain
from strategy_monitor.report.document import Acronym, Indicator
from strategy_monitor.report.summary import Signal


def every_observation(indicators: Iterable[Indicator]) -> tuple[Block, ...]:
    return (
        Heading(1, _("Tous les relevés"), "releves", new_page=True),
        Paragraph(
            plain(
                _(
                    "Chaque valeur du rapport, avec ce qui est imprimé et où. Sauf mention d’une validation, un relevé "
                    "est repris du rapport imprimé sans confirmation de son producteur."
                )
            )
        ),
        *(observations(indicator) for indicator in indicators if indicator.observations),
    )


def for_information(signals: Iterable[Signal]) -> tuple[Block, ...]:
    """The notes that stand beside nothing."""
    found = [note(signal.note) for signal in signals if signal.note.severity == "information"]
    if not found:
        return ()
    told = _(
        "Les doutes et les erreurs sont signalés à côté de ce qu’ils concernent. Restent les notes données pour "
        "information, dans l’ordre du rapport."
    )
    return (Heading(1, _("Notes éditoriales"), "notes", new_page=True), Paragraph(plain(told)), *found)


def met_in(text: str, known: Iterable[Acronym]) -> tuple[Acronym, ...]:
    """The acronyms that stand in a text."""
    return tuple(one for one in known if re.search(rf"(?<![\w-]){re.escape(one.letters)}(?![\w-])", text))


def acronyms(found: Iterable[Acronym]) -> tuple[Block, ...]:
    facts = tuple(Fact(one.letters, plain(one.meaning)) for one in found)
    return (Heading(1, _("Sigles"), "sigles", new_page=True), Facts(facts)) if facts else ()
