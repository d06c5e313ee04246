"""What follows from what a row says (days, an absence that a value replaces, a place), and what it changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from indicators.exchange import cells, periods
from indicators.exchange.columns import VALUES, heading
from indicators.exchange.outcome import ColumnChange, Line, RowRefused, write_for_preview
from indicators.models import Observation
from indicators.models.observation import FIGURE
from strategy_monitor.language import french
from strategy_monitor.language.codes import Manner, PeriodKind

A_SEASON = dt.timedelta(days=90)
FIGURES = ("value", "value_high", "level", "level_basis", "state")


def complete_values(values: dict[str, Any], before: dict[str, Any], observation: Observation, place: str) -> set[str]:
    """Completes the values read (`before` is empty for a new observation). Returns the names of those added.

    `place`: where the printed values of the series stand in the report.
    """
    added = settle_absence(values, before)
    if not before:
        added |= complete_new(values, observation)
    added |= settle_place(values, before, place)
    values |= added
    require_days_agree(values, before, observation.period_label)
    return set(added)


def require_days_agree(values: dict[str, Any], before: dict[str, Any], label: str) -> None:
    """« 2024 » does not begin in 2023: where a row says new days, they are those of its period.

    A school year may begin on another day than ours, not in another season: « 01/09/2024 » is 9 January where a
    spreadsheet puts the month first.
    """
    told = periods.read_plain_period(label)
    kind = values.get("period_kind", before.get("period_kind"))
    for name in ("period_start", "period_end") if told else ():
        said, known = values.get(name), before.get(name)
        if said is None or said == known:
            continue
        expected: Any = told[name]
        far = kind == PeriodKind.SCHOOL_YEAR and abs(said - expected) > A_SEASON
        if far or said.year != expected.year or (kind == PeriodKind.DATE and said != expected):
            raise RowRefused(
                name,
                _("Le %(day)s n’est pas de « %(label)s » : l’un des deux est peut-être décalé.")
                % {"day": french.type_date(said), "label": label},
            )


def settle_absence(values: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """A new reason replaces the figure, a new figure the reason; the two together are refused."""
    reason, old = values.get("missing_reason", ""), before.get("missing_reason", "")
    figure = any(values.get(name) is not None for name in ("value", "level"))
    if reason and figure:
        raise RowRefused(
            "missing_reason",
            _("Un chiffre et la raison de son absence ne vont pas ensemble : effacer l’un des deux."),
        )
    if reason and before and reason != old:
        return replace_figure(values, before)
    if old and "missing_reason" not in values and (figure or values.get("state", "") not in ("", before.get("state"))):
        return {"missing_reason": ""}
    return {}


def replace_figure(values: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The figure leaves, with what only speaks of it: the basis of a level, a range."""
    gone: dict[str, Any] = {}
    for name in FIGURES:
        spoken = name in values and not (name == "level_basis" and values[name] == before[name])
        if not spoken and before[name] not in (None, ""):
            gone[name] = "" if isinstance(before[name], str) else None
    if before["manner"] == Manner.RANGE and values.get("manner", Manner.RANGE) == Manner.RANGE:
        gone["manner"] = ""
    if of_the_level(before) and "level" in gone and values.get("manner", Manner.MINIMUM) == Manner.MINIMUM:
        gone["manner"] = ""
    return gone


def of_the_level(before: dict[str, Any]) -> bool:
    """Whether « minimum » is said of the level: « au moins 1 »."""
    return before["manner"] == Manner.MINIMUM and before["value"] is None and before["level"] is not None


def complete_new(values: dict[str, Any], observation: Observation) -> dict[str, Any]:
    """What a new observation may leave unsaid."""
    found = settle_period(values, observation.period_label)
    if "manner" not in values and values.get("value_high") is not None:
        found["manner"] = Manner.RANGE.value
    if all(values.get(name) in (None, "") for name in (*FIGURES, "missing_reason")):
        raise RowRefused(
            "value",
            _("Il faut une valeur, un niveau ou un état ; sinon, la raison de son absence."),
        )
    return found


def settle_place(values: dict[str, Any], before: dict[str, Any], place: str) -> dict[str, Any]:
    """A printed text stands where those of its series do; what is not printed stands nowhere in the report."""
    printed = values.get("printed", before.get("printed", ""))
    said = values.get("place", before.get("place", ""))
    if printed and not said:
        if not place:
            raise RowRefused("place", _("Dire où ce texte se lit dans le rapport imprimé."))
        return {"place": place}
    if said and not printed:
        if values.get("place"):
            raise RowRefused(
                "printed",
                _("Une place dans le rapport demande le texte qui y est imprimé : l’écrire, ou effacer la place."),
            )
        return {"place": ""}
    return {}


def settle_period(values: dict[str, Any], label: str) -> dict[str, Any]:
    if why := periods.explain_not_a_period(label):
        raise RowRefused("period_label", why)
    told = periods.deduce_period(label, values.get("period_kind", ""))
    found = {name: value for name, value in told.items() if name not in values}
    if "period_kind" not in values and "period_kind" not in found:
        raise RowRefused(
            "period_kind",
            _(
                "« %(label)s » ne dit pas quel type de période c’est : le choisir dans la colonne « %(column)s », ou "
                "écrire une année (« 2025 »), une année scolaire (« 2024-2025 ») ou un jour (« 5 mars 2025 »)."
            )
            % {"label": label[:60], "column": heading("period_kind")},
        )
    known = {**values, **found}
    for name in () if known["period_kind"] == PeriodKind.UNDATED else ("period_start", "period_end"):
        if known.get(name) is None:
            raise RowRefused(name, _("« %(label)s » ne dit pas ce jour : l’écrire.") % {"label": label[:60]})
    return found


def figure_of(line: Line) -> list[str]:
    """Names of the columns through which a line brings a figure, or the reason why there is none."""
    changed = {change.heading for change in line.changes if not change.deduced}
    return [name for name in FIGURE if heading(name) in changed]


def apply_changes(observation: Observation, before: dict[str, Any], values: dict[str, Any], deduced: set[str]) -> Any:
    """Sets what differs, and tells it. A text that differs only by what nobody sees is left as it is."""
    for column in VALUES:
        if column.name not in values:
            continue
        old, new = before.get(column.name, column.empty), values[column.name]
        if new == (cells.normal(old) if isinstance(old, str) else old) and before:
            continue
        setattr(observation, column.name, new)
        if new != column.empty or before:
            yield ColumnChange(
                column.heading, write_for_preview(column, old), write_for_preview(column, new), column.name in deduced
            )


def remarks(line: Line) -> Any:
    """What the change leaves as it was, and should perhaps not."""
    changed = {change.heading for change in line.changes}
    if {heading("value"), heading("level"), heading("state")} & changed and heading("printed") not in changed:
        yield _("Le texte imprimé reste ce qu’il est : le corriger aussi s’il dit l’ancien chiffre.")
