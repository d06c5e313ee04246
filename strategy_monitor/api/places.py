"""What a request is about, and where things are: always in the very release, so that what is quoted does not move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from strategy_monitor.api.shapes import Links
from strategy_monitor.exports import addresses
from strategy_monitor.exports.addresses import base_of
from strategy_monitor.exports.publication import Publication
from strategy_monitor.releases.load import Head
from strategy_monitor.report.document import Report


@dataclass(frozen=True)
class ReleaseRequest:
    """A request, once it is known to be well formed: a release, the names in its address, its parameters."""

    publication: Publication
    head: Head
    """Of the publication."""
    names: dict[str, str]
    parameters: Any
    """Of the model that the operation declares."""

    @property
    def report(self) -> Report:
        return self.publication.report

    @property
    def site(self) -> str:
        return self.publication.site

    def links(self, path: str, kind: str, code: str, axis: int | None) -> Links:
        """`path` is in the API, below the release; `kind`, `code` and `axis` as in `addresses.address`."""
        page = self.site + addresses.address(base_of(self.head), kind, code, axis)
        return Links(api=in_release(self.site, self.head, path), page=page)


def api_root(site: str) -> str:
    """The address of the API, with its final slash."""
    return site + reverse("api:root")


def in_release(site: str, head: Head, path: str = "") -> str:
    """The address of something in one release; of the release itself without `path`."""
    whole = f"releases/{head.name}/{path}" if path else f"releases/{head.name}"
    return api_root(site) + quote(whole)


def problem_page(site: str, code: str) -> str:
    return site + reverse("api:problem", args=[code])
