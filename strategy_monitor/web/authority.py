"""What the authority states of its site: under which terms its data are used again, whom to ask about them, where they
hold, whose French it writes, and whom to tell of a fault.

All are read from settings. Nothing is presumed: what the authority has not stated is said to be so.
"""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

SCHEMES = ("mailto:", "https://", "tel:")


class UnusableStatement(Exception):
    """What was written in the settings would be of no use to a reader; why, in French."""


@dataclass(frozen=True)
class Licence:
    """Of the data. `name` is empty as long as nothing was decided; `url` may be."""

    name: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        """Raises UnusableStatement for an address without a name, or one that no reader should be sent to."""
        if self.url and not self.name:
            raise UnusableStatement("une licence a un nom avant d’avoir une adresse")
        if self.url and not self.url.startswith(("https://", "http://")):
            raise UnusableStatement(f"« {self.url} » n’est pas une adresse web")

    @property
    def decided(self) -> bool:
        return bool(self.name)

    @property
    def sentence(self) -> str:
        """For a reader: the terms, or that there are none yet and whom to ask."""
        if self.decided:
            return f"Les données se réutilisent sous la licence « {self.name} »."
        return (
            "L’autorité n’a pas encore précisé la licence des données : avant de les reprendre au-delà de la "
            "citation, lui demander à quelles conditions."
        )


UNDECIDED = Licence()


@dataclass(frozen=True)
class ContactPoint:
    """Whom to ask about the data: a service, and how it is reached. Both are empty as long as nobody was named."""

    name: str = ""
    address: str = ""

    def __post_init__(self) -> None:
        """Raises UnusableStatement where one is given without the other, or for an address that nobody can use."""
        if bool(self.name) != bool(self.address):
            raise UnusableStatement("un contact a un nom et une adresse")
        if self.address and (not self.address.startswith(("mailto:", "https://")) or " " in self.address):
            raise UnusableStatement(f"« {self.address} » ne commence pas par mailto: ou https://")


@dataclass(frozen=True)
class Territory:
    """Where the strategy holds: a name, and its address in a list of places that data portals know."""

    name: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        """Raises UnusableStatement where one is given without the other, or for what is no address."""
        if bool(self.name) != bool(self.url):
            raise UnusableStatement("un lieu a un nom et une adresse")
        if self.url and not self.url.startswith(("https://", "http://")):
            raise UnusableStatement(f"« {self.url} » n’est pas une adresse web")


THEMES = {
    "AGRI": "Agriculture, pêche, sylviculture et alimentation",
    "ECON": "Économie et finances",
    "EDUC": "Éducation, culture et sport",
    "ENER": "Énergie",
    "ENVI": "Environnement",
    "GOVE": "Gouvernement et secteur public",
    "HEAL": "Santé",
    "INTR": "Questions internationales",
    "JUST": "Justice, système juridique et sécurité publique",
    "REGI": "Régions et villes",
    "SOCI": "Population et société",
    "TECH": "Science et technologie",
    "TRAN": "Transports",
}
"""Themes under which European portals sort data: code → French name, as the Publications Office lists them."""


@dataclass(frozen=True)
class Theme:
    """Of the data of this strategy; education is that of the strategy that the product brings."""

    code: str = "EDUC"

    def __post_init__(self) -> None:
        """Raises UnusableStatement for a code that portals do not know."""
        if self.code not in THEMES:
            raise UnusableStatement(
                f"« {self.code} » n’est pas un thème ; ceux que les portails connaissent : {', '.join(THEMES)}"
            )

    @property
    def name(self) -> str:
        return THEMES[self.code]


@dataclass(frozen=True)
class Locale:
    """Whose French pages and documents say they are written in: « fr-BE », as BCP 47 has it."""

    tag: str = "fr-BE"

    def __post_init__(self) -> None:
        """Raises UnusableStatement for another language than French, or for what is no tag."""
        if not re.fullmatch(r"fr-[A-Z]{2}", self.tag):
            raise UnusableStatement(f"« {self.tag} » n’est pas le français d’un pays. Écrire par exemple LOCALE=fr-CH")

    @property
    def underscored(self) -> str:
        """« fr_BE », as what shows a shared link has it."""
        return self.tag.replace("-", "_")


def read_logo(path: str) -> str:
    """The SVG at this path, for the cover of the report; empty for no path. Raises UnusableStatement."""
    if not path:
        return ""
    try:
        drawing = Path(path).read_text(encoding="utf-8")
        root = ET.fromstring(drawing)  # noqa: S314 - a file of whoever runs the site
    except (OSError, UnicodeDecodeError, ET.ParseError) as error:
        raise UnusableStatement(f"« {path} » ne se lit pas comme un SVG") from error
    if root.tag.rpartition("}")[2] != "svg":
        raise UnusableStatement(f"« {path} » n’est pas un SVG")
    return drawing


NOBODY, NOWHERE, EDUCATION, OF_BELGIUM = ContactPoint(), Territory(), Theme(), Locale()


@dataclass(frozen=True)
class Contact:
    """Whom to tell of a fault in the site's security: `/.well-known/security.txt`, as RFC 9116 has it.

    `ways` are addresses in order of preference; without any, nobody was named.
    """

    ways: tuple[str, ...] = ()
    expires: dt.date = dt.date.min

    @classmethod
    def read(cls, contact: str, expires: str) -> Contact:
        """From two settings: ways separated by commas, and a day. Raises UnusableStatement."""
        ways = tuple(way.strip() for way in contact.split(",") if way.strip())
        if not ways:
            if expires.strip():
                raise UnusableStatement("il y a une échéance sans personne à prévenir")
            return cls()
        for way in ways:
            if not way.startswith(SCHEMES) or not way.isprintable() or " " in way:
                raise UnusableStatement(f"« {way} » ne commence pas par mailto:, https:// ou tel:")
        try:
            return cls(ways, dt.date.fromisoformat(expires.strip()))
        except ValueError:
            raise UnusableStatement("l’échéance manque, ou n’est pas une date comme 2027-06-30") from None

    def text(self, site: str) -> str:
        """The file, for the site at this address."""
        return "\n".join(
            [
                *(f"Contact: {way}" for way in self.ways),
                f"Expires: {self.expires.isoformat()}T00:00:00Z",
                "Preferred-Languages: fr",
                f"Canonical: {site}/.well-known/security.txt",
                "",
            ]
        )
