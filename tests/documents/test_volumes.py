"""A report that is too long for one document is told in volumes: all of it, once, and each is led to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pikepdf import Pdf

from strategy_monitor.bake.routes import addresses_of_site
from strategy_monitor.documents import compose, files, orders
from strategy_monitor.documents.blocks import Heading, Items, Paper, Run, Table
from strategy_monitor.documents.formats import FORMATS, attach_data
from strategy_monitor.documents.pdf import compile_pdf
from strategy_monitor.exports.publication import Publication
from strategy_monitor.kept import store
from strategy_monitor.pages import warming
from strategy_monitor.releases import load, parts
from strategy_monitor.releases.compared import compared
from strategy_monitor.releases.models import DocumentParts
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.report import excerpts, volumes
from strategy_monitor.report.compare import compare
from strategy_monitor.report.document import Report
from strategy_monitor.report.volumes import divide_in_volumes, hold_volume, numbered_volumes, volumes_of
from tests.memory import forget
from tests.pages.reading import soup, text
from tests.people import person, signed_in
from tests.vouched import one_more

LIMITS = (1, 90, 200, 500)
"""What a volume holds at most: a thing, part of an action, some actions, an axis or so."""


@pytest.fixture(params=LIMITS)
def limit(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """As if the printed report were long."""
    monkeypatch.setattr(volumes, "MOST_OF_VOLUME", request.param)
    return int(request.param)


@pytest.fixture
def long(published: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Report]:
    """The same, published, and read in parts by processes that share what they know."""
    monkeypatch.setattr(volumes, "MOST_OF_VOLUME", 200)
    monkeypatch.setattr(parts, "MOST_READ_WHOLE", 0)
    settings.KEPT_PAGES = str(tmp_path / "kept")
    store.shared.cache_clear()
    forget()
    call_command("index_releases", verbosity=0)
    found = load.current().report
    forget()
    yield found
    settings.KEPT_PAGES = ""
    store.shared.cache_clear()
    forget()


def told_in(paper: Paper) -> set[str]:
    """The texts of all blocks."""
    return set(texts_in((paper.blocks,)))


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, Run):
        yield value.text
        yield from texts_in(value.footnote)
    elif is_dataclass(value):
        yield from texts_in(tuple(getattr(value, one.name) for one in fields(value)))
    elif isinstance(value, tuple):
        for one in value:
            yield from texts_in(one)


def papers_of(publication: Publication, *, annotated: bool, since: Any = None) -> list[Paper]:
    """Every document of the report."""
    axes = [axis.number for axis in publication.report.axes]
    apart = [(one.axis, one.number) for one in numbered_volumes(publication.report)]
    if annotated:
        return [
            compose.annotated_report_paper(publication, since),
            *(compose.annotated_axis_paper(publication, one, since) for one in axes),
            *(compose.annotated_volume_paper(publication, *one, since) for one in apart),
        ]
    return [
        compose.report_paper(publication),
        *(compose.axis_paper(publication, one) for one in axes),
        *(compose.volume_paper(publication, *one) for one in apart),
    ]


def test_a_report_of_common_size_is_one_document(publication: Publication) -> None:
    assert volumes_of(publication.report) == ()
    with pytest.raises(LookupError):
        compose.volume_paper(publication, 1, 1)


def test_they_hold_all_of_it_once_in_its_order(publication: Publication, limit: int) -> None:
    report = publication.report
    for axis in report.axes:
        held = [hold_volume(axis, one) for one in divide_in_volumes(axis)]
        measures = [one.code for axis in held for action in axis.actions for one in action.measures]
        assert measures == [one.code for action in axis.actions for one in action.measures]
        assert [one.code for part in held for one in part.all_indicators] == [one.code for one in axis.all_indicators]
        assert [note for part in held for note in part.notes] == list(axis.notes)
        noted = [note for part in held for action in part.actions for note in action.notes]
        assert noted == [note for action in axis.actions for note in action.notes]
        for part in held:
            things = [*part.all_indicators, *(one for action in part.actions for one in action.measures)]
            assert volumes.weigh_axis(part) <= limit or len(things) == 1


def test_what_is_stored_in_parts_is_divided_alike(publication: Publication, limit: int) -> None:
    report = publication.report
    stored = excerpts.unpack_parts(excerpts.pack_parts(report))
    assert stored.volumes == volumes_of(report) == volumes_of(stored.of_none())
    for one in stored.volumes:
        axis = report.axis(one.axis)
        assert axis
        if one.count > 1:
            read = stored.of_volume(one.axis, one.number).axis(one.axis)
            assert read
            assert hold_volume(read, one) == hold_volume(axis, one)
        assert volumes_of(stored.of_axis_document(one.axis)) == stored.volumes


def test_no_volume_is_empty_and_there_are_as_few_as_can_be(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    axis = publication.report.axes[0]
    (one, *_others), bare = axis.all_indicators, axis.actions[0].model_copy(update={"measures": (), "indicators": ()})
    weight = volumes.weigh_indicator(one)

    def divide(*counts: int) -> list[int]:
        """How many indicators each volume holds, of an axis whose actions have so many."""
        actions = tuple(
            bare.model_copy(update={"number": str(number), "indicators": (one,) * count})
            for number, count in enumerate(counts, 1)
        )
        made = axis.model_copy(update={"actions": actions, "indicators": ()})
        return [len(hold_volume(made, volume).all_indicators) for volume in divide_in_volumes(made)]

    monkeypatch.setattr(volumes, "MOST_OF_VOLUME", 10 * weight)
    assert divide(4, 9) == [4, 9]
    assert divide(2, 2, 2, 2, 2, 2) == [6, 6]
    assert divide(5, 9, 9, 1, 9, 3) == [5, 9, 10, 9, 3]
    assert divide(25) == [10, 10, 5]
    assert divide(0) == [0]
    monkeypatch.setattr(volumes, "MOST_OF_VOLUME", weight - 1)
    assert divide(0, 2) == [1, 1]


def test_what_is_composed_from_parts_says_the_same(publication: Publication, limit: int) -> None:
    report = publication.report
    stored = excerpts.unpack_parts(excerpts.pack_parts(report))

    def read(part: Report) -> Publication:
        return replace(publication, report=part)

    cover = read(stored.outline())
    assert compose.report_paper(cover) == compose.report_paper(publication)
    assert compose.annotated_report_paper(cover) == compose.annotated_report_paper(publication)
    for axis in report.axes:
        part = read(stored.of_axis_document(axis.number))
        for of_axis in (compose.axis_paper, compose.annotated_axis_paper):
            assert of_axis(part, axis.number) == of_axis(publication, axis.number)
    for one in numbered_volumes(report):
        part = read(stored.of_volume(one.axis, one.number))
        for of_volume in (compose.volume_paper, compose.annotated_volume_paper):
            assert of_volume(part, one.axis, one.number) == of_volume(publication, one.axis, one.number)


@pytest.mark.parametrize("annotated", [False, True])
def test_all_that_the_report_says_is_said_in_one_of_them(
    publication: Publication, annotated: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole, *_axes) = papers_of(publication, annotated=annotated)
    for limit in LIMITS:
        monkeypatch.setattr(volumes, "MOST_OF_VOLUME", limit)
        found = papers_of(publication, annotated=annotated)
        assert told_in(whole) - set().union(*map(told_in, found)) == set()
        titles = [paper.title for paper in found]
        assert len(set(titles)) == len(titles)


def test_none_says_that_there_is_nothing_where_another_has_it(publication: Publication, limit: int) -> None:
    nothing = {
        "Le rapport n’attache aucun indicateur opérationnel à cette action.": sum(
            not action.indicators for axis in publication.report.axes for action in axis.actions
        ),
        "Le rapport ne donne aucun indicateur d’impact pour cet axe.": sum(
            not axis.indicators for axis in publication.report.axes
        ),
    }
    papers = papers_of(publication, annotated=True)[1:]
    told = [one for paper in papers for one in texts_in((paper.blocks,))]
    for sentence, most in nothing.items():
        assert told.count(sentence) <= most
    for paper in papers:
        kinds = [block.ident if isinstance(block, Heading) else type(block) for block in paper.blocks]
        assert "releves" not in kinds or Table in kinds[kinds.index("releves") :]


def test_a_change_is_told_in_one_of_them(published: None, monkeypatch: pytest.MonkeyPatch) -> None:
    one_more()
    publish("2026", "Un an après.")
    found = load.current()
    assert found.before
    since = compared(found.before, found.head)
    publication = Publication(found.report, found.head, "https://exemple.be")
    monkeypatch.setattr(volumes, "MOST_OF_VOLUME", 200)
    told = [one for paper in papers_of(publication, annotated=True, since=since) for one in heads_of_changes(paper)]
    assert sum(told) == len(since.entries)


def test_so_is_one_of_an_action_in_several_and_of_an_axis_that_is_gone(publication: Publication, limit: int) -> None:
    report = publication.report
    axes = tuple(
        axis.model_copy(
            update={"actions": tuple(action.model_copy(update={"title": "Avant"}) for action in axis.actions)}
        )
        for axis in report.axes
    )
    renamed = report.model_copy(update={"edition": "2024", "axes": axes})
    fewer = report.model_copy(update={"axes": report.axes[:-1]})
    for before, now in ((renamed, report), (report.model_copy(update={"edition": "2024"}), fewer)):
        since = compare(before, now)
        assert since.entries
        papers = papers_of(replace(publication, report=now), annotated=True, since=since)
        assert sum(one for paper in papers for one in heads_of_changes(paper)) == len(since.entries)


def heads_of_changes(paper: Paper) -> Iterator[int]:
    inside = False
    for block in paper.blocks:
        if isinstance(block, Heading) and block.level == 1:
            inside = block.ident == "changements"
        elif inside and isinstance(block, Items):
            yield len(block.items)
        elif inside and isinstance(block, Table):
            yield len(block.rows)


def test_each_leads_to_the_next_in_its_own_format(long: Report, client: Client) -> None:
    found = load.current()
    publication = Publication(found.report, found.head, "https://exemple.be")
    apart = numbered_volumes(long)
    assert {one.axis for one in apart} < {axis.number for axis in long.axes}, "some axes are one document"
    base = "https://exemple.be/versions/2025/1/axes"
    ends = {"pdf": ".pdf", "annotated_docx": "-annote.docx"}
    for code, end in ends.items():
        cover = compose.report_paper(publication, code)
        numbered = {one.axis for one in apart}
        expected = {f"{base}/{one.number}{end}" for one in long.axes if one.number not in numbered}
        expected |= {f"{base}/{one.axis}/volume-{one.number}{end}" for one in apart}
        assert expected <= told_in(cover)
        assert attach_data(cover, publication).attachments == ()
        axis = compose.axis_paper(publication, apart[0].axis, code)
        assert {one for one in expected if f"/{apart[0].axis}/volume-" in one} <= told_in(axis)


def test_they_are_served_and_offered(long: Report, client: Client) -> None:
    apart = numbered_volumes(long)
    one = apart[0]
    page = soup(client.get(f"/axes/{one.axis}/"))
    links = [link["href"] for link in page.select(".documents a")]
    assert [link for link in links if link.endswith(f"volume-{one.count}.pdf")] == [
        f"/axes/{one.axis}/volume-{one.count}.pdf"
    ]
    assert "Ce rapport est trop long pour un seul document" in text(soup(client.get("/rapport/")).main)
    assert "Ce rapport est trop long pour un seul document" in text(soup(client.get("/donnees/")).main)
    given = client.get(f"/axes/{one.axis}/volume-1.pdf")
    assert given["Content-Disposition"].endswith(f'-axe-{one.axis}-volume-1.pdf"')
    assert len(Pdf.open(BytesIO(given.content)).pages) > 1
    assert client.get(f"/axes/{one.axis}/volume-{one.count + 1}.pdf").status_code == 404
    assert client.get("/axes/9/volume-1.pdf").status_code == 404
    addresses = set(addresses_of_site(load.heads()))
    assert {f"/axes/{one.axis}/volume-{one.number}.docx" for one in apart} <= addresses
    ahead = list(warming.addresses_of_documents(load.current().head))
    assert len(ahead) == len(set(ahead)) == 4 * (1 + len(long.axes)) + 2, "volumes are written when they are asked for"
    assert set(ahead) <= addresses


def test_none_takes_the_whole_report_but_the_summary(
    long: Report, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that writes one then holds what it tells: a hundredth, at 10,000 indicators."""
    paths = [path for path in addresses_of_site(load.heads()) if path.endswith((".pdf", ".docx"))]
    paths = [path for path in paths if path.startswith("/versions/") and "resume" not in path]
    forget()
    for code, form in list(FORMATS.items()):
        monkeypatch.setitem(FORMATS, code, replace(form, write=lambda _paper: b"A document."))
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    assert load.document_of.cache_info().currsize == 0


def test_of_a_report_of_common_size_there_is_none(published: None, client: Client) -> None:
    assert client.get("/axes/1/volume-1.pdf").status_code == 404
    assert "trop long pour un seul document" not in client.get("/rapport/").text + client.get("/axes/1/").text


def test_who_answers_readers_does_not_hold_what_a_long_one_says(
    long: Report, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DOCUMENTS_APART = True
    commands: list[str] = []

    def run(command: str, path: str, longest: float) -> bool:
        commands.append(path)
        with orders.written_here():
            client.get(path)
        return True

    monkeypatch.setattr(files, "run_command", lambda *_given, **_named: True)
    for path in ("/axes/2/volume-1.pdf", "/resume.pdf", "/rapport-annote.pdf"):
        assert client.head(path).status_code == 200
        assert client.get(path).status_code == 503, "nothing was written"
    assert load.document_of.cache_info().currsize == 0
    orders.OwnOrders.refused.clear()
    monkeypatch.setattr(files, "run_command", run)
    monkeypatch.setattr(
        orders, "ask_document", lambda order: orders.find_document(order.key) or order.write_apart(lambda _stage: None)
    )
    assert client.get("/axes/2/volume-1.pdf").status_code == 200
    assert client.get("/resume.pdf").status_code == 200
    assert commands == ["/axes/2/volume-1.pdf", "/resume.pdf"]
    assert client.get("/versions/2025/1/axes/2/volume-1.pdf").status_code == 200
    assert len(commands) == 2, "it is one file"


def test_one_of_more_than_300_indicators_that_is_one_document_is_read_whole(
    long: Report, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has parts, and no volumes."""
    monkeypatch.setattr(volumes, "MOST_OF_VOLUME", 100_000)
    call_command("index_releases", verbosity=0)
    DocumentParts.objects.all().delete()
    forget()
    call_command("index_releases", verbosity=0)
    forget()
    assert parts.stored_parts(load.current().head)
    for path in ("/axes/2-annote.pdf", "/axes/2.docx", "/rapport-annote.docx"):
        assert client.get(path).status_code == 200, path


def test_it_is_offered_in_the_working_copy_and_gone_with_its_release(
    published: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(volumes, "MOST_OF_VOLUME", 200)
    forget()
    staff = signed_in(person("zoe", "Publication"))
    links = [link["href"] for link in soup(staff.get("/bureau/copie/axes/2/")).select(".documents a")]
    assert "/bureau/copie/axes/2/volume-2-annote.docx" in links
    assert staff.get("/bureau/copie/axes/2/volume-1.pdf").status_code == 200
    assert client.get("/bureau/copie/axes/2/volume-1.pdf").status_code == 302
    assert client.get("/versions/2025/1/axes/2/volume-1.pdf").status_code == 200
    withdraw("2025", 1, "Par erreur.")
    assert client.get("/versions/2025/1/axes/2/volume-1.pdf").status_code == 410
    forget()


def test_a_command_writes_one(long: Report, tmp_path: Path) -> None:
    call_command("write_report", str(tmp_path / "volume.pdf"), "--axis=2", "--volume=1", "--annotated")
    with Pdf.open(tmp_path / "volume.pdf") as pdf:
        assert "volume 1 sur" in str(pdf.docinfo.Title)
    with pytest.raises(CommandError, match="n’a pas de volume 99"):
        call_command("write_report", str(tmp_path / "volume.pdf"), "--axis=2", "--volume=99")
    with pytest.raises(CommandError, match="demande --axis"):
        call_command("write_report", str(tmp_path / "volume.pdf"), "--volume=1")


def test_the_cover_and_a_volume_keep_their_promises(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "MOST_OF_VOLUME", 200)
    for paper in (compose.annotated_report_paper(publication), compose.annotated_volume_paper(publication, 2, 1)):
        assert compile_pdf(paper, ["ua-1", "a-3a"])
