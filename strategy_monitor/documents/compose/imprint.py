"""The last page: who answers for the document, which release it is, and how to check and quote it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from strategy_monitor.documents.blocks import Block, Fact, Facts, Heading, Paragraph, Run, Text
from strategy_monitor.documents.compose.texts import plain
from strategy_monitor.exports.addresses import Page
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french


def version(publication: Publication) -> str:
    """« Édition 2025, version 1 »."""
    edition = f"{_('Édition')} {publication.report.edition}"
    if publication.head is None:
        return f"{edition}, {_('copie de travail, non publiée')}"
    return f"{edition}, {_('version')} {publication.head.number}"


def dated(publication: Publication) -> str:
    """« Publiée le 1er mars 2026 »; empty for the working copy."""
    head = publication.head
    return f"{_('Publiée le')} {french.write_date(head.day)}" if head else ""


def imprint(publication: Publication) -> tuple[Block, ...]:
    return (
        Heading(1, _("Mentions"), "mentions", new_page=True),
        Facts(tuple(Fact(term, text) for term, text in facts(publication))),
        Paragraph(plain(_("Pour citer ce document")), role="meta"),
        Paragraph(plain(publication.citation()), role="citation"),
    )


def colophon(publication: Publication) -> tuple[Block, ...]:
    """The same on two lines, for a document of one page."""
    address = publication.permalink(Page.HOME)
    runs = (
        Run(f"{publication.citation()} "),
        Run(address, url=address),
        Run(f" – SHA-256{french.NARROW}: "),
        Run(publication.sha256, code=True),
    )
    return (Paragraph(runs, role="meta"),)


def facts(publication: Publication) -> list[tuple[str, Text]]:
    strategy, head = publication.report.strategy, publication.head
    told = [
        (_("Stratégie"), plain(strategy.title)),
        (_("Autorité"), plain(strategy.authority)),
        (_("Éditeur responsable"), plain(publication.editor or _("à désigner par l’autorité"))),
        (_("Version"), plain(version(publication))),
    ]
    if head:
        told.append((_("Publiée le"), plain(french.write_date(head.day))))
        told.append((_("Raison"), plain(head.reason)))
        address = publication.permalink(Page.HOME)
        told.append((_("Adresse permanente"), (Run(address, url=address),)))
    told.append((_("Empreinte SHA-256"), (Run(publication.sha256, code=True),)))
    told.append((_("Réutilisation"), plain(publication.licence.sentence)))
    return told
