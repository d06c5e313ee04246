"""What a file is about: the whole report, one axis, or one indicator."""

from __future__ import annotations

from dataclasses import dataclass

from strategy_monitor.exports.addresses import FileSubject, Page
from strategy_monitor.exports.publication import Publication
from strategy_monitor.report.document import Axis, Indicator, Report


@dataclass(frozen=True)
class Scope:
    """At most one of `axis` and `indicator` is given."""

    publication: Publication
    axis: Axis | None = None
    indicator: Indicator | None = None

    @property
    def report(self) -> Report:
        return self.publication.report

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes that are told whole."""
        if self.indicator:
            return ()
        return (self.axis,) if self.axis else self.report.axes

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        if self.indicator:
            return (self.indicator,)
        return self.axis.all_indicators if self.axis else self.report.indicators

    @property
    def subject(self) -> FileSubject:
        if self.indicator:
            return "indicator"
        return "axis" if self.axis else "report"

    @property
    def name(self) -> str:
        """How its files are named: « rapport », « axe-2 », « 2.2-O2 »."""
        if self.indicator:
            return self.indicator.code
        return f"axe-{self.axis.number}" if self.axis else "rapport"

    @property
    def stem(self) -> str:
        """The name of a file that was taken away: « strategie-2025-1-rapport »."""
        return self.publication.file_stem(self.name)

    @property
    def title(self) -> str:
        strategy = self.report.strategy.short_title
        if self.indicator:
            return f"{strategy}, indicateur {self.indicator.code} : {self.indicator.title}"
        if self.axis:
            return f"{strategy}, axe {self.axis.number} : {self.axis.title}"
        return f"{strategy} : suivi de la mise en œuvre, édition {self.report.edition}"

    @property
    def permalink(self) -> str:
        """The page of what it is about, in this very release."""
        if self.indicator:
            return self.publication.permalink(Page.INDICATOR, self.indicator.code)
        if self.axis:
            return self.publication.permalink(Page.AXIS, self.axis.number)
        return self.publication.permalink(Page.HOME)
