"""What campaigns say by themselves: to providers at each moment, once; to people, of what is theirs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from axes.models import AxisAssignment
from strategy_monitor.campaigns import reminders
from strategy_monitor.campaigns.models import Campaign, Demand, Reminder, ToldPerson
from strategy_monitor.campaigns.moments import moment_reached, moments_of
from strategy_monitor.campaigns.reminders import remind_by_themselves
from strategy_monitor.campaigns.telling import tell_all
from strategy_monitor.notices.models import Notice
from strategy_monitor.releases.models import SiteStatement
from strategy_monitor.web.mail import SMTP
from tests import factories
from tests.broken import refused, unsaved
from tests.campaigns import making
from tests.notices.making import person, sent
from tests.spaces import plain

DUE = dt.date(2026, 1, 31)
FORTNIGHT, NEAR, AFTER = dt.date(2026, 1, 17), dt.date(2026, 1, 28), dt.date(2026, 2, 7)


def day(offset: int) -> dt.date:
    return DUE + dt.timedelta(days=offset)


def test_reminders_go_a_fortnight_and_three_days_before_and_a_week_after():
    assert moments_of(DUE) == [FORTNIGHT, NEAR, AFTER]


@pytest.mark.parametrize(
    ("offset", "moment"),
    [
        (-15, None),
        (-14, FORTNIGHT),
        (-8, FORTNIGHT),
        (-7, None),
        (-3, NEAR),
        (0, NEAR),
        (4, None),
        (7, AFTER),
        (14, None),
    ],
)
def test_a_day_on_which_the_site_stood_still_is_made_up_for_within_a_week(offset, moment):
    assert moment_reached(DUE, day(offset)) == moment


@pytest.fixture
def leader(db: None) -> Any:
    return person("dominique", "Publication")


@pytest.fixture
def demand(leader: Any) -> Demand:
    """The IFPC owes 2024-2025."""
    ifpc = making.provider()
    making.year(factories.series(indicator=making.indicator(ifpc)), 2023)
    campaign = making.campaign(due_on=DUE, automatic=True, created_by=leader, message="Dire aussi la date.")
    return making.demand(campaign=campaign, provider=ifpc)


def long_ago() -> None:
    """The reminders there are went before the days that a test goes through."""
    Reminder.objects.update(begun_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))


# To providers


def test_a_reminder_goes_by_itself_at_each_moment_once(demand):
    for offset in range(-20, 20):
        remind_by_themselves(day(offset))
        remind_by_themselves(day(offset))
        long_ago()
    assert sorted(Reminder.objects.values_list("moment", flat=True)) == [FORTNIGHT, NEAR, AFTER]
    first, _second, last = sent()
    assert first.to == ["donnees@ifpc.be"]
    assert first.reply_to == ["dominique@exemple.be"]
    assert plain(first.subject).startswith("Données attendues pour le 31 janvier 2026 : ")
    body = plain(first.body)
    assert body.startswith("Madame, Monsieur,\n\nPour l’édition 2026 du rapport de suivi")
    assert "- 1.1-O1, Heures" in body
    assert ": 2024-2025 (dernière donnée reçue : 2023-2024)" in body
    assert "http://localhost:8000/bureau/importer-exporter/valeurs.xlsx?campagne=2026&producteur=IFPC\n" in body
    assert "Sans compte, répondre à ce message pour le recevoir." in body
    assert "Dire aussi la date." in body
    assert body.endswith("D’avance merci,\nDominique Martin\n")
    assert "Cette date est passée (en retard de 7 jours)" in plain(last.body)
    assert Reminder.objects.filter(sent_at=None).count() == 0


def test_one_that_a_person_sent_since_that_day_stands_for_it(demand, leader):
    today = timezone.localdate()
    Campaign.objects.update(opens_on=today - dt.timedelta(days=90), due_on=today + dt.timedelta(days=14))
    (dispatch,) = reminders.write_all(Campaign.objects.get(), leader, today)
    reminders.send_all([dispatch], leader)
    assert remind_by_themselves(today) == 0
    assert Reminder.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda one: Campaign.objects.update(automatic=False),
        lambda one: Campaign.objects.update(opens_on=day(1)),
        lambda one: type(one.campaign.edition).objects.update(closed_at=timezone.now()),
        lambda one: Demand.objects.update(contact=""),
        lambda one: making.year(one.provider.indicators.get().series.get(), 2024, status="submitted"),
        lambda one: one.delete(),
    ],
    ids=["not asked for", "not open", "closed edition", "no address", "nothing is missing", "not asked"],
)
def test_nothing_goes_by_itself_where(demand, change):
    Campaign.objects.update(due_on=day(20))
    Demand.objects.update(due_on=DUE)
    change(demand)
    assert (remind_by_themselves(FORTNIGHT), sent()) == (0, [])


def test_without_its_leader_it_comes_from_the_authority(demand, leader):
    leader.is_active = False
    leader.save()
    remind_by_themselves(FORTNIGHT)
    (message,) = sent()
    assert message.reply_to == []
    assert "répondre à ce message" not in message.body
    assert message.body.endswith("D’avance merci,\nFédération Wallonie-Bruxelles\n")
    long_ago()
    SiteStatement.objects.create(contact_email="contact@exemple.be")
    remind_by_themselves(NEAR)
    (message,) = sent()
    assert message.reply_to == ["contact@exemple.be"]
    assert "répondre à ce message" in message.body


def test_a_demand_with_its_own_day_has_its_own_moments(demand):
    Demand.objects.update(due_on=day(30))
    assert remind_by_themselves(FORTNIGHT) == 0
    assert remind_by_themselves(day(16)) == 1


def test_a_moment_is_kept_once(demand, leader):
    made = Reminder.objects.create(demand=demand, to="a@b.be", subject="O", body="T", moment=NEAR)
    with (
        pytest.raises(IntegrityError, match=r"one_reminder_by_itself_per_moment|campaigns_reminder\.moment"),
        transaction.atomic(),
    ):
        Reminder.objects.create(demand=demand, to="a@b.be", subject="O", body="T", moment=NEAR)
    refused(unsaved(made, moment=None), "a_reminder_says_why_it_went", "a_reminder_says_why_it_went")


# To people


def titles(who: Any) -> list[tuple[str, str]]:
    return [(one.kind, plain(one.title)) for one in Notice.objects.filter(person=who)]


def test_who_holds_the_figures_is_told_as_it_opens_as_it_comes_near_and_once_it_has_passed(demand):
    holder = person("camille", "Contribution")
    for offset in range(-125, 15):
        tell_all(day(offset))
        tell_all(day(offset))
    assert titles(holder) == [
        ("asked", "1 chiffre est attendu pour le 31 janvier 2026 : dans 122 jours"),
        ("due", "1 chiffre est attendu pour le 31 janvier 2026 : dans 14 jours"),
        ("due", "1 chiffre est attendu pour le 31 janvier 2026 : dans 3 jours"),
        ("due", "1 chiffre était attendu pour le 31 janvier 2026 : en retard de 7 jours"),
    ]
    message = sent()[0]
    body = plain(message.body)
    assert message.to == ["camille@exemple.be"]
    assert body == (
        "Bonjour Camille Dubois,\n\n"
        "1 chiffre est attendu pour le 31 janvier 2026 : dans 122 jours.\n\n"
        "- 1.1-O1, Heures suivies, 2024-2025\n\n"
        "Dire aussi la date.\n\n"
        "À voir ici :\nhttp://localhost:8000/bureau/mes-chiffres/\n\n"
        "-- \n"
        "Ce message vient du suivi « Stratégie numérique pour l’éducation », http://localhost:8000\n"
        "Il est envoyé parce que ces chiffres sont confiés à ce compte.\n"
        "Le recevoir autrement, ou ne plus le recevoir :\nhttp://localhost:8000/bureau/mon-courrier/\n"
    )


def test_figures_that_are_due_later_are_counted_apart(demand):
    dgeo = making.provider("DGEO")
    making.year(factories.series(indicator=making.indicator(dgeo, code="1.1-O2")), 2023)
    making.demand(campaign=demand.campaign, provider=dgeo, due_on=day(10))
    holder = person("camille", "Contribution")
    tell_all(NEAR)
    assert titles(holder) == [
        ("asked", "1 chiffre est attendu pour le 31 janvier 2026 : dans 3 jours, 1 autre plus tard")
    ]
    assert "- 1.1-O2, Heures suivies, 2024-2025 (pour le 10 février 2026)" in plain(sent()[0].body)


def test_what_is_handed_over_is_not_asked_of_anybody_any_more(demand):
    holder = person("camille", "Contribution")
    tell_all(day(-100))
    making.year(demand.provider.indicators.get().series.get(), 2024, status="submitted")
    tell_all(NEAR)
    assert [kind for kind, _title in titles(holder)] == ["asked"]


def test_who_comes_late_is_told_once_that_they_are_asked(demand):
    tell_all(day(-100))
    late = person("camille", "Contribution")
    tell_all(day(-50))
    tell_all(day(-49))
    assert [kind for kind, _title in titles(late)] == ["asked"]


def test_only_those_are_told_to_whom_the_figures_were_given_and_who_may_answer(demand):
    """The people of other providers, those who read or publish, and who may do everything but holds nothing: not."""
    other = making.provider("DGEO")
    by_axis = person("edith", "Édition")
    by_axis.provider_assignments.all().delete()
    AxisAssignment.objects.create(user=by_axis, axis=demand.provider.indicators.get().action.axis)
    strangers = [person("alix", "Lecture"), person("paul", "Publication"), person("anne", "Administration")]
    elsewhere = person("sacha", "Contribution")
    for one in (elsewhere, strangers[-1]):
        one.provider_assignments.exclude(provider=other).delete()
    tell_all(NEAR)
    assert set(Notice.objects.values_list("person__username", flat=True)) == {"edith"}


def test_without_a_mail_server_nobody_is_noted_as_told(demand, settings):
    person("camille", "Contribution")
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, ""
    assert (tell_all(NEAR), remind_by_themselves(NEAR)) == (0, 0)
    assert (ToldPerson.objects.count(), Reminder.objects.count()) == (0, 0)


def test_the_cost_for_a_person_does_not_grow_with_the_figures(demand):
    person("camille", "Contribution")

    def queries() -> int:
        ToldPerson.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            tell_all(NEAR)
        return len(asked)

    few = queries()
    for rank in range(2, 9):
        making.year(factories.series(indicator=making.indicator(demand.provider, code=f"1.1-O{rank}")), 2023)
    assert queries() == few


def test_the_command_of_the_day_says_what_it_wrote(demand, capsys):
    today = timezone.localdate()
    Campaign.objects.update(opens_on=today - dt.timedelta(days=90), due_on=today + dt.timedelta(days=3))
    person("camille", "Contribution")
    call_command("remind")
    assert plain(capsys.readouterr().out) == "Rappels aux fournisseurs : 1. Personnes prévenues : 1.\n"
    call_command("remind")
    assert capsys.readouterr().out == ""
    assert len(sent()) == 2
    assert get_user_model().objects.count() == 2
