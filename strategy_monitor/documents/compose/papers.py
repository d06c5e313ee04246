"""The documents: the whole report and an excerpt of one axis, each to sign or annotated; one page for a decision maker.

Each ends with its imprint: who answers for it, which release it is, and how to check and quote it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from strategy_monitor.documents.blocks import Block, Fact, Facts, Heading, Paper, Paragraph, Run, Text
from strategy_monitor.documents.compose import parts, signed, ways
from strategy_monitor.documents.compose.changes import changes_blocks
from strategy_monitor.documents.compose.sheet import sheet_blocks
from strategy_monitor.documents.compose.texts import plain_text
from strategy_monitor.exports.addresses import Page, name_of_file
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.report import sentences
from strategy_monitor.report import summary as summaries
from strategy_monitor.report.comparison import Comparison
from strategy_monitor.report.dividing import name_anchor
from strategy_monitor.report.document import Axis, Report
from strategy_monitor.report.notes import with_parts
from strategy_monitor.report.volumes import Volume, hold_volume, volumes_of, volumes_of_axis

ANNOTATED = "annotated_pdf"
"""Code of the format that a signed copy sends to, for notes and all values."""


def report_paper(publication: Publication, code: str = "pdf") -> Paper:
    """The whole report, as the authority signs it; of a long one, all but its axes, and the way to their volumes in the
    format of this `code`."""
    found = publication.report
    told = (block for axis in found.axes for block in signed.axis_blocks(found, axis))
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
            *(ways.ways_to_axes(publication, code) if volumes_of(found) else told),
            *parts.acronyms_annex(found.acronyms),
        ),
        imprint=imprint_blocks(publication, new_page=False),
        margin=False,
    )


def annotated_report_paper(publication: Publication, since: Comparison | None = None, code: str = ANNOTATED) -> Paper:
    """The whole report with our notes and every value; `since` is what changed from the edition before. Of a long one,
    as `report_paper` says."""
    found = publication.report
    if volumes_of(found):
        return annotated_cover_paper(publication, since, code)
    return Paper(
        **annotated_fields(publication),
        blocks=(
            *parts.introduction_blocks(found),
            *parts.remark_blocks(found),
            *parts.governance_blocks(found.governance),
            *(block for axis in found.axes for block in parts.axis_blocks(found, axis)),
            *changes_blocks(since),
            *parts.observations_annex(found.indicators),
            *parts.information_annex(found, found.axes, summaries.signals(found)),
            *parts.acronyms_annex(found.acronyms),
        ),
        imprint=imprint_blocks(publication, new_page=True),
    )


def annotated_fields(publication: Publication) -> dict[str, Any]:
    """What the annotated edition of the whole report says of itself."""
    found = publication.report
    return shared_fields(publication) | {
        "title": french.typeset(found.strategy.title),
        "subtitle": _("Suivi de la mise en œuvre, édition annotée"),
        "description": french.typeset(
            f"{found.strategy.title} : {_('suivi de la mise en œuvre')}, {_('édition')} {found.edition}, "
            f"{_('avec toutes les notes et toutes les valeurs')}."
        ),
    }


def annotated_cover_paper(publication: Publication, since: Comparison | None, code: str) -> Paper:
    """Of a long report, what belongs to no axis, and the way to its volumes."""
    found = publication.report
    signals = [signal for signal in summaries.signals(found) if signal.axis is None]
    return Paper(
        **annotated_fields(publication),
        blocks=(
            *parts.introduction_blocks(found),
            *parts.remark_blocks(found),
            *parts.governance_blocks(found.governance),
            *ways.ways_to_axes(publication, code),
            *changes_blocks(since.of_no_axis() if since else None),
            *parts.information_annex(found, (), signals),
            *parts.acronyms_annex(found.acronyms),
        ),
        imprint=imprint_blocks(publication, new_page=True),
    )


def axis_paper(publication: Publication, number: int, code: str = "pdf") -> Paper:
    """An excerpt of what the authority signs; of an axis that is too long for one document, the way to its volumes.
    Raises LookupError where the strategy has no axis of this number."""
    report, found = publication.report, axis_or_error(publication, number)
    long = is_in_volumes(report, number)
    return Paper(
        **axis_fields(publication, found),
        subtitle=signed_subtitle(report),
        blocks=ways.ways_to_axis(publication, found, code) if long else signed_axis_blocks(report, found),
        imprint=imprint_blocks(publication, new_page=False),
        margin=False,
    )


def annotated_axis_paper(
    publication: Publication, number: int, since: Comparison | None = None, code: str = ANNOTATED
) -> Paper:
    """The same of one axis, with our notes. Raises LookupError as `axis_paper` does."""
    report, found = publication.report, axis_or_error(publication, number)
    told = since.of_axis(number) if since else None
    if is_in_volumes(report, number):
        blocks = (
            *ways.ways_to_axis(publication, found, code),
            *changes_blocks(told and told.but_of(list_things(found))),
        )
    else:
        blocks = annotated_axis_blocks(report, found, told)
    return Paper(
        **axis_fields(publication, found),
        subtitle=annotated_subtitle(report),
        blocks=blocks,
        imprint=imprint_blocks(publication, new_page=True),
    )


def volume_paper(publication: Publication, number: int, rank: int) -> Paper:
    """What stands in a volume of a long axis, as the authority signs it. Raises LookupError where there is none of this
    rank."""
    report, (found, volume) = publication.report, volume_or_error(publication, number, rank)
    return Paper(
        **volume_fields(publication, found, volume),
        subtitle=signed_subtitle(report),
        blocks=signed_axis_blocks(report, found, volume),
        imprint=imprint_blocks(publication, new_page=False),
        margin=False,
    )


def annotated_volume_paper(publication: Publication, number: int, rank: int, since: Comparison | None = None) -> Paper:
    """The same, with our notes. Raises LookupError as `volume_paper` does."""
    report, (found, volume) = publication.report, volume_or_error(publication, number, rank)
    told = since.of_axis(number).of_things(list_things(found) - list_begun_before(found, volume)) if since else None
    return Paper(
        **volume_fields(publication, found, volume),
        subtitle=annotated_subtitle(report),
        blocks=annotated_axis_blocks(report, found, told, volume),
        imprint=imprint_blocks(publication, new_page=True),
    )


def signed_axis_blocks(report: Report, found: Axis, volume: Volume | None = None) -> tuple[Block, ...]:
    return (
        *signed.axis_blocks(report, found, volume),
        *parts.acronyms_annex(parts.acronyms_in(found.model_dump_json(), report.acronyms)),
    )


def annotated_axis_blocks(
    report: Report, found: Axis, since: Comparison | None, volume: Volume | None = None
) -> tuple[Block, ...]:
    return (
        *parts.axis_blocks(report, found, volume),
        *changes_blocks(since),
        *parts.observations_annex(found.all_indicators),
        *parts.information_annex(report, (found,), signals_told_in(report, found)),
        *parts.acronyms_annex(parts.acronyms_in(found.model_dump_json(), report.acronyms)),
    )


def signals_told_in(report: Report, found: Axis) -> list[summaries.Signal]:
    """A note that several axes bear is told in the first of them; in each, where they are read one by one."""
    if volumes_of(report):
        return list(summaries.signals_of_axis(found))
    return [signal for signal in summaries.signals(report) if signal.axis == found.number]


def is_in_volumes(report: Report, number: int) -> bool:
    return len(volumes_of_axis(report, number)) > 1


def list_things(found: Axis) -> frozenset[tuple[str, str]]:
    """What is told of an axis, or of a part of it: as a comparison names it."""
    measures = [one for action in found.actions for one in with_parts(action.measures)]
    return frozenset(
        (
            *(("action", f"{found.number}.{one.number}") for one in found.actions),
            *(("measure", one.code) for one in measures),
            *(("indicator", one.code) for one in found.all_indicators),
        )
    )


def list_begun_before(found: Axis, volume: Volume) -> frozenset[tuple[str, str]]:
    """The actions that go on in this volume, and are themselves told in the one where they begin."""
    begun = {span.anchor for span in volume.spans if span.start}
    return frozenset(("action", f"{found.number}.{one.number}") for one in found.actions if name_anchor(one) in begun)


def signed_subtitle(report: Report) -> str:
    return french.typeset(f"{report.strategy.title} : {_('suivi de la mise en œuvre')}")


def annotated_subtitle(report: Report) -> str:
    return french.typeset(f"{report.strategy.title} : {_('suivi de la mise en œuvre, édition annotée')}")


def volume_or_error(publication: Publication, number: int, rank: int) -> tuple[Axis, Volume]:
    """The axis with what stands in its volume of this rank, and the volume."""
    found = axis_or_error(publication, number)
    for volume in volumes_of_axis(publication.report, number):
        if volume.number == rank and volume.count > 1:
            return hold_volume(found, volume), volume
    raise LookupError(rank)


def volume_fields(publication: Publication, found: Axis, volume: Volume) -> dict[str, Any]:
    """What both editions of a volume say of themselves."""
    fields = axis_fields(publication, found)
    title = f"{fields['title']}, {sentences.name_volume(volume).lower()}"
    return fields | {"title": title, "description": sentences.write_volume(found, volume)}


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
        "lang": publication.locale.tag,
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
        if volumes_of(publication.report):
            data = publication.permalink(Page.DATA)
            told.append((_("Données"), (Run(data, url=data),)))
        annotated = publication.permalink(name_of_file("report", ANNOTATED))
        told.append((_("Édition annotée"), (Run(annotated, url=annotated),)))
    told.append((_("Empreinte SHA-256"), (Run(publication.sha256, code=True),)))
    told.append((_("Réutilisation"), plain_text(publication.licence.sentence)))
    return told
