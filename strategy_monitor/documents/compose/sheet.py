"""One page for a decision maker: where the strategy stands, what matters most in each axis, what to be careful with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from strategy_monitor import sentences
from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.documents.blocks import Block, Figure, Figures, Heading, Item, Items, Paragraph, Run, Text
from strategy_monitor.documents.compose.indicators import figure
from strategy_monitor.documents.compose.strip import strip
from strategy_monitor.documents.compose.texts import plain
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.language.codes import Severity
from strategy_monitor.report import summary
from strategy_monitor.report.comparison import Comparison, Move
from strategy_monitor.report.document import Axis, Report


def sheet(publication: Publication, since: Comparison | None) -> tuple[Block, ...]:
    report = publication.report
    return (
        Paragraph(plain(sentences.standing(report)), role="lead"),
        strip(report),
        *(block for axis in report.axes for block in of_axis(report, axis)),
        Heading(1, _("À lire avec prudence"), "prudence"),
        Items(tuple(careful(report, since))),
    )


def of_axis(report: Report, axis: Axis) -> tuple[Block, ...]:
    """Two or three figures; or, where none can stand alone, how the progress indicators stand."""
    number = f"{_('Axe')}{french.NO_BREAK}{axis.number}"
    heading = Heading(1, french.typeset(axis.title), f"axe-{axis.number}", number, hue=LIGHT.hues[axis.hue])
    shown = tuple(figure(report, series, latest) for _indicator, series, latest in summary.key_figures(axis))
    return (heading, Figures(shown or states(report, axis)))


def states(report: Report, axis: Axis) -> tuple[Figure, ...]:
    found = [figure(report, s, o) for one in axis.all_indicators for s in one.headlines for o in s.leading]
    return tuple(found[: summary.KEY_FIGURES])


def careful(report: Report, since: Comparison | None) -> Iterable[Item]:
    yield Item(missing(report))
    yield Item(unmeasured(report))
    yield Item(doubtful(report))
    if since is not None:
        yield Item(changed(since))


def missing(report: Report) -> Text:
    found = [one for one in report.indicators if summary.mark_kind(one) == "missing"]
    if not found:
        return titled(_("Attendu"), _("tous les indicateurs ont une donnée."))
    names = "; ".join(f"{one.code} {one.short_title}" for one in found)
    return titled(_("Attendu"), f"{french.count_noun(len(found), _('indicateur'), _('indicateurs'))} : {names}.")


def unmeasured(report: Report) -> Text:
    gaps = [
        f"{_('l’action')} {gap.action.section}" if gap.action else f"{_('l’axe')} {gap.axis.number} ({_('impact')})"
        for gap in summary.gaps(report)
    ]
    if not gaps:
        return titled(_("Sans indicateur"), _("aucune action, aucun axe."))
    return titled(_("Sans indicateur"), f"{sentences.listed(gaps)}.")


def doubtful(report: Report) -> Text:
    """The headline figures that a note doubts, and how many notes there are in all."""
    codes = [one.code for one in report.indicators if any(s.latest and s.latest.doubtful for s in one.headlines)]
    signals = summary.signals(report)
    counts = Counter(signal.note.severity for signal in signals)
    told = french.count_code(counts["doubt"], Severity.DOUBT)
    if counts["error"]:
        told = f"{french.count_code(counts['error'], Severity.ERROR)} {_('et')} {told}"
    if codes:
        told += f", {_('dont les chiffres principaux de')} {sentences.listed(codes)}"
    return titled(_("Signalé"), f"{told}.")


def changed(since: Comparison) -> Text:
    if not since:
        return titled(_("Changé"), _("rien depuis l’édition %(edition)s.") % {"edition": since.before.edition})
    moved = "; ".join(f"{e.subject.name} : {went(e.move)}" for e in since.telling() if e.move)
    told = _("depuis l’édition %(edition)s : %(counted)s.") % {
        "edition": since.before.edition,
        "counted": since.counted,
    }
    return titled(_("Changé"), f"{told} {moved}." if moved else told)


def went(move: Move) -> str:
    """« +2 points », and from which value where it was corrected since."""
    return ", ".join(part for part in (move.difference.text, move.restated_text) if part)


def titled(title: str, text: str) -> Text:
    return (Run(title, bold=True), Run(f" – {french.typeset(text)}"))
