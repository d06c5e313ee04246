"""A release is the copy that was judged, whatever is written between the judgement and the release."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from axes.models import LinkCheck, Measure, Strategy
from indicators.models import Finding, Observation
from strategy_monitor.language.codes import FindingAnswer
from strategy_monitor.quality import gate
from strategy_monitor.releases import load
from strategy_monitor.releases import publish as publishing
from strategy_monitor.releases.candidate import read_candidate
from strategy_monitor.releases.models import CopyMark, Release
from strategy_monitor.releases.publish import Moved, fingerprint, newest, publish
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.report import canonical
from strategy_monitor.report.build import build
from strategy_monitor.texts.models import TextReading
from strategy_monitor.texts.unread import TextsUnread
from tests.databases import run
from tests.vouched import change, one_more, read_all_texts, write_text

Meanwhile = Callable[..., list[bool]]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Does this each time that what is to be published was found and nothing is locked yet; tells of each attempt
    whether it was found ahead."""

    def arrange(act: Callable[[], object], times: int = 1) -> list[bool]:
        honest, attempts = publishing.publish_locked, []

        def publish_locked(edition: str, reason: str, author: Any, found: Any, **given: Any) -> Any:
            attempts.append(found is not None)
            if len(attempts) <= times:
                act()
            return honest(edition, reason, author, found, **given)

        monkeypatch.setattr(publishing, "publish_locked", publish_locked)
        return attempts

    return arrange


def published_text() -> str:
    return str(Release.objects.newest_first()[0].document)


def test_what_nobody_touched_is_found_once(published: None, meanwhile: Meanwhile) -> None:
    one_more()
    attempts = meanwhile(lambda: None)
    assert publish("2025", "Une valeur.")[1]
    assert attempts == [True]
    assert published_text() == canonical.dump(build("2025"))


def test_what_was_edited_meanwhile_is_in_the_release(published: None, meanwhile: Meanwhile) -> None:
    before = canonical.dump(build("2025"))
    attempts = meanwhile(lambda: Strategy.objects.update(introduction="Autre chose."))
    assert publish("2025", "Une introduction.")[1]
    assert attempts == [True, True]
    assert before != published_text() == canonical.dump(build("2025"))
    assert "Autre chose." in published_text()


def test_a_copy_that_never_rests_is_published_under_its_lock(published: None, meanwhile: Meanwhile) -> None:
    texts = iter(("un", "deux", "trois"))
    attempts = meanwhile(lambda: Strategy.objects.update(introduction=next(texts)), times=3)
    assert publish("2025", "Une introduction.")[1]
    assert attempts == [True, True, False]
    assert "trois" in published_text()
    assert published_text() == canonical.dump(build("2025"))


def test_who_saw_something_else_publishes_nothing(published: None, meanwhile: Meanwhile) -> None:
    one_more()
    seen = fingerprint(read_candidate("2025").sha256, newest(), gate.check_all(keep=False))
    meanwhile(lambda: Strategy.objects.update(introduction="Autre chose."))
    with pytest.raises(Moved):
        publish("2025", "Une valeur.", seen=seen)
    assert Release.objects.count() == 1


def test_an_error_that_comes_meanwhile_stops_it(published: None, meanwhile: Meanwhile) -> None:
    share = Observation.objects.get(series__indicator__code="2-I2", value=20)
    one_more()
    meanwhile(lambda: change(share, value=120))
    with pytest.raises(gate.Blocked, match="2-I2"):
        publish("2025", "Une valeur.")
    assert Release.objects.count() == 1


def test_an_answer_that_is_taken_back_meanwhile_stops_it(published: None, meanwhile: Meanwhile) -> None:
    """Answers leave no mark: they are asked again under the lock."""
    change(Observation.objects.get(series__indicator__code="2-I2", value=20), value=120)
    (found,) = gate.check_all().blocking
    ada = get_user_model().objects.create_user("ada")
    asked = Finding.objects.filter(pk=found.pk)
    asked.update(answer=FindingAnswer.CONFIRMED, answer_text="Confirmé.", answered_by=ada, answered_at=timezone.now())
    unanswered = {"answer": "", "answer_text": "", "answered_by": None, "answered_at": None}
    meanwhile(lambda: asked.update(**unanswered))
    with pytest.raises(gate.Blocked, match="2-I2"):
        publish("2025", "Une valeur.")
    asked.update(answer=FindingAnswer.CONFIRMED, answer_text="Confirmé.", answered_by=ada, answered_at=timezone.now())
    assert publish("2025", "Une valeur.")[1]


def test_a_reading_that_is_taken_back_meanwhile_stops_it(published: None, meanwhile: Meanwhile) -> None:
    """Nor do readings."""
    ada = get_user_model().objects.create_user("ada")
    write_text(Measure.objects.filter(parent=None).first(), ada, text="Un autre texte.")
    read_all_texts()
    meanwhile(lambda: TextReading.objects.update(undone=True))
    with pytest.raises(TextsUnread):
        publish("2025", "Un texte.")
    assert Release.objects.count() == 1


def test_a_link_that_is_visited_meanwhile_is_judged(published: None, meanwhile: Meanwhile) -> None:
    one_more()
    visit = {"url": "https://example.org/", "status": 404, "checked_at": timezone.now()}
    attempts = meanwhile(lambda: LinkCheck.objects.create(**visit))
    assert publish("2025", "Une valeur.")[1]
    assert attempts == [True, True]


def test_what_is_published_or_withdrawn_meanwhile_is_seen(published: None, meanwhile: Meanwhile) -> None:
    one_more()
    attempts = meanwhile(lambda: withdraw("2025", 1, "Par erreur."))
    release, new = publish("2025", "Une valeur.")
    assert (str(release), new, attempts) == ("2025.2", True, [True, True])
    assert load.current().head.name == "2025.2"


def test_without_marks_all_is_found_under_the_lock(published: None, meanwhile: Meanwhile) -> None:
    one_more()
    attempts = meanwhile(lambda: None)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("strategy_monitor.releases.standing.read_stamp", lambda: None)
        patched.setattr("strategy_monitor.releases.candidate.read_stamp", lambda: None)
        assert publish("2025", "Une valeur.")[1]
    assert CopyMark.objects.exists()
    assert attempts == [False]
    assert published_text() == canonical.dump(build("2025"))


def test_editors_do_not_wait_for_what_is_found_ahead(database_with_tables: str) -> None:
    done = run(database_with_tables, "-m", "tests.releases.overtaken")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == {
        "overtaken": ["2025.2", True, True],
        "two at once": ["2025.3", "2025.3", False, True],
        "releases": 3,
    }
