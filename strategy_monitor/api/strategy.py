"""The strategy as written: axes, actions, measures, references, notes, search. Each answer is made from one release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from pydantic import BaseModel

from strategy_monitor.api import shapes
from strategy_monitor.api.parameters import MeasureFilter, NoteFilter, OfAxis, ReferenceFilter, Search
from strategy_monitor.api.places import ReleaseRequest
from strategy_monitor.api.problems import unknown_resource
from strategy_monitor.api.shapes import make_row
from strategy_monitor.exports.tables.measures import PlacedMeasure, list_measures
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.releases.indexes import index_of
from strategy_monitor.report import search, summary
from strategy_monitor.report.document import Action, Axis, Governance, Report, Strategy
from strategy_monitor.report.listing import json_writer_of
from strategy_monitor.report.search_index import EntryKind
from strategy_monitor.report.summary import Signal


def strategy(asked: ReleaseRequest) -> Strategy:
    return asked.report.strategy


def governance(asked: ReleaseRequest) -> Governance:
    return asked.report.governance


def scale(asked: ReleaseRequest) -> BaseModel:
    return shapes.Scale(steps=asked.report.scale, notes=asked.report.scale_notes)


def acronyms(asked: ReleaseRequest) -> list[BaseModel]:
    return [make_row(shapes.AcronymRow, acronym) for acronym in asked.report.acronyms]


def axes(asked: ReleaseRequest) -> list[BaseModel]:
    return [
        make_row(
            shapes.AxisRow, axis,
            actions=tuple(action.section for action in axis.actions),
            indicators=tuple(indicator.code for indicator in axis.all_indicators),
            links=links_of_axis(asked, axis),
        )
        for axis in asked.report.axes
    ]  # fmt: skip


NO_INDICATORS: Final = b'"indicators":[]'
"""As JSON writes it of an action or an axis, and of no text, where a quotation mark is escaped."""


def axis(asked: ReleaseRequest) -> bytes:
    """It may hold thousands of indicators, so that each is written by itself, and put where it stands."""
    number = asked.names["number"]
    found = next((axis for axis in asked.report.axes if str(axis.number) == number), None)
    if found is None:
        raise unknown_resource("#/path/number", "Aucun axe ne porte le numéro", number)
    actions = tuple(action.model_copy(update={"indicators": ()}) for action in found.actions)
    bare = found.model_copy(update={"actions": actions, "indicators": ()})
    row = make_row(shapes.AxisWhole, bare, links=links_of_axis(asked, found))
    write = json_writer_of(asked.report)
    first, *others = row.model_dump_json().encode().split(NO_INDICATORS)
    lists = (*(action.indicators for action in found.actions), found.indicators)
    pieces = [first]
    for held, text in zip(lists, others, strict=True):
        pieces += (b'"indicators":[', b",".join(map(write, held)), b"]", text)
    return b"".join(pieces)


def links_of_axis(asked: ReleaseRequest, axis: Axis) -> shapes.Links:
    return asked.links(f"axes/{axis.number}", "axis", str(axis.number), axis.number)


def require_axis(report: Report, axis: int | None) -> tuple[Axis, ...]:
    """The axes that a list is about. Raises Problem for one that is not there."""
    if axis is None:
        return report.axes
    found = report.axis(axis)
    if found is None:
        raise unknown_resource("#/query/axis", "Aucun axe ne porte le numéro", str(axis))
    return (found,)


def actions(asked: ReleaseRequest) -> list[BaseModel]:
    given: OfAxis = asked.parameters
    return [
        make_row(
            shapes.ActionRow, action, code=action.section, axis=axis.number,
            measures=tuple(measure.code for measure in action.measures),
            indicators=tuple(indicator.code for indicator in action.indicators),
            links=links_of_action(asked, axis, action),
        )
        for axis in require_axis(asked.report, given.axis)
        for action in axis.actions
    ]  # fmt: skip


def action(asked: ReleaseRequest) -> BaseModel:
    code = asked.names["code"]
    found = asked.report.action(code)
    if found is None:
        raise unknown_resource("#/path/code", "Aucune action ne porte le code", code)
    axis, action = found
    links = links_of_action(asked, axis, action)
    return make_row(shapes.ActionWhole, action, code=code, axis=axis.number, links=links)


def links_of_action(asked: ReleaseRequest, axis: Axis, action: Action) -> shapes.Links:
    return asked.links(f"actions/{action.section}", "action", action.section, axis.number)


def all_measures(asked: ReleaseRequest) -> Iterator[PlacedMeasure]:
    """Those of the whole report, whatever the filter: each with its parts after it."""
    return list_measures(Scope(asked.publication))


def measures(asked: ReleaseRequest) -> list[BaseModel]:
    given: MeasureFilter = asked.parameters
    require_axis(asked.report, given.axis)
    known = {action.section for axis in asked.report.axes for action in axis.actions}
    if given.action is not None and given.action not in known:
        raise unknown_resource("#/query/action", "Aucune action ne porte le code", given.action)
    matching = codes_found(asked, given.q, "measure")
    return [
        row_of_measure(asked, one)
        for one in all_measures(asked)
        if given.axis in {None, one.axis}
        and given.action in {None, code_of_action(one)}
        and (matching is None or one.measure.code in matching)
    ]


def measure(asked: ReleaseRequest) -> BaseModel:
    code = asked.names["code"]
    for one in all_measures(asked):
        if one.measure.code == code:
            return row_of_measure(asked, one)
    raise unknown_resource("#/path/code", "Aucune mesure ne porte le code", code)


def code_of_action(one: PlacedMeasure) -> str:
    return one.action.section if one.action else ""


def row_of_measure(asked: ReleaseRequest, one: PlacedMeasure) -> BaseModel:
    code = one.measure.code
    return make_row(
        shapes.MeasureRow, one.measure, axis=one.axis, action=code_of_action(one), parent=one.parent,
        measures=tuple(part.code for part in one.measure.measures),
        links=asked.links(f"measures/{code}", "measure", code, one.axis),
    )  # fmt: skip


def codes_found(asked: ReleaseRequest, query: str | None, kind: EntryKind) -> set[str] | None:
    """The codes of what a search finds; None where nothing is searched for."""
    if query is None:
        return None
    return set(search.list_matching(index_of(asked.report, asked.head), query, kind))


def references(asked: ReleaseRequest) -> list[BaseModel]:
    """Each place where a measure rests on a reference: the same one may be called otherwise elsewhere."""
    given: ReferenceFilter = asked.parameters
    require_axis(asked.report, given.axis)
    if given.measure is not None and all(one.measure.code != given.measure for one in all_measures(asked)):
        raise unknown_resource("#/query/measure", "Aucune mesure ne porte le code", given.measure)
    return [
        make_row(
            shapes.ReferenceRow, reference, measure=one.measure.code, axis=one.axis,
            links=asked.links(f"measures/{one.measure.code}", "measure", one.measure.code, one.axis),
        )
        for one in all_measures(asked)
        for reference in one.measure.references
        if given.axis in {None, one.axis}
        and given.measure in {None, one.measure.code}
        and given.kind in {None, reference.kind}
        and given.linked in {None, "true" if reference.url else "false"}
    ]  # fmt: skip


def notes(asked: ReleaseRequest) -> list[BaseModel]:
    given: NoteFilter = asked.parameters
    require_axis(asked.report, given.axis)
    return [
        row_of_note(asked, signal)
        for signal in summary.signals(asked.report)
        if given.axis in {None, signal.axis}
        and given.kind in {None, signal.note.kind}
        and given.severity in {None, signal.note.severity}
        and given.status in {None, signal.note.status}
        and given.about in {None, signal.about}
    ]


def note(asked: ReleaseRequest) -> BaseModel:
    code = asked.names["code"]
    for signal in summary.signals(asked.report):
        if signal.note.code == code:
            return row_of_note(asked, signal)
    raise unknown_resource("#/path/code", "Aucune note ne porte le code", code)


def row_of_note(asked: ReleaseRequest, signal: Signal) -> BaseModel:
    kind = "measure" if signal.about == "reference" else signal.about
    return make_row(
        shapes.NoteRow, signal.note, about=signal.about, subject=signal.code, axis=signal.axis,
        doubts=signal.note.doubts,
        links=asked.links(f"notes/{signal.note.code}", kind, signal.code, signal.axis),
    )  # fmt: skip


class HitRows(Sequence[BaseModel]):
    """The rows of all hits, of which those alone are made that are taken."""

    def __init__(self, asked: ReleaseRequest, found: search.FoundEntries) -> None:
        self.asked, self.found = asked, found

    def __len__(self) -> int:
        return 0 if self.found.near else self.found.total

    def __getitem__(self, place: Any) -> Any:
        if not isinstance(place, slice):
            return self[place : place + 1][0]
        start, stop, _step = place.indices(len(self))
        return [row_of_hit(self.asked, hit) for hit in self.found.show(start, stop)]


def hits(asked: ReleaseRequest) -> Sequence[BaseModel]:
    """The best first; none where the report is silent, whatever comes near."""
    given: Search = asked.parameters
    return HitRows(asked, search.find_hits(index_of(asked.report, asked.head), given.q))


def row_of_hit(asked: ReleaseRequest, hit: search.Hit) -> BaseModel:
    entry = hit.entry
    folder = {"axis": "axes", "action": "actions", "indicator": "indicators", "measure": "measures"}.get(entry.kind)
    path = f"{folder}/{entry.code}" if folder else entry.kind
    return shapes.Hit(
        kind=entry.kind, code=entry.code, axis=entry.axis, title=entry.title, excerpt=hit.excerpt,
        links=asked.links(path, entry.kind, entry.code, entry.axis),
    )  # fmt: skip
