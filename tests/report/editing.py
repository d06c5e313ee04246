"""A small Report with one thing of each kind, and what it becomes after some edits."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic.fields import FieldInfo

from strategy_monitor.report import document as doc
from strategy_monitor.report.vocabulary import OneOf
from strategy_monitor.report.wording import WordingPart

PERIOD = doc.Period(kind="school_year", start=dt.date(2023, 9, 1), end=dt.date(2024, 8, 31), label="2023-2024")
NOTE = doc.Note(
    code="N-1", kind="doubtful_figure", severity="doubt", status="open", printed="7.157", reason="Trop d’écoles.",
    decision="Conservé.", section="2.1", page=9,
)  # fmt: skip
OBSERVATION = doc.Observation(
    period=PERIOD, value=Decimal(4944), printed="4.944", place="headline", section="2.1", page=9, source="IFPC",
    planned_source="", notes=(NOTE,),
)  # fmt: skip
SERIES = doc.Series(
    key="heures", label="Heures suivies", unit="heures", quantity="count", role="headline", observations=(OBSERVATION,)
)
INDICATOR = doc.Indicator(
    code="2.1-O1", category="operational", nature="quantitative", axis=2, action="1", title="Heures de formation",
    short_title="Heures de formation", source="IFPC", section="2.1", page=9, series=(SERIES,),
)  # fmt: skip
REFERENCE = doc.Reference(code="circ", kind="circular", label="Circulaire", printed_label="Circulaire 7831")
TABLE = doc.ContentTable(
    code="T-1", title="Savoirs", caption="", kind="marks", row_heading="Savoir", columns=("P1", "P2"),
    rows=(doc.TableRow(label="Données", cells=("x", "")), doc.TableRow(label="Logique", cells=("", "x"))),
)  # fmt: skip
PART = doc.Measure(code="2.1-M1.1", text="Une partie.")
MEASURE = doc.Measure(
    code="2.1-M1", text="Un texte.", references=(REFERENCE,), tables=(TABLE,), measures=(PART,),
    footnotes=(doc.Footnote(marker="1", text="Voir."),),
)  # fmt: skip
ACTION = doc.Action(number="1", title="Former", section="2.1", page=9, measures=(MEASURE,), indicators=(INDICATOR,))
OTHER_ACTION = doc.Action(number="2", title="Équiper", section="2.2", page=12)
AXIS = doc.Axis(number=2, title="Former", short_title="Former", hue="blue", section="2", actions=(ACTION, OTHER_ACTION))
STRATEGY = doc.Strategy(
    title="Stratégie", short_title="Stratégie", authority="FW-B", adopted_on=dt.date(2018, 10, 10), legal_basis="",
    introduction=("Un.", "Deux."), indicators_remark=(),
)  # fmt: skip
REPORT = doc.Report(
    edition="2025", strategy=STRATEGY, scale=(doc.ScaleStep(level=4, caption="", printed=False),),
    governance=doc.Governance(title="Gouvernance"), axes=(AXIS,),
    providers=(doc.Provider(code="IFPC", name="Institut", acronym="IFPC"),),
)  # fmt: skip

MOVABLE = {doc.Measure: (MEASURE, PART), doc.Indicator: (INDICATOR, INDICATOR.model_copy(update={"code": "2-I1"}))}


def holds_nodes(annotation: Any) -> bool:
    first = get_args(annotation)[:1]
    return get_origin(annotation) is tuple and isinstance(first[0], type) and issubclass(first[0], doc.Node)


def admitted(info: FieldInfo) -> Any:
    """The annotation of a field, with the codes that it may hold."""
    codes = next((one.codes for one in info.metadata if isinstance(one, OneOf)), None)
    return Literal[tuple(code.value for code in codes)] if codes else info.annotation


def paths(node: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every field of the tree, with its annotation: `axes.0.title`, then its things in their lists."""
    for name, info in type(node).model_fields.items():
        path, value = f"{above}{name}", getattr(node, name)
        if isinstance(value, doc.Node):
            yield from paths(value, f"{path}.")
            continue
        yield path, admitted(info)
        for rank, child in enumerate(value if holds_nodes(info.annotation) else ()):
            yield from paths(child, f"{path}.{rank}.")


def values(annotation: Any) -> st.SearchStrategy[Any]:
    """Few values of each type, so that two Reports edited apart often agree."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if hasattr(annotation, "__metadata__"):
        return values(annotation.__origin__)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in {Union, types.UnionType}:
        return st.one_of([values(argument) for argument in arguments])
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    plain = {
        type(None): st.none(),
        str: st.sampled_from(["", "a", "b"]),
        int: st.integers(0, 2),
        bool: st.booleans(),
        Decimal: st.sampled_from([Decimal("1.5"), Decimal(4944)]),
        dt.date: st.sampled_from([dt.date(2024, 9, 1), dt.date(2025, 1, 1)]),
    }
    return plain[annotation]


@st.composite
def edited(draw: st.DrawFn, most: int = 6) -> doc.Report:
    """The sample after some edits: values changed, things dropped, repeated, put in another order, renamed."""
    report = REPORT
    for _ in range(draw(st.integers(0, most))):
        path, annotation = draw(st.sampled_from(list(paths(report))))
        if holds_nodes(annotation):
            # What can move comes from anywhere; the rest, from where it stands.
            there = [*get(report, path), *MOVABLE.get(get_args(annotation)[0], ())]
            things = draw(st.lists(st.sampled_from(there), max_size=3)) if there else ()
            report = put(report, path, tuple(things))
        else:
            report = put(report, path, draw(values(annotation)))
    return report


def get(node: Any, path: str) -> Any:
    for name in path.split("."):
        node = node[int(name)] if isinstance(node, tuple) else getattr(node, name)
    return node


def put(node: Any, path: str, value: Any) -> Any:
    """The same tree with one value changed: `axes.0.actions.0.title`."""
    name, _, rest = path.partition(".")
    if isinstance(node, tuple):
        rank = int(name)
        return (*node[:rank], put(node[rank], rest, value) if rest else value, *node[rank + 1 :])
    return node.model_copy(update={name: put(getattr(node, name), rest, value) if rest else value})


def turned_parts(parts: tuple[WordingPart, ...]) -> tuple[WordingPart, ...]:
    """What was gone is new; what is gone still comes before what is new."""
    kinds = {"gone": "new", "new": "gone", "same": "same"}
    found = [WordingPart(kinds[part.kind], part.text) for part in parts]  # type: ignore[arg-type]
    for rank in range(1, len(found)):
        if (found[rank - 1].kind, found[rank].kind) == ("new", "gone"):
            found[rank - 1], found[rank] = found[rank], found[rank - 1]
    return tuple(found)
