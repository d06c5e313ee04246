"""Sentences that the pages write from counts."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy_monitor.report import reading, words
from strategy_monitor.report.document import Axis, Indicator
from strategy_monitor.report.summary import Distribution

LEVELS = (
    gettext_lazy("pas démarré"),
    gettext_lazy("moins d’un quart"),
    gettext_lazy("entre un quart et la moitié"),
    gettext_lazy("entre la moitié et trois quarts"),
    gettext_lazy("plus de trois quarts"),
    gettext_lazy("terminés"),
)


def listed(parts: list[str]) -> str:
    """« a, b et c »."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {_('et')} {parts[-1]}"


def standing(total: Distribution) -> str:
    """How all the indicators stand, in two or three sentences."""
    sentences = [
        _("Sur %(n)d indicateurs, %(progress)d décrivent un avancement et %(figures)d donnent un chiffre.")
        % {"n": total.n, "progress": total.progress, "figures": total.quantitative}
    ]
    levels = [
        _("%(count)d au niveau %(level)d (%(words)s)") % {"count": count, "level": level, "words": LEVELS[level]}
        for level, count in reversed(list(enumerate(total.levels)))
        if count
    ]
    if levels:
        sentences.append(_("Avancement déduit du libellé : %(levels)s.") % {"levels": listed(levels)})
    if total.missing:
        waiting = words.plural(total.missing, _("indicateur attend"), _("indicateurs attendent"))
        sentences.append(
            _("%(waiting)s encore ses données.") % {"waiting": waiting}
            if total.missing == 1
            else _("%(waiting)s encore leurs données.") % {"waiting": waiting}
        )
    return " ".join(sentences)


def axis(found: Axis) -> str:
    """What an axis holds, in one sentence."""
    return _("%(title)s : %(actions)s, %(indicators)s.") % {
        "title": found.title,
        "actions": words.plural(len(found.actions), _("action prioritaire"), _("actions prioritaires")),
        "indicators": words.plural(len(found.all_indicators), _("indicateur"), _("indicateurs")),
    }


def indicator(found: Indicator) -> str:
    """What an indicator says, and who says it, in one sentence."""
    return _("%(title)s : %(value)s. Source : %(source)s.") % {
        "title": found.title,
        "value": reading.headline(found),
        "source": found.source or found.planned_source,
    }


def says(indicator: Indicator) -> str:
    """What the mark says, in words: name, value or level, and whether it is doubted."""
    text = f"{indicator.short_title} : {reading.headline(indicator)}"
    if indicator.level is not None:
        text += f" ({_('niveau %(level)d sur 5') % {'level': indicator.level}})"
    doubtful = any(series.latest and series.latest.doubtful for series in indicator.headlines)
    return f"{text} – {_('signalé')}" if doubtful else text
