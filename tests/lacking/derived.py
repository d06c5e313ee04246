"""The seeded Report without one kind of thing, and still whole: nothing in it refers to what is gone."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Union, get_args, get_origin

from strategy_monitor.report import document as doc
from strategy_monitor.report.document import Node, Report

Edit = Callable[[Node], dict[str, Any]]
"""A part of the tree → the fields to change in it."""

Derived = Callable[[Report], Report]


def rewritten(node: Node, edit: Edit) -> Any:
    """The tree with each part changed, the whole first, then its parts as they have become."""
    changes = edit(node)
    changed = node.model_copy(update=changes) if changes else node
    parts = {name: inside(getattr(changed, name), edit) for name in type(changed).model_fields}
    return changed.model_copy(update={name: new for name, new in parts.items() if new is not getattr(changed, name)})


def inside(value: Any, edit: Edit) -> Any:
    if isinstance(value, Node):
        return rewritten(value, edit)
    if isinstance(value, tuple) and value and isinstance(value[0], Node):
        return tuple(rewritten(one, edit) for one in value)
    return value


def read_again(report: Report) -> Report:
    """As it would be read from its text: a copy is checked by nothing."""
    return Report.model_validate(report.model_dump())


def emptied(model: type[Node], *names: str) -> Derived:
    """Nothing in these fields, wherever a part of this kind stands."""

    def edit(node: Node) -> dict[str, Any]:
        return {name: nothing_of(model, name) for name in names} if isinstance(node, model) else {}

    return lambda report: rewritten(report, edit)


def nothing_of(model: type[Node], name: str) -> Any:
    field = model.model_fields[name]
    if not field.is_required():
        return field.default
    return () if get_origin(field.annotation) is tuple else ""


def without_notes(report: Report) -> Report:
    return rewritten(
        report, lambda node: {name: () for name in ("notes", "scale_notes") if name in type(node).model_fields}
    )


def without_footnotes(report: Report) -> Report:
    return rewritten(report, lambda node: {"footnotes": ()} if "footnotes" in type(node).model_fields else {})


def without_measures(report: Report) -> Report:
    return rewritten(report, lambda node: {"measures": ()} if isinstance(node, doc.Action | doc.Governance) else {})


def without_providers(report: Report) -> Report:
    def edit(node: Node) -> dict[str, Any]:
        if isinstance(node, doc.Indicator):
            return {"providers": (), "planned_providers": ()}
        return {"providers": ()} if isinstance(node, Report) else {}

    return rewritten(report, edit)


def without_headlines(report: Report) -> Report:
    return rewritten(report, lambda node: {"role": "context"} if isinstance(node, doc.Series) else {})


def with_an_empty_axis(report: Report) -> Report:
    """The first one, so that it is what an address or an example would take."""
    empty = report.axes[0].model_copy(update={"actions": (), "indicators": (), "notes": ()})
    return report.model_copy(update={"axes": (empty, *report.axes[1:])})


def with_one_axis(report: Report) -> Report:
    return report.model_copy(update={"axes": report.axes[:1]})


def with_one_series(report: Report) -> Report:
    """One observation of one series of one indicator of one action of one axis."""

    def edit(node: Node) -> dict[str, Any]:
        return {
            name: getattr(node, name)[:1]
            for name in ("axes", "actions", "indicators", "series", "observations")
            if name in type(node).model_fields
        }

    return rewritten(report, edit)


def smallest(report: Report) -> Report:
    """What is published from a working copy that holds a strategy and nothing else."""
    return Report(
        edition=report.edition,
        strategy=report.strategy.model_copy(
            update={"introduction": (), "indicators_remark": (), "legal_basis": "", "footnotes": (), "notes": ()}
        ),
        scale=(),
        governance=doc.Governance(title=report.governance.title),
        axes=(),
        providers=(),
    )


LACKING: dict[str, Derived] = {
    "note": without_notes,
    "measure": without_measures,
    "part of a measure": emptied(doc.Measure, "measures"),
    "measure of governance": emptied(doc.Governance, "measures"),
    "reference": emptied(doc.Measure, "references"),
    "footnote": without_footnotes,
    "table": emptied(doc.Measure, "tables"),
    "provider": without_providers,
    "action": emptied(doc.Axis, "actions"),
    "indicator": lambda report: emptied(doc.Action, "indicators")(emptied(doc.Axis, "indicators")(report)),
    "impact indicator": emptied(doc.Axis, "indicators"),
    "operational indicator": emptied(doc.Action, "indicators"),
    "series": emptied(doc.Indicator, "series"),
    "headline": without_headlines,
    "observation": emptied(doc.Series, "observations"),
    "acronym": emptied(Report, "acronyms"),
    "step of the scale": emptied(Report, "scale", "scale_notes"),
    "introduction": emptied(doc.Strategy, "introduction", "indicators_remark"),
    "anything in an axis": with_an_empty_axis,
    "a second axis": with_one_axis,
    "a second anything": with_one_series,
    "axis": emptied(Report, "axes"),
    "anything but a strategy": smallest,
}
"""What is lacking → how the Report becomes such."""


TOGETHER = (
    ("note", "provider", "acronym", "introduction", "table", "headline", "impact indicator"),
    ("measure", "step of the scale", "operational indicator", "measure of governance"),
    ("indicator", "footnote", "reference", "part of a measure", "anything in an axis"),
    ("series", "a second axis"),
    ("observation", "action", "a second anything"),
    ("axis", "anything but a strategy"),
)
"""The same in fewer documents: what lacks in one of them hides nothing of what else does."""


def optional_fields() -> Iterator[tuple[type[Node], str]]:
    """Every field that a document may leave empty."""
    for model in models(Report):
        for name, field in model.model_fields.items():
            if model is Report and name == "schema_version":
                continue
            if not field.is_required() or get_origin(field.annotation) is tuple:
                yield model, name


def models(model: type[Node]) -> Iterable[type[Node]]:
    """This kind of part and all that stand in it, each once."""
    found: dict[type[Node], None] = {}
    waiting = [model]
    while waiting:
        one = waiting.pop(0)
        if one in found:
            continue
        found[one] = None
        for field in one.model_fields.values():
            waiting += [kind for kind in kinds(field.annotation) if kind not in found]
    return found


def kinds(annotation: Any) -> list[type[Node]]:
    if isinstance(annotation, type) and issubclass(annotation, Node):
        return [annotation]
    if get_origin(annotation) in {tuple, Union, types.UnionType}:
        return [kind for one in get_args(annotation) for kind in kinds(one)]
    return []


def pruned(report: Report) -> Report:
    """A small part of it that still holds each kind of thing, to be walked in little time."""
    first, second, *_others = report.axes
    kept_measures = measures_with_all_kinds(report)
    action = second.actions[0].model_copy(
        update={"measures": kept_measures, "indicators": second.actions[0].indicators[:2]}
    )
    axes = (
        first.model_copy(update={"actions": first.actions[:1], "indicators": first.indicators[:1]}),
        second.model_copy(update={"actions": (action, second.actions[1]), "indicators": second.indicators[:2]}),
    )
    governance = report.governance.model_copy(update={"measures": report.governance.measures[:2]})
    return report.model_copy(update={"axes": axes, "governance": governance})


def measures_with_all_kinds(report: Report) -> tuple[doc.Measure, ...]:
    """A measure with each kind of part, wherever it stands in the report."""
    found: dict[str, doc.Measure] = {}
    for axis in report.axes:
        for action in axis.actions:
            for measure in action.measures:
                for name in ("references", "footnotes", "tables", "measures", "notes"):
                    if getattr(measure, name) and name not in found:
                        found[name] = measure
    return tuple({measure.code: measure for measure in found.values()}.values())
