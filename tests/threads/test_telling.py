"""Who is told by mail of what is said in a thread. Each message is read in full."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from strategy_monitor.language.codes import MailPace, ProposalState
from strategy_monitor.notices.models import Notice
from strategy_monitor.threads import talking
from strategy_monitor.threads.models import Message
from tests import factories, people
from tests.notices.making import next_morning, person, sent
from tests.spaces import plain

pytestmark = pytest.mark.django_db

FOOT = """-- 
Ce message vient du suivi « Stratégie numérique pour l’éducation », http://localhost:8000
Il est envoyé parce que ce compte est nommé dans un fil, y a écrit ou peut y donner suite.
Le recevoir autrement, ou ne plus le recevoir :
http://localhost:8000/bureau/mon-courrier/
"""


@pytest.fixture
def observation() -> Any:
    return factories.observation()


@pytest.fixture
def camille(observation: Any) -> Any:
    return person("camille", "Contribution")


def recipients() -> set[str]:
    return {one for message in sent() for one in message.to}


def test_who_is_named_reads_the_message(observation, camille):
    person("dominique", "Publication")
    person("sacha", "Lecture")
    talking.post(camille, observation, "Vu, @dominique ?\nQuelle année ?")
    (message,) = sent()
    code, period = observation.series.indicator.code, observation.period_label
    assert message.to == ["dominique@exemple.be"]
    assert plain(message.subject) == (
        f"Camille Dubois a écrit à propos de {code}, {period} – Stratégie numérique pour l’éducation"
    )
    assert plain(message.body) == (
        "Bonjour Dominique Martin,\n\n"
        f"Camille Dubois a écrit à propos de {code}, {period}.\n\n"
        "Vu, @dominique ?\nQuelle année ?\n\n"
        f"À voir ici :\nhttp://localhost:8000/bureau/fils/valeur/{observation.pk}/\n\n" + FOOT
    )


def test_who_spoke_before_is_told_what_is_answered_and_nobody_of_their_own_words(observation, camille):
    answering = person("dominique", "Publication")
    talking.post(camille, observation, "Quelle année ?")
    assert recipients() == set()
    talking.post(answering, observation, "2024.")
    assert recipients() == {"camille@exemple.be"}
    talking.post(camille, observation, "Merci.")
    assert recipients() == {"dominique@exemple.be"}


def test_a_proposal_is_told_to_who_may_settle_it_and_what_becomes_of_it_to_who_proposed(observation, camille):
    indicator = observation.series.indicator
    editor = person("sacha", "Édition")
    people.AxisAssignment.objects.create(user=editor, axis=indicator.action.axis)
    person("chef", "Édition")  # of no axis: may not settle it
    proposal = talking.post(camille, indicator, "Le nom a changé.", proposed="Écoles équipées")
    (message,) = sent()
    assert message.to == ["sacha@exemple.be"]
    assert plain(message.body) == (
        "Bonjour Sacha Peeters,\n\n"
        f"Camille Dubois propose une correction : {indicator.code}.\n\n"
        "Texte proposé : « Écoles équipées »\n\nLe nom a changé.\n\n"
        f"À voir ici :\nhttp://localhost:8000/bureau/fils/indicateur/{indicator.code}/\n\n" + FOOT
    )
    talking.settle_proposal(editor, proposal.pk, ProposalState.DISMISSED, "C’est le titre officiel.")
    (message,) = sent()
    assert message.to == ["camille@exemple.be"]
    assert "Sacha Peeters a écarté la correction proposée" in plain(message.body)
    assert "C’est le titre officiel." in message.body


def test_what_is_taken_back_before_the_message_of_the_day_is_not_in_it(observation, camille):
    person("dominique", "Publication", pace=MailPace.DAILY)
    proposal = talking.post(camille, observation, "Vu, @dominique ?", proposed="4 950")
    first = talking.post(camille, observation, "Vue, @dominique ?")
    again = talking.post(camille, observation, "Vu, @dominique ?")
    talking.delete_own(camille, first.pk)
    talking.delete_own(camille, proposal.pk)
    (notice,) = Notice.objects.all()
    assert plain(notice.text) == "Vu, @dominique ?"
    call_command("erase_messages", "camille")
    next_morning()
    assert sent() == []
    assert not Message.objects.filter(pk=again.pk).exists()


def test_a_value_proposed_otherwise_is_told_to_who_validates(observation, camille):
    person("dominique", "Publication")
    person("sacha", "Lecture")
    talking.post(camille, observation, "D’après le fichier de mai.", proposed="4 950")
    assert recipients() == {"dominique@exemple.be"}


def test_who_may_not_read_the_desk_is_told_nothing_though_they_spoke_before(observation, camille):
    gone = person("dominique", "Publication")
    talking.post(gone, observation, "Quelle année ?")
    gone.groups.clear()
    talking.post(camille, observation, "2024, @dominique.")
    assert (recipients(), Notice.objects.count()) == (set(), 0)
