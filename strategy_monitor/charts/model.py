"""What a chart says, as data: points, scale, words. Nothing here knows how it will be drawn."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from strategy_monitor.language import french
from strategy_monitor.report.document import Node, Number

Form = Literal["slope", "line", "dots", "stack", "bars", "numbers"]
Strength = Literal["strong", "quiet"]


class Point(Node):
    """One value to draw. All texts are ready to be read: typography included."""

    series: str
    """Key of the series; of the total, where the value is derived from it."""
    label: str
    """Its direct label; empty where the chart has one series, which the title names."""
    category: str
    """Label of its period."""
    period: str = ""
    """Slug of its period, which names the observation in its series; empty where the value is derived."""
    moment: int = 0
    """On a time axis, the rank of its moment: what places the point. Its label could not: see `Moment`."""
    value: Number
    written: str
    """As written in the chart: « 67 % », « 1 277 », with an asterisk where a note explains it."""
    full: str
    """As said aloud: « 1 277 écoles »."""
    share: str = ""
    """Computed share of a counted total, for its parts: « 43,8 % »."""
    said: str = ""
    """The value and its comparison, in words: what is read of it alone."""
    strength: Strength = "strong"
    doubtful: bool = False
    off_scale: bool = False
    """Named beside the scale, not drawn."""
    derived: bool = False
    """Computed from observations, not observed: the rest of a whole. Its label says so."""
    broken: bool = False
    """Not comparable with the point of the series before it: no line joins them."""
    apart: bool = False
    """A doubt or a note of comparability keeps it from being set against another: no line reaches it."""

    @property
    def name(self) -> str:
        """Its direct label, with its share: « élèves (96,9 %) », « reste (notre calcul), 0,6 % »."""
        if not self.share:
            return self.label
        return f"{self.label}, {self.share}" if self.derived else f"{self.label} ({self.share})"

    @property
    def doubts(self) -> str:
        """« valeur mise en doute, hors échelle »; empty where the value is sure."""
        return ", ".join([french.DOUBTED] * self.doubtful + ["hors échelle"] * self.off_scale)


class Moment(Node):
    """A span of days on the time axis: the labels that its points carry, each once, and the day in its middle.

    Two series may call one span by two names (« 2022-2023 », « 2022-2023 (bis) »), and so may one series.
    """

    labels: tuple[str, ...]
    day: dt.date

    @property
    def label(self) -> str:
        return " / ".join(self.labels)


class Scale(Node):
    """From `minimum`, zero, to `maximum`; `ticks` are the values that may be written along it."""

    minimum: Decimal
    maximum: Decimal
    ticks: tuple[Decimal, ...] = ()


Origin = tuple[str, str]
"""The key of a series and the slug of a period: see `report.figures`."""


class ChartTable(Node):
    """The same figures, to read: the first cell of each row is its heading."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    origins: tuple[tuple[Origin | None, ...], ...] = ()
    """For each cell of the rows, the observation that it writes; None for a heading, and for what is computed."""


class Chart(Node):
    code: str
    """Code of the indicator."""
    key: str
    """Unique among the charts of the indicator."""
    form: Form
    title: str
    unit: str
    """The line under the title: what is measured, in what unit, when."""
    sentence: str
    """What the chart shows, in words that stand alone; also its accessible description."""
    caption: str
    """The same under the title, which names what is measured."""
    notes: tuple[str, ...] = ()
    note_codes: tuple[str, ...] = ()
    """Codes of the notes that the lines come from."""
    points: tuple[Point, ...]
    moments: tuple[Moment, ...] = ()
    """The time axis of a slope or a line, or the two moments of numbers, in order; empty for the other forms."""
    scale: Scale
    """The same for all charts of the indicator that draw this unit. Numbers do not stand on it."""
    table: ChartTable

    @property
    def drawn(self) -> tuple[Point, ...]:
        """Points that have a mark on the scale."""
        if self.form == "numbers":
            return ()
        return tuple(point for point in self.points if not point.off_scale)

    @property
    def aside(self) -> tuple[Point, ...]:
        """Points named beside the scale."""
        return tuple(point for point in self.points if point.off_scale)

    @property
    def series(self) -> tuple[str, ...]:
        """Keys of the series, each once, in the order of the points."""
        return tuple(dict.fromkeys(point.series for point in self.points))

    def points_of(self, series: str) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.series == series)
