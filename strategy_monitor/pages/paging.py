"""What is too long for one page, as its readers go through it: to each of its pages, and to those beside this one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class PageLink:
    number: int
    """From 1."""
    span: str
    """From what to what it goes: « 1.1-O12 – 1.3-M2 »."""
    address: str


@dataclass(frozen=True)
class Paging:
    links: tuple[PageLink, ...]
    """In their order; none where all of it stands on one page."""
    number: int
    """Of the page that is read."""

    @property
    def before(self) -> PageLink | None:
        return self.links[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> PageLink | None:
        return self.links[self.number] if self.number < len(self.links) else None

    def name(self, name: str) -> str:
        """« Axe 2, page 2 sur 3 »; the name alone where there is one page."""
        if not self.links:
            return name
        return f"{name}, {_('page %(page)d sur %(pages)d') % {'page': self.number, 'pages': len(self.links)}}"


def find_page(links: Iterable[PageLink], number: int) -> Paging:
    """Raises Http404 where there are not so many."""
    found = Paging(tuple(links), number)
    if number > max(1, len(found.links)):
        raise Http404(_("Il n’y a pas tant de pages ici."))
    return found
