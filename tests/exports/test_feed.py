"""The feeds: valid Atom, the same bytes twice, and what changed said in words that no text of the report can break."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup
from lxml import etree

from strategy_monitor.exports import feed, news
from strategy_monitor.exports.feed import Feed
from strategy_monitor.exports.news import ReleaseNews
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.releases.load import Head, Withdrawn
from strategy_monitor.report.compare import compare
from strategy_monitor.report.document import Report
from tests.publications import SITE

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
HOSTILE = "<script>alert(1)</script> & ]]> \x00\x0b\ufffe « fin »"


def with_title(report: Report, code: str, title: str) -> Report:
    """The same report, with another short title for an indicator."""
    return with_text(report, code, "short_title", title)


def with_text(report: Report, code: str, field: str, written: str) -> Report:
    """The same report, with another text for an indicator."""
    text = report.model_dump()
    for axis in text["axes"]:
        for indicator in (*axis["indicators"], *(one for action in axis["actions"] for one in action["indicators"])):
            if indicator["code"] == code:
                indicator[field] = written
    return Report.model_validate(text)


def later(head: Head, number: int, **values: object) -> Head:
    moment = head.published_at + dt.timedelta(days=number)
    given = {"pk": number, "number": number, "sha256": f"{number:064}", "published_at": moment, "author": ""}
    return replace(head, **{**given, **values})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def items(publication: Publication) -> list[ReleaseNews]:
    """Newest first: one withdrawn, one altered, a correction of axis 1, the first release."""
    head, report = publication.head, publication.report
    assert head
    axes = tuple(axis.number for axis in report.axes)
    corrected = with_title(report, "1.4-O1", "Banques de ressources")
    hostile = with_title(corrected, "2.1-O2", HOSTILE)
    second = later(head, 2, reason="Un titre plus court.")
    gone = Withdrawn(head.published_at + dt.timedelta(days=9), f"Publiée par erreur {HOSTILE}", "Ada Lovelace")
    return [
        ReleaseNews(later(head, 4, withdrawn=gone), axes, before=second, comparison=compare(corrected, hostile)),
        ReleaseNews(later(head, 3), refused="le document est illisible"),
        ReleaseNews(second, axes, before=head, comparison=compare(report, corrected)),
        ReleaseNews(head, axes),
    ]


def written(publication: Publication, items: list[ReleaseNews], axis: int | None = None) -> str:
    report = publication.report
    address = f"/flux/axe-{axis}.atom" if axis else "/flux/versions.atom"
    return feed.atom(Feed(report, SITE, address, "/versions/", report.axis(axis) if axis else None), items)


@pytest.mark.parametrize("axis", [None, 1, 2])
def test_it_is_atom(publication: Publication, items: list[ReleaseNews], axis: int | None) -> None:
    text = written(publication, items, axis)
    tree = etree.fromstring(text.encode())
    SCHEMA.assertValid(tree)
    idents = [node.text for node in tree.iter(f"{ATOM}id")]
    assert len(set(idents)) == len(idents)
    for node in (tree, *tree.iter(f"{ATOM}entry")):
        same = Counter(
            (link.get("type"), link.get("hreflang")) for link in node.findall(f"{ATOM}link[@rel='alternate']")
        )
        assert set(same.values()) == {1}, "RFC 4287, 4.1.1: no two alternates of one type and language"
    assert tree.find(f"{ATOM}link[@rel='self']").get("href") == tree.findtext(f"{ATOM}id")
    assert tree.findtext(f"{ATOM}author/{ATOM}name"), "RFC 4287, 4.1.2: an entry without author takes this one"


def test_a_reader_finds_each_release_with_its_date_its_reason_and_its_page(
    publication: Publication, items: list[ReleaseNews]
) -> None:
    found = feedparser.parse(written(publication, items))
    assert not found.bozo
    assert [entry.title for entry in found.entries] == [french.typeset(news.title(item)) for item in items]
    first = found.entries[-1]
    assert first.id == "tag:suivi.exemple.be,2026-03-02:versions/2025/1"
    assert (first.published, first.updated) == ("2026-03-02T09:30:00Z", "2026-03-02T09:30:00Z")
    assert (first.author, first.summary) == ("Ada Lovelace", "Première publication.")
    assert first.link == "https://suivi.exemple.be/versions/2025/1/"
    documents = [link.href for link in first.links if link.type == "application/json"]
    assert documents == ["https://suivi.exemple.be/versions/2025/1/donnees/rapport.json"]
    assert found.feed.updated == "2026-03-11T09:30:00Z", "the day of the withdrawal"


def test_what_changed_is_told_in_words(publication: Publication, items: list[ReleaseNews]) -> None:
    text = feedparser.parse(written(publication, items)).entries[2].content[0].value
    said = " ".join(BeautifulSoup(text, "lxml").get_text(" ").split())
    assert "Un titre plus court. Depuis la version 2025.1 : 1 ajout, retrait ou nouveau nom d’indicateur." in said
    assert "Banques de ressources sur e-classe → Banques de ressources" in said
    assert 'href="https://suivi.exemple.be/versions/2025/2/indicateurs/1.4-O1/"' in text


def test_what_changed_at_the_end_of_a_long_text_is_told_and_not_what_did_not(publication: Publication) -> None:
    remark = "Une plateforme accueille des banques de ressources de tous les niveaux, année après année. " * 6
    before, after = (
        with_text(publication.report, "1.4-O1", "remark", remark + end)
        for end in ("Trois y manquent.", "Aucune n’y manque.")
    )
    assert publication.head
    item = ReleaseNews(publication.head, (1,), before=publication.head, comparison=compare(before, after))
    (told,) = (li.get_text() for li in BeautifulSoup(news.html(item, SITE), "lxml").select("li"))
    assert "supprimé\u202f: Trois y manquent." in told
    assert "ajouté\u202f: Aucune n’y manque." in told
    assert told.count("Une plateforme accueille") < 2


def test_a_withdrawn_release_says_so_and_shows_none_of_its_values(
    publication: Publication, items: list[ReleaseNews]
) -> None:
    entry = feedparser.parse(written(publication, items)).entries[0]
    assert entry.title.endswith("retirée")
    assert "Version retirée le 11" in entry.content[0].value
    assert "Publiée par erreur" in entry.content[0].value
    assert "<ul>" not in entry.content[0].value
    assert entry.link == "https://suivi.exemple.be/versions/#v-2025-4"
    assert not [link for link in entry.links if link.type == "application/json"]


def test_the_feed_of_an_axis_passes_over_what_does_not_concern_it(
    publication: Publication, items: list[ReleaseNews]
) -> None:
    for axis, numbers in ((1, ["4", "3", "2", "1"]), (5, ["4", "3", "1"])):
        found = feedparser.parse(written(publication, items, axis))
        assert [entry.id.split("/")[2] for entry in found.entries] == numbers
        assert all(entry.id.endswith(f"/axe-{axis}") for entry in found.entries)
        assert found.entries[-1].link == f"https://suivi.exemple.be/versions/2025/1/axes/{axis}/"


def test_no_text_of_the_report_becomes_markup(publication: Publication, items: list[ReleaseNews]) -> None:
    newest = [replace(items[0], head=replace(items[0].head, withdrawn=None, reason=HOSTILE)), *items[1:]]
    text = written(publication, newest)
    SCHEMA.assertValid(etree.fromstring(text.encode()))
    content = BeautifulSoup(etree.fromstring(text.encode()).find(f".//{ATOM}content").text, "lxml")
    assert not content.find("script")
    assert "<script>alert(1)</script>" in content.get_text()


def test_the_same_releases_give_the_same_bytes(publication: Publication, items: list[ReleaseNews]) -> None:
    assert written(publication, items) == written(publication, items)


def test_a_long_list_is_cut_and_says_so(publication: Publication, items: list[ReleaseNews]) -> None:
    one = items[2]
    assert one.comparison
    many = replace(one.comparison, entries=one.comparison.entries * (news.MOST + 5))
    text = news.html(replace(one, comparison=many), SITE)
    assert text.count("<li>") == news.MOST
    assert "5\u00a0autres changements" in text
