"""What is told of texts: to who may read them once they are written, to who wrote them once they were read."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from unittest import mock

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from axes.models import Axis, Measure
from indicators.models import Indicator
from strategy_monitor.backoffice.recording import gather_records
from strategy_monitor.language.codes import MailPace
from strategy_monitor.notices.models import Notice
from strategy_monitor.releases.unread import unread_texts
from strategy_monitor.texts import judging
from strategy_monitor.texts.changed import MADE_OF, worded_columns
from strategy_monitor.web.mail import SMTP
from tests import factories, people
from tests.admin_pages import address
from tests.admin_pages import sent as send_form
from tests.notices.making import next_morning, person, sent
from tests.people import signed_in
from tests.spaces import plain
from tests.vouched import write_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure() -> Measure:
    return factories.measure(code="G-M1", text="Former les équipes.")


@pytest.fixture
def writer(measure: Measure) -> Any:
    return person("camille", "Édition")


@pytest.fixture
def judge() -> Any:
    return person("dominique", "Publication")


def marks() -> dict[Any, str]:
    return {one.text.key: judging.mark_wording(one.text) for one in unread_texts()}


def test_who_may_read_it_is_told_what_was_written_and_nobody_else(measure: Measure, writer: Any, judge: Any) -> None:
    person("sacha", "Contribution")
    write_text(measure, writer, text="Former deux équipes.")
    (message,) = sent()
    assert message.to == ["dominique@exemple.be"]
    assert plain(message.subject) == (
        "Camille Dubois a écrit des textes, à lire par une autre personne – Stratégie numérique pour l’éducation"
    )
    assert plain(message.body) == (
        "Bonjour Dominique Martin,\n\n"
        "Camille Dubois a écrit des textes, à lire par une autre personne.\n\n"
        "- Mesure mise en œuvre « G-M1 Former deux équipes. » : texte\n\n"
        "À voir ici :\nhttp://localhost:8000/bureau/textes/?a=moi\n\n"
        "-- \n"
        "Ce message vient du suivi « Stratégie numérique pour l’éducation », http://localhost:8000\n"
        "Il est envoyé parce que ce compte peut valider ce qui est soumis.\n"
        "Le recevoir autrement, ou ne plus le recevoir :\nhttp://localhost:8000/bureau/mon-courrier/\n"
    )


def test_what_is_written_in_a_row_is_one_message(measure: Measure, writer: Any, judge: Any) -> None:
    write_text(measure, writer, text="Former deux équipes.", official_text="Former.")
    write_text(measure, writer, official_text="Former, mieux.")
    other = factories.measure(code="G-M2")
    write_text(other, writer, text="Équiper.")
    (message,) = sent()
    assert plain(message.body).count("\n- ") == 3, "each text once"
    write_text(measure, writer, text="Former trois équipes.")
    (message,) = sent()
    assert plain(message.body).count("\n- ") == 1, "what was told is not told again"


def test_a_long_list_is_cut(measure: Measure, writer: Any, judge: Any) -> None:
    for rank in range(25):
        write_text(factories.measure(code=f"G-N{rank}"), writer, text=f"Mesure récrite {rank}.")
    (message,) = sent()
    assert plain(message.body).count("\n- ") == 21
    assert "\n- et d’autres\n" in plain(message.body)


def test_each_is_told_as_they_want(measure: Measure, writer: Any) -> None:
    person("dominique", "Publication", pace=MailPace.DAILY)
    person("chef", "Administration", pace=MailPace.NEVER)
    write_text(measure, writer, text="Former deux équipes.")
    assert sent() == []
    next_morning()
    (message,) = sent()
    assert message.to == ["dominique@exemple.be"]
    assert not Notice.objects.filter(person__username="chef").exists()


def test_what_nobody_wrote_is_no_text_or_says_the_same_is_not_told(measure: Measure, writer: Any, judge: Any) -> None:
    write_text(measure, None, text="Former trois équipes.")
    write_text(measure, writer, position=7)
    write_text(measure, judge, text="Former deux équipes.")
    measure._history_user = writer
    measure.delete()
    assert sent() == []


def test_who_wrote_it_is_told_that_it_is_read_sent_back_or_no_longer_read(
    measure: Measure, writer: Any, judge: Any
) -> None:
    write_text(measure, writer, text="Former deux équipes.")
    sent()
    (reading,) = judging.say_read(judge, marks(), unread_texts)
    (message,) = sent()
    assert message.to == ["camille@exemple.be"]
    assert plain(message.subject).startswith("Dominique Martin a lu 1 texte – ")
    assert "- Mesure G-M1 : texte : Former deux équipes.\n" in plain(message.body)
    assert "http://localhost:8000/bureau/textes/?a=par-moi\n" in message.body
    judging.undo_readings(judge, [reading.pk], lambda _since: False, unread_texts)
    (message,) = sent()
    assert plain(message.subject).startswith("Dominique Martin a défait sa lecture de 1 texte – ")
    judging.send_texts_back(judge, marks(), "Quelles équipes ?", unread_texts)
    (message,) = sent()
    assert plain(message.subject).startswith("Dominique Martin a renvoyé 1 texte – ")
    assert "La raison : « Quelles équipes ? »" in plain(message.body)
    assert "Il est envoyé parce que ce compte l’a soumis ou écrit." in plain(message.body)


def test_a_refused_step_tells_nobody(measure: Measure, writer: Any, judge: Any) -> None:
    write_text(measure, writer, text="Former deux équipes.")
    sent()
    with pytest.raises(judging.ReadingRefused):
        judging.say_read(writer, marks(), unread_texts)
    assert sent() == []


@pytest.mark.django_db(transaction=True)
def test_a_text_saved_outside_of_a_transaction_is_told_as_well(measure: Measure, writer: Any, judge: Any) -> None:
    """A command, or a shell: PostgreSQL locks no row there."""
    write_text(measure, writer, text="Former deux équipes.")
    assert len(sent()) == 1


def test_where_no_mail_can_leave_a_save_asks_nothing_more(
    measure: Measure, writer: Any, judge: Any, settings: LazySettings
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            write_text(measure, writer, text=measure.text + " Encore.")
        return len(asked)

    with_mail = queries()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, ""
    assert queries() < with_mail
    assert Notice.objects.count() == 1


def test_a_save_of_many_texts_is_told_as_one_of_a_single_text_is(
    writer: Any, judge: Any, settings: LazySettings
) -> None:
    """Of one thing, of several in one act, and whether something waits to be told already."""
    ways_out = {True: (settings.EMAIL_BACKEND, settings.EMAIL_HOST), False: (SMTP, "")}

    def queries(things: list[Indicator], texts: tuple[str, ...], told: bool) -> int:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST = ways_out[told]
        with CaptureQueriesContext(connection) as asked, transaction.atomic(), gather_records():
            for one in things:
                write_text(one, writer, **{name: f"Récrit, {told}, {len(texts)}." for name in texts})
        return len(asked)

    def telling(things: list[Indicator], *texts: str) -> int:
        return queries(things, texts, told=True) - queries(things, texts, told=False)

    things = [factories.indicator(code=code) for code in ("1.1-O1", "1.1-O2", "1.1-O3")]
    one = telling(things[:1], "remark")
    six = ("title", "official_remark", "context", "remark", "definition", "source")
    assert telling(things[:1], *six) == one
    assert telling(things, *six) == one
    assert one <= 10
    person("sacha", "Publication")
    assert telling(things, *six) <= one + 1, "somebody who is told as yet of nothing"
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = ways_out[True]
    (message, _other) = sent()
    assert plain(message.body).count("\n- ") == 18


def test_what_a_savepoint_undid_in_an_act_is_not_told(measure: Measure, writer: Any, judge: Any) -> None:
    other = factories.measure(code="G-M2")
    with transaction.atomic(), gather_records():
        write_text(measure, writer, text="Former deux équipes.")
        with suppress(ZeroDivisionError), transaction.atomic():
            write_text(other, writer, text=f"Équiper {1 / 0}.")
        with suppress(ZeroDivisionError), transaction.atomic():
            write_text(other, writer, text="Équiper.")
            1 / 0  # noqa: B018
    (message,) = sent()
    assert plain(message.body).count("\n- ") == 1


def test_an_act_that_fails_tells_nothing_and_leaves_nothing_to_the_next(
    measure: Measure, writer: Any, judge: Any
) -> None:
    with suppress(ZeroDivisionError), transaction.atomic(), gather_records():
        write_text(measure, writer, text="Former deux équipes.")
        1 / 0  # noqa: B018
    measure.refresh_from_db()
    with transaction.atomic(), gather_records():
        write_text(measure, writer, official_text="Former.")
    (message,) = sent()
    assert "officiel" in plain(message.body)
    assert plain(message.body).count("\n- ") == 1


def test_each_account_of_an_act_is_told_of_its_own(measure: Measure, writer: Any, judge: Any) -> None:
    with transaction.atomic(), gather_records():
        write_text(measure, writer, text="Former deux équipes.")
        write_text(factories.measure(code="G-M2"), judge, text="Équiper.")
    titles = Notice.objects.values_list("person__username", "title")
    assert [(who, plain(title).split(" a écrit")[0]) for who, title in titles] == [("dominique", "Camille Dubois")]


def test_the_form_of_a_thing_tells_all_that_it_saved_at_once(judge: Any) -> None:
    indicator = factories.indicator(code="1.1-O1")
    factories.series(indicator=indicator)
    writer = people.person("edith", "Édition", axes=Axis.objects.all())
    typed = {"title": "Un autre titre", "remark": "Récrite.", "series-0-label": "Autre libellé"}
    with mock.patch("strategy_monitor.notices.texts.tell_along") as told:
        response = send_form(signed_in(writer), address(indicator, "change"), **typed)
    assert response.status_code == 302
    assert len(told.mock_calls) == 1
    assert len(told.call_args.args[2]) == 3


def test_the_texts_of_each_model_are_known_without_a_document() -> None:
    assert {"text", "official_text"} <= set(worded_columns(Measure))
    assert {"title", "short_title", "context", "remark"} <= set(worded_columns(Indicator))
    assert "code" not in worded_columns(Measure)
    assert "indicators.Observation" not in MADE_OF
