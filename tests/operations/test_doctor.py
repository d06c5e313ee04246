"""What is wrong is said with its cure; where all is well nothing is."""

from __future__ import annotations

import datetime as dt
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from strategy_monitor.history import sealing
from strategy_monitor.history.models import Change
from strategy_monitor.jobs.models import Job
from strategy_monitor.notices.models import OutgoingMessage
from strategy_monitor.operations import symptoms
from strategy_monitor.operations.symptoms import Symptom
from strategy_monitor.releases import load
from strategy_monitor.releases.models import CopyMark, RegisterEntry, RegisterStamp, SearchIndex
from strategy_monitor.releases.publish import publish
from strategy_monitor.web import mail
from strategy_monitor.web.authority import Contact
from strategy_monitor.web.directory import Directory, read_groups
from strategy_monitor.web.reached import PlainLink
from tests import factories
from tests.memory import forget
from tests.people import person
from tests.releases.altering import alter_documents


@pytest.fixture
def one_release(db: None) -> None:
    factories.observation()
    publish("2025", "Première")
    call_command("index_releases", verbosity=0)
    forget()


def said() -> list[Symptom]:
    return [one for _name, found in symptoms.diagnose() for one in found]


def told(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        call_command("doctor")
    return int(left.value.code or 0), capsys.readouterr().out


def test_a_site_in_good_health_hears_nothing(one_release: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert said() == []
    status, output = told(capsys)
    assert status == 0
    assert output.splitlines() == [f"{name}\u202f: rien à dire." for name in ("Base de données", *symptoms.CHECKS)]


def alter_a_release(_folder: Path) -> None:
    alter_documents(lambda text: text + " ")
    forget()


def rewrite_a_reason(_folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE releases_release SET reason = 'Autre'")


def publish_tomorrow(_folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE releases_release SET published_at = %s", [timezone.now() + dt.timedelta(days=1)])


def rewrite_the_history(_folder: Path) -> None:
    sealing.seal_history()
    Change.objects.filter(pk=Change.objects.earliest("pk").pk).update(reason="Autre")


def spoil_the_last_seal(_folder: Path) -> None:
    sealing.seal_history()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE history_seal SET statement = '7'")


def spoil_the_last_entry(_folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE releases_registerentry SET statement = %s", ["[" * 100_000])


def seal_nothing_for_days(_folder: Path) -> None:
    Change.objects.update(when=timezone.now() - dt.timedelta(days=2))


def lose_the_index(_folder: Path) -> None:
    SearchIndex.objects.all().delete()


def lose_the_marks(_folder: Path) -> None:
    CopyMark.objects.all().delete()


def leave_a_message(_folder: Path) -> None:
    an_hour_ago = timezone.now() - dt.timedelta(hours=1)
    OutgoingMessage.objects.create(to="a@exemple.be", subject="a", body="a", next_try_at=an_hour_ago)


def lose_a_message(_folder: Path) -> None:
    OutgoingMessage.objects.create(to="a@exemple.be", subject="a", body="a", state="failed")


def leave_a_job(_folder: Path) -> None:
    a_job()


def lose_a_job(_folder: Path) -> None:
    a_job(state="lost", ended_at=timezone.now())


def a_job(**given: Any) -> None:
    Job.objects.create(kind="publication", subject="2025", asked_by=person("camille"), **given)
    Job.objects.update(asked_at=timezone.now() - dt.timedelta(hours=1))


@pytest.mark.parametrize(
    ("provoke", "what", "cure", "grave"),
    [
        (alter_a_release, "La version 2025.1 n’est pas servie", "sauvegarde", True),
        (rewrite_a_reason, "ce que la base en dit n’est pas dans le registre", "décision 80", True),
        (publish_tomorrow, "1 version est publiée dans l’avenir", "NTP", False),
        (rewrite_the_history, "ce n’est pas celui qui a été scellé", "décision 86", True),
        (spoil_the_last_seal, "elle ne se lit pas", "décision 86", True),
        (spoil_the_last_entry, "Le registre ne se lit pas", "décision 80", True),
        (seal_nothing_for_days, "L’historique n’est plus scellé", "seal_history", False),
        (lose_the_index, "La recherche n’est pas préparée dans 2025.1", "index_releases", False),
        (lose_the_marks, "ne sont pas marqués", "migrate", False),
        (leave_a_message, "1 message attend depuis plus d’un quart d’heure", "send_mail", False),
        (leave_a_job, "1 travail attend depuis plus de cinq minutes", "manage.py work", True),
        (lose_a_job, "1 travail a été interrompu trois fois", "journal", False),
        (lose_a_message, "1 message attend une personne", "/bureau/courrier/", False),
    ],
)
def test_what_the_database_holds_wrongly(
    one_release: None, tmp_path: Path, provoke: Callable[[Path], None], what: str, cure: str, grave: bool
) -> None:
    provoke(tmp_path)
    found = [one for one in said() if what in one.what.replace("\xa0", " ")]
    assert [(cure in one.cure, one.grave) for one in found] == [(True, grave)], said()


def test_a_migration_that_waits_stops_what_would_ask_for_it(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(symptoms, "waiting_migrations", lambda: ["releases.9999_later"])
    monkeypatch.setattr(load, "every_head", lambda: pytest.fail("asked"))
    status, output = told(capsys)
    assert status == 1
    assert "faux. La base n’est pas à jour du code\u202f: releases.9999_later.\n    Lancer manage.py migrate." in output


def test_without_a_database_the_rest_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(*_given: Any, **_named: Any) -> Any:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", away)
    status, output = told(capsys)
    assert status == 1
    assert "La base ne répond pas\u202f: connection refused." in output
    assert "Fichiers statiques\u202f: rien à dire." in output


@pytest.mark.once
def test_a_file_of_sqlite_that_is_not_there_is_said_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "suivi.sqlite3"
    told = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        env={**os.environ, "DATABASE_URL": f"sqlite:///{path}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1, told.stderr
    assert f"La base n’existe pas encore\u202f: {path}." in told.stdout
    assert "Fichiers statiques\u202f: rien à dire." in told.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.once
@pytest.mark.parametrize("command", ["doctor", "migrate"])
def test_a_file_of_sqlite_that_does_not_open_asks_who_may_write_beside_it(tmp_path: Path, command: str) -> None:
    """As on a disk that is read-only: SQLite makes two files beside it, even to read."""
    (tmp_path / "file").touch()
    told = subprocess.run(
        [sys.executable, "manage.py", command],
        env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/file/suivi.sqlite3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert "qui peut écrire dans son dossier" in told.stdout + told.stderr


@pytest.mark.django_db
def test_a_production_that_cannot_send_mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = mail.SMTP
    settings.EMAIL_HOST = "courrier.exemple.be"
    assert not [one for one in symptoms.look_at_settings() if "EMAIL_HOST" in one.cure]
    settings.EMAIL_HOST = ""
    told = [one for one in symptoms.look_at_settings() if "EMAIL_HOST" in one.cure]
    assert [("courrier" in one.what, one.grave) for one in told] == [(True, False)]


def test_a_mail_server_that_is_away(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_given: Any) -> Any:
        raise mail.MailAway("connexion refusée")

    monkeypatch.setattr(mail, "open_connection", away)
    assert ["connexion refusée" in one.what for one in said()] == [True]


def test_a_production_that_shares_nothing_and_keeps_all_in_a_file(db: None, settings: Any) -> None:
    settings.PRODUCTION = True
    found = " ".join(one.what for one in said())
    assert "Les processus ne partagent pas" in found
    assert ("fichier SQLite" in found) == (connection.vendor == "sqlite")


@pytest.mark.django_db
def test_a_machine_that_is_asked_without_tls_and_named(settings: Any) -> None:
    settings.PLAIN_LINKS = [PlainLink("REDIS_URL", "store", "Écrire rediss://")]
    assert not [one for one in symptoms.look_at_settings() if "REDIS_URL" in one.what], "as in development"
    settings.PRODUCTION = True
    told = [one for one in symptoms.look_at_settings() if "REDIS_URL mène à store sans TLS" in one.what]
    assert [(one.cure, one.grave) for one in told] == [("Écrire rediss://.", False)]


@pytest.mark.parametrize(
    ("name", "value", "what", "grave"),
    [
        ("SITE_URL", "https://autre.exemple.be", "SITE_URL mène à autre.exemple.be", False),
        ("SECURITY_CONTACT", Contact(("mailto:a@exemple.be",), dt.date(2025, 1, 1)), "security.txt est passée", False),
        ("BACKUP_RECIPIENT", "abc", "«\u202fabc\u202f» n’est pas une clé publique", True),
        ("TIMESTAMP_ROOTS", "/nowhere/roots.pem", "ne se lisent pas (/nowhere/roots.pem)", False),
        ("METRICS_FOLDER", "/etc/passwd/metrics", "Rien n’est compté", False),
        ("METRICS_FOLDER", "/proc/metrics", "Rien n’est compté", False),
    ],
)
def test_a_variable_of_which_one_would_hear_too_late(
    db: None, settings: Any, name: str, value: Any, what: str, grave: bool
) -> None:
    settings.PRODUCTION = True
    settings.ALLOWED_HOSTS = ["suivi.exemple.be"]
    settings.SITE_URL = "https://suivi.exemple.be:8443"
    assert not [one for one in symptoms.look_at_settings() if what in one.what]
    setattr(settings, name, value)
    found = [one for one in symptoms.look_at_settings() if what in one.what]
    assert [(name in one.cure, one.grave) for one in found] == [(True, grave)], said()


@pytest.mark.django_db
def test_what_has_not_been_made_yet_and_can_be_is_not_wrong(settings: Any, tmp_path: Path) -> None:
    settings.METRICS_FOLDER = str(tmp_path / "run" / "metrics")
    settings.BACKUP_RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    settings.SECURITY_CONTACT = Contact(("mailto:a@exemple.be",), timezone.localdate() + dt.timedelta(days=1))
    assert list(symptoms.look_at_settings()) == []


def test_a_register_that_nobody_stamps(one_release: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symptoms, "LONGEST_UNSTAMPED", dt.timedelta(0))
    assert list(symptoms.look_at_stamps()) == []
    settings.TIMESTAMP_URL = "http://127.0.0.1:1/"
    assert ["stamp_register" in one.cure for one in symptoms.look_at_stamps()] == [True]
    spoil_the_last_entry(Path())
    assert list(symptoms.look_at_stamps()) == [], "what cannot be read has no date: look_at_releases says so"
    RegisterStamp.objects.create(entry=RegisterEntry.objects.get(), token="")
    assert list(symptoms.look_at_stamps()) == []


@pytest.mark.django_db
def test_a_key_that_all_may_read(settings: Any, tmp_path: Path) -> None:
    path = tmp_path / "signing.pem"
    path.write_text("secret")
    settings.SIGNING_KEY_FILE = str(path)
    os.chmod(path, 0o640)
    assert list(symptoms.look_at_files()) == []
    os.chmod(path, 0o640 | stat.S_IROTH)
    assert [one.cure for one in symptoms.look_at_files()] == [f"chmod o= {path}"]


def test_a_key_that_cannot_be_read_is_said_and_the_rest_is_looked_at(
    one_release: None, settings: Any, tmp_path: Path
) -> None:
    settings.SIGNING_KEY_FILE = str(tmp_path / "gone.pem")
    (found,) = [one for one in said() if "clé de signature" in one.what]
    assert ("SIGNING_KEY_FILE" in found.cure, found.grave) == (True, True)


@pytest.mark.django_db
def test_a_disk_that_is_nearly_full(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.KEPT_PAGES = str(tmp_path)
    monkeypatch.setattr(symptoms, "LEAST_ROOM", 1 << 62)
    assert any(str(tmp_path) in one.what for one in symptoms.look_at_files())


def test_static_files_that_collectstatic_has_not_left(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    (tmp_path / "a.1.css").touch()
    for kept, names in (({}, ["staticfiles.json"]), ({"a.css": "a.1.css"}, []), ({"b.css": "b.2.css"}, ["b.2.css"])):
        monkeypatch.setattr(symptoms, "staticfiles_storage", type("Kept", (), {"hashed_files": kept}))
        found = list(symptoms.look_at_static_files())
        assert len(found) == len(names)
        assert all(name in one.what for name, one in zip(names, found, strict=True))


# Whether a process may be given readers


@pytest.mark.django_db
def test_a_process_is_ready_once_nothing_waits(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from strategy_monitor.pages import health

    monkeypatch.setattr(health.SeenMigrated, "migrated", False)
    monkeypatch.setattr(health, "waiting_migrations", lambda: ["releases.9999_later"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, ["releases.9999_later"])
    monkeypatch.undo()
    monkeypatch.setattr(health.SeenMigrated, "migrated", False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok", "migrations": []})
    monkeypatch.setattr(health, "waiting_migrations", lambda: pytest.fail("looked again"))
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_process_without_its_database_is_not_ready(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from strategy_monitor.pages import health

    def away() -> Any:
        raise DatabaseError("gone")

    monkeypatch.setattr(health, "database_answers", lambda: False)
    monkeypatch.setattr(health, "waiting_migrations", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "error", "database": "unreachable"})


@pytest.mark.django_db
def test_what_groups_of_the_directory_are_given_and_is_not_there(settings: Any) -> None:
    settings.DIRECTORY = Directory("https://annuaire.exemple.be", groups=read_groups('{"a": ["Lecture", "axe 9"]}'))
    told = [one.what for one in symptoms.look_at_directory()]
    assert [("axe 9" in one, "compte de secours" in one) for one in told] == [(True, False), (False, True)]


@pytest.mark.django_db
def test_a_break_glass_account_that_would_let_nobody_in(settings: Any) -> None:
    settings.DIRECTORY = Directory("https://annuaire.exemple.be", groups=read_groups('{"a": ["Lecture"]}'))
    spare = person("secours", "Administration")
    spare.set_password("une phrase assez longue")
    spare.save()
    call_command("break_glass", "secours")
    assert list(symptoms.look_at_directory()) == []
    settings.SECOND_FACTOR = "all"
    (told,) = symptoms.look_at_directory()
    assert ("OIDC_ACR" in told.cure, told.grave) == (True, False), "the directory may ask for a password alone"
    settings.DIRECTORY = replace(settings.DIRECTORY, amr=("mfa",))
    spare.groups.clear()
    (told,) = symptoms.look_at_directory()
    assert "compte de secours" in told.what


def test_what_another_secret_sealed_is_no_index(one_release: None, settings: Any) -> None:
    """After SECRET_KEY was changed, who searched first waited, and nothing said what was to be run."""
    settings.SECRET_KEY = "another-" + "y" * 20 + "0123456789" * 4
    (found,) = said()
    assert "recherche n’est pas préparée" in found.what
    assert "2025.1" in found.what
    assert "index_releases" in found.cure
    call_command("index_releases", verbosity=0)
    assert said() == []


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("SECURE_SSL_REDIRECT", False, ("http", "SECURE_SSL_REDIRECT=0", "proxy")),
        ("SECRET_KEY", "z" * 60, ("SECRET_KEY", "au sort")),
    ],
)
def test_what_django_would_say_in_english_is_said_in_french(
    one_release: None, settings: Any, monkeypatch: pytest.MonkeyPatch, setting: str, value: Any, words: tuple[str, ...]
) -> None:
    settings.PRODUCTION = True
    for one in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS"):
        setattr(settings, one, True)
    settings.SECRET_KEY = "another-" + "y" * 20 + "0123456789" * 4
    setattr(settings, setting, value)
    (found,) = [one for one in symptoms.look_at_settings() if setting in f"{one.what} {one.cure}"]
    assert all(word in f"{found.what} {found.cure}" for word in words)
    assert "Your" not in found.what
    assert "docs/operating.md" not in found.cure
