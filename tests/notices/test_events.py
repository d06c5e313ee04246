"""What is told when something happens: to whom, and in which words. Each message is read in full."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from indicators import workflow
from indicators.models import Observation
from indicators.workflow import Remark, StepRefused
from strategy_monitor.language.codes import MailPace, NoticeKind, WorkStatus
from strategy_monitor.notices.events import hear_step
from strategy_monitor.notices.models import MailChoice, Notice, OutgoingMessage
from strategy_monitor.notices.telling import News, tell
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.web.mail import SMTP
from tests import factories
from tests.notices.making import next_morning, person, seen, sent
from tests.spaces import plain

pytestmark = pytest.mark.django_db

OURS = {"printed": "", "place": "", "origin": "person"}
"""Of a value that is not in the printed report."""

FOOT = """Le recevoir autrement, ou ne plus le recevoir :
http://localhost:8000/bureau/mon-courrier/
"""


@pytest.fixture
def draft() -> Observation:
    return factories.observation(status="draft", value=Decimal(4944), **OURS)


@pytest.fixture
def contributor(draft: Observation) -> Any:
    return person("camille", "Contribution")


@pytest.fixture
def judge() -> Any:
    return person("dominique", "Publication")


def others(draft: Observation, many: int) -> list[Observation]:
    """So many drafts more, of the same series."""
    return [
        factories.observation(
            series=draft.series, status="draft", period_label=f"vague {rank}", value=Decimal(rank), **OURS
        )
        for rank in range(many)
    ]


def read(message: Any) -> tuple[list[str], str, str]:
    return message.to, plain(message.subject), plain(message.body)


def test_a_submission_is_told_to_who_may_validate_it(draft, contributor, judge):
    workflow.submit(contributor, seen(draft), {draft.pk: Remark("Source revue,\nvoir l’annexe.")})
    (message,) = sent()
    to, subject, body = read(message)
    assert to == ["dominique@exemple.be"]
    assert subject == "Camille Dubois a soumis 1 valeur, à valider – Stratégie numérique pour l’éducation"
    assert body == (
        "Bonjour Dominique Martin,\n\n"
        "Camille Dubois a soumis 1 valeur, à valider.\n\n"
        f"- {draft.series.indicator.code}, {draft.series.label}, {draft.period_label} : 4 944 heures"
        " (« Source revue, voir l’annexe. »)\n\n"
        f"À voir ici :\nhttp://localhost:8000/bureau/valeurs/{draft.pk}/\n\n"
        "-- \n"
        "Ce message vient du suivi « Stratégie numérique pour l’éducation », http://localhost:8000\n"
        "Il est envoyé parce que ce compte peut valider ce qui est soumis.\n" + FOOT
    )
    row = OutgoingMessage.objects.get()
    assert message.extra_headers == {"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"}
    assert re.fullmatch(r"<[0-9a-f-]{36}@localhost>", message.message()["Message-ID"])
    assert (row.state, row.to) == ("sent", ""), "no second copy of an address is kept"


def test_several_values_of_one_act_are_one_message(draft, contributor, judge):
    rows = [draft, *others(draft, 24)]
    workflow.submit(contributor, seen(*rows))
    (message,) = sent()
    _to, subject, body = read(message)
    assert subject.startswith("Camille Dubois a soumis 25 valeurs, à valider")
    assert body.count("\n- ") == 21
    assert "- et 5 autres\n" in body
    assert "http://localhost:8000/bureau/valeurs/?statut=soumis\n" in body


def test_a_return_is_told_to_who_submitted_it_with_the_reason(draft, contributor, judge):
    workflow.submit(contributor, seen(draft))
    sent()
    workflow.give_back(judge, seen(draft), "Quelle année ?")
    (message,) = sent()
    to, subject, body = read(message)
    assert to == ["camille@exemple.be"]
    assert subject.startswith("Dominique Martin a retourné 1 valeur – ")
    assert body == (
        "Bonjour Camille Dubois,\n\n"
        "Dominique Martin a retourné 1 valeur.\n\n"
        f"- {draft.series.indicator.code}, {draft.series.label}, {draft.period_label} : 4 944 heures\n\n"
        "La raison : « Quelle année ? »\n\n"
        f"À voir ici :\nhttp://localhost:8000/bureau/valeurs/{draft.pk}/\n\n"
        "-- \n"
        "Ce message vient du suivi « Stratégie numérique pour l’éducation », http://localhost:8000\n"
        "Il est envoyé parce que ce compte l’a soumis ou écrit.\n" + FOOT
    )


def test_a_validation_is_told_to_each_who_submitted_of_their_own(draft, contributor, judge):
    other = person("sacha", "Contribution")
    (second,) = others(draft, 1)
    workflow.submit(contributor, seen(draft))
    workflow.submit(other, seen(second))
    sent()
    workflow.validate(judge, seen(draft, second))
    first, last = sorted(sent(), key=lambda one: one.to)
    assert (first.to, last.to) == (["camille@exemple.be"], ["sacha@exemple.be"])
    assert plain(first.subject).startswith("Dominique Martin a validé 1 valeur – ")
    assert "4 944" in plain(first.body)
    assert "vague 0" not in first.body
    assert "vague 0" in last.body
    assert "4 944" not in plain(last.body)


def test_a_validation_that_is_undone_is_told_too(draft, contributor, judge):
    workflow.submit(contributor, seen(draft))
    workflow.validate(judge, seen(draft))
    sent()
    workflow.undo_validation(judge, seen(draft), lambda _since: False)
    (message,) = sent()
    assert message.to == ["camille@exemple.be"]
    assert plain(message.subject).startswith("Dominique Martin a défait la validation de 1 valeur – ")


def test_a_release_is_told_to_who_contributed_and_to_who_follows_all(draft, contributor, judge):
    follower, _idle = person("sacha", "Lecture"), person("alix", "Lecture")
    MailChoice.objects.filter(person=follower).update(every_release=True)
    chief = person("chef", "Administration")
    workflow.submit(contributor, seen(draft))
    workflow.validate(judge, seen(draft))
    sent()
    publish("2025", "Chiffres de juin", chief)
    found = {one.to[0]: one for one in sent()}
    assert set(found) == {"camille@exemple.be", "dominique@exemple.be", "sacha@exemple.be"}
    _to, subject, body = read(found["sacha@exemple.be"])
    assert subject.startswith("La version 2025.1 est publiée – ")
    assert body == (
        "Bonjour Sacha Peeters,\n\n"
        "La version 2025.1 est publiée.\n\n"
        "La raison : « Chiffres de juin »\n\n"
        "À voir ici :\nhttp://localhost:8000/versions/\n\n"
        "-- \n"
        "Ce message vient du suivi « Stratégie numérique pour l’éducation », http://localhost:8000\n"
        "Il est envoyé parce que ce compte a contribué à ce qui est publié, ou suit toutes les publications.\n" + FOOT
    )


def test_a_withdrawal_is_told_to_whose_work_it_was_to_who_published_and_to_who_follows_all(draft, contributor, judge):
    follower, idle = person("sacha", "Lecture"), person("alix", "Contribution")
    MailChoice.objects.filter(person=follower).update(every_release=True)
    chief, other = person("chef", "Administration"), person("paul", "Publication")
    workflow.submit(contributor, seen(draft))
    workflow.validate(judge, seen(draft))
    publish("2025", "Chiffres de juin", chief)
    draft.refresh_from_db()
    draft._history_user = idle
    draft.value = Decimal(5000)
    draft.save()
    sent()
    withdraw("2025", 1, "Publiée par erreur", other)
    found = {one.to[0]: one for one in sent()}
    assert set(found) == {"camille@exemple.be", "dominique@exemple.be", "sacha@exemple.be", chief.email}
    _to, subject, body = read(found["sacha@exemple.be"])
    assert subject.startswith("La version 2025.1 est retirée – ")
    assert "La raison : « Publiée par erreur »" in body
    assert "/versions/" in body


def test_the_next_release_is_told_to_whose_work_came_since(draft, contributor, judge):
    chief = person("chef", "Administration")
    workflow.submit(contributor, seen(draft))
    workflow.validate(judge, seen(draft))
    publish("2025", "Première", chief)
    sent()
    again = person("sacha", "Contribution")
    draft.refresh_from_db()
    draft._history_user = again
    draft.value = Decimal(5000)
    draft.save()
    workflow.submit(again, seen(draft))
    workflow.validate(judge, seen(draft))
    sent()
    publish("2025", "Deuxième", chief)
    assert {one.to[0] for one in sent()} == {"sacha@exemple.be", "dominique@exemple.be"}


def test_the_message_of_the_day_gathers_what_came_since_the_one_before(draft, contributor, judge):
    MailChoice.objects.filter(person=judge).update(pace=MailPace.DAILY)
    (second,) = others(draft, 1)
    workflow.submit(contributor, seen(draft))
    workflow.submit(contributor, seen(second))
    tell([judge], News(NoticeKind.MENTIONED, "Sacha Peeters a écrit à Dominique Martin", "« Vu ? »", "/bureau/"))
    assert sent() == [], "its hour has not come"
    next_morning()
    (message,) = sent()
    to, subject, body = read(message)
    assert to == ["dominique@exemple.be"]
    assert subject == "3 nouvelles – Stratégie numérique pour l’éducation"
    code, label = draft.series.indicator.code, draft.series.label
    assert body == (
        "Bonjour Dominique Martin,\n\n"
        "À valider\n=========\n\n"
        "Camille Dubois a soumis 1 valeur, à valider.\n\n"
        f"- {code}, {label}, {draft.period_label} : 4 944 heures\n\n"
        f"À voir ici :\nhttp://localhost:8000/bureau/valeurs/{draft.pk}/\n\n"
        "Camille Dubois a soumis 1 valeur, à valider.\n\n"
        f"- {code}, {label}, vague 0 : 0 heure\n\n"
        f"À voir ici :\nhttp://localhost:8000/bureau/valeurs/{second.pk}/\n\n"
        "Messages et propositions\n========================\n\n"
        "Sacha Peeters a écrit à Dominique Martin.\n\n"
        "« Vu ? »\n\n"
        "À voir ici :\nhttp://localhost:8000/bureau/\n\n"
        "-- \n"
        "Ce message vient du suivi « Stratégie numérique pour l’éducation », http://localhost:8000\n"
        "Il est envoyé parce que ce compte peut valider ce qui est soumis ; "
        "ce compte est nommé dans un fil, y a écrit ou peut y donner suite.\n"
        "Il rassemble, une fois par jour, ce qui est arrivé depuis le précédent.\n" + FOOT
    )
    assert sent() == [], "nothing happened since: nothing is sent"


def test_who_chose_nothing_is_written_to_once_a_day(draft, contributor, judge):
    MailChoice.objects.all().delete()
    workflow.submit(contributor, seen(draft))
    assert sent() == []
    next_morning()
    (message,) = sent()
    assert message.to == ["dominique@exemple.be"]
    assert "une fois par jour" in message.body


def test_who_wants_none_gets_none_and_nothing_waits_for_them(draft, contributor, judge):
    MailChoice.objects.filter(person=judge).update(pace=MailPace.NEVER)
    workflow.submit(contributor, seen(draft))
    assert (sent(), Notice.objects.count()) == ([], 0)


def test_who_changes_their_mind_gets_what_waits_at_once_or_never(draft, contributor, judge):
    MailChoice.objects.filter(person=judge).update(pace=MailPace.DAILY)
    workflow.submit(contributor, seen(draft))
    MailChoice.objects.filter(person=judge).update(pace=MailPace.AT_ONCE)
    assert [one.to for one in sent()] == [["dominique@exemple.be"]]
    MailChoice.objects.filter(person=judge).update(pace=MailPace.DAILY)
    (second,) = others(draft, 1)
    workflow.submit(contributor, seen(second))
    MailChoice.objects.filter(person=judge).update(pace=MailPace.NEVER)
    assert (sent(), Notice.objects.filter(message=None).count()) == ([], 0)


# Who is not written to


@pytest.mark.parametrize(
    ("role", "told"),
    [
        ("Lecture", ()),
        ("Contribution", ("returned", "validated", "published")),
        ("Édition", ("returned", "validated", "published")),
        ("Publication", ("submitted", "published")),
        ("Administration", ("submitted", "returned", "validated", "published")),
    ],
)
def test_each_role_is_told_what_its_rights_let_it_do(draft, role, told):
    """Somebody of this role, beside a contributor, a judge and a chief who do everything that is not theirs."""
    one = person("alix", role)
    helper, judge, chief = (
        person("camille", "Contribution"),
        person("dominique", "Publication"),
        person("chef", "Lecture"),
    )
    (second,) = others(draft, 1)
    workflow.submit(helper, seen(second))
    if one.has_perm("indicators.change_observation") and workflow.may_submit(one, draft):
        workflow.submit(one, seen(draft))
        workflow.give_back(judge, seen(draft), "Quoi ?")
        workflow.submit(one, seen(draft))
        workflow.validate(judge, seen(draft))
    elif workflow.may_judge(one):
        workflow.validate(one, seen(second))
    publish("2025", "Essai", chief)
    assert tuple(dict.fromkeys(Notice.objects.filter(person=one).values_list("kind", flat=True))) == told


@pytest.mark.parametrize(
    "closed",
    [{"is_active": False}, {"is_staff": False}, {"email": ""}],
    ids=["a closed account", "not of the team", "without address"],
)
def test_who_may_not_read_the_desk_is_not_written_to(draft, contributor, closed):
    person("dominique", "Publication", **closed)
    workflow.submit(contributor, seen(draft))
    assert (sent(), Notice.objects.count()) == ([], 0)


def test_a_role_that_cannot_read_the_desk_is_told_nothing_by_any_door(draft, contributor):
    stranger = person("alix")
    tell([stranger], News(NoticeKind.MENTIONED, "Un message"), by=contributor)
    assert (sent(), Notice.objects.count()) == ([], 0)


@pytest.mark.parametrize("pace", [MailPace.AT_ONCE, MailPace.DAILY])
def test_who_lost_their_role_meanwhile_gets_nothing_any_more(draft, contributor, judge, pace):
    MailChoice.objects.filter(person=judge).update(pace=pace)
    workflow.submit(contributor, seen(draft))
    judge.groups.clear()
    next_morning()
    assert sent() == []
    assert not OutgoingMessage.objects.exclude(state="dropped").exists()


def test_nobody_is_told_of_their_own_act_nor_asked_to_validate_their_own_work(draft, judge):
    chief = person("chef", "Administration")
    workflow.submit(chief, seen(draft))
    assert [one.to for one in sent()] == [["dominique@exemple.be"]]
    (second,) = others(draft, 1)
    Observation.history.filter(id=second.pk).update(history_user=judge)
    workflow.submit(chief, seen(second))
    assert sent() == [], "the only other one who may validate had a hand in it"


def test_of_one_act_each_is_told_of_what_they_may_validate(draft, judge):
    chief, other = person("chef", "Administration"), person("sacha", "Publication")
    (second,) = others(draft, 1)
    Observation.history.filter(id=second.pk).update(history_user=judge)
    workflow.submit(chief, seen(draft, second))
    found = {one.to[0]: plain(one.subject) for one in sent()}
    assert found["dominique@exemple.be"].startswith("Alix Renard a soumis 1 valeur")
    assert found[other.email].startswith("Alix Renard a soumis 2 valeurs")


def test_what_is_refused_is_not_told(draft, contributor, judge):
    with pytest.raises(StepRefused):
        workflow.submit(contributor, {**seen(draft), 999_999: 0})
    assert (sent(), Notice.objects.count()) == ([], 0)


def test_what_is_rolled_back_is_not_told(draft, contributor, judge):
    with transaction.atomic():
        workflow.submit(contributor, seen(draft))
        assert OutgoingMessage.objects.count() == 1, "written in the transaction of its event"
        transaction.set_rollback(True)
    assert (sent(), OutgoingMessage.objects.count()) == ([], 0)


def test_a_site_without_mail_keeps_nothing_to_send(draft, contributor, judge, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, ""
    workflow.submit(contributor, seen(draft))
    assert (Notice.objects.count(), OutgoingMessage.objects.count()) == (0, 0)


def test_the_cost_of_telling_does_not_grow_with_the_values(draft, contributor):
    for rank in range(3):
        person(f"juge{rank}", "Publication", pace=MailPace.DAILY)
    rows = others(draft, 12)

    def queries(shown: list[Observation]) -> int:
        with CaptureQueriesContext(connection) as asked:
            hear_step(WorkStatus.SUBMITTED, contributor, shown)
        return len(asked)

    assert queries(rows[:3]) == queries(rows)
    assert Notice.objects.count() == 6
