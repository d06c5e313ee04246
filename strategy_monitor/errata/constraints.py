"""What an erratum makes of a value, held to what the database asks of any. The quality rules hold it to the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint

from indicators.models import Observation
from strategy_monitor.report import document
from strategy_monitor.report.correcting import CannotCorrect, FieldCorrection, OpenDocument, find_node, name_thing
from strategy_monitor.report.document import Report
from strategy_monitor.report.things import Identity, Path

SAID = (
    "value", "value_high", "level", "level_basis", "state", "missing_reason", "manner", "cumulative_since",
    "printed", "place",
)  # fmt: skip
"""The fields in which a value is said, called alike in the document and in the database."""
DAYS = ("kind", "start", "end")


class Unfit(CannotCorrect):
    """These corrections leave a value that the database would refuse: which one, and why."""

    def __init__(self, thing: Identity, name: str, why: str) -> None:
        super().__init__(f"{name} : {why}")
        self.thing, self.why = thing, why


def require_fit(before: Report, after: Report, corrections: Iterable[FieldCorrection]) -> None:
    """Raises Unfit where these corrections make of a value what the database would refuse: one that says
    neither a figure nor why there is none, a range of one end. What the document said so already may stay."""
    asked = [one.thing for one in corrections]
    opened = OpenDocument.of(before, *asked)
    for identity in dict.fromkeys(asked):
        thing = opened.things[identity]
        if isinstance(thing.node, document.Observation):
            known = set(list_unfit(before, thing.path))
            for why in list_unfit(after, thing.path):
                if why not in known:
                    raise Unfit(identity, name_thing(identity, thing), why)


def list_unfit(report: Report, path: Path) -> Iterator[str]:
    """What the database would refuse in the value at this place, in its sentences. Some ten questions to it."""
    row = make_observation(find_node(report, path))
    for constraint in Observation._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            try:
                constraint.validate(Observation, row)
            except ValidationError as error:
                yield from error.messages


def make_observation(said: Any) -> Observation:
    """The same value as a row, which is not saved."""
    days = {f"period_{name}": getattr(said.period, name) for name in DAYS}
    return Observation(**days, **{name: getattr(said, name) for name in SAID})
