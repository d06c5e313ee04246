"""The accounts: roles are laid by the migrations, nobody gives themselves more, and who did something stays."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from axes.models import AxisAssignment
from indicators.models import ProviderAssignment
from strategy_monitor.accounts.roles import ROLES, lay
from tests import factories
from tests.admin_pages import address, errors, filled, opened, sent
from tests.people import person, signed_in
from tests.rights.table import ROLES as NAMES

pytestmark = pytest.mark.django_db

PEOPLE, INVITE = "/admin/auth/user/", "/admin/auth/user/add/"


def test_the_roles_are_there_once_migrated():
    assert [role.name for role in ROLES] == list(NAMES)
    assert set(Group.objects.values_list("name", flat=True)) == set(NAMES)


def test_each_permission_that_a_role_names_is_one():
    known = {
        f"{one.content_type.app_label}.{one.codename}" for one in Permission.objects.select_related("content_type")
    }
    named = {grant for role in ROLES for grant in role.grants if "." in grant and not grant.endswith("*")}
    assert named - known == set()


def test_a_role_that_was_bent_is_set_right_and_other_groups_are_left_alone():
    reader, own = Group.objects.get(name="Lecture"), Group.objects.create(name="Stagiaires")
    more = Permission.objects.get(codename="delete_measure")
    reader.permissions.add(more)
    own.permissions.add(more)
    lay()
    assert more not in reader.permissions.all()
    assert list(own.permissions.all()) == [more]


@pytest.fixture
def chief() -> Any:
    user = person("chef", "Administration")
    user.first_name, user.last_name, user.email = "Camille", "Dubois", "camille@exemple.be"
    user.save()
    return signed_in(user)


def role(name: str) -> str:
    return str(Group.objects.get(name=name).pk)


def invite(client: Any, **changes: Any) -> Any:
    given = {
        "first_name": "Éloïse",
        "last_name": "De Smet",
        "email": "eloise@exemple.be",
        "groups": [role("Contribution")],
    }
    return client.post(INVITE, given | changes)


def invited() -> Any:
    return get_user_model().objects.get(email="eloise@exemple.be")


def words(answer: Any) -> str:
    found = BeautifulSoup(answer.content, "lxml").get_text(" ")
    return " ".join(found.split()).replace("\u202f", " ").replace("\xa0", " ")


def test_an_administrator_changes_roles_axes_and_providers_on_one_page(chief):
    newcomer = person("camille")
    get_user_model().objects.filter(pk=newcomer.pk).update(is_staff=False)
    axis, other, provider = factories.axis(), factories.axis(number=2), factories.provider()
    url = address(newcomer, "change")
    given = {"groups": [role("Contribution")], "axes": [str(axis.pk), str(other.pk)], "providers": [str(provider.pk)]}
    assert sent(chief, url, **given).status_code == 302
    newcomer.refresh_from_db()
    assert newcomer.is_staff, "who has a role is of the team"
    assert [group.name for group in newcomer.groups.all()] == ["Contribution"]
    assert [one.axis for one in AxisAssignment.objects.all()] == [axis, other]
    assert [one.provider for one in ProviderAssignment.objects.all()] == [provider]
    shown = filled(opened(chief, url))
    assert {name: shown[name] for name in given} == given, "the page shows what was given"
    kept = AxisAssignment.objects.get(axis=other).pk
    assert sent(chief, url, groups=[], axes=[str(other.pk)], providers=[]).status_code == 302
    newcomer.refresh_from_db()
    assert not newcomer.is_staff
    assert [one.pk for one in AxisAssignment.objects.all()] == [kept]
    assert not ProviderAssignment.objects.exists()


@pytest.mark.parametrize(
    ("roles", "told"),
    [(["Contribution"], True), (["Édition", "Lecture"], True), (["Publication"], False),
     (["Contribution", "Administration"], False)],
)  # fmt: skip
def test_who_is_given_no_place_to_work_in_is_told_to_who_invites(chief, roles, told):
    """Else they enter, find every form closed, and nobody knows why."""
    axis = factories.axis()
    answer = invite(chief, groups=[role(name) for name in roles])
    assert ("Aucun axe ni fournisseur n’est confié" in words(chief.get(answer["Location"]))) == told
    saved = sent(chief, address(invited(), "change"), axes=[str(axis.pk)])
    assert "n’est confié" not in words(chief.get(saved["Location"]))


def test_who_has_a_role_is_of_the_team_by_whatever_door():
    someone = get_user_model().objects.create_user("sacha")
    reader, editor = Group.objects.get(name="Lecture"), Group.objects.get(name="Édition")

    def is_of_the_team() -> bool:
        someone.refresh_from_db()
        return bool(someone.is_staff)

    someone.groups.add(reader, editor)
    assert is_of_the_team()
    someone.groups.remove(reader)
    assert is_of_the_team()
    someone.groups.clear()
    assert not is_of_the_team()
    reader.user_set.add(someone)
    assert is_of_the_team()
    reader.user_set.remove(someone)
    assert not is_of_the_team()
    owner = get_user_model().objects.create_superuser("owner")
    owner.groups.set([reader])
    owner.groups.clear()
    owner.refresh_from_db()
    assert owner.is_staff


def test_there_is_nothing_to_tick_for_the_team_and_no_password_to_type(chief):
    for url in (INVITE, address(person("camille"), "change")):
        page = opened(chief, url)
        assert page.select("[name=is_staff], [type=password], [href*=password]:not(#user-tools a)") == []
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_user_password_change", args=[1])


def test_each_role_says_what_it_lets_do(chief):
    shown = words(chief.get(INVITE))
    for one in ROLES:
        assert f"{one.name} {one.told}".replace("\u202f", " ") in shown


def test_an_invitation_in_full(chief, monkeypatch, settings):
    settings.SITE_URL = "https://suivi.exemple.be"
    factories.strategy(title="Stratégie numérique pour l’éducation")
    axis = factories.axis(number=2, short_title="Former")
    provider = factories.provider(acronym="DGEO", name="Direction générale")
    now = dt.datetime(2026, 11, 26, 17, 5, tzinfo=dt.UTC)
    monkeypatch.setattr("strategy_monitor.accounts.letters.timezone.now", lambda: now)
    answer = invite(chief, axes=[str(axis.pk)], providers=[str(provider.pk)])
    assert answer.status_code == 302
    someone = invited()
    assert (someone.username, someone.is_staff, someone.has_usable_password()) == ("eloise.de-smet", True, False)
    assert (someone.axis_assignments.get().axis, someone.provider_assignments.get().provider) == (axis, provider)
    (letter,) = mail.outbox
    assert (letter.to, letter.reply_to) == (["eloise@exemple.be"], ["camille@exemple.be"])
    assert letter.subject == "Invitation\u202f: Stratégie numérique pour l’éducation"
    link = re.search(r"https://suivi\.exemple\.be(/compte/invitation/\S+/\S+/)\n", letter.body)
    assert link
    assert letter.body.replace("\u202f", " ").replace("\xa0", " ") == (
        "Bonjour Éloïse De Smet,\n\n"
        "Camille Dubois ouvre ce compte pour tenir le suivi « Stratégie numérique pour l’éducation » :\n"
        "https://suivi.exemple.be\n\n"
        "Pour choisir le mot de passe et entrer, ouvrir ce lien :\n"
        f"https://suivi.exemple.be{link[1]}\n\n"
        "Il sert une seule fois, jusqu’au 3 décembre 2026 à 18:05. Passé ce délai, répondre à ce message pour en "
        "recevoir un autre.\n\n"
        "Nom d’utilisateur : eloise.de-smet\n"
        "Rôle : Contribution. Propose et soumet des valeurs pour les fournisseurs et les axes qui lui sont confiés.\n"
        "Axes confiés : Axe 2. Former\n"
        "Fournisseurs confiés : DGEO – Direction générale\n\n"
        "Ce message n’était pas attendu ? Le laisser : sans ce lien, le compte reste fermé.\n"
    )
    shown = words(chief.get(answer["Location"]))
    assert "Invitation envoyée à eloise@exemple.be pour le compte « eloise.de-smet ». Le lien vaut 7 jours." in shown
    assert "Invitation envoyée." in words(chief.get(address(someone, "history")))


def test_the_person_sets_the_password_and_comes_to_the_desk(chief):
    invite(chief)
    client = Client()
    door = client.get(last_link(), follow=True).redirect_chain[-1][0]
    good = "Chapeau-17-nuage"
    assert client.post(door, {"new_password1": good, "new_password2": good})["Location"] == "/admin/login/"
    entered = client.post("/admin/login/", {"username": "eloise.de-smet", "password": good})
    assert entered["Location"] == "/bureau/"
    assert client.get("/bureau/").status_code == 200
    assert "jamais entrée" not in words(chief.get(address(invited(), "change")))


def last_link() -> str:
    found = re.search(r"(/compte/invitation/\S+/\S+/)\n", mail.outbox[-1].body)
    assert found
    return found[1]


def test_who_never_came_in_is_shown_as_such_and_invited_again(chief):
    invite(chief)
    first, url = last_link(), address(invited(), "change")
    assert "Cette personne n’est jamais entrée." in words(chief.get(url))
    (row,) = (one for one in opened(chief, PEOPLE).select("#result_list tbody tr") if "eloise" in one.get_text())
    assert row.select_one(".field-entry").get_text() == "jamais"
    answer = sent(chief, url, email="eloise@ailleurs.be", _invite="x")
    assert answer["Location"] == url
    assert [one.to for one in mail.outbox] == [["eloise@exemple.be"], ["eloise@ailleurs.be"]]
    assert "Ce lien ne sert plus" in words(Client().get(first)), "the one before no longer opens"
    assert "Choisir un mot de passe" in words(Client().get(last_link(), follow=True))


def test_who_came_in_is_not_invited_again(chief):
    invite(chief)
    get_user_model().objects.filter(email="eloise@exemple.be").update(last_login=timezone.now())
    url = address(invited(), "change")
    assert opened(chief, url).select("[name=_invite]") == []
    assert sent(chief, url, _invite="x").status_code == 302
    assert len(mail.outbox) == 1


def test_while_no_mail_leaves_the_account_is_kept_and_the_page_says_what_to_do(chief, monkeypatch):
    def away(_self):
        raise ConnectionRefusedError("[Errno 111] Connection refused")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.open", away)
        shown = words(chief.get(invite(chief)["Location"]))
    assert (
        "Le compte « eloise.de-smet » est enregistré, mais l’invitation n’est pas partie : [Errno 111] Connection "
        "refused. Ouvrir sa fiche pour la renvoyer quand le courrier marche."
    ) in shown
    assert "Invitation envoyée" not in words(chief.get(address(invited(), "history")))
    sent(chief, address(invited(), "change"), _invite="x")
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"groups": []}, "Choisir au moins un rôle."),
        ({"email": ""}, "Ce champ est obligatoire."),
        ({"last_name": " "}, "Ce champ est obligatoire."),
        ({"email": "x"}, "Saisissez une adresse de courriel valide."),
        ({"email": "eloise@exemple.be\nBcc: x@exemple.be"}, "Saisissez une adresse de courriel valide."),
        ({"email": "CAMILLE@exemple.be"}, "Le compte « chef » a déjà cette adresse : ouvrir sa fiche"),
        ({"groups": ["9" * 40]}, "n’est pas une valeur correcte"),
        ({"axes": ["999"]}, "Sélectionnez un choix valide"),
        ({"providers": ["x"]}, "n’est pas une valeur correcte"),
        ({"first_name": "\x00"}, "Le caractère nul n’est pas autorisé"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nobody_is_invited(chief, changes, wrong):
    before = get_user_model().objects.count()
    found = errors(invite(chief, **changes)).replace("'", "’")
    assert wrong in found
    assert (get_user_model().objects.count(), mail.outbox) == (before, [])


def test_what_is_refused_is_listed_with_links_to_its_fields(chief):
    page = BeautifulSoup(invite(chief, email="nul", first_name="", groups=[]).content, "html.parser")
    links = [link["href"] for link in page.select(".to-correct a")]
    assert links == ["#id_first_name", "#id_email", "#id_groups"]
    assert all(page.select_one(link) for link in links)


def test_what_is_typed_into_a_name_stays_a_name(chief):
    invite(chief, first_name="<script>alert(1)</script>", last_name="X\nBcc: y@exemple.be")
    assert invited().username == "scriptalert1script.x-bcc-yexemplebe"
    assert "Bonjour <script>alert(1)</script> X Bcc: y@exemple.be," in mail.outbox[0].body
    assert "Bcc" not in "".join(mail.outbox[0].message().keys())
    for url in (PEOPLE, address(invited(), "change")):
        assert b"<script>alert" not in chief.get(url).content


def test_two_people_of_one_name_have_two_names_to_sign_in_with(chief):
    invite(chief)
    invite(chief, email="autre@exemple.be")
    invite(chief, email="encore@exemple.be", first_name="\u674e", last_name="\u674e")
    names = set(get_user_model().objects.values_list("username", flat=True))
    assert names == {"chef", "eloise.de-smet", "eloise.de-smet2", "personne"}


def test_two_invitations_at_one_moment_are_one(chief, monkeypatch):
    """The second was checked before the first was there: the database refuses it, and nobody is told of an error."""
    invite(chief)
    monkeypatch.setattr("strategy_monitor.accounts.inviting.propose_name", lambda *_names: "eloise.de-smet")
    answer = invite(chief, email="autre@exemple.be")
    assert answer.status_code == 302
    assert "Cette personne vient d’être invitée : voir la liste." in words(chief.get(answer["Location"]))
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("name", [one for one in NAMES if one != "Administration"])
def test_nobody_else_invites(name):
    client = signed_in(person("sacha", name))
    assert client.get(INVITE).status_code == 403
    assert invite(client).status_code == 403
    other = person("other", "Lecture")
    assert client.post(address(other, "change"), {"_invite": "x"}).status_code == 403
    assert mail.outbox == []


def test_who_may_only_look_reads_roles_and_scope():
    looker, someone = person("looker"), person("someone", "Édition", axes=[factories.axis(short_title="Former")])
    looker.user_permissions.set(Permission.objects.filter(codename="view_user"))
    shown = words(signed_in(looker).get(address(someone, "change")))
    assert "Rôles : Édition" in shown
    assert "Axes confiés : Axe 1. Former" in shown


def test_an_administrator_does_not_become_a_superuser_nor_touch_one():
    owner = get_user_model().objects.create_superuser("owner")
    me = person("chef", "Administration")
    chief = signed_in(me)
    url = address(me, "change")
    assert chief.post(url, filled(opened(chief, url)) | {"is_superuser": "on"}).status_code == 302
    me.refresh_from_db()
    assert not me.is_superuser
    assert chief.post(address(owner, "change"), {}).status_code == 403
    assert chief.post(address(owner, "change"), {"_invite": "x"}).status_code == 403
    assert mail.outbox == []


def test_an_administrator_does_not_shut_themselves_out():
    """Else the last one leaves a site that nobody can be let into; another one does it."""
    camille, sacha = person("camille", "Administration"), person("sacha", "Administration")
    page = f"{PEOPLE}{camille.pk}/change/"
    kept = {"username": "camille", "groups": list(camille.groups.values_list("pk", flat=True)), "is_active": "on"}
    for lost, told in (("is_active", "Personne ne ferme son propre compte"), ("groups", "Personne ne se retire")):
        sent = {name: value for name, value in kept.items() if name != lost}
        assert told in signed_in(camille).post(page, sent).text, lost
        camille.refresh_from_db()
        assert (camille.is_active, camille.groups.count()) == (True, 1)
    assert signed_in(camille).post(page, kept | {"first_name": "Camille"}).status_code == 302
    assert signed_in(sacha).post(page, {"username": "camille"}).status_code == 302
    camille.refresh_from_db()
    assert (camille.is_active, camille.groups.count()) == (False, 0)


def test_who_did_something_is_not_erased():
    someone, idle = person("camille", "Administration"), person("sacha")
    client, measure = signed_in(someone), factories.measure()
    url = address(measure, "change")
    assert client.post(url, filled(opened(client, url)) | {"text": "Autre"}).status_code == 302
    with pytest.raises(ProtectedError, match="désactiver le compte"), transaction.atomic():
        someone.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        get_user_model().objects.filter(username="camille").delete()
    idle.delete()
    assert measure.history.latest().history_user == someone
