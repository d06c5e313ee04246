"""The three documents: the whole report, an excerpt of one axis, and one page for a decision maker.

Each ends with its imprint: who answers for it, which release it is, and how to check and quote it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from strategy_monitor.documents.blocks import Block, Fact, Facts, Heading, Paper, Paragraph, Run, Text
from strategy_monitor.documents.compose import parts
from strategy_monitor.documents.compose.changes import changes_blocks
from strategy_monitor.documents.compose.sheet import sheet_blocks
from strategy_monitor.documents.compose.texts import plain_text
from strategy_monitor.exports.addresses import Page
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.report import sentences
from strategy_monitor.report import summary as summaries
from strategy_monitor.report.comparison import Comparison


def report_paper(publication: Publication, since: Comparison | None = None) -> Paper:
    """The whole report; `since` is what changed from the edition before."""
    found = publication.report
    return Paper(
        **shared_fields(publication),
        title=french.typeset(found.strategy.title),
        subtitle=_("Suivi de la mise en œuvre"),
        description=french.typeset(
            f"{found.strategy.title} : {_('suivi de la mise en œuvre')}, {_('édition')} {found.edition}."
        ),
        blocks=(
            *parts.introduction_blocks(found),
            *parts.remark_blocks(found),
            *parts.governance_blocks(found.governance),
            *(block for axis in found.axes for block in parts.axis_blocks(found, axis)),
            *changes_blocks(since),
            *parts.observations_annex(found.indicators),
            *parts.information_annex(summaries.signals(found)),
            *parts.acronyms_annex(found.acronyms),
        ),
        imprint=imprint_blocks(publication),
    )


def axis_paper(publication: Publication, number: int, since: Comparison | None = None) -> Paper:
    """Raises LookupError where the strategy has no axis of this number."""
    found = publication.report.axis(number)
    if found is None:
        raise LookupError(number)
    strategy = publication.report.strategy
    signals = [signal for signal in summaries.signals(publication.report) if signal.axis == number]
    return Paper(
        **shared_fields(publication),
        title=f"{_('Axe')}{french.NO_BREAK}{number}{french.NARROW}: {french.typeset(found.title)}",
        subtitle=french.typeset(f"{strategy.title} : {_('suivi de la mise en œuvre')}"),
        description=sentences.write_axis(found),
        blocks=(
            *parts.axis_blocks(publication.report, found),
            *changes_blocks(since.of_axis(number) if since else None),
            *parts.observations_annex(found.all_indicators),
            *parts.information_annex(signals),
            *parts.acronyms_annex(parts.acronyms_in(found.model_dump_json(), publication.report.acronyms)),
        ),
        imprint=imprint_blocks(publication),
        cover=False,
    )


def summary_paper(publication: Publication, since: Comparison | None = None) -> Paper:
    """One page."""
    found = publication.report
    return Paper(
        **shared_fields(publication),
        title=french.typeset(f"{_('Où en est la stratégie')}{french.NO_BREAK}?"),
        subtitle=french.typeset(f"{found.strategy.title} : {_('résumé du suivi de la mise en œuvre')}"),
        description=french.typeset(
            f"{found.strategy.title} : {_('résumé en une page')}, {_('édition')} {found.edition}."
        ),
        blocks=sheet_blocks(publication, since),
        imprint=colophon_blocks(publication),
        cover=False,
        contents=False,
        one_page=True,
    )


def shared_fields(publication: Publication) -> dict[str, Any]:
    """What every document of a release says of itself."""
    strategy, head = publication.report.strategy, publication.head
    names = (strategy.short_title, *(axis.short_title for axis in publication.report.axes))
    return {
        "authority": french.typeset(strategy.authority),
        "keywords": tuple(french.typeset(name) for name in names),
        "published_on": head.published_at if head else None,
        "version": version_line(publication),
        "dated": published_line(publication),
        "running_head": french.typeset(strategy.title),
    }


def version_line(publication: Publication) -> str:
    """« Édition 2025, version 1 »."""
    edition = f"{_('Édition')} {publication.report.edition}"
    if publication.head is None:
        return f"{edition}, {_('copie de travail, non publiée')}"
    return f"{edition}, {_('version')} {publication.head.number}"


def published_line(publication: Publication) -> str:
    """« Publiée le 1er mars 2026 »; empty for the working copy."""
    head = publication.head
    return f"{_('Publiée le')} {french.write_date(head.day)}" if head else ""


def imprint_blocks(publication: Publication) -> tuple[Block, ...]:
    return (
        Heading(1, _("Mentions"), "mentions", new_page=True),
        Facts(tuple(Fact(term, text) for term, text in imprint_facts(publication))),
        Paragraph(plain_text(_("Pour citer ce document")), role="meta"),
        Paragraph(plain_text(publication.citation()), role="citation"),
    )


def colophon_blocks(publication: Publication) -> tuple[Block, ...]:
    """The same on two lines, for a document of one page."""
    address = publication.permalink(Page.HOME)
    runs = (
        Run(f"{publication.citation()} "),
        Run(address, url=address),
        Run(f" – SHA-256{french.NARROW}: "),
        Run(publication.sha256, code=True),
    )
    return (Paragraph(runs, role="meta"),)


def imprint_facts(publication: Publication) -> list[tuple[str, Text]]:
    strategy, head = publication.report.strategy, publication.head
    told = [
        (_("Stratégie"), plain_text(strategy.title)),
        (_("Autorité"), plain_text(strategy.authority)),
        (_("Éditeur responsable"), plain_text(publication.editor or _("à désigner par l’autorité"))),
        (_("Version"), plain_text(version_line(publication))),
    ]
    if head:
        told.append((_("Publiée le"), plain_text(french.write_date(head.day))))
        told.append((_("Raison"), plain_text(head.reason)))
        address = publication.permalink(Page.HOME)
        told.append((_("Adresse permanente"), (Run(address, url=address),)))
    told.append((_("Empreinte SHA-256"), (Run(publication.sha256, code=True),)))
    told.append((_("Réutilisation"), plain_text(publication.licence.sentence)))
    return told
