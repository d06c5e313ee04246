"""What may be wrong with a site, each with its cure. A check changes nothing, and finds nothing where all is well."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks
from django.db import Error, connection
from django.http.request import split_domain_port, validate_host
from django.utils import timezone
from django.utils.translation import gettext as _

from strategy_monitor.accounts.break_glass import can_serve
from strategy_monitor.accounts.directory import find_unknown_grants
from strategy_monitor.accounts.models import BreakGlass
from strategy_monitor.backups.errors import BackupRefused
from strategy_monitor.backups.files import parse_recipient
from strategy_monitor.history import sealing
from strategy_monitor.jobs import queue
from strategy_monitor.jobs.models import Job
from strategy_monitor.kept import store
from strategy_monitor.language import french
from strategy_monitor.language.codes import JobState
from strategy_monitor.notices import outbox
from strategy_monitor.operations import rights
from strategy_monitor.releases import compared, indexes, load, marks, parts, register, stamping
from strategy_monitor.releases.models import Release
from strategy_monitor.web import mail, sqlite_files
from strategy_monitor.web.readiness import waiting_migrations

PATIENCE = 5.0
"""Seconds for a mail server to answer."""
FURTHEST_CLOCK = dt.timedelta(seconds=5)
LONGEST_WAIT = dt.timedelta(minutes=15)
"""A message that waits for longer: nobody sends."""
LONGEST_UNSEALED = dt.timedelta(days=1)
LONGEST_UNSTAMPED = dt.timedelta(hours=1)
LONGEST_JOB_WAIT = dt.timedelta(minutes=5)
LATELY = dt.timedelta(days=1)
LEAST_ROOM = 500_000_000
"""Bytes that a disk should have free."""


@dataclass(frozen=True)
class Symptom:
    """What is wrong, and what to do, in French. `grave`: somebody is not served, or something may be lost."""

    what: str
    cure: str
    grave: bool = True


IN_FRENCH = {
    "security.W008": (
        "Le site ne mène pas de lui-même de http:// à https:// (SECURE_SSL_REDIRECT=0).",
        "Voir si le proxy le fait, à chaque adresse ; sinon, laisser SECURE_SSL_REDIRECT à 1.",
    ),
    "security.W009": (
        "SECRET_KEY n’est pas tirée au sort : elle se répète, ou vient d’un exemple.",
        "En tirer une autre au sort : python3 -c 'import secrets; print(secrets.token_urlsafe(50))'.",
    ),
}
"""What Django warns of in English alone, of settings that may be had here: what is wrong, and what to do."""


def look_at_settings() -> Iterator[Symptom]:
    for found in checks.run_checks(include_deployment_checks=settings.PRODUCTION):
        if found.level >= checks.WARNING and not found.is_silenced():
            what, cure = IN_FRENCH.get(
                found.id or "", (str(found.msg), str(found.hint or _("Voir docs/operating.md.")))
            )
            yield Symptom(what, cure, found.level >= checks.ERROR)
    for link in settings.PLAIN_LINKS if settings.PRODUCTION else ():
        yield Symptom(
            _("%(variable)s mène à %(host)s sans TLS, ou sans que son certificat soit regardé ; PLAIN_HOSTS l’admet.")
            % {"variable": link.variable, "host": link.host},
            f"{link.cure}.",
            grave=False,
        )
    if settings.PRODUCTION and connection.vendor == "sqlite":
        yield Symptom(
            _("La base de production est un fichier SQLite."),
            _("Donner une base PostgreSQL à DATABASE_URL : backup, puis restore, l’y portent."),
            grave=False,
        )
    if not mail.has_way_out():
        yield Symptom(
            _("Ce site n’envoie pas de courrier : ni invitation, ni mot de passe oublié, ni rappel."),
            _("Donner le serveur de courrier à EMAIL_HOST, si le site doit écrire."),
            grave=False,
        )
    yield from look_at_addresses()
    yield from look_at_spare_files()


def look_at_addresses() -> Iterator[Symptom]:
    """What is written into letters and files, against what would answer there."""
    host = urlsplit(settings.SITE_URL).netloc.rpartition("@")[2]
    if settings.PRODUCTION and not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        yield Symptom(
            _("SITE_URL mène à %(host)s, que ALLOWED_HOSTS ne nomme pas : les liens des courriers y seraient refusés.")
            % {"host": host},
            _("Ajouter ce nom à ALLOWED_HOSTS, ou corriger SITE_URL."),
            grave=False,
        )
    if settings.SECURITY_CONTACT.ways and settings.SECURITY_CONTACT.expires <= timezone.localdate():
        yield Symptom(
            _("L’échéance de /.well-known/security.txt est passée : qui trouve une faille n’écrira plus à ce contact."),
            _("Voir si le contact vaut toujours, et donner une autre date à SECURITY_CONTACT_EXPIRES."),
            grave=False,
        )


def look_at_spare_files() -> Iterator[Symptom]:
    """What only what runs beside the site reads or writes: without this, it would be found out the night after."""
    if settings.BACKUP_RECIPIENT:
        try:
            parse_recipient(settings.BACKUP_RECIPIENT)
        except BackupRefused as refused:
            yield Symptom(
                str(refused), _("Corriger BACKUP_RECIPIENT : d’ici là, aucune sauvegarde ne se fait."), grave=True
            )
    if settings.TIMESTAMP_ROOTS and not os.access(settings.TIMESTAMP_ROOTS, os.R_OK):
        yield Symptom(
            _("Les certificats racines de l’horodatage ne se lisent pas (%(path)s).")
            % {"path": settings.TIMESTAMP_ROOTS},
            _("Voir TIMESTAMP_ROOTS, et qui peut lire ce fichier : sans lui, rien n’est horodaté."),
            grave=False,
        )
    if settings.METRICS_FOLDER and not can_hold_files(Path(settings.METRICS_FOLDER)):
        yield Symptom(
            _("Rien n’est compté : %(path)s ne s’écrit pas.") % {"path": settings.METRICS_FOLDER},
            _("Voir METRICS_FOLDER, et qui peut écrire dans ce dossier."),
            grave=False,
        )


def can_hold_files(folder: Path) -> bool:
    """Whether this folder, or the first above it that is there, for those between can be made, may be written to: a
    file without a name is opened there, for what root is allowed does not say what the disk takes."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return True
    except OSError:
        return False


def look_at_directory() -> Iterator[Symptom]:
    """What its groups are given, against what there is. It is not asked: whether it answers, its sign-ins say."""
    if unknown := find_unknown_grants():
        yield Symptom(
            _("OIDC_GROUPS donne ce que ce site n’a pas : %(names)s.") % {"names": french.write_list(unknown)},
            _("Corriger OIDC_GROUPS, ou créer le rôle, l’axe ou le fournisseur : d’ici là, personne ne le reçoit."),
        )
    spare = BreakGlass.objects.select_related("person").first() if settings.DIRECTORY else None
    if settings.DIRECTORY and not (spare and can_serve(spare.person)):
        yield Symptom(
            _("Aucun compte de secours ne peut entrer et administrer le site quand l’annuaire ne répond pas."),
            _("En nommer un : manage.py break_glass NOM."),
            grave=not settings.LOCAL_PASSWORDS,
        )
    strong = settings.DIRECTORY and (settings.DIRECTORY.acr or settings.DIRECTORY.amr)
    if settings.DIRECTORY and settings.SECOND_FACTOR != "none" and not strong:
        yield Symptom(
            _("SECOND_FACTOR demande un second facteur après un mot de passe ; rien ne l’exige de l’annuaire."),
            _("Dire ce qui y suffit : OIDC_ACR ou OIDC_AMR."),
            grave=False,
        )


def look_at_migrations() -> Iterator[Symptom]:
    waiting = waiting_migrations()
    if waiting:
        yield Symptom(
            _("La base n’est pas à jour du code : %(steps)s.") % {"steps": ", ".join(waiting)},
            _("Lancer manage.py migrate."),
        )
    elif marks.read_stamp() is None:
        yield Symptom(
            _("Les changements de la copie de travail ne sont pas marqués : chaque page du bureau la relit."),
            _("Lancer manage.py migrate."),
            grave=False,
        )


def look_at_rights() -> Iterator[Symptom]:
    """What the role that serves may do to the database, against what it needs to."""
    if connection.vendor != "postgresql":
        return
    role = rights.served_role()
    if rights.list_owners(role):
        if settings.PRODUCTION:
            yield Symptom(
                _("Le rôle PostgreSQL qui sert le site (%(role)s) peut modifier et vider toutes ses tables.")
                % {"role": role},
                _("En servir un qui n’en possède aucune : voir DATABASE_OWNER dans docs/operating.md."),
                grave=False,
            )
        return
    if lacking := list(rights.list_lacking(role)):
        yield Symptom(
            _("Le rôle PostgreSQL qui sert le site (%(role)s) ne peut pas tout ce qu’il doit faire : %(names)s.")
            % {"role": role, "names": shorten(lacking)},
            _("Lancer manage.py grant_rights, avec DATABASE_OWNER."),
        )
    if beyond := list(rights.list_beyond(role)):
        yield Symptom(
            _("Le rôle PostgreSQL qui sert le site (%(role)s) peut plus que ce qu’il doit faire : %(names)s.")
            % {"role": role, "names": shorten(beyond)},
            _("Lancer manage.py grant_rights, avec DATABASE_OWNER ; retirer ce qui est donné à tous (PUBLIC)."),
            grave=False,
        )


def shorten(names: list[str]) -> str:
    return ", ".join([*names[:3], *(["…"] if names[3:] else [])])


def look_at_releases() -> Iterator[Symptom]:
    """Each document against its hash, then all of them against the register."""
    for head in load.every_head():
        try:
            document = load.verified(head.pk, head.sha256)
        except load.BadRelease as error:
            yield Symptom(
                _("La version %(name)s n’est pas servie : %(why)s") % {"name": head.name, "why": error},
                _("Comparer avec une sauvegarde, et la retirer (manage.py withdraw) si elle ne se retrouve pas."),
            )
        else:
            if head.in_force and parts.lacks_parts(head, document):
                yield Symptom(
                    _("La version %(name)s n’est pas préparée par parties : chacune de ses pages la lit entière.")
                    % {"name": head.name},
                    _("Lancer manage.py index_releases."),
                    grave=False,
                )
    try:
        faults = list(register.faults())
    except register.KeyUnreadable as error:
        yield Symptom(
            str(error),
            _("Voir SIGNING_KEY_FILE, et qui peut lire ce fichier : sans lui, rien de neuf ne se publie."),
        )
        return
    for fault in faults:
        yield Symptom(fault, _("Comparer avec une sauvegarde et avec les reçus : voir la décision 80."))


def look_at_stamps() -> Iterator[Symptom]:
    unstamped = stamping.find_unstamped() if settings.TIMESTAMP_URL else None
    entered = unstamped and register.entered_at(unstamped)
    if entered and timezone.now() - entered > LONGEST_UNSTAMPED:
        yield Symptom(
            _("La dernière inscription du registre n’est pas horodatée depuis plus d’une heure."),
            _("Activer strategy-monitor-seal.timer, ou lancer manage.py stamp_register, qui dit pourquoi."),
            grave=False,
        )


def look_at_history() -> Iterator[Symptom]:
    _history, faults = sealing.check_history()
    for fault in faults:
        yield Symptom(fault, _("Comparer avec une sauvegarde et avec un export d’avant : voir la décision 86."))
    oldest = None if faults else sealing.oldest_unsealed()
    if oldest and timezone.now() - oldest > LONGEST_UNSEALED:
        yield Symptom(
            _("L’historique n’est plus scellé depuis plus d’un jour."),
            _("Activer strategy-monitor-seal.timer, ou lancer manage.py seal_history."),
            grave=False,
        )


def look_at_search() -> Iterator[Symptom]:
    """Opened, for what another SECRET_KEY sealed is not believed."""
    lacking = [head.name for head in load.heads() if indexes.INDEX.recall(head.pk, head.sha256) is None]
    if lacking:
        yield Symptom(
            _("La recherche n’est pas préparée dans %(names)s : qui cherche le premier attend.")
            % {"names": ", ".join(lacking)},
            _("Lancer manage.py index_releases."),
            grave=False,
        )


def look_at_comparisons() -> Iterator[Symptom]:
    lacking = dict.fromkeys(after.name for _before, after in compared.find_lacking())
    if lacking:
        yield Symptom(
            _("Ce qui a changé n’est pas préparé dans %(names)s : qui le lit le premier attend.")
            % {"names": ", ".join(lacking)},
            _("Lancer manage.py index_releases."),
            grave=False,
        )


def look_at_store() -> Iterator[Symptom]:
    if not store.is_shared():
        if settings.PRODUCTION:
            yield Symptom(
                _("Les processus ne partagent pas les pages qu’ils écrivent."),
                _("Donner un dossier à KEPT_PAGES, ou un serveur à REDIS_URL."),
                grave=False,
            )
    elif not store.works():
        yield Symptom(
            _("Ce que les processus partagent ne se garde pas : %(store)s.") % {"store": store.shared()},
            _("Y donner accès à l’utilisateur du site (voir KEPT_PAGES et REDIS_URL dans docs/operating.md)."),
            grave=False,
        )


def look_at_mail() -> Iterator[Symptom]:
    if mail.has_way_out():
        try:
            mail.leave(mail.open_connection(PATIENCE))
        except mail.MailAway as away:
            yield Symptom(
                _("Le serveur de courrier ne répond pas : %(why)s.") % {"why": away},
                _("Vérifier EMAIL_HOST et les variables qui suivent ; les messages attendent."),
            )
    late = outbox.due(timezone.now() - LONGEST_WAIT).count()
    if late:
        yield Symptom(
            french.count_noun(
                late,
                _("message attend depuis plus d’un quart d’heure."),
                _("messages attendent depuis plus d’un quart d’heure."),
            ),
            _("Activer strategy-monitor-mail.timer, ou lancer manage.py send_mail (--drop pour les laisser)."),
            grave=False,
        )
    if trouble := outbox.in_trouble().count():
        yield Symptom(
            french.count_noun(trouble, _("message attend une personne."), _("messages attendent une personne.")),
            _("Voir /bureau/courrier/."),
            grave=False,
        )


def look_at_jobs() -> Iterator[Symptom]:
    now = timezone.now()
    if waiting := queue.list_due(now).filter(asked_at__lt=now - LONGEST_JOB_WAIT).count():
        cure = _("Démarrer strategy-monitor-worker, ou lancer manage.py work.")
        yield Symptom(
            french.count_noun(
                waiting,
                _("travail attend depuis plus de cinq minutes."),
                _("travaux attendent depuis plus de cinq minutes."),
            ),
            cure if settings.JOBS_WORKER else _("Lancer manage.py work : aucun worker ne les prend de lui-même."),
        )
    if lost := Job.objects.filter(state=JobState.LOST, ended_at__gt=now - LATELY).count():
        yield Symptom(
            french.count_noun(
                lost,
                _("travail a été interrompu trois fois depuis hier, et n’est pas fait."),
                _("travaux ont été interrompus trois fois depuis hier, et ne sont pas faits."),
            ),
            _("Voir au journal ce qui arrête manage.py work (manque de mémoire ?), puis le demander de nouveau."),
            grave=False,
        )


def look_at_static_files() -> Iterator[Symptom]:
    """What `collectstatic` left, against what the code has."""
    manifest = getattr(staticfiles_storage, "hashed_files", None)
    if manifest is None:  # a development server finds them by itself
        return
    root = Path(settings.STATIC_ROOT)
    gone = [name for name in manifest.values() if not (root / name).is_file()]
    if not manifest or gone:
        yield Symptom(
            _("Il manque des fichiers dans %(root)s : %(names)s.")
            % {"root": root, "names": ", ".join(sorted(gone)[:3]) or "staticfiles.json"},
            _("Lancer manage.py collectstatic."),
        )


def look_at_clock() -> Iterator[Symptom]:
    """This machine's against the database's, and against what was published."""
    now = timezone.now()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - timezone.now())
        if apart > FURTHEST_CLOCK:
            yield Symptom(
                _("L’horloge du site et celle de la base diffèrent de %(seconds)d secondes.")
                % {"seconds": apart.total_seconds()},
                _("Mettre les deux machines à l’heure (NTP)."),
                grave=False,
            )
    if ahead := Release.objects.filter(published_at__gt=now).count():
        yield Symptom(
            french.count_noun(
                ahead, _("version est publiée dans l’avenir."), _("versions sont publiées dans l’avenir.")
            ),
            _("Mettre la machine à l’heure (NTP) : ce que le public lit en premier en dépend."),
            grave=False,
        )


def look_at_files() -> Iterator[Symptom]:
    """Who else on this machine may read what is secret, and how much room there is."""
    database = Path(str(connection.settings_dict["NAME"]))
    secret = [Path(one) for one in (settings.SIGNING_KEY_FILE, settings.DIRECTORY.secret_file) if one]
    if settings.PRODUCTION and connection.vendor == "sqlite":
        secret.append(database)
    for path in secret:
        with suppress(OSError):
            if path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
                yield Symptom(_("Tous peuvent lire %(path)s.") % {"path": path}, f"chmod o= {path}")
    places = [settings.KEPT_PAGES, settings.STATIC_ROOT, *([database.parent] if connection.vendor == "sqlite" else [])]
    for place in sorted({str(one) for one in places if one}):
        with suppress(OSError):
            room = shutil.disk_usage(place).free
            if room < LEAST_ROOM:
                yield Symptom(
                    _("Il ne reste que %(room)d Mo là où se trouve %(place)s.")
                    % {"room": room // 1_000_000, "place": place},
                    _("Faire de la place : un disque plein arrête les saisies."),
                )


Check = Callable[[], Iterator[Symptom]]
CHECKS: dict[str, Check] = {
    _("Réglages"): look_at_settings,
    _("Migrations"): look_at_migrations,
    _("Droits sur la base"): look_at_rights,
    _("Annuaire"): look_at_directory,
    _("Versions publiées"): look_at_releases,
    _("Horodatage"): look_at_stamps,
    _("Historique"): look_at_history,
    _("Recherche"): look_at_search,
    _("Comparaisons"): look_at_comparisons,
    _("Pages gardées"): look_at_store,
    _("Courrier"): look_at_mail,
    _("Travaux"): look_at_jobs,
    _("Fichiers statiques"): look_at_static_files,
    _("Horloge"): look_at_clock,
    _("Fichiers"): look_at_files,
}
NO_ROWS: set[Check] = {look_at_settings, look_at_store, look_at_static_files, look_at_files}
"""Those that ask no table: they look while the database is away, or is of another version."""


def diagnose() -> Iterator[tuple[str, list[Symptom]]]:
    """Each check by its name in French, and what it found, as it goes; of a database that is away or not of this
    version, what can be seen without its tables."""
    away = list(look_at_database())
    yield _("Base de données"), away
    rows = not away
    for name, look in CHECKS.items():
        if rows or look in NO_ROWS:
            found = list(look())
            rows = rows and not (look is look_at_migrations and any(one.grave for one in found))
            yield name, found


def look_at_database() -> Iterator[Symptom]:
    if path := sqlite_files.find_absent_file(connection):
        yield Symptom(
            _("La base n’existe pas encore : %(path)s.") % {"path": path},
            _("Vérifier DATABASE_URL ; si c’est bien là, lancer manage.py migrate, qui la crée."),
        )
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        yield Symptom(
            _("La base ne répond pas : %(why)s.") % {"why": str(error).strip()},
            _(
                "Vérifier DATABASE_URL, et que le serveur tourne ; d’un fichier SQLite, qui peut écrire dans son "
                "dossier. Les pages publiées sont servies de mémoire."
            ),
        )
