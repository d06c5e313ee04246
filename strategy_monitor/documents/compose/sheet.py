"""One page for a decision maker: where the strategy stands, what matters most in each axis, what to be careful with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.documents.blocks import Block, Figure, Figures, Heading, Item, Items, Paragraph, Run, Text
from strategy_monitor.documents.compose.indicators import headline_figure
from strategy_monitor.documents.compose.strip import strip_of
from strategy_monitor.documents.compose.texts import plain_text
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.language.codes import Severity
from strategy_monitor.report import sentences, summary
from strategy_monitor.report.comparison import Comparison, Move
from strategy_monitor.report.document import Axis, Report


def sheet_blocks(publication: Publication, since: Comparison | None) -> tuple[Block, ...]:
    report = publication.report
    return (
        Paragraph(plain_text(sentences.write_standing(report)), role="lead"),
        strip_of(report),
        *(block for axis in report.axes for block in axis_figures(report, axis)),
        Heading(1, _("À lire avec prudence"), "prudence"),
        Items(tuple(caution_items(report, since))),
    )


def axis_figures(report: Report, axis: Axis) -> tuple[Block, ...]:
    """Two or three figures; or, where none can stand alone, how the progress indicators stand."""
    number = f"{_('Axe')}{french.NO_BREAK}{axis.number}"
    heading = Heading(1, french.typeset(axis.title), f"axe-{axis.number}", number, hue=LIGHT.hues[axis.hue])
    shown = tuple(headline_figure(report, series, latest) for _indicator, series, latest in summary.key_figures(axis))
    return (heading, Figures(shown or state_figures(report, axis)))


def state_figures(report: Report, axis: Axis) -> tuple[Figure, ...]:
    found = [headline_figure(report, s, o) for one in axis.all_indicators for s in one.headlines for o in s.leading]
    return tuple(found[: summary.KEY_FIGURES])


def caution_items(report: Report, since: Comparison | None) -> Iterable[Item]:
    yield Item(missing_text(report))
    yield Item(gaps_text(report))
    yield Item(flagged_text(report))
    if since is not None:
        yield Item(changes_text(since))


def missing_text(report: Report) -> Text:
    found = [one for one in report.indicators if summary.mark_kind(one) == "missing"]
    if not found:
        return titled_text(_("Attendu"), _("tous les indicateurs ont une donnée."))
    names = "; ".join(f"{one.code} {one.short_title}" for one in found)
    return titled_text(_("Attendu"), f"{french.count_noun(len(found), _('indicateur'), _('indicateurs'))} : {names}.")


def gaps_text(report: Report) -> Text:
    gaps = [
        f"{_('l’action')} {gap.action.section}" if gap.action else f"{_('l’axe')} {gap.axis.number} ({_('impact')})"
        for gap in summary.gaps(report)
    ]
    if not gaps:
        return titled_text(_("Sans indicateur"), _("aucune action, aucun axe."))
    return titled_text(_("Sans indicateur"), f"{french.write_list(gaps)}.")


def flagged_text(report: Report) -> Text:
    """The headline figures that a note doubts, and how many notes there are in all."""
    codes = [one.code for one in report.indicators if any(s.latest and s.latest.doubtful for s in one.headlines)]
    signals = summary.signals(report)
    counts = Counter(signal.note.severity for signal in signals)
    told = french.count_code(counts["doubt"], Severity.DOUBT)
    if counts["error"]:
        told = f"{french.count_code(counts['error'], Severity.ERROR)} {_('et')} {told}"
    if codes:
        told += f", {_('dont les chiffres principaux de')} {french.write_list(codes)}"
    return titled_text(_("Signalé"), f"{told}.")


def changes_text(since: Comparison) -> Text:
    if not since:
        return titled_text(_("Changé"), _("rien depuis l’édition %(edition)s.") % {"edition": since.before.edition})
    moved = "; ".join(f"{e.subject.name} : {move_text(e.move)}" for e in since.telling() if e.move)
    told = _("depuis l’édition %(edition)s : %(counted)s.") % {
        "edition": since.before.edition,
        "counted": since.counted,
    }
    return titled_text(_("Changé"), f"{told} {moved}." if moved else told)


def move_text(move: Move) -> str:
    """« +2 points », and from which value where it was corrected since."""
    return ", ".join(part for part in (move.difference.text, move.restated_text) if part)


def titled_text(title: str, text: str) -> Text:
    return (Run(title, bold=True), Run(f" – {french.typeset(text)}"))
