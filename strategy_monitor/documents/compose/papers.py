"""The documents: the whole report and an excerpt of one axis, each to sign or annotated; one page for a decision maker.

Each ends with its imprint: who answers for it, which release it is, and how to check and quote it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from strategy_monitor.documents.blocks import Block, Fact, Facts, Heading, Paper, Paragraph, Run, Text
from strategy_monitor.documents.compose import parts, signed
from strategy_monitor.documents.compose.changes import changes_blocks
from strategy_monitor.documents.compose.sheet import sheet_blocks
from strategy_monitor.documents.compose.texts import plain_text
from strategy_monitor.exports.addresses import Page, name_of_file
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.report import sentences
from strategy_monitor.report import summary as summaries
from strategy_monitor.report.comparison import Comparison
from strategy_monitor.report.document import Axis

ANNOTATED = "annotated_pdf"
"""Code of the format that a signed copy sends to, for notes and all values."""


def report_paper(publication: Publication) -> Paper:
    """The whole report, as the authority signs it."""
    found = publication.report
    return Paper(
        **shared_fields(publication),
        title=french.typeset(found.strategy.title),
        subtitle=_("Suivi de la mise en œuvre"),
        description=french.typeset(
            f"{found.strategy.title} : {_('suivi de la mise en œuvre')}, {_('édition')} {found.edition}."
        ),
        blocks=(
            *signed.introduction_blocks(found),
            *signed.remark_blocks(found),
            *signed.governance_blocks(found.governance),
            *(block for axis in found.axes for block in signed.axis_blocks(found, axis)),
            *parts.acronyms_annex(found.acronyms),
        ),
        imprint=imprint_blocks(publication, new_page=False),
        margin=False,
    )


def annotated_report_paper(publication: Publication, since: Comparison | None = None) -> Paper:
    """The whole report with our notes and every value; `since` is what changed from the edition before."""
    found = publication.report
    return Paper(
        **shared_fields(publication),
        title=french.typeset(found.strategy.title),
        subtitle=_("Suivi de la mise en œuvre, édition annotée"),
        description=french.typeset(
            f"{found.strategy.title} : {_('suivi de la mise en œuvre')}, {_('édition')} {found.edition}, "
            f"{_('avec toutes les notes et toutes les valeurs')}."
        ),
        blocks=(
            *parts.introduction_blocks(found),
            *parts.remark_blocks(found),
            *parts.governance_blocks(found.governance),
            *(block for axis in found.axes for block in parts.axis_blocks(found, axis)),
            *changes_blocks(since),
            *parts.observations_annex(found.indicators),
            *parts.information_annex(found, summaries.signals(found)),
            *parts.acronyms_annex(found.acronyms),
        ),
        imprint=imprint_blocks(publication, new_page=True),
    )


def axis_paper(publication: Publication, number: int) -> Paper:
    """An excerpt of what the authority signs. Raises LookupError where the strategy has no axis of this number."""
    found = axis_or_error(publication, number)
    return Paper(
        **axis_fields(publication, found),
        subtitle=french.typeset(f"{publication.report.strategy.title} : {_('suivi de la mise en œuvre')}"),
        blocks=(
            *signed.axis_blocks(publication.report, found),
            *parts.acronyms_annex(parts.acronyms_in(found.model_dump_json(), publication.report.acronyms)),
        ),
        imprint=imprint_blocks(publication, new_page=False),
        margin=False,
    )


def annotated_axis_paper(publication: Publication, number: int, since: Comparison | None = None) -> Paper:
    """The same of one axis, with our notes. Raises LookupError as `axis_paper` does."""
    found = axis_or_error(publication, number)
    signals = [signal for signal in summaries.signals(publication.report) if signal.axis == number]
    return Paper(
        **axis_fields(publication, found),
        subtitle=french.typeset(
            f"{publication.report.strategy.title} : {_('suivi de la mise en œuvre, édition annotée')}"
        ),
        blocks=(
            *parts.axis_blocks(publication.report, found),
            *changes_blocks(since.of_axis(number) if since else None),
            *parts.observations_annex(found.all_indicators),
            *parts.information_annex(publication.report, signals),
            *parts.acronyms_annex(parts.acronyms_in(found.model_dump_json(), publication.report.acronyms)),
        ),
        imprint=imprint_blocks(publication, new_page=True),
    )


def axis_or_error(publication: Publication, number: int) -> Axis:
    found = publication.report.axis(number)
    if found is None:
        raise LookupError(number)
    return found


def axis_fields(publication: Publication, found: Axis) -> dict[str, Any]:
    """What both excerpts of an axis say of themselves."""
    return shared_fields(publication) | {
        "title": f"{_('Axe')}{french.NO_BREAK}{found.number}{french.NARROW}: {french.typeset(found.title)}",
        "description": sentences.write_axis(found),
        "cover": False,
    }


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
        "logo": publication.logo,
        "keywords": tuple(french.typeset(name) for name in names),
        "published_on": head.published_at if head else None,
        "edition": publication.report.edition,
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


def imprint_blocks(publication: Publication, new_page: bool) -> tuple[Block, ...]:
    return (
        Heading(1, _("Mentions"), "mentions", new_page=new_page),
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
        annotated = publication.permalink(name_of_file("report", ANNOTATED))
        told.append((_("Édition annotée"), (Run(annotated, url=annotated),)))
    told.append((_("Empreinte SHA-256"), (Run(publication.sha256, code=True),)))
    told.append((_("Réutilisation"), plain_text(publication.licence.sentence)))
    return told
