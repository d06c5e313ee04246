"""One page for a decision maker: where the strategy stands, what matters most in each axis, what to be careful with."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.documents.blocks import Block, Figure, Figures, Heading, Item, Items, Paragraph, Run, Text
from strategy_monitor.documents.compose.indicators import headline_figure
from strategy_monitor.documents.compose.texts import plain_text
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.language.codes import Category, NoteWord, PeriodKind
from strategy_monitor.report import summary
from strategy_monitor.report.comparison import Comparison, Move
from strategy_monitor.report.document import Axis, Observation, Report, Series
from strategy_monitor.report.leads import Lead, leading_figures, leads_of, write_comparators, write_polarity
from strategy_monitor.report.overview import overview_of

KEY_FIGURES = 3
"""Of an axis, at most."""
MOST_SENTENCES = 2
"""Of those that the first page of the site answers with: what is done, what changed."""
MOST_NAMED = 20
"""Things that stand in a list on the one page; where there are more, they are counted."""


def sheet_blocks(publication: Publication, since: Comparison | None) -> tuple[Block, ...]:
    report = publication.report
    return (
        Paragraph(plain_text(" ".join(overview_of(report).sentences[:MOST_SENTENCES]))),
        *(block for axis in report.axes for block in axis_figures(report, axis)),
        Heading(1, _("À lire avec prudence"), "prudence"),
        Items(tuple(caution_items(report, since))),
    )


def axis_figures(report: Report, axis: Axis) -> tuple[Block, ...]:
    """Two or three figures; or, where none can stand alone, how the progress indicators stand."""
    number = f"{_('Axe')}{french.NO_BREAK}{axis.number}"
    heading = Heading(1, french.typeset(axis.title), f"axe-{axis.number}", number, hue=LIGHT.hues[axis.hue])
    shown = tuple(latest_figures(report, axis))
    return (heading, Figures(shown or state_figures(report, axis)))


def latest_figures(report: Report, axis: Axis) -> Iterable[Figure]:
    """What leads up to three indicators that have a sure value: operational ones first, the newest of them."""
    led = [(found, lead) for found in axis.all_indicators for lead in leads_of(found).first[:1]]
    sure = [(found, lead) for found, lead in led if lead.observation.value is not None and lead.reliable]
    newest = sorted(sure, key=lambda one: one[1].observation.period.end or dt.date.min, reverse=True)
    chosen = sorted(newest, key=lambda one: one[0].category != Category.OPERATIONAL)[:KEY_FIGURES]
    for found, lead in sure:
        if (found, lead) in chosen:
            yield from (compared_figure(report, lead, one) for one in lead.series.leading)


def compared_figure(report: Report, lead: Lead, observation: Observation) -> Figure:
    """A figure with what it compares to, and which way is better: the latest of its series says it."""
    shown = dated_figure(report, lead.series, observation)
    if observation is not lead.observation:
        return shown
    return replace(shown, when=" · ".join(filter(None, (shown.when, write_comparators(lead), write_polarity(lead)))))


def state_figures(report: Report, axis: Axis) -> tuple[Figure, ...]:
    led = [lead for one in axis.all_indicators for lead in leading_figures(one)]
    return tuple(dated_figure(report, *lead) for lead in led[:KEY_FIGURES])


def dated_figure(report: Report, series: Series, observation: Observation) -> Figure:
    """A figure with its period, or that it has no date: of which report it is stands at the head of the page."""
    shown = headline_figure(report, series, observation)
    undated = observation.period.kind == PeriodKind.UNDATED
    return replace(shown, when=PeriodKind.UNDATED.word) if undated else shown


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
    names = " ; ".join(f"{one.code} {one.short_title}" for one in found)
    counted = f"{count_indicators(len(found))} : {count_by_axis(one.axis for one in found)}"
    return titled_text(_("Attendu"), f"{names if len(found) <= MOST_NAMED else counted}.")


def gaps_text(report: Report) -> Text:
    found = list(summary.gaps(report))
    if not found:
        return titled_text(_("Sans indicateur"), _("aucune action, aucun axe."))
    actions = [gap.action.section for gap in found if gap.action]
    axes = [str(gap.axis.number) for gap in found if not gap.action]
    named = french.write_list(actions) if len(found) <= MOST_NAMED else str(len(actions))
    told = [
        _("opérationnel, actions prioritaires : %(named)s") % {"named": named} if actions else "",
        _("d’impact, axes : %(named)s") % {"named": french.write_list(axes)} if axes else "",
    ]
    return titled_text(_("Sans indicateur"), f"{' ; '.join(filter(None, told))}.")


def count_indicators(count: int) -> str:
    return french.count_noun(count, _("indicateur"), _("indicateurs"))


def count_by_axis(axes: Iterable[int]) -> str:
    """« 40 dans l’axe 1 et 12 dans l’axe 3 »."""
    counted = sorted(Counter(axes).items())
    return french.write_list([_("%(count)d dans l’axe %(axis)d") % {"count": n, "axis": axis} for axis, n in counted])


def flagged_text(report: Report) -> Text:
    """How many questions and errors there are, and the indicators of which they put a headline figure in question."""
    found = [one for one in report.indicators if any(s.latest and s.latest.being_verified for s in one.headlines)]
    few = len(found) <= MOST_NAMED
    counted = f"{count_indicators(len(found))} ({count_by_axis(one.axis for one in found)})"
    named = french.write_list([one.code for one in found]) if few else counted
    counts = Counter(signal.note.word for signal in summary.signals(report))
    told = [french.count_code(counts[word], word) for word in (NoteWord.QUESTION, NoteWord.ERROR) if counts[word]]
    about = f", {_('notamment sur les chiffres principaux de')} {named}" if found else ""
    return titled_text(_("À éclaircir"), f"{french.write_list(told) or _('rien')}{about}.")


def changes_text(since: Comparison) -> Text:
    if not since:
        return titled_text(_("Changé"), _("rien depuis l’édition %(edition)s.") % {"edition": since.before.edition})
    moved = " ; ".join(f"{e.subject.name} : {move_text(e.move)}" for e in since.telling() if e.move)
    told = _("depuis l’édition %(edition)s : %(counted)s.") % {
        "edition": since.before.edition,
        "counted": since.counted,
    }
    return titled_text(_("Changé"), f"{told} {moved}." if moved else told)


def move_text(move: Move) -> str:
    """« +2 points », and from which value where it was corrected since; of a correction, that it is one."""
    corrected = move.step_text if move.step == "corrected" else ""
    return ", ".join(part for part in (move.difference.text, move.restated_text, corrected) if part)


def titled_text(title: str, text: str) -> Text:
    return (Run(title, bold=True), Run(f" – {french.typeset(text)}"))
