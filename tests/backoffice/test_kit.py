"""The kit, on shelves and books: what it does for any model, with whatever lock, places and words it is handed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from simple_history.models import HistoricalRecords

from strategy_monitor.backoffice.editing import Editor
from strategy_monitor.backoffice.history import readable_value
from strategy_monitor.backoffice.recording import records_gathered, update_recorded
from strategy_monitor.backoffice.search import filter_matching
from strategy_monitor.backoffice.versions import ShownVersions, revision
from tests.admin_pages import OpenedPage, errors, filled, opened, sent
from tests.backoffice.conftest import signed_in
from tests.spaces import plain


def address(thing: Any, page: str, *more: Any) -> str:
    pk = () if isinstance(thing, type) else (thing.pk,)
    return reverse(f"library:library_{thing._meta.model_name}_{page}", args=(*pk, *more))


def reader(*codenames: str) -> Client:
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return signed_in(user)


def compared(response: Any) -> list[list[str]]:
    """The rows of the comparison: field, as shown, as stored, as typed, what to decide."""
    rows = BeautifulSoup(response.content, "lxml").select(".conflict tbody tr")
    return [[plain(cell.get_text(" ", strip=True)) for cell in row.select("th, td")] for row in rows]


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


# Two people


def test_a_conflict_shows_both_versions_and_keeps_the_typing(library, ada, bob):
    book = library.Book.objects.create(title="Phèdre", pages=100)
    url = address(book, "change")
    theirs, mine = filled(opened(ada, url)), filled(opened(bob, url))
    assert ada.post(url, theirs | {"pages": "110"}).status_code == 302
    response = bob.post(url, mine | {"pages": "120"})
    assert "Ada Dubois a modifié ces données" in errors(response)
    assert compared(response) == [
        ["Pages", "100", "110", "120", "Les deux diffèrent : la saisie reste dans le formulaire."]
    ]
    book.refresh_from_db()
    assert book.pages == 110
    assert bob.post(url, filled(OpenedPage(response.content.decode()))).status_code == 302
    book.refresh_from_db()
    assert book.pages == 120


def test_what_only_the_other_changed_is_merged_in(library, ada, bob):
    book = library.Book.objects.create(title="Phèdre", pages=100)
    url = address(book, "change")
    theirs, mine = filled(opened(ada, url)), filled(opened(bob, url))
    ada.post(url, theirs | {"kind": "essay"})
    response = bob.post(url, mine | {"pages": "120"})
    assert [row[0] for row in compared(response)] == ["Genre", "Pages"]
    bob.post(url, filled(OpenedPage(response.content.decode())))
    book.refresh_from_db()
    assert (book.kind, book.pages) == ("essay", 120)


def test_what_was_deleted_meanwhile_gives_the_typing_back_in_the_same_site(library, ada, bob):
    book = library.Book.objects.create(title="Phèdre")
    url = address(book, "change")
    mine = filled(opened(bob, url))
    assert ada.post(address(book, "delete"), {"post": "yes"}).status_code == 302
    response = bob.post(url, mine | {"title": "Phèdre et Hippolyte", "_save": "Enregistrer"})
    page = BeautifulSoup(response.content, "lxml")
    assert response.status_code == 409
    assert "Ada Dubois a supprimé « Phèdre »" in plain(page.get_text(" "))
    typed = [plain(one.text).strip() for one in page.select("dl.gone > *")]
    assert typed == ["Titre", "Phèdre et Hippolyte", "Genre", "Roman"]
    assert page.select_one(f'.breadcrumbs a[href="{address(library.Book, "changelist")}"]')


def test_a_row_that_changed_is_not_deleted_unseen(library, ada, bob):
    shelf = library.Shelf.objects.create(name="A")
    book = library.Book.objects.create(title="Phèdre", shelf=shelf)
    url = address(shelf, "change")
    mine = filled(opened(bob, url))
    sent(ada, address(book, "change"), pages="90")
    response = bob.post(url, mine | {"book_set-0-DELETE": "on"})
    assert "« Phèdre » a changé depuis l’ouverture de la page" in errors(response)
    assert library.Book.objects.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"library.Book": 1}', '{"library.Book": {"1": -1}}', "[" * 100_000])
def test_versions_that_cannot_be_read_count_as_unseen(text):
    assert ShownVersions.read(text).shown == {}


def test_a_revision_is_the_last_record_of_the_history(library):
    book = library.Book.objects.create(title="Phèdre")
    first = revision(book)
    book.save()
    assert revision(book) > first
    assert ShownVersions.of([book]).shown == {"library.Book": {book.pk: revision(book)}}
    book.history.all().delete()
    assert revision(book) == 0


# What is handed in


def test_whoever_saves_holds_the_lock_and_is_followed_up(library, ada):
    book = library.Book.objects.create(title="Phèdre")
    opened(ada, address(book, "change"))
    assert library.CALLS == []
    sent(ada, address(book, "change"), title="Andromaque")
    assert library.CALLS == [("locked", ""), ("saved", "Andromaque")]
    library.CALLS.clear()
    ada.post(address(book, "delete"), {"post": "yes"})
    assert library.CALLS == [("deleted", "Andromaque")]


def test_a_place_that_is_not_covered_is_read_and_not_changed(library, ada):
    shelf = library.Shelf.objects.create(name=library.FORBIDDEN)
    book = library.Book.objects.create(title="Phèdre", shelf=shelf)
    client = reader("view_book", "change_book", "delete_book")
    assert not opened(client, address(book, "change")).select("[name=title]")
    assert client.post(address(book, "change"), {"title": "Autre"}).status_code == 403
    assert client.post(address(book, "delete"), {"post": "yes"}).status_code == 403
    assert opened(ada, address(book, "change")).select("[name=title]")


def test_nothing_is_moved_to_a_place_that_is_not_covered(library):
    shelf = library.Shelf.objects.create(name=library.FORBIDDEN)
    book = library.Book.objects.create(title="Phèdre")
    response = sent(reader("view_book", "change_book", "view_shelf"), address(book, "change"), shelf=str(shelf.pk))
    assert "Cette étagère est réservée." in errors(response)
    book.refresh_from_db()
    assert book.shelf is None


def test_an_editor_that_names_no_working_copy_lets_nobody_in(library, rf, admin_user):
    class Forgetful(Editor):
        pass

    book = library.Book.objects.create(title="Phèdre")
    request = rf.get("/")
    request.user = admin_user
    with pytest.raises(AttributeError, match="working_copy"):
        Forgetful(library.Book, library.site).has_change_permission(request, book)


def test_fields_say_what_to_type_and_the_editor_has_the_last_word(library, ada):
    book = library.Book.objects.create(title="Phèdre")
    page = opened(ada, address(book, "change")).get_text(" ")
    for text in ("Tel que sur la page de titre.", "Sans la couverture.", "Le catalogue garde la raison."):
        assert text in page
    assert "Tel qu’imprimé." not in page


def test_who_may_only_read_reads_the_column_instead_of_the_field(library, ada):
    book = library.Book.objects.create(title="Phèdre", pages=100)
    read = opened(reader("view_book"), address(book, "change"))
    assert [one.get_text(strip=True) for one in read.select(".field-counted .readonly")] == ["100 pages"]
    assert not read.select(".field-pages")
    assert opened(ada, address(book, "change")).select_one("[name=pages]")["value"] == "100"


# Deleting


@pytest.mark.usefixtures("contexts")
def test_deleting_what_asks_for_a_reason(library, ada):
    essay = library.Book.objects.create(title="Essais", kind="essay")
    url = address(essay, "delete")
    assert "(un essai : obligatoire)" in opened(ada, url).get_text(" ")
    assert "Dire pourquoi cet essai part." in said(ada.post(url, {"post": "yes"}, follow=True))
    assert library.Book.objects.exists()
    ada.post(url, {"post": "yes", "why": "Doublon"})
    assert not library.Book.objects.exists()
    assert library.Book.history.first().history_change_reason == "Doublon"


def test_what_asks_for_no_reason_is_deleted_without(library, ada):
    novel = library.Book.objects.create(title="Phèdre")
    assert "obligatoire" not in opened(ada, address(novel, "delete")).get_text(" ")
    ada.post(address(novel, "delete"), {"post": "yes"})
    assert not library.Book.objects.exists()


def test_what_may_ask_for_a_reason_is_deleted_one_by_one(library, ada):
    library.Book.objects.create(title="Phèdre")
    library.Shelf.objects.create(name="A")
    books, shelves = (opened(ada, address(model, "changelist")) for model in (library.Book, library.Shelf))
    assert shelves.select("[value=delete_selected]")
    assert not books.select("[value=delete_selected]")


# The tree


def test_a_page_lists_what_says_that_it_stands_under_it(library, ada):
    shelf = library.Shelf.objects.create(name="A")
    book = library.Book.objects.create(title="Phèdre", shelf=shelf)
    library.Book.objects.create(title="Ailleurs")
    limb = opened(ada, address(shelf, "change")).select_one(".tree")
    assert "Livres de l’étagère" in limb.h2.text
    assert [(one.text, one["href"]) for one in limb.select("li a")] == [("Phèdre", address(book, "change"))]
    assert limb.select_one(".addlink")["href"] == f"{address(library.Book, 'add')}?shelf={shelf.pk}"


def test_a_page_lists_nothing_that_one_may_not_see(library):
    shelf = library.Shelf.objects.create(name="A")
    assert not opened(reader("view_shelf"), address(shelf, "change")).select(".tree")


def test_a_page_says_what_it_stands_in(library, ada):
    shelf = library.Shelf.objects.create(name="A")
    book = library.Book.objects.create(title="Phèdre", shelf=shelf)
    assert opened(ada, address(book, "change")).select_one(f'.breadcrumbs a[href="{address(shelf, "change")}"]')


def test_a_longer_list_asks_no_more_queries(library, ada):
    shelf = library.Shelf.objects.create(name="A")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            opened(ada, address(shelf, "change"))
        return len(found)

    library.Book.objects.create(title="1", shelf=shelf)
    opened(ada, address(shelf, "change"))
    few = queries()
    for number in range(2, 12):
        library.Book.objects.create(title=str(number), shelf=shelf)
    assert queries() == few


# Searching


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("phedre", ["Phèdre"]),
        ("PHÈ", ["Phèdre"]),
        ("essai", []),
        ("a/100", ["Phèdre"]),
        ("–", ["Andromaque", "Phèdre"]),
    ],
)
def test_search_minds_neither_accents_nor_case_and_reads_what_is_shown(library, query, titles):
    library.Book.objects.create(title="Phèdre", pages=100, shelf=library.Shelf.objects.create(name="A"))
    library.Book.objects.create(title="Andromaque")
    found = filter_matching(library.Book.objects.order_by("title"), ["title"], query, ["{shelf__name}/{pages}"])
    assert [book.title for book in found] == titles


# History


def test_a_past_version_is_come_back_to_with_its_reason(library, ada):
    book = library.Book.objects.create(title="Phèdre", pages=100)
    first = book.history.first()
    book.pages = 200
    book.save()
    url = address(book, "simple_history", first.pk)
    assert ada.post(url, filled(opened(ada, url))).status_code == 302
    book.refresh_from_db()
    assert book.pages == 100
    assert book.history.first().history_change_reason == "Retour à une version passée"


def test_what_is_saved_untouched_leaves_no_trace(library, ada):
    book = library.Book.objects.create(title="Phèdre")
    sent(ada, address(book, "change"))
    assert book.history.count() == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "oui"),
        (None, "–"),
        ("", "–"),
        ([], "–"),
        (Decimal("1.50"), "1,5"),
        (Decimal("100"), "100"),
        (date(2025, 2, 1), "1er février 2025"),
        (["a", False], "a ; non"),
    ],
)
def test_a_stored_value_reads_in_french(value, text):
    assert plain(readable_value(value)) == text


# The database has the last word


def test_what_the_database_refuses_is_said_by_its_constraint(library, ada, monkeypatch):
    book = library.Book.objects.create(title="Phèdre")

    def raced(*_given: Any) -> None:
        raise IntegrityError('duplicate key value violates unique constraint "book_title_is_unique"')

    monkeypatch.setattr(type(library.site._registry[library.Book]), "save_model", raced)
    response = sent(ada, address(book, "change"), title="Andromaque")
    assert "Ce titre est déjà pris." in errors(response)
    assert "Andromaque" in response.content.decode()


def test_many_rows_take_the_fields_that_are_given_and_their_records(library):
    author = User.objects.create_user("ada")
    read = [library.Book.objects.create(title=f"Tome {number}", pages=100) for number in range(12)]
    library.Book.objects.filter(pk=read[0].pk).update(kind="essay")  # since it was read
    for book in read:
        book.title, book.pages = "Tome relié", 120

    def written(some: list[Any]) -> int:
        with CaptureQueriesContext(connection) as queries:
            update_recorded(library.Book, some, ["pages"], author, "Reliure")
        return len(queries)

    assert written(read[:2]) == written(read[2:]) > 0 == written([])
    stored = list(library.Book.objects.order_by("pk").values_list("title", "kind", "pages"))
    assert stored == [("Tome 0", "essay", 120), *((f"Tome {number}", "novel", 120) for number in range(1, 12))]
    records = library.Book.history.filter(history_type="~").order_by("id")
    told = list(records.values_list("id", "pages", "history_user", "history_change_reason"))
    assert told == [(book.pk, 120, author.pk, "Reliure") for book in read]
    assert list(records.values_list("title", "kind", "pages")) == stored, "a record says what the row says"


@contextmanager
def listening() -> Iterator[list[Any]]:
    """The records that are told of meanwhile."""
    told: list[Any] = []

    def listen(records: list[Any], **_signal: Any) -> None:
        told.extend(records)

    records_gathered.connect(listen)
    try:
        yield told
    finally:
        records_gathered.disconnect(listen)


def test_many_records_are_by_who_sends_the_request_where_nobody_else_is_given(library, monkeypatch):
    author = User.objects.create_user("ada")
    request = SimpleNamespace(user=author)
    monkeypatch.setattr(HistoricalRecords.context, "request", request, raising=False)
    book = library.Book.objects.create(title="Phèdre", pages=100)
    update_recorded(library.Book, [book], ["pages"], None, "Reliure")
    assert {one.history_user for one in book.history.all()} == {author}


def test_records_of_many_rows_come_in_one_order_and_once(library):
    books = [library.Book.objects.create(title=f"Tome {number}", pages=100) for number in range(5)]
    with listening() as told:
        update_recorded(library.Book, books[::-1], ["pages"], None, "Reliure")
    assert [one.history_id for one in told] == sorted({one.history_id for one in told})
    assert [one.id for one in told] == [book.pk for book in books]


def test_who_listens_is_told_the_record_that_the_database_holds(library):
    book = library.Book.objects.create(title="Phèdre", pages=100)
    book.title, book.pages = "Andromaque", 120
    with listening() as told:
        update_recorded(library.Book, [book], ["pages"], None, "Reliure")
        update_recorded(library.Book, [book], ["pages"], None, "Reliure encore")
    held = list(library.Book.history.filter(history_type="~").order_by("history_id"))
    assert [one.history_id for one in told] == [one.history_id for one in held]
    assert [(one.title, one.pages, one.history_change_reason) for one in told] == [
        ("Phèdre", 120, "Reliure"), ("Phèdre", 120, "Reliure encore"),
    ]  # fmt: skip
