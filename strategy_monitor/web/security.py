"""Whom to tell of a fault in the site's security: `/.well-known/security.txt`, as RFC 9116 has it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

SCHEMES = ("mailto:", "https://", "tel:")


@dataclass(frozen=True)
class Contact:
    """`ways` are addresses in order of preference; without any, nobody was named."""

    ways: tuple[str, ...] = ()
    expires: dt.date = dt.date.min

    @classmethod
    def read(cls, contact: str, expires: str) -> Contact:
        """From two settings: ways separated by commas, and a day. Raises ValueError, with what is wrong in French."""
        ways = tuple(way.strip() for way in contact.split(",") if way.strip())
        if not ways:
            if expires.strip():
                raise ValueError("il y a une échéance sans personne à prévenir")
            return cls()
        for way in ways:
            if not way.startswith(SCHEMES) or not way.isprintable() or " " in way:
                raise ValueError(f"« {way} » ne commence pas par mailto:, https:// ou tel:")
        try:
            return cls(ways, dt.date.fromisoformat(expires.strip()))
        except ValueError:
            raise ValueError("l’échéance manque, ou n’est pas une date comme 2027-06-30") from None

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
