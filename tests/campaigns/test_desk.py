"""The pages of the campaigns, the reminders, and the form that prepares one."""

from __future__ import annotations

import datetime as dt
import smtplib
from importlib import import_module

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from indicators.exchange.plan import plan
from indicators.exchange.reading import read_table_file
from indicators.models import Indicator, Observation, Provider, Series
from strategy_monitor.campaigns import reminders
from strategy_monitor.campaigns.models import Campaign, Demand, Reminder
from strategy_monitor.language import french
from strategy_monitor.notices import outbox
from strategy_monitor.notices.models import OutgoingMessage
from strategy_monitor.releases import editions
from strategy_monitor.releases.models import Edition
from strategy_monitor.report.build import build
from strategy_monitor.report.canonical import dump
from strategy_monitor.web.mail import SMTP
from tests import factories
from tests.admin_pages import address, errors, filled, form_at_desk, opened, sent, unlabelled
from tests.campaigns import making
from tests.notices.making import sent as sent_now
from tests.people import READING
from tests.snapshot import remembered

pytestmark = pytest.mark.django_db

LIST, PAGE, REMINDER = "/bureau/campagnes/", "/bureau/campagnes/2026/", "/bureau/campagnes/2026/rappel/IFPC/"
ALL = "/bureau/campagnes/2026/rappels/"


@pytest.fixture
def chief(client) -> Client:
    who = {"first_name": "Camille", "last_name": "Dubois", "email": "camille@cfwb.be"}
    client.force_login(get_user_model().objects.create_superuser("camille", **who))
    return client


@pytest.fixture
def demand() -> Demand:
    """The IFPC owes 2024-2025, since yesterday."""
    return remembered("a provider that owes since yesterday", ask_in_vain)


def ask_in_vain() -> Demand:
    ifpc = making.provider()
    making.year(factories.series(indicator=making.indicator(ifpc)), 2023)
    due = timezone.localdate() - dt.timedelta(days=1)
    campaign = making.campaign(opens_on=due - dt.timedelta(days=90), due_on=due, message="Dire aussi la date.")
    return making.demand(campaign=campaign, provider=ifpc)


def person(client: Client, *permissions: str, staff: bool = True) -> Client:
    user = get_user_model().objects.create_user("dominique", is_staff=staff)
    user.user_permissions.set(Permission.objects.filter(codename__in=(*READING, *permissions)))
    client.force_login(user)
    return client


def said(response) -> str:
    text = BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def posted(client: Client, **changes) -> dict[str, str]:
    """What the button « envoyer » sends, as the page shows it."""
    form = opened(client, REMINDER).select_one("main form:not(nav form)")
    return {one["name"]: one["value"] for one in form.select("input")} | changes


@pytest.mark.parametrize("url", [LIST, PAGE, REMINDER, ALL])
def test_the_pages_are_for_staff(client, demand, url):
    assert client.get(url)["Location"] == f"{reverse('admin:login')}?next={url}"
    assert person(client, staff=False).get(url).status_code == 403


def test_before_any_campaign_the_list_says_what_one_is(chief):
    assert "Aucune campagne n’est préparée" in said(chief.get(LIST))


def test_the_newest_campaign_comes_first(chief, demand):
    making.campaign("2028")
    making.campaign("2027")
    assert [one.get_text(strip=True) for one in opened(chief, LIST).select("tbody th")] == ["2028", "2027", "2026"]


def test_any_member_of_the_staff_reads_who_owes_what_and_how_late(client, demand):
    reader = person(client)
    assert "2026" in said(reader.get(LIST))
    text = said(reader.get(PAGE))
    assert "rien reçu" in text
    assert "en retard de 1 jour" in text
    assert "1.1-O1" in text
    assert "dernier reçu : 2023-2024" in text
    assert "Dire aussi la date." in text
    assert "Modifier la campagne" not in text


def test_a_provider_has_its_file_to_fill_and_its_reminder(chief, demand):
    links = [link["href"] for link in opened(chief, PAGE).select(".provider .links a")]
    period = opened(chief, PAGE).select_one(".owed b").get_text()
    edition = demand.campaign.edition.label
    assert links == [f"/bureau/importer-exporter/valeurs.xlsx?campagne={edition}&producteur=IFPC", REMINDER]
    response = chief.get(links[0])
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert [row.cells["period_label"] for row in read_table_file(response.content).rows] == [period]
    assert {line.outcome for line in plan(response.content, get_user_model().objects.first()).lines} == {"blank"}
    for query in ("campagne=1066&producteur=IFPC", f"campagne={edition}&producteur=X", "campagne=%00"):
        assert chief.get(f"/bureau/importer-exporter/valeurs.xlsx?{query}").status_code == 404


def test_who_owes_and_was_not_asked_is_told_with_the_way_to_ask(chief, demand):
    demand.delete()
    page = opened(chief, PAGE)
    assert "rien ne lui est encore demandé" in page.get_text()
    link = page.select_one(".provider .hint a")["href"]
    form = opened(chief, link)
    assert form.select_one("#id_campaign option[selected]")["value"] == str(Campaign.objects.get().pk)


def test_a_preview_shows_the_whole_message_and_sends_nothing(chief, demand):
    page = opened(chief, REMINDER)
    body = page.select_one("pre.letter").get_text().replace("\u202f", " ").replace("\u00a0", " ")
    assert "1.1-O1, Heures : 20" in body
    assert "Fournisseur : Institut IFPC\n" in body, "a name takes no article: « de Administration »"
    assert "Dire aussi la date." in body
    assert f"/bureau/importer-exporter/valeurs.xlsx?campagne={demand.campaign.edition.label}&producteur=IFPC" in body
    assert "en retard de 1 jour" in body
    assert "Camille Dubois" in body
    assert "&#" not in body
    assert mail.outbox == []
    assert Reminder.objects.count() == 0


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_never_sends(chief, demand, method):
    getattr(chief, method)(REMINDER, posted(chief))
    assert mail.outbox == []


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(chief, demand, method):
    assert getattr(chief, method)(REMINDER).status_code == 405
    assert chief.post(PAGE).status_code == 405
    assert chief.post(LIST).status_code == 405


def test_a_reminder_is_sent_as_it_was_shown_and_kept(chief, demand):
    shown = opened(chief, REMINDER).select_one("pre.letter").get_text()
    response = chief.post(REMINDER, posted(chief))
    assert response["Location"] == PAGE
    (message,) = mail.outbox
    assert (message.to, message.reply_to) == (["donnees@ifpc.be"], ["camille@cfwb.be"])
    assert message.body.strip() == shown.strip()
    assert "Données attendues pour le" in message.subject
    kept = Reminder.objects.get()
    assert (kept.to, kept.body, kept.sent_by.username) == ("donnees@ifpc.be", message.body, "camille")
    assert kept.sent_at is not None
    text = said(chief.get(PAGE))
    assert "Le rappel est envoyé à donnees@ifpc.be." in text
    assert "1 rappel" in text


def test_the_same_button_pressed_twice_sends_once(chief, demand):
    form = posted(chief)
    chief.post(REMINDER, form)
    again = chief.post(REMINDER, form)
    assert again.status_code == 409
    assert "Rien n’a été envoyé" in said(again)
    assert len(mail.outbox) == 1


def test_two_people_at_once_send_once(chief, demand):
    user = get_user_model().objects.get(username="camille")
    written = reminders.Letter("a@b.be", "Objet", "Texte")
    reminders.send_reminder(demand, written, user, already=0)
    with pytest.raises(reminders.CannotSend, match="Un autre rappel vient de partir"):
        reminders.send_reminder(demand, written, user, already=0)
    assert len(mail.outbox) == 1


def test_what_changed_since_the_preview_is_read_again_before_it_goes(chief, demand):
    form = posted(chief)
    Campaign.objects.update(message="Autre chose.")
    response = chief.post(REMINDER, form)
    assert response.status_code == 409
    assert "a changé depuis l’ouverture de la page" in said(response)
    assert "Autre chose." in said(response)
    assert mail.outbox == []


@pytest.mark.parametrize("form", [{}, {"seen": "\x00", "already": "x" * 10_000}, {"seen": "é", "already": "-1"}])
def test_a_form_that_shows_nothing_sends_nothing(chief, demand, form):
    assert chief.post(REMINDER, form).status_code == 409
    assert mail.outbox == []


def test_who_may_not_lead_does_not_send(client, demand):
    reader = person(client)
    assert "il ne peut pas envoyer de rappel" in said(reader.get(REMINDER))
    assert reader.post(REMINDER, {}).status_code == 403
    assert mail.outbox == []


def test_who_may_lead_sends(client, demand):
    leader = person(client, "change_campaign")
    assert leader.post(REMINDER, posted(leader)).status_code == 302
    assert len(mail.outbox) == 1


def test_without_a_contact_nothing_goes_and_the_page_says_what_to_do(chief, demand):
    form = posted(chief)
    Demand.objects.update(contact="")
    page = opened(chief, REMINDER)
    assert "n’a pas d’adresse de contact" in page.get_text()
    assert page.select("main form:not(nav form)") == []
    assert page.select_one(".fault a")["href"] == form_at_desk(demand, REMINDER)
    assert chief.post(REMINDER, form).status_code == 409
    assert (mail.outbox, Reminder.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("open", OSError("connexion refusée")),
        ("send_messages", smtplib.SMTPRecipientsRefused({})),
        ("send_messages", ValueError("en-tête")),
    ],
)
def test_a_failure_of_the_mail_is_told_and_leaves_no_trace_of_a_reminder(chief, demand, monkeypatch, step, error):
    def fails(*args, **kwargs):
        raise error

    monkeypatch.setattr(EmailBackend, step, fails)
    response = chief.post(REMINDER, posted(chief))
    assert response.status_code == 409
    assert "Le courrier n’est pas parti" in said(response)
    assert (Reminder.objects.count(), OutgoingMessage.objects.count()) == (0, 0)


def test_a_reminder_whose_sending_was_cut_is_kept_as_uncertain_until_somebody_says(chief, demand, monkeypatch):
    def cut(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected("coupé")

    with monkeypatch.context() as now:
        now.setattr(EmailBackend, "send_messages", cut)
        response = chief.post(REMINDER, posted(chief), follow=True)
    assert "le rappel est peut-être parti" in said(response)
    assert "(incertain)" in said(response)
    assert "donnees@ifpc.be" in said(chief.get("/bureau/courrier/"))
    assert (sent_now(), Reminder.objects.get().sent_at) == ([], None)
    outbox.hold_for_sent(OutgoingMessage.objects.get().pk, None)
    assert Reminder.objects.get().sent_at is not None


def test_a_page_that_dies_while_it_sends_leaves_the_reminder_to_the_sender(chief, demand, monkeypatch):
    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    form = posted(chief)
    monkeypatch.setattr(outbox, "send_now", killed)
    with pytest.raises(KeyboardInterrupt):
        chief.post(REMINDER, form)
    assert sent_now() == [], "not yet: the page may still be at it"
    OutgoingMessage.objects.update(next_try_at=timezone.now())
    assert [one.to for one in sent_now()] == [["donnees@ifpc.be"]]
    assert Reminder.objects.get().sent_at is not None


def test_a_site_without_mail_says_so(chief, demand, settings):
    form = posted(chief)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, ""
    response = chief.post(REMINDER, form)
    assert "ce site n’a pas de serveur de courrier" in said(response)


def test_when_all_is_handed_over_there_is_nothing_to_remind(chief, demand):
    form = posted(chief)
    indicator = demand.provider.indicators.get()
    making.year(indicator.series.get(), timezone.localdate().year - 1, status="submitted")
    assert "il n’y a rien à rappeler" in said(chief.get(REMINDER))
    assert chief.post(REMINDER, form).status_code == 409
    assert "soumis" in said(chief.get(PAGE))
    assert mail.outbox == []


@pytest.mark.parametrize(
    "url",
    [
        "/bureau/campagnes/1999/",
        "/bureau/campagnes/1999/rappels/",
        "/bureau/campagnes/2026/rappel/INCONNU/",
        "/bureau/campagnes/2026/rappel/%00/",
        f"/bureau/campagnes/2026/rappel/{'x' * 9000}/",
        f"/bureau/campagnes/{'9' * 9000}/",
    ],
)
def test_what_is_not_there_is_not_found(chief, demand, url):
    assert chief.get(url).status_code == 404
    assert chief.post(url).status_code in {404, 405}


def test_what_a_message_holds_is_text(chief, demand):
    Campaign.objects.update(message="<b>Gras</b> & l'heure")
    page = opened(chief, REMINDER)
    assert page.select("pre b") == []
    assert "<b>Gras</b> & l’heure" in page.select_one("pre.letter").get_text()


def test_the_cost_of_a_page_does_not_grow(chief, demand):
    def more(numbers):
        for number in numbers:
            provider = making.provider(f"P{number}")
            making.year(factories.series(indicator=making.indicator(provider, code=f"1.1-O{number}")), 2023)
            asked = making.demand(campaign=demand.campaign, provider=provider)
            user = get_user_model().objects.get(username="camille")
            Reminder.objects.create(demand=asked, to="a@b.be", subject="O", body="T", sent_by=user)

    more(range(2, 4))
    chief.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        chief.get(PAGE)
    more(range(4, 12))
    with CaptureQueriesContext(connection) as many:
        chief.get(PAGE)
    assert len(few) == len(many)


# To all at once


@pytest.fixture
def second(demand) -> Demand:
    """The DGEO owes 2024-2025 too, for another day."""
    dgeo = making.provider("DGEO")
    making.year(factories.series(indicator=making.indicator(dgeo, code="1.1-O2")), 2023)
    due = timezone.localdate() + dt.timedelta(days=20)
    return making.demand(campaign=demand.campaign, provider=dgeo, due_on=due, contact="dgeo@exemple.be")


def ticks(client: Client) -> list[str]:
    return [one["value"] for one in opened(client, ALL).select("main form [name=rappel]")]


def test_all_letters_are_read_before_any_goes(chief, demand, second):
    page = opened(chief, ALL)
    letters = [one.get_text().replace("\u202f", " ") for one in page.select("pre.letter")]
    assert len(letters) == 2
    assert "1.1-O1" in letters[0]
    assert "producteur=DGEO" in letters[1]
    assert "dgeo@exemple.be" in page.get_text()
    assert (mail.outbox, Reminder.objects.count()) == ([], 0)


def test_all_go_in_one_act_as_they_were_read(chief, demand, second):
    shown = {one.get_text().strip() for one in opened(chief, ALL).select("pre.letter")}
    response = chief.post(ALL, {"rappel": ticks(chief)}, follow=True)
    assert "2 rappels sont écrits" in said(response)
    assert Reminder.objects.filter(sent_at=None, sent_by__username="camille").count() == 2
    assert "(à envoyer)" in said(response)
    messages = sent_now()
    assert {one.body.strip() for one in messages} == shown
    assert {(*one.to, *one.reply_to) for one in messages} == {
        ("donnees@ifpc.be", "camille@cfwb.be"),
        ("dgeo@exemple.be", "camille@cfwb.be"),
    }
    assert Reminder.objects.filter(sent_at=None).count() == 0


def test_what_is_under_way_is_not_said_to_be_sent_and_indicators_are_not_called_figures(chief, demand):
    """An indicator may ask for several figures, which « Mes chiffres » counts one by one."""
    making.year(factories.series(indicator=demand.provider.indicators.get(), key="autre"), 2023)
    chief.post(ALL, {"rappel": opened(chief, ALL).select_one("input[name=rappel]")["value"]})
    told = said(chief.get(ALL))
    assert "1 indicateur attendu" in told
    assert "1 rappel déjà écrit" in told


def test_one_that_is_not_ticked_does_not_go(chief, demand, second):
    chief.post(ALL, {"rappel": ticks(chief)[1:]})
    assert [one.to for one in sent_now()] == [["dgeo@exemple.be"]]


def test_pressed_twice_they_go_once(chief, demand, second):
    form = {"rappel": ticks(chief)}
    chief.post(ALL, form)
    assert chief.post(ALL, form).status_code == 409
    assert len(sent_now()) == 2


def test_where_one_has_changed_since_none_goes(chief, demand, second):
    form = {"rappel": ticks(chief)}
    Demand.objects.filter(pk=second.pk).update(contact="autre@exemple.be")
    response = chief.post(ALL, form)
    assert response.status_code == 409
    assert "a changé depuis l’ouverture de la page" in said(response)
    assert (sent_now(), Reminder.objects.count()) == ([], 0)


@pytest.mark.parametrize("form", [{}, {"rappel": ["\x00", "x" * 9000]}])
def test_nothing_that_is_ticked_sends_nothing(chief, demand, form):
    assert chief.post(ALL, form).status_code == 409
    assert sent_now() == []


def test_who_has_no_address_is_named_apart(chief, demand, second):
    Demand.objects.filter(pk=second.pk).update(contact="")
    page = opened(chief, ALL)
    assert [one["href"] for one in page.select("[aria-labelledby=sans-adresse] li a")] == [form_at_desk(second, ALL)]
    assert len(page.select("pre.letter")) == 1


def test_who_may_not_lead_reads_all_letters_and_sends_none(client, demand):
    reader = person(client)
    assert len(opened(reader, ALL).select("pre.letter")) == 1
    assert reader.post(ALL, {"rappel": ["x"]}).status_code == 403


def test_without_a_mail_server_none_is_begun(chief, demand, settings):
    form = {"rappel": ticks(chief)}
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, ""
    assert "ce site n’a pas de serveur de courrier" in said(chief.post(ALL, form))
    assert Reminder.objects.count() == 0


# The administration


def editions_offered(client: Client, page: str) -> list[str]:
    options = opened(client, page).select("#id_edition option")
    return [one.get_text(strip=True) for one in options if one.get("value")]


def test_the_form_offers_no_edition_that_is_closed(chief, demand):
    Edition.objects.create(label="2024", closed_at=timezone.now())
    Edition.objects.create(label="2031")
    Edition.objects.create(label="2019-fictive")
    assert editions_offered(chief, address(Campaign, "add")) == ["2031", "2026"]
    closed = Edition.objects.get(label="2024")
    data = filled(opened(chief, address(Campaign, "add"))) | {"edition": closed.pk}
    assert "Sélectionnez un choix valide" in errors(chief.post(address(Campaign, "add"), data))


def test_an_old_campaign_keeps_its_edition_that_was_closed_since(chief, demand):
    Edition.objects.update(closed_at=timezone.now())
    Edition.objects.create(label="2027")
    assert editions_offered(chief, address(demand.campaign, "change")) == ["2027", "2026"]
    assert sent(chief, address(demand.campaign, "change"), message="Merci.").status_code == 302


def test_a_provider_is_proposed_at_its_own_address(chief, demand):
    edition = Edition.objects.create(label="2027")
    Provider.objects.update(contact="chiffres@ifpc.be")
    form = opened(chief, address(Campaign, "add"))
    assert form.select_one("#id_demands-0-contact")["value"] == "chiffres@ifpc.be"
    data = filled(form) | {"edition": edition.pk, "opens_on": "01/10/2026", "due_on": "31/01/2027"}
    data["demands-0-contact"] = "une-fois@ifpc.be"
    assert chief.post(address(Campaign, "add"), data).status_code == 302
    made = Campaign.objects.get(edition=edition)
    assert (made.demands.get().contact, made.automatic) == ("une-fois@ifpc.be", True)
    assert Provider.objects.get().contact == "chiffres@ifpc.be", "one campaign may write elsewhere"
    made.demands.all().delete()
    page = f"{address(Demand, 'add')}?campaign={made.pk}&provider={demand.provider_id}"
    assert opened(chief, page).select_one("#id_contact")["value"] == "chiffres@ifpc.be"
    assert chief.get(f"{address(Demand, 'add')}?provider=%00").status_code == 200


def test_an_address_typed_in_a_demand_is_kept_where_the_provider_had_none(chief, demand):
    edition = Edition.objects.create(label="2027")
    form = opened(chief, address(Campaign, "add"))
    data = filled(form) | {"edition": edition.pk, "opens_on": "01/10/2026", "due_on": "31/01/2027"}
    assert chief.post(address(Campaign, "add"), data | {"demands-0-contact": "neuve@ifpc.be"}).status_code == 302
    kept = Provider.objects.get()
    assert (kept.contact, kept.history.first().history_change_reason) == ("neuve@ifpc.be", "Campagne 2027 · IFPC")
    Provider.objects.update(contact="")
    assert sent(chief, address(demand, "change"), due_on="15/03/2026").status_code == 302
    assert Provider.objects.get().contact == demand.contact


def test_the_address_of_a_provider_is_no_part_of_what_is_published(demand):
    before = dump(build("2026"))
    Provider.objects.update(contact="chiffres@ifpc.be")
    assert dump(build("2026")) == before


def test_a_provider_takes_the_address_of_its_newest_demand(demand):
    """Once, when the site is brought up to date."""
    old = making.campaign("2020", opens_on=dt.date(2019, 1, 1), due_on=dt.date(2020, 1, 1))
    making.demand(campaign=old, provider=demand.provider, contact="ancienne@ifpc.be")
    unasked = making.provider("DGEO")
    migration = import_module("strategy_monitor.campaigns.migrations.0006_contacts_of_providers")
    migration.take_newest(apps, None)
    demand.provider.refresh_from_db()
    unasked.refresh_from_db()
    assert (demand.provider.contact, unasked.contact) == ("donnees@ifpc.be", "")


def test_a_new_campaign_comes_with_a_demand_for_each_provider_of_a_figure(chief):
    ifpc, dgeo = making.provider("IFPC"), making.provider("DGEO")
    making.provider("CINE")
    making.indicator(ifpc, dgeo, code="1.1-O1")
    making.indicator(ifpc, code="1.1-O2")
    edition = Edition.objects.create(label="2026")
    form = opened(chief, address(Campaign, "add"))
    assert unlabelled(form) == []
    data = filled(form) | {"edition": edition.pk, "opens_on": "01/10/2025", "due_on": "31/01/2026"}
    data["demands-0-contact"] = "donnees@exemple.be"
    assert chief.post(address(Campaign, "add"), data).status_code == 302
    campaign = Campaign.objects.get()
    assert campaign.created_by.username == "camille"
    assert [one.provider.acronym for one in campaign.demands.all()] == ["DGEO", "IFPC"]
    assert campaign.history.get().history_user.username == "camille"


def test_a_new_campaign_is_of_the_edition_that_is_fed_until_that_has_its_own(chief):
    def chosen() -> list[str]:
        options = opened(chief, "/bureau/modifier/campagnes/ajouter/").select("[name=edition] [selected]")
        return [one.get_text(strip=True) for one in options]

    Edition.objects.create(label="2027")
    fed = editions.feed("2026")
    assert chosen() == ["2026"]
    making.campaign("2026")
    assert fed.campaigns.exists()
    assert "2026" not in chosen()


def test_a_campaign_that_was_saved_is_shown_and_its_edition_leads_to_it(chief):
    making.indicator(making.provider())
    edition = editions.feed("2026")
    assert not opened(chief, "/bureau/editions/2026/").select(f"main a[href='{PAGE}']")
    adding = "/bureau/modifier/campagnes/ajouter/"
    given = {"edition": edition.pk, "opens_on": "01/10/2025", "due_on": "31/01/2026"}
    assert chief.post(adding, filled(opened(chief, adding)) | given)["Location"] == PAGE
    assert opened(chief, "/bureau/editions/2026/").select(f"main a[href='{PAGE}']")
    form = f"/bureau/modifier/campagnes/{Campaign.objects.get().pk}/"
    later = Edition.objects.create(label="2027")
    moved = filled(opened(chief, f"{form}?retour={PAGE}")) | {"edition": later.pk}
    assert chief.post(f"{form}?retour={PAGE}", moved)["Location"] == PAGE.replace("2026", "2027")


def test_the_edition_that_is_fed_leads_to_the_form_of_its_campaign(chief):
    editions.feed("2026")
    link = "main a[href='/bureau/modifier/campagnes/ajouter/']"
    assert opened(chief, "/bureau/editions/2026/").select(link)
    assert not opened(person(Client()), "/bureau/editions/2026/").select(link)


def close_edition(demand: Demand) -> None:
    Edition.objects.filter(pk=demand.campaign.edition_id).update(closed_at=timezone.now())


def test_a_campaign_whose_edition_is_closed_asks_nothing_and_says_so(chief, demand):
    Campaign.objects.update(automatic=True)
    demand.campaign.demands.create(provider=making.provider("AGE"), contact="age@cfwb.be")
    making.indicator(code="1.1-O3")
    making.year(factories.series(indicator=making.indicator(making.provider("SG"), code="1.1-O4")), 2023)
    close_edition(demand)
    assert "(close)" in said(chief.get(LIST))
    told = said(chief.get(PAGE))
    assert "Close avec l’édition 2026" in told
    assert "Ce qui était demandé" in told
    asked = [one.get_text(" ", strip=True).split()[0] for one in opened(chief, PAGE).select(".provider h3")]
    assert asked == ["IFPC", "AGE"], "not who was never asked"
    for gone in ("d’eux-mêmes", "en retard", "Rappels à tous", "Aperçu du rappel", "Classeur", "Ajouter une demande"):
        assert gone not in told
    assert "Attendu, mais de personne" not in told


def start_asked(client: Client) -> int:
    """The year in which the period begins that is asked first."""
    return int(opened(client, PAGE).select_one(".owed b").get_text()[:4])


def test_a_campaign_that_is_closed_is_told_as_it_was_on_that_day(chief, demand):
    """What is handed over since, or closed for the edition after, changes nothing of it."""
    asked, dgeo = start_asked(chief), making.provider("DGEO")
    given_up = making.indicator(dgeo, code="1.1-O2")
    making.year(factories.series(indicator=given_up, key="personnes"), asked, status="submitted")
    making.demand(campaign=demand.campaign, provider=dgeo)
    close_edition(demand)
    before = opened(chief, PAGE).select(".provider")
    making.year(Series.objects.get(indicator__code="1.1-O1"), asked)
    Observation.objects.get(status="submitted").delete()
    Indicator.objects.filter(code="1.1-O2").update(closed_since="2027")
    assert opened(chief, PAGE).select(".provider") == before
    told = said(chief.get(PAGE))
    assert f"{asked}-{asked + 1} , rien reçu" in told
    assert f"{asked}-{asked + 1} , soumis" in told


def said_of_all(client: Client) -> str:
    return " ".join(opened(client, PAGE).select_one("p.standing").get_text().split())


def test_a_campaign_says_first_how_many_have_handed_over_all_and_who_has_not(chief, demand):
    assert said_of_all(chief) == "Tout remis : 0 fournisseur sur 1. Pas encore : IFPC."
    for code, acronym, start in (("1.1-O2", "DGEO", start_asked(chief)), ("1.1-O3", "AGE", 2023)):
        indicator = making.indicator(making.provider(acronym), code=code)
        making.year(factories.series(indicator=indicator), start)
        making.demand(campaign=demand.campaign, provider=Provider.objects.get(code=acronym))
    making.demand(campaign=demand.campaign, provider=making.provider("SG"))  # of whom nothing is expected
    assert said_of_all(chief) == "Tout remis : 1 fournisseur sur 3. Pas encore : AGE, IFPC."
    names = opened(chief, PAGE).select("p.standing a")
    assert [opened(chief, PAGE).select_one(one["href"]).name for one in names] == ["h3", "h3"]
    close_edition(demand)
    assert said_of_all(chief) == "Tout remis : 1 fournisseur sur 3. Pas tout : AGE, IFPC."
    Demand.objects.exclude(provider__code="DGEO").delete()
    assert said_of_all(chief) == "Tout remis : 1 fournisseur sur 1."


def test_a_campaign_says_whom_no_reminder_reaches(chief, demand):
    """It announced the days of reminders that went to nobody."""
    assert "donc sans rappel" not in said(chief.get(PAGE))
    Demand.objects.update(contact="")
    assert "Sans adresse de contact, donc sans rappel : 1 fournisseur." in said(chief.get(PAGE))
    (link,) = [one["href"] for one in opened(chief, PAGE).select("a[href$='#sans-adresse']")]
    listed = opened(chief, link)
    assert "IFPC" in listed.select_one("[aria-labelledby=sans-adresse]").get_text()
    assert "aucun fournisseur qui doit des chiffres n’a d’adresse" in listed.select_one(".nothing").get_text()
    close_edition(demand)
    assert "donc sans rappel" not in said(chief.get(PAGE))


def test_a_campaign_whose_edition_is_closed_reminds_nobody(chief, demand):
    one = posted(chief)
    tick = opened(chief, ALL).select_one("input[name=rappel]")["value"]
    close_edition(demand)
    for url, given in ((REMINDER, one), (ALL, {"rappel": tick})):
        assert not opened(chief, url).select("main form:not(nav form)")
        assert "plus rien n’est demandé" in said(chief.get(url))
        refused = chief.post(url, given)
        assert refused.status_code == 409
        assert "Rien n’a été envoyé. Son édition est close" in said(refused)
    assert not Reminder.objects.exists()
    assert mail.outbox == []


def test_demands_that_are_proposed_are_counted_and_seen_before_they_are_saved(chief):
    making.indicator(making.provider())
    rows = opened(chief, "/bureau/modifier/campagnes/ajouter/").select_one("details.rows")
    assert rows.has_attr("open")
    assert " ".join(rows.summary.get_text().split()) == "Demandes (1, à revoir)"


def test_a_reminder_that_would_have_gone_before_it_opened_is_not_announced(chief):
    today = timezone.localdate()
    making.campaign(opens_on=today, due_on=today + dt.timedelta(days=5), automatic=True)
    (days,) = [one.get_text() for one in opened(chief, PAGE).select("main p") if "d’eux-mêmes" in one.get_text()]
    expected = [today + dt.timedelta(days=number) for number in (2, 12)]
    assert french.write_date(today - dt.timedelta(days=9)) not in days
    assert all(french.write_date(day) in days for day in expected)


@pytest.mark.parametrize("room", ["/bureau/modifier/campagnes/", "/admin/campaigns/campaign/"])
def test_a_list_writes_its_days_as_all_pages_do_and_is_ordered_by_them(chief, room):
    making.campaign(opens_on=dt.date(2026, 12, 1), due_on=dt.date(2027, 2, 1))
    making.campaign("2027", opens_on=dt.date(2027, 12, 1), due_on=dt.date(2028, 2, 1))
    page = opened(chief, f"{room}?o=-2")
    days = [one.get_text(strip=True) for one in page.select("td") if "décembre" in one.get_text()]
    assert days == ["1er\u00a0décembre\u00a02027", "1er\u00a0décembre\u00a02026"]
    assert "Ouverte le" in page.get_text()


def test_demands_of_a_form_that_is_refused_are_not_said_to_be_none(chief):
    making.indicator(making.provider("IFPC"))
    url = reverse("edit:campaigns_campaign_add")
    refused = BeautifulSoup(chief.post(url, filled(opened(chief, url)) | {"opens_on": ""}).content, "lxml")
    assert refused.select_one(".errornote")
    assert [" ".join(one.get_text().split()) for one in refused.select(".rows > summary")] == ["Demandes"]


def test_whom_one_does_not_ask_is_left_out(chief):
    making.indicator(making.provider("IFPC"), making.provider("DGEO"))
    edition = Edition.objects.create(label="2026")
    data = filled(opened(chief, address(Campaign, "add")))
    data |= {"edition": edition.pk, "opens_on": "01/10/2025", "due_on": "31/01/2026", "demands-0-provider": ""}
    assert chief.post(address(Campaign, "add"), data).status_code == 302
    assert Demand.objects.count() == 1


def test_whom_one_does_not_ask_is_left_out_with_the_address_that_was_proposed(chief):
    making.indicator(making.provider("IFPC"), making.provider("DGEO"))
    Provider.objects.update(contact="chiffres@cfwb.be")
    edition = Edition.objects.create(label="2026")
    adding = reverse("edit:campaigns_campaign_add")
    form = opened(chief, adding)
    (label,) = form.select("label[for=id_demands-0-provider]")
    assert label.get_text(strip=True) == "Fournisseur", "nobody must be asked"
    assert "on ne lui demande rien" in form.select_one("#id_demands-0-provider_helptext").get_text()
    data = filled(form)
    data |= {"edition": edition.pk, "opens_on": "2025-10-01", "due_on": "2026-01-31", "demands-0-provider": ""}
    assert chief.post(adding, data).status_code == 302
    (made,) = Demand.objects.all()
    page = reverse("edit:campaigns_campaign_change", args=[made.campaign_id])
    data = filled(opened(chief, page)) | {"demands-1-contact": "oubli@cfwb.be"}
    assert "Ce champ est obligatoire" in errors(chief.post(page, data)), "nobody was proposed there"


@pytest.mark.parametrize("room", ["edit", "admin"])
def test_each_demand_of_a_campaign_says_whose_it_is(chief, room):
    making.indicator(making.provider("DGEO"), making.provider("IFPC"))
    adding = reverse(f"{room}:campaigns_campaign_add")

    def rows(page) -> list[tuple[str, str]]:
        heads = [one.get_text(strip=True) for one in page.select("fieldset.row > legend")] or ["", ""]
        inputs = page.select("[name^=demands-][name$=-contact]:not([name*=__])")
        labels = [one["aria-label"] for one in inputs]
        return list(zip(heads, labels, strict=False))

    def due(names: list[str]) -> list[tuple[str, str]]:
        return [(name if room == "edit" else "", f"Adresse de contact, {name}") for name in names]

    new = opened(chief, adding)
    assert rows(new) == due(["DGEO", "IFPC"])
    edition = Edition.objects.create(label="2026")
    typed = filled(new) | {"edition": edition.pk, "opens_on": "2025-10-01", "due_on": "2026-01-31"}
    refused = BeautifulSoup(chief.post(adding, typed | {"demands-1-contact": "personne"}).content, "lxml")
    assert rows(refused) == due(["DGEO", "IFPC"])
    (fault,) = refused.select(".errornote ul a, .to-correct a")
    assert fault.parent.get_text(strip=True) == "Adresse de contact, IFPC"
    assert chief.post(adding, typed).status_code == 302
    saved = opened(chief, reverse(f"{room}:campaigns_campaign_change", args=[Campaign.objects.get().pk]))
    assert rows(saved)[:2] == due(["DGEO", "IFPC"])


def test_a_campaign_that_is_due_before_it_opens_is_refused_with_a_sentence(chief, demand):
    response = sent(chief, address(demand.campaign, "change"), opens_on="01/10/2030")
    assert "Une campagne s’ouvre avant le jour" in errors(response)


def test_a_provider_asked_twice_is_refused(chief, demand):
    form = opened(chief, address(Demand, "add"))
    data = filled(form) | {"campaign": demand.campaign_id, "provider": demand.provider_id}
    assert "Ce fournisseur est déjà sollicité" in errors(chief.post(address(Demand, "add"), data))


def test_one_who_leads_campaigns_changes_them_without_holding_an_axis(client, demand):
    rights = ("view_campaign", "change_campaign", "view_demand", "change_demand")
    leader = person(client, *rights)
    assert sent(leader, address(demand.campaign, "change"), message="Bonjour.").status_code == 302
    assert Campaign.objects.get().message == "Bonjour."


def test_a_demand_that_was_reminded_is_not_erased(chief, demand):
    chief.post(REMINDER, posted(chief))
    with pytest.raises(ProtectedError):
        demand.delete()
    with pytest.raises(ProtectedError):
        Reminder.objects.get().delete()


def test_the_list_of_providers_is_read_once_for_all_rows(chief, demand):
    url = address(demand.campaign, "change")
    chief.get(url)
    with CaptureQueriesContext(connection) as few:
        chief.get(url)
    for number in range(5):
        making.demand(campaign=demand.campaign, provider=making.provider(f"P{number}"))
    with CaptureQueriesContext(connection) as many:
        chief.get(url)
    assert len(few) == len(many)


def test_a_campaign_and_its_demands_are_in_the_history_of_the_site(chief, demand):
    page = opened(chief, "/bureau/historique/")
    whats = {" ".join(one.get_text().replace("\u202f", " ").split()) for one in page.select(".what")}
    assert {"Campagne de collecte, édition 2026", "Demande, fournisseur IFPC"} <= whats
