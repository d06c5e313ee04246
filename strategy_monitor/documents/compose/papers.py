"""The three documents: the whole report, an excerpt of one axis, and one page for a decision maker."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from strategy_monitor import sentences
from strategy_monitor.documents.blocks import Paper
from strategy_monitor.documents.compose import annexes, parts
from strategy_monitor.documents.compose.changes import changes
from strategy_monitor.documents.compose.imprint import colophon, dated, imprint, version
from strategy_monitor.documents.compose.sheet import sheet
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.report import summary as summaries
from strategy_monitor.report.comparison import Comparison


def report(publication: Publication, since: Comparison | None = None) -> Paper:
    """The whole report; `since` is what changed from the edition before."""
    found = publication.report
    return Paper(
        **shared(publication),
        title=french.typeset(found.strategy.title),
        subtitle=_("Suivi de la mise en œuvre"),
        description=french.typeset(
            f"{found.strategy.title} : {_('suivi de la mise en œuvre')}, {_('édition')} {found.edition}."
        ),
        blocks=(
            *parts.introduction(found),
            *parts.remark(found),
            *parts.governance(found.governance),
            *(block for axis in found.axes for block in parts.axis(found, axis)),
            *changes(since),
            *annexes.every_observation(found.indicators),
            *annexes.for_information(summaries.signals(found)),
            *annexes.acronyms(found.acronyms),
        ),
        imprint=imprint(publication),
    )


def axis(publication: Publication, number: int, since: Comparison | None = None) -> Paper:
    """Raises LookupError where the strategy has no axis of this number."""
    found = publication.report.axis(number)
    if found is None:
        raise LookupError(number)
    strategy = publication.report.strategy
    signals = [signal for signal in summaries.signals(publication.report) if signal.axis == number]
    return Paper(
        **shared(publication),
        title=f"{_('Axe')}{french.NO_BREAK}{number}{french.NARROW}: {french.typeset(found.title)}",
        subtitle=french.typeset(f"{strategy.title} : {_('suivi de la mise en œuvre')}"),
        description=sentences.axis(found),
        blocks=(
            *parts.axis(publication.report, found),
            *changes(since.of_axis(number) if since else None),
            *annexes.every_observation(found.all_indicators),
            *annexes.for_information(signals),
            *annexes.acronyms(annexes.met_in(found.model_dump_json(), publication.report.acronyms)),
        ),
        imprint=imprint(publication),
        cover=False,
    )


def summary(publication: Publication, since: Comparison | None = None) -> Paper:
    """One page."""
    found = publication.report
    return Paper(
        **shared(publication),
        title=french.typeset(f"{_('Où en est la stratégie')}{french.NO_BREAK}?"),
        subtitle=french.typeset(f"{found.strategy.title} : {_('résumé du suivi de la mise en œuvre')}"),
        description=french.typeset(
            f"{found.strategy.title} : {_('résumé en une page')}, {_('édition')} {found.edition}."
        ),
        blocks=sheet(publication, since),
        imprint=colophon(publication),
        cover=False,
        contents=False,
        one_page=True,
    )


def shared(publication: Publication) -> dict[str, Any]:
    """What every document of a release says of itself."""
    strategy, head = publication.report.strategy, publication.head
    names = (strategy.short_title, *(axis.short_title for axis in publication.report.axes))
    return {
        "authority": french.typeset(strategy.authority),
        "keywords": tuple(french.typeset(name) for name in names),
        "published_on": head.published_at if head else None,
        "version": version(publication),
        "dated": dated(publication),
        "running_head": french.typeset(strategy.title),
    }
