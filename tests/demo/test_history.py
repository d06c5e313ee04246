"""The made-up edition of the demonstration: it shows every kind of change, says what it is, and mixes with nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from indicators.models import Observation
from strategy_monitor.demo import history, prepare
from strategy_monitor.demo.fictions import MARK
from strategy_monitor.demo.management.commands.demo import Command
from strategy_monitor.documents.blocks import Paper, Paragraph
from strategy_monitor.documents.formats import FORMATS
from strategy_monitor.language.topics import TITLES
from strategy_monitor.pages import viewing
from strategy_monitor.releases import load
from strategy_monitor.releases.editions import BadEdition, default_edition
from strategy_monitor.releases.models import Edition
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.report.compare import compare
from tests.pages.reading import main, soup, text

pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.once]
NAME = "2024-fictive.1"


@pytest.fixture
def with_history(published: None) -> None:
    assert prepare.add_earlier_edition() == (NAME, True)


def test_it_shows_every_kind_of_change() -> None:
    real = load.current().report
    found = compare(history.make_earlier_report(real), real)
    assert [topic for topic, _count in found.counts] == list(TITLES)
    assert {entry.kind for entry in found.entries if entry.topic == "indicators"} == {"added", "removed", "changed"}
    moves = [entry.move for entry in found.entries if entry.move]
    assert {move.step for move in moves} == {"newer", "undated", "corrected"}
    assert any(move.restated for move in moves)
    assert {"doute", "rupture"} <= {word for move in moves for word in move.difference.why_not.split()}
    assert any(entry.parts for entry in found.entries)


def test_it_says_what_it_is_wherever_it_differs() -> None:
    real = load.current().report
    made_up = history.make_earlier_report(real)
    assert made_up.edition == "2024-fictive"
    assert "(édition fictive)" in made_up.strategy.title
    assert made_up.strategy.introduction[0] == history.WARNING
    printed = {o.printed for i in real.indicators for o in i.observations}
    invented = [o for i in made_up.indicators for o in i.observations if o.printed not in printed]
    assert len(invented) > 10
    assert all(MARK in o.printed and o.source == MARK and not o.notes for o in invented)


def test_it_is_stored_once_before_the_real_one_and_leaves_the_working_copy_alone(with_history: None) -> None:
    figures = Observation.objects.count()
    assert prepare.add_earlier_edition() == (NAME, False)
    assert [head.name for head in load.every_head()] == ["2025.1", NAME]
    assert Observation.objects.count() == figures
    assert not Observation.objects.filter(printed__contains=MARK).exists()
    assert default_edition() == "2025"
    assert publish("2025", "Rien de neuf.")[1] is False


def test_its_pages_say_so(client: Client, with_history: None) -> None:
    published, now = load.past("2024-fictive", 1)
    shown = viewing.Viewing(published.report, "versions/2024-fictive/1/", "archive", published.head, now)
    names = ("home", "catalogue", "coverage", "method")
    for address in (*map(shown.address, names), shown.address("indicator", "5.3-O9")):
        response = client.get(address)
        assert response.status_code == 200, address
        assert "Version 2024-fictive.1, fictive." in text(soup(response).select_one("aside.banner")), address
    home = soup(client.get(shown.address("home")))
    assert "(édition fictive)" in text(home.select_one(".name"))
    assert home.select_one("meta[name=robots]")["content"] == "noindex, nofollow"


def test_who_compares_with_it_is_told(client: Client, with_history: None) -> None:
    assert "La version 2024-fictive.1 est fictive." in main(client.get(f"/comparaison/{NAME}/2025.1/"))
    for address in ("/", "/indicateurs/2.1-O2/"):
        section = soup(client.get(address)).select_one("section.since")
        assert text(section.select_one(".tag")) == "édition fictive", address
    assert "(édition fictive)" not in text(soup(client.get("/")).select_one(".name"))


def test_it_is_never_what_the_public_reads_nor_what_one_publishes(client: Client, with_history: None) -> None:
    withdraw("2025", 1, "Pour voir.")
    assert client.get("/").status_code == 503
    assert load.heads() == []
    with pytest.raises(BadEdition, match="réservé"):
        publish("2024-fictive", "Par mégarde.")
    with pytest.raises(CommandError, match="rien à comparer"):
        Command().add_history()


@pytest.mark.parametrize("asked", [False, True])
def test_it_is_made_only_where_it_is_asked_for(asked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Command, "prepare", lambda *_: None)
    call_command("demo", "--no-serve", *["--with-history"] * asked)
    assert Edition.objects.filter(label__endswith="-fictive").exists() is asked


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Paper]:
    """What would be set as PDF."""
    found: list[Paper] = []
    for code in ("pdf", "annotated_pdf"):
        monkeypatch.setitem(FORMATS, code, replace(FORMATS[code], write=lambda paper: found.append(paper) or b""))
    return found


def test_no_document_of_the_real_release_tells_of_it(with_history: None, client: Client, written: list[Paper]) -> None:
    for address in ("/rapport.pdf", "/rapport-annote.pdf", "/resume.pdf", "/versions/2025/1/axes/2-annote.pdf"):
        assert client.get(address).status_code == 200
    assert len(written) == 4
    assert all("fictive" not in repr(paper) for paper in written)


def test_a_document_that_is_asked_to_tell_of_it_says_first_that_it_was_made_up(
    with_history: None, tmp_path: Path, written: list[Paper]
) -> None:
    call_command("write_report", str(tmp_path / "r.pdf"), since=NAME, annotated=True, verbosity=0)
    texts = [block.text[0].text for block in written[0].blocks if isinstance(block, Paragraph)]
    start = next(rank for rank, text in enumerate(texts) if text.startswith("Depuis l’édition 2024-fictive"))
    assert texts[start + 1] == "L’édition 2024-fictive est fictive\u202f: aucune de ces évolutions n’est réelle."
