"""The PDF of the printed report: a checker finds it accessible, and a reader finds in it all that the release says."""

from __future__ import annotations

import pytest
from pikepdf import Name

from strategy_monitor.documents import compose
from strategy_monitor.documents.blocks import Heading, Note, Paper
from strategy_monitor.documents.pdf import write_pdf
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from tests.documents import tagged, vera
from tests.figures.matching import stands, tokens
from tests.figures.test_figures import explained

pytestmark = [pytest.mark.django_db, pytest.mark.once]


SLACK = 8
"""Letters that may stand between two texts of the Paper: the mark of an item, the number of a footnote, a quote."""


@pytest.fixture(scope="session")
def report(publication: Publication) -> Paper:
    return compose.annotated_report_paper(publication)


@pytest.fixture(scope="session")
def written(report: Paper) -> bytes:
    return write_pdf(report)


@pytest.fixture(scope="session")
def verdicts(written: bytes) -> dict[vera.Flavour, vera.Verdict]:
    return vera.check_together(written, vera.UA_1, vera.A_3A)


@pytest.fixture(scope="session")
def read(written: bytes) -> str:
    """All that the tags hold, in their order."""
    return tagged.tag_text(written)


@pytest.mark.parametrize(("flavour", "rules"), [(vera.UA_1, 106), (vera.A_3A, 155)], ids=["UA-1", "A-3a"])
def test_verapdf_finds_it_accessible_and_fit_to_be_kept(
    verdicts: dict[vera.Flavour, vera.Verdict], flavour: vera.Flavour, rules: int
) -> None:
    verdict = verdicts[flavour]
    assert verdict.broken == {}
    assert verdict.rules == rules
    assert verdict.checks > 100_000


def test_its_tags_say_all_that_the_paper_says_in_the_same_order(report: Paper, read: str) -> None:
    text, place = tagged.plain(read.partition("Mentions")[2]), 0  # after the table of contents
    for said in filter(None, map(tagged.plain, tagged.said(report))):
        found = text.find(said, place)
        assert found >= 0, f"« {said[:80]} » is not read after « {text[max(0, place - 80) : place]} »"
        assert found - place < SLACK, f"unexpected before « {said[:60]} »: « {text[place:found]} »"
        place = found + len(said)


def test_every_figure_of_the_release_stands_in_it(publication: Publication, read: str) -> None:
    text = tagged.plain(read)
    for indicator in publication.report.indicators:
        for series in indicator.series:
            for one in series.observations:
                label, period = french.typeset(series.label), french.typeset(one.period.label)
                assert tagged.plain(french.write_value(series, one)) in text
                row = text.partition(tagged.plain(f"{indicator.code} – {french.typeset(indicator.short_title)}"))[2]
                assert tagged.plain(label) in row, label
                assert tagged.plain(period) in row, period
                assert tagged.plain(french.typeset(one.printed)) in row, one.printed


def test_every_figure_of_the_printed_report_stands_in_it(read: str) -> None:
    lost = [one for one in tokens() if not stands(one.figure, read) and one not in explained()]
    assert lost == []


def test_bookmarks_are_the_outline(report: Paper, written: bytes) -> None:
    expected = [(level, f"{number} {text}".strip()) for level, number, text in report.outline]
    found = [(level, title.replace("\u00a0", " ")) for level, title in tagged.bookmarks(tagged.opened(written))]
    assert found == [(level, title.replace("\u00a0", " ")) for level, title in expected]


def test_each_note_and_each_mention_of_one_is_a_link_within(report: Paper, written: bytes) -> None:
    def links(block: object) -> int:
        inner = [one for name in ("blocks", "side", "items") for one in getattr(block, name, ())]
        return isinstance(block, Note) + sum(map(links, inner))

    inside = [
        one
        for page in tagged.opened(written).pages
        for one in page.get("/Annots", [])
        if one.Subtype == Name.Link and ("/Dest" in one or Name.GoTo == one.A.S)
    ]
    contents = sum(one.level <= 2 for one in report.blocks if isinstance(one, Heading) and not one.kicker)
    assert len(inside) >= contents + sum(map(links, report.blocks))


def test_what_is_only_seen_says_what_it_shows(report: Paper, written: bytes) -> None:
    document = tagged.opened(written)
    alts = [str(one.get("/Alt", "")) for one in tagged.elements(document) if Name.Figure == one.S]
    assert all(alts)
    charts = [inner.alt for b in report.blocks for inner in getattr(b, "blocks", ()) if hasattr(inner, "svg")]
    assert len(charts) >= 15
    assert set(charts) <= set(alts)
    assert {"oui", "non", "niveau 0 sur 5", "niveau 5 sur 5", "niveau d’au moins 1 sur 5"} <= {
        alt.replace("\u00a0", " ") for alt in alts
    }


def test_the_cells_of_a_table_know_their_headings(written: bytes) -> None:
    document = tagged.opened(written)
    tables = [one for one in tagged.elements(document) if Name.Table == one.S]
    assert len(tables) > 25
    for table in tables:
        parts = {part.S: part for part in tagged.under(table) if part.S in {Name.THead, Name.TBody}}
        heads = [cell for cell in tagged.under(parts[Name.THead]) if cell.S in {Name.TH, Name.TD}]
        assert {str(scope(cell)) for cell in heads} == {"/Column"}
        for row in (one for one in tagged.under(parts[Name.TBody]) if Name.TR == one.S):
            first, *rest = [cell for cell in tagged.under(row) if cell.S in {Name.TH, Name.TD}]
            assert (first.S, scope(first)) == (Name.TH, Name.Row)
            assert all(cell.S == Name.TD for cell in rest)


def scope(cell: object) -> object:
    attributes = cell.A if isinstance(cell.A, list) else list(cell.A)  # type: ignore[attr-defined]
    return next((one.Scope for one in attributes if "/Scope" in one), None)


def test_it_says_what_it_is(publication: Publication, written: bytes) -> None:
    document = tagged.opened(written)
    assert document.Root.Lang == "fr-BE"
    assert document.Root.ViewerPreferences.DisplayDocTitle
    assert document.docinfo["/Title"] == publication.report.strategy.title
    assert str(document.docinfo["/CreationDate"]).startswith("D:20260302")
    assert document.docinfo["/Author"] == publication.report.strategy.authority
    assert len(document.pages) > 40


def test_the_last_page_names_the_release(publication: Publication, read: str) -> None:
    last = tagged.plain(read).rpartition("Mentions")[2]
    for text in ("Édition 2025, version 1", "2 mars 2026", "Première publication.", publication.sha256):
        assert tagged.plain(text) in last
    assert tagged.plain(publication.permalink("home")) in last
    assert tagged.plain("Éditeur responsable à désigner par l’autorité") in last
