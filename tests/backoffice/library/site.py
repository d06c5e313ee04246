"""The library's own administration. What it hands to the kit is written down, for the tests to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import path

from strategy_monitor.backoffice.bounds import BoundedSite
from strategy_monitor.backoffice.editing import Editor
from strategy_monitor.backoffice.rows import TabularRows
from strategy_monitor.backoffice.working_copy import ReasonedDeletion, WorkingCopy
from strategy_monitor.urls import urlpatterns as product
from tests.backoffice.library.models import Book, Shelf

CALLS: list[tuple[str, str]] = []
"""What the kit called, with the name of the thing, since the test began."""

FORBIDDEN = "Réserve"
"""The shelf on which only a superuser works."""


def name_of(thing: Any) -> str:
    return getattr(thing, "title", "") or getattr(thing, "name", "")


def covers(user: Any, thing: Any) -> bool:
    shelf = thing if isinstance(thing, Shelf) else thing.shelf
    return user.is_superuser or shelf is None or shelf.name != FORBIDDEN


LIBRARY = WorkingCopy(
    lock=lambda: CALLS.append(("locked", "")),
    covers=covers,
    not_covered="Cette étagère est réservée.",
    why_help="Le catalogue garde la raison.",
    helps={"library.Book": {"title": "Tel qu’imprimé.", "pages": "Sans la couverture."}},
    after_save=lambda _request, thing: CALLS.append(("saved", name_of(thing))),
    after_delete=lambda _request, thing: CALLS.append(("deleted", name_of(thing))),
)


@admin.display(description="pages")
def counted(book: Book) -> str:
    return f"{book.pages} pages"


class BookRows(TabularRows):
    working_copy = LIBRARY
    model = Book
    fields = ("title", "pages")


class ShelfAdmin(Editor):
    working_copy = LIBRARY
    inlines = (BookRows,)
    search_fields = ("name",)


class BookAdmin(Editor):
    working_copy = LIBRARY
    deletion = ReasonedDeletion(
        asks_why=lambda key: Book.objects.filter(pk=key, kind=Book.Kind.ESSAY).exists(),
        label="(un essai : obligatoire)",
        refusal="Dire pourquoi cet essai part.",
    )
    parents = ("shelf",)
    listed_under = {"shelf": "Livres de l’étagère"}
    fields = ("shelf", "title", "kind", "pages")
    readonly_fields = (counted,)
    read_as = {"pages": counted}
    helps = {"title": "Tel que sur la page de titre."}
    search_fields = ("title",)
    search_shown = ("{shelf__name}/{pages}",)
    autocomplete_fields = ("shelf",)


site = BoundedSite(name="library")
site.register(Shelf, ShelfAdmin)
site.register(Book, BookAdmin)

urlpatterns = [path("library/", site.urls), *product]
