"""Where a catalogue stands, what it calls things there, and what it says of everything: days, terms of use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from strategy_monitor.exports.addresses import Interface, Page, anchor, interface
from strategy_monitor.exports.portrait import written
from strategy_monitor.exports.publication import Publication
from strategy_monitor.report.document import Provider

Node = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a catalogue stands, and so under which addresses it names things."""

    publication: Publication
    permanent: bool
    """True under the addresses of the release; False under those of the newest one, whichever that will be."""

    @property
    def at(self) -> Callable[..., str]:
        return self.publication.permalink if self.permanent else self.publication.address

    @property
    def catalogue(self) -> str:
        return self.at(Page.DATA) + "#catalogue"

    @property
    def authority(self) -> str:
        """The same in every release, as are the providers and the API."""
        return self.publication.address(Page.HOME) + "#autorite"

    @property
    def api(self) -> str:
        return self.publication.site + interface(Interface.ROOT)

    @property
    def service(self) -> str:
        return self.api + "#service"

    def provider(self, one: Provider) -> str:
        return self.publication.address(Page.METHOD) + f"#producteur-{anchor(one.code)}"

    def page(self, code: str, at: Callable[..., str] | None = None) -> str:
        """The page that shows a data set."""
        at = at or self.at
        return at(Page.WHOLE) if code == "rapport" else at(Page.INDICATOR, code)

    def dataset(self, code: str, at: Callable[..., str] | None = None) -> str:
        """The data set itself, which is not the page that shows it."""
        return self.page(code, at) + "#donnees"


def dates(place: Place) -> Node:
    """When it was published: a version once, what stays from one to the next whenever a new one is."""
    head = place.publication.head
    if head is None:
        return {}
    moment = head.published_at.isoformat()
    return {"issued": moment, "modified": moment} if place.permanent else {"modified": moment}


def terms_of_use(place: Place) -> tuple[Node, list[Node]]:
    """What says the licence, and the licence; where the authority has decided none, the sentence that says so."""
    licence = place.publication.licence
    own = place.publication.address(Page.DATA) + "#licence"
    if not licence.decided:
        statement = {"@id": own, "@type": "dct:RightsStatement", "label": written(licence.sentence)}
        return {"rights": own}, [statement]
    address = licence.url or own
    return {"license": address}, [{"@id": address, "@type": "dct:LicenseDocument", "title": written(licence.name)}]


def document(address: str) -> Node:
    return {"@id": address, "@type": "foaf:Document"}
