"""One sentence for each indicator that can be quoted as it stands, with its address, release and terms: `llms.txt`.

The form is that of llmstxt.org: a title, what it is, then lists of links. The sentences are the document's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from strategy_monitor.exports.addresses import Interface, Page, interface, name_of_file
from strategy_monitor.exports.characters import typeset_line
from strategy_monitor.exports.dataset_metadata import standing
from strategy_monitor.exports.tables.figures import FIGURES
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.report import reading, sentences
from strategy_monitor.report.overview import overview_of
from strategy_monitor.report.standing import Stand, stand_of


def as_llms_txt(scope: Scope) -> str:
    return "\n".join(lines(scope)) + "\n"


def lines(scope: Scope) -> Iterator[str]:
    report, publication = scope.report, scope.publication
    yield typeset_line(f"# {report.strategy.title} : suivi de la mise en œuvre, édition {report.edition}")
    yield ""
    yield typeset_line(f"> {report.strategy.authority}. {standing(publication)} {publication.licence.sentence}")
    yield ""
    yield typeset_line(" ".join(overview_of(report).sentences))
    yield typeset_line(f"Citer : {publication.citation()} {publication.permalink(Page.HOME)}")
    yield typeset_line("Une valeur sous une question ouverte, ou en erreur, ne se cite pas sans le dire.")
    for axis in report.axes:
        yield ""
        yield typeset_line(f"## Axe {axis.number} : {axis.title}")
        yield ""
        for indicator in axis.all_indicators:
            address = publication.permalink(Page.INDICATOR, indicator.code)
            yield typeset_line(f"- [{indicator.code}]({address}) : {sentence_of(stand_of(axis, indicator))}")
    yield ""
    yield "## Données"
    yield ""
    for name, told in (
        (name_of_file("report", FIGURES.name), "tous les chiffres, en dix colonnes (CSV)"),
        (name_of_file("report", "json"), "le document publié (JSON)"),
        (name_of_file("report", "pdf"), "le rapport (PDF)"),
    ):
        address = publication.permalink(name)
        yield typeset_line(f"- [{address.rpartition('/')[2]}]({address}) : {told}")
    yield typeset_line(f"- [API]({publication.site}{interface(Interface.ROOT)}) : les mêmes données, à filtrer")


def sentence_of(stand: Stand) -> str:
    """What it says, with its period and its source; where nothing leads it, why. It ends with what questions it."""
    indicator = stand.indicator
    periods = reading.list_dates(indicator) or reading.list_periods(indicator)
    when = f" Données : {', '.join(periods)}." if periods else " Sans date."
    question = f" {stand.question.word.capitalize()}." if stand.question else ""
    return f"{sentences.write_indicator(indicator)}{when}{question}"
