"""What is written in a thread: by whom, of what, naming whom; and what becomes of a proposal."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from indicators import workflow
from indicators.workflow import StepRefused
from strategy_monitor.backoffice.versions import revision
from strategy_monitor.threads import talking
from strategy_monitor.threads.models import Attachment, Message
from strategy_monitor.threads.signals import message_posted, proposal_settled
from strategy_monitor.threads.talking import WordsRefused
from tests import factories
from tests.broken import refused
from tests.people import person
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db
ROLES = ("Lecture", "Contribution", "Édition", "Publication", "Administration")


@pytest.fixture
def observation() -> Any:
    return remembered("an observation", factories.observation)


@pytest.fixture
def reader() -> Any:
    return person("lea", "Lecture")


def test_who_reads_the_working_copy_writes_of_it(observation, reader):
    measure, indicator = factories.measure(), observation.series.indicator
    for thing in (observation, measure, indicator):
        talking.post(reader, thing, "  Quelle année ? ")
    assert [(one.thing, one.text, one.author) for one in Message.objects.all()] == [
        (thing, "Quelle année ?", reader) for thing in (observation, measure, indicator)
    ]
    assert [one.text for one in Message.objects.on(measure)] == ["Quelle année ?"]


def test_a_message_that_is_sent_twice_is_written_and_told_once(observation, reader):
    told = []
    message_posted.connect(lambda **given: told.append(given["message"]), weak=False, dispatch_uid="twice")
    try:
        first = talking.post(reader, observation, "Quelle année ?")
        assert talking.post(reader, observation, "Quelle année ? ") == first
        assert talking.post(person("paul", "Lecture"), observation, "Quelle année ?") != first
        assert talking.post(reader, observation, "Quelle année ?") != first, "it is asked again after an answer"
        talking.post(reader, observation, "Quelle année ?", proposed="2024")
        talking.post(reader, observation, "Quelle année ?", file=("a.txt", b"x"))
        talking.post(reader, observation, "Quelle année ?", file=("b.txt", b"y"))
    finally:
        message_posted.disconnect(dispatch_uid="twice")
    assert (Message.objects.count(), len(told)) == (6, 6)
    Message.objects.update(posted_at=first.posted_at - dt.timedelta(minutes=2))
    assert talking.post(reader, observation, "Quelle année ?").pk not in {one.pk for one in told}


def test_who_has_no_role_does_not(observation):
    with pytest.raises(WordsRefused):
        talking.post(person("personne"), observation, "Bonjour")


def test_nothing_is_said_of_what_was_deleted_meanwhile(observation, reader):
    gone = type(observation).objects.get()
    observation.delete()
    with pytest.raises(WordsRefused, match="n’existe plus"):
        talking.post(reader, gone, "Quelle année ?")


def test_a_draft_that_colleagues_speak_of_is_not_deleted(reader):
    author = person("camille", "Administration")
    draft = factories.observation(status="draft", printed="", place="")
    draft.history.update(history_user=author)
    talking.post(reader, draft, "Quelle année ?")
    with pytest.raises(StepRefused, match="Des messages ou des notes"):
        workflow.delete_drafts(author, {draft.pk: revision(draft)})
    Message.objects.all().delete()
    workflow.delete_drafts(author, {draft.pk: revision(draft)})


@pytest.mark.parametrize("text", ["", "  ", "\x00", "x" * 5001])
def test_nothing_and_too_much_are_refused(observation, reader, text):
    with pytest.raises(WordsRefused):
        talking.post(reader, observation, text)
    assert not Message.objects.exists()


def test_those_who_are_named_and_may_read_it_are_told_of_once_it_is_written(observation, reader):
    claude = person("claude.dupont", "Édition")
    person("sans-role")
    heard = []

    def hear(message: Message, **_signal: Any) -> None:
        assert transaction.get_connection().in_atomic_block
        heard.append((message.text, [one.username for one in message.mentions.all()], message.files.count()))

    message_posted.connect(hear)
    try:
        text = "Voir @claude.dupont. Et @sans-role, @inconnu, x@claude.dupont"
        talking.post(reader, observation, text, file=("a.txt", b"x"))
    finally:
        message_posted.disconnect(hear)
    assert heard == [(text, [claude.username], 1)]


def test_a_proposal_says_what_should_stand_there_and_waits(observation, reader):
    message = talking.post(reader, observation, "D’après le rapport annuel", "4 949 heures")
    assert list(Message.objects.open_proposals()) == [message]
    with pytest.raises(WordsRefused, match="texte proposé"):
        talking.post(reader, observation, "D’après le rapport annuel", " ")


def test_who_may_change_the_thing_settles_what_is_proposed_of_it(observation):
    axis = observation.series.indicator.action.axis
    measure = factories.measure(action=observation.series.indicator.action)
    people = {role: person(role, role, axes=[axis]) for role in ROLES}
    may = {
        role: [talking.may_settle(user, thing) for thing in (observation, measure, observation.series.indicator)]
        for role, user in people.items()
    }
    assert may == {
        "Lecture": [False, False, False],
        "Contribution": [True, False, False],
        "Édition": [True, True, True],
        "Publication": [True, False, False],
        "Administration": [True, True, True],
    }
    elsewhere = person("ailleurs", "Édition", axes=[factories.axis(2)])
    assert not talking.may_settle(elsewhere, measure)


def test_it_is_settled_once_with_a_reason(observation, reader):
    editor = person("claude", "Publication")
    message = talking.post(reader, observation, "D’après le rapport annuel", "4 949 heures")
    heard = []

    def hear(message: Message, **_signal: Any) -> None:
        heard.append(message.state)

    proposal_settled.connect(hear)
    for user, state, why, said in [
        (reader, "done", "Corrigé", "ne modifie pas"),
        (editor, "done", " ", "Dire pourquoi"),
        (editor, "open", "Corrigé", "Choisir"),
        (editor, "autre", "Corrigé", "Choisir"),
    ]:
        with pytest.raises(WordsRefused, match=said):
            talking.settle_proposal(user, message.pk, state, why)
    talking.settle_proposal(editor, message.pk, "dismissed", "Le rapport dit 4 944")
    proposal_settled.disconnect(hear)
    assert heard == ["dismissed"]
    message.refresh_from_db()
    assert (message.state, message.settled_by, message.settled_why) == ("dismissed", editor, "Le rapport dit 4 944")
    with pytest.raises(WordsRefused, match="vient de donner suite"):
        talking.settle_proposal(editor, message.pk, "done", "Corrigé")
    assert not Message.objects.open_proposals().exists()


def test_one_takes_one_s_own_words_back_for_ten_minutes(observation, reader):
    message = talking.post(reader, observation, "Oups", file=("a.txt", b"x"))
    with pytest.raises(WordsRefused, match="par son auteur"):
        talking.delete_own(person("autre", "Administration"), message.pk)
    Message.objects.update(posted_at=message.posted_at - dt.timedelta(minutes=11))
    with pytest.raises(WordsRefused, match="dix minutes"):
        talking.delete_own(reader, message.pk)
    Message.objects.update(posted_at=message.posted_at)
    talking.delete_own(reader, message.pk)
    assert not Attachment.objects.exists()
    with pytest.raises(WordsRefused, match="n’existe plus"):
        talking.delete_own(reader, message.pk)


def test_what_a_person_wrote_is_erased_with_its_files(observation, reader, capsys):
    other = person("autre", "Lecture")
    talking.post(reader, observation, "À effacer", file=("a.txt", b"x"))
    talking.post(other, observation, "À garder")
    call_command("erase_messages", "lea")
    assert "1 message effacé" in capsys.readouterr().out
    assert [one.text for one in Message.objects.all()] == ["À garder"]
    assert not Attachment.objects.exists()
    with pytest.raises(CommandError):
        call_command("erase_messages", "personne")


@pytest.mark.parametrize(
    ("values", "name", "said"),
    [
        ({"text": ""}, "message_says_something", "message_says_something"),
        ({"indicator": "too"}, "message_has_one_target", "Un message porte sur une seule chose."),
        ({"observation": None}, "message_has_one_target", "Un message porte sur une seule chose."),
        ({"kind": "proposal"}, "only_a_proposal_proposes", "Une correction proposée dit quel texte"),
        ({"proposed": "5"}, "only_a_proposal_proposes", "Une correction proposée dit quel texte"),
        (
            {"kind": "proposal", "proposed": "5", "state": "done"},
            "a_settled_proposal_says_who_when_and_why",
            "Une suite dit qui, quand et pourquoi.",
        ),
    ],
)
def test_the_database_holds_what_a_message_is(observation, reader, values, name, said):
    if values.get("indicator"):
        values = {"indicator": observation.series.indicator}
    refused(Message(**{"author": reader, "text": "Bonjour", "observation": observation} | values), name, said)
