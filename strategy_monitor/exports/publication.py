"""What an export is made from: a Report, the release that it is, and the site that it is read on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import slugify

from strategy_monitor.exports.addresses import at, base_of
from strategy_monitor.language import french
from strategy_monitor.releases.load import Head
from strategy_monitor.report import canonical
from strategy_monitor.report.document import Indicator, Report
from strategy_monitor.web.authority import (
    EDUCATION,
    NOBODY,
    NOWHERE,
    OF_BELGIUM,
    UNDECIDED,
    ContactPoint,
    Licence,
    Locale,
    Territory,
    Theme,
)

WORKING_COPY = "copie-de-travail"


@dataclass(frozen=True)
class Publication:
    """The same publication always gives the same bytes: what is written depends on nothing else."""

    report: Report
    head: Head | None
    """None for the working copy, which was never published."""
    site: str
    """Address of the site, without a final slash: « https://suivi.exemple.be »."""
    licence: Licence = UNDECIDED
    """Of the data, as the authority decided it."""
    contact: ContactPoint = NOBODY
    """Whom to ask about the data."""
    place: Territory = NOWHERE
    """Where the strategy holds."""
    theme: Theme = EDUCATION
    """Under which portals sort its data."""
    logo: str = ""
    """The mark of the authority, an SVG; empty as long as none was given."""
    editor: str = ""
    """Who answers for what is printed: name and address; empty as long as nobody was named."""
    locale: Locale = OF_BELGIUM
    """Whose French it is written in."""

    @property
    def version(self) -> str:
        """« 2025-1 »."""
        return f"{self.head.edition}-{self.head.number}" if self.head else WORKING_COPY

    def file_stem(self, name: str) -> str:
        """What a file is called once it is away: strategy, release, what it is: « strategie-2025-1-notes »."""
        strategy = slugify(self.report.strategy.short_title) or "strategie"
        return f"{strategy}-{self.version}-{name}"

    @property
    def sha256(self) -> str:
        """Of the canonical document, which is what a release is known by."""
        return self.head.sha256 if self.head else canonical.digest(canonical.dump(self.report))

    @property
    def schema_version(self) -> str:
        """Of the document that is downloaded: that of the day on which it was published."""
        return self.head.schema_version if self.head else self.report.schema_version

    def permalink(self, name: str, *args: object) -> str:
        """The address of a page in this very release, which never changes; of the public page for the working copy."""
        return self.site + at(base_of(self.head) if self.head else "", name, *args)

    def address(self, name: str, *args: object) -> str:
        """The address of a page in the newest release, whichever that will be."""
        return self.site + at("", name, *args)

    def citation(self, indicator: Indicator | None = None) -> str:
        """How to quote the report, or an indicator of it: who, what, edition and version, code."""
        strategy, head = self.report.strategy, self.head
        version = f", version {head.number} ({french.write_date(head.day)})" if head else ""
        about = f", indicateur {indicator.code}, {french.quote_title(indicator.title)}" if indicator else ""
        return french.typeset(
            f"{strategy.authority}, {strategy.short_title} : suivi de la mise en œuvre, "
            f"édition {self.report.edition}{version}{about}."
        )
