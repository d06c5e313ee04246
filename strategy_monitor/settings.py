"""Settings, all from the environment. Development works with none; production refuses to start with one missing.

`DJANGO_ENV=production` switches on what a public server needs, and then each missing variable explains its own cure.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from strategy_monitor.web import logs
from strategy_monitor.web.authority import (
    Contact,
    ContactPoint,
    Licence,
    Locale,
    Territory,
    Theme,
    UnusableStatement,
    read_logo,
)
from strategy_monitor.web.directory import read_directory
from strategy_monitor.web.reached import find_plain_links, read_database, read_owner, read_redis

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
ENVIRONMENT = env.str("DJANGO_ENV", "development")
if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured(f"DJANGO_ENV vaut « {ENVIRONMENT} ». Écrire « production » ou « development ».")
PRODUCTION = ENVIRONMENT == "production"


def required(name: str, cure: str, development: str) -> str:
    """The variable `name`; its development value outside production; a loud error that says the cure in it."""
    value = env.str(name, "" if PRODUCTION else development)
    if not value:
        raise ImproperlyConfigured(f"{name} manque. {cure}")
    return value


def read_integer(name: str, default: int, least: int = 0, most: int | None = None) -> int:
    """The variable `name`, or its default where it is not there or empty."""
    said = env.str(name, "").strip()
    if not said:
        return default
    if not re.fullmatch("[0-9]+", said) or int(said) < least or (most is not None and int(said) > most):
        bounds = f"{least} au moins" if most is None else f"de {least} à {most}"
        raise ImproperlyConfigured(f"{name} vaut « {said} ». Écrire un nombre entier, {bounds}, ou rien.")
    return int(said)


def read_switch(name: str, default: bool) -> bool:
    """The variable `name`, or its default where it is not there or empty. A word that says neither yes nor no would
    otherwise be taken for a no."""
    said = env.str(name, "").strip().lower()
    if said in {"", *SWITCHED}:
        return SWITCHED.get(said, default)
    raise ImproperlyConfigured(f"{name} vaut « {said} ». Écrire 1 pour oui, 0 pour non, ou rien.")


SWITCHED = dict.fromkeys(("1", "true", "yes", "on", "y", "ok"), True) | dict.fromkeys(
    ("0", "false", "no", "off", "n"), False
)


def refuse(name: str, fault: str, cure: str) -> None:
    """In production, a value that would expose the site stops it; elsewhere it passes."""
    if PRODUCTION:
        raise ImproperlyConfigured(f"{name} {fault}. {cure}")


SECRET_KEY = required(
    "SECRET_KEY",
    "Définir une chaîne secrète d’au moins 50 caractères : "
    "python -c 'import secrets; print(secrets.token_urlsafe(50))'.",
    "development-only-" + "x" * 50,
)
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("development-only-"):
    refuse("SECRET_KEY", "est trop courte ou connue de tous", "En tirer une au sort d’au moins 50 caractères.")
DEBUG = read_switch("DEBUG", False) and not PRODUCTION
NAME_HOSTS = "Donner les noms d’hôte du site, séparés par des virgules : ALLOWED_HOSTS=suivi.exemple.be."
ALLOWED_HOSTS = [
    one.strip()
    for one in required("ALLOWED_HOSTS", NAME_HOSTS, "localhost,127.0.0.1,[::1],testserver").split(",")
    if one.strip()
]
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(f"ALLOWED_HOSTS ne nomme rien. {NAME_HOSTS}")
for host in ALLOWED_HOSTS:
    # Any other would never be that of a request: all would be refused (400), and nothing would say why.
    if not re.fullmatch(r"\*|\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]", host.lower()):
        raise ImproperlyConfigured(f"ALLOWED_HOSTS nomme « {host} », qui n’est pas un nom d’hôte. {NAME_HOSTS}")
if "*" in ALLOWED_HOSTS:
    refuse("ALLOWED_HOSTS", "accepte tous les noms", "Donner les noms d’hôte du site, et eux seuls.")
GIVE_ADDRESS = "Donner l’adresse publique du site, sans rien après son nom : SITE_URL=https://suivi.exemple.be."
SITE_URL = required("SITE_URL", GIVE_ADDRESS, "http://localhost:8000").rstrip("/")
if not SITE_URL.startswith("https://"):
    refuse("SITE_URL", "ne commence pas par https://", f"Un site public se sert en HTTPS. {GIVE_ADDRESS}")
if not re.fullmatch(r"https?://([\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?", SITE_URL):
    raise ImproperlyConfigured(f"SITE_URL vaut « {SITE_URL} », qui n’est pas l’adresse d’un site. {GIVE_ADDRESS}")

GIVE_DATABASE = "Donner l’adresse de la base : DATABASE_URL=postgres://utilisateur:secret@hôte:5432/base."
try:
    DATABASES = {
        "default": read_database(required("DATABASE_URL", GIVE_DATABASE, f"sqlite:///{BASE_DIR / 'db.sqlite3'}"))
    }
except UnusableStatement as error:
    raise ImproperlyConfigured(f"DATABASE_URL ne peut pas servir : {error}. {GIVE_DATABASE}") from error
if DATABASES["default"]["NAME"] == ":memory:":
    refuse("DATABASE_URL", "ne mène à aucun fichier, mais à la mémoire de chaque processus", GIVE_DATABASE)
# The role that owns the tables (« role:password »), for what migrates; the site is served by the one of DATABASE_URL.
DATABASE_OWNER = env.str("DATABASE_OWNER", "").strip()
SERVED_ROLE = DATABASES["default"]["USER"] if DATABASE_OWNER else ""
if DATABASE_OWNER:
    try:
        DATABASES["default"] |= read_owner(DATABASE_OWNER, DATABASES["default"])
    except UnusableStatement as error:
        raise ImproperlyConfigured(
            f"DATABASE_OWNER : {error}. Écrire DATABASE_OWNER=rôle:secret, celui à qui sont les tables, ou rien."
        ) from error
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL lets readers go on while an editor saves; IMMEDIATE makes a second writer wait instead of failing; FULL keeps
    # at a power cut what was said to be saved: with NORMAL, the last commits may be lost.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    # A database that does not answer must fail within seconds, so that the published pages are served from memory.
    # So must one that stands still, which `strategy_monitor.web.patience` finds out where the site is served; and a
    # machine that is gone without a word be noticed within a minute by whatever waits for it (libpq, TCP).
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 60_000,
    } | DATABASES["default"].get("OPTIONS", {})
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Seconds without a word from PostgreSQL after which a statement of a process that serves the site fails: as long as a
# second writer waits on SQLite, and less than nginx waits for an answer.
DATABASE_PATIENCE = 20
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Where processes share the answers that they keep: in Redis, else in a folder; empty: each has its own, in memory.
KEPT_PAGES_REDIS = env.str("REDIS_URL", "")
REDIS: dict[str, Any] = {}
# systemd names the folder that it made for this service (`CacheDirectory=`): under `ProtectSystem=strict`, no other one
# may be written.
CACHE_FOLDER = env.str("CACHE_DIRECTORY", "").partition(":")[0] or str(BASE_DIR / "var" / "kept")
KEPT_PAGES = env.str("KEPT_PAGES", CACHE_FOLDER if PRODUCTION else "")
KEPT_PAGES_MEGABYTES = read_integer("KEPT_PAGES_MEGABYTES", 500)
if KEPT_PAGES_REDIS:
    try:
        REDIS = read_redis(KEPT_PAGES_REDIS)
    except ValueError as error:
        raise ImproperlyConfigured(
            "REDIS_URL ne se lit pas. Écrire par exemple REDIS_URL=redis://127.0.0.1:6379/0, ou rien."
        ) from error
    CACHES["kept"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": KEPT_PAGES_REDIS,
        # Bytes go in and out as they are: what Django writes by itself would be run when it is read (pickle).
        "OPTIONS": {
            "serializer": "strategy_monitor.kept.store.Bytes",
            "socket_timeout": 1,
            "socket_connect_timeout": 1,
        },
    }

# Where processes count what a monitor is told of (`serve_metrics`); empty: they count nothing.
METRICS_FOLDER = env.str("METRICS_FOLDER", "").strip()

# For whom backups are encrypted: a public key of age (age1…); empty: they are not.
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", "").strip()

# With which key each entry of the register of publications is signed: a PEM file of Ed25519; empty: with none.
SIGNING_KEY_FILE = env.str("SIGNING_KEY_FILE", "").strip()

# Which authority stamps the register of publications (RFC 3161), and the PEM file of the roots that it is known by;
# empty: none does. Roots alone: stamps of before are verified, and no new ones are asked for.
TIMESTAMP_URL = env.str("TIMESTAMP_URL", "").strip()
TIMESTAMP_ROOTS = env.str("TIMESTAMP_ROOTS", "").strip()
if TIMESTAMP_URL and not (TIMESTAMP_ROOTS and TIMESTAMP_URL.startswith(("http://", "https://"))):
    raise ImproperlyConfigured(
        "TIMESTAMP_URL ne peut pas servir. Donner l’adresse de l’autorité d’horodatage, avec http:// ou https://, et "
        "dans TIMESTAMP_ROOTS le chemin de ses certificats racines (PEM) ; ou rien."
    )

# How many documents are written at once, each in a process of its own, by all processes of this machine together.
DOCUMENT_WRITERS = read_integer("DOCUMENT_WRITERS", max(1, (os.cpu_count() or 2) // 2), least=1)
# Tests of what a document says have it written in their own process.
DOCUMENTS_APART = True

# How many processes serve. gunicorn reads this by itself, as it is loaded, and takes an empty one for no number.
WEB_CONCURRENCY = read_integer("WEB_CONCURRENCY", 2, least=1)
if os.environ.get("WEB_CONCURRENCY", "2").strip() == "":
    raise ImproperlyConfigured("WEB_CONCURRENCY est vide. Écrire un nombre de processus, ou ôter la ligne.")

# Whether a worker does long work (« manage.py work --forever »); where none does, web processes start one for each.
JOBS_WORKER = read_switch("JOBS_WORKER", False)

ADMIN_SITE = "strategy_monitor.admin_site.MonitorAdmin"
"""What `django.contrib.admin.site` is: see strategy_monitor/backoffice/apps.py."""

INSTALLED_APPS = [
    "strategy_monitor.backoffice.apps.BackofficeConfig",
    # Before auth: its « changepassword » is not the one of this site.
    "strategy_monitor.backoffice.apps.CommandsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tables2",
    "simple_history",
    "axes",
    "indicators",
    "strategy_monitor.jobs",
    "strategy_monitor.quality",
    "strategy_monitor.texts",
    "strategy_monitor.releases",
    "strategy_monitor.notices",
    "strategy_monitor.campaigns",
    "strategy_monitor.errata",
    "strategy_monitor.threads",
    "strategy_monitor.history",
    "strategy_monitor.seed",
    "strategy_monitor.pages",
    "strategy_monitor.desk",
    "strategy_monitor.demo",
    "strategy_monitor.bake",
    "strategy_monitor.backups",
    "strategy_monitor.operations.apps.OperationsConfig",
    # Last: the roles are laid once all permissions are.
    "strategy_monitor.accounts",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "strategy_monitor.web.headers.ResourcePolicy",
    "strategy_monitor.web.headers.NobodysCookie",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "strategy_monitor.web.logs.RequestLog",
    "csp.middleware.CSPMiddleware",
    "strategy_monitor.web.encodings.Utf8Only",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # What follows is not asked of a page that is known already.
    "strategy_monitor.pages.shortcut.KnownPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "strategy_monitor.accounts.sessions.HeldSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "strategy_monitor.pages.errors.MethodNotAllowed",
]

ROOT_URLCONF = "strategy_monitor.urls"
WSGI_APPLICATION = "strategy_monitor.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["strategy_monitor.web.flush.Flush", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# The first keeps new passwords; the second knows those of before.
PASSWORD_HASHERS = ["strategy_monitor.accounts.hashing.Argon2id", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "strategy_monitor.accounts.passwords.LeakedPasswordValidator"},
    {"NAME": "strategy_monitor.accounts.passwords.HouseWordsValidator"},
]
# Words of the house of which no password may be made: the name of the authority, of the service, of the strategy.
PASSWORD_WORDS = [one.strip() for one in env.list("PASSWORD_WORDS", default=[]) if one.strip()]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("français"))]
LOCALE_PATHS = [BASE_DIR / "strategy_monitor" / "locale"]
BUILD_ID = env.str("BUILD_ID", "")  # names the code that writes pages; computed where empty

# By which clock moments are told, and days begin.
TIME_ZONE = env.str("TIME_ZONE", "").strip() or "Europe/Brussels"
try:
    ZoneInfo(TIME_ZONE)
except (ValueError, OSError, KeyError) as error:
    raise ImproperlyConfigured(
        f"TIME_ZONE vaut « {TIME_ZONE} », qui n’est pas un fuseau horaire. Écrire par exemple TIME_ZONE=Europe/Zurich, "
        "ou rien."
    ) from error
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "strategy_monitor.web.joined.JoinedFiles",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATIC_ROOT = env.str("STATIC_ROOT", "").strip() or str(BASE_DIR / "var" / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "strategy_monitor.web.statics.ManifestStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Outside production, files are served as they stand in the source: nothing to collect, and a change shows at once.
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
# A name with the hash of its content is of a file that never changes. WhiteNoise would find out by asking for « x.js »
# where there is « x.min.js »: an error in the log of each process that begins.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+\.[0-9a-f]{12}\..+$"

# A house of one may let its person validate their own work (see `indicators.workflow.workers`).
ALLOW_SELF_VALIDATION = read_switch("ALLOW_SELF_VALIDATION", False)

# Whether public pages say people by their names, which the accounts alone hold, and not by the number of their account.
# What is published holds numbers either way.
SHOW_NAMES = read_switch("SHOW_NAMES", False)

# Under which terms the data may be used again. Nothing is presumed: empty says that the authority has not decided.
try:
    DATA_LICENCE = Licence(env.str("DATA_LICENCE_NAME", "").strip(), env.str("DATA_LICENCE_URL", "").strip())
except UnusableStatement as error:
    raise ImproperlyConfigured(
        f"DATA_LICENCE_NAME et DATA_LICENCE_URL ne vont pas ensemble : {error}. "
        "Écrire par exemple DATA_LICENCE_NAME='CC BY 4.0' "
        "DATA_LICENCE_URL=https://creativecommons.org/licenses/by/4.0/deed.fr, ou n’en donner aucune."
    ) from error

# Whom to ask about the data, and where the strategy holds: for the catalogues of data portals. Nothing is presumed.
try:
    DATA_CONTACT = ContactPoint(env.str("DATA_CONTACT_NAME", "").strip(), env.str("DATA_CONTACT_ADDRESS", "").strip())
    DATA_PLACE = Territory(env.str("DATA_PLACE_NAME", "").strip(), env.str("DATA_PLACE_URL", "").strip())
except UnusableStatement as error:
    raise ImproperlyConfigured(
        f"DATA_CONTACT_… ou DATA_PLACE_… ne peut pas servir : {error}. Écrire par exemple "
        "DATA_CONTACT_NAME='Service du numérique' DATA_CONTACT_ADDRESS=mailto:donnees@exemple.be "
        "DATA_PLACE_NAME=Belgique DATA_PLACE_URL=http://publications.europa.eu/resource/authority/country/BEL, "
        "ou n’en donner aucun."
    ) from error

# Under which theme data portals sort the data.
try:
    DATA_THEME = Theme(env.str("DATA_THEME", "").strip() or "EDUC")
except UnusableStatement as error:
    raise ImproperlyConfigured(f"DATA_THEME : {error}.") from error

# Whose French pages and documents say they are written in.
try:
    LOCALE = Locale(env.str("LOCALE", "").strip() or "fr-BE")
except UnusableStatement as error:
    raise ImproperlyConfigured(f"LOCALE : {error}.") from error

# Who answers for the printed report: name and address. Empty says that the authority has not named anyone.
RESPONSIBLE_EDITOR = env.str("RESPONSIBLE_EDITOR", "").strip()

# The mark of the authority, on the cover of the report in PDF. Empty: its name stands there alone.
try:
    AUTHORITY_LOGO = read_logo(env.str("AUTHORITY_LOGO", "").strip())
except UnusableStatement as error:
    raise ImproperlyConfigured(f"AUTHORITY_LOGO : {error}. Donner le chemin d’un fichier SVG, ou rien.") from error

# Reminders to those who owe data, invitations, forgotten passwords. Outside production they are printed instead of
# sent; in it, without EMAIL_HOST, the page that would send one says that this site cannot.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if PRODUCTION else 'console'}.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = read_integer("EMAIL_PORT", 587, least=1, most=65_535)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = read_switch("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = read_switch("EMAIL_USE_TLS", not EMAIL_USE_SSL)
if EMAIL_USE_SSL and EMAIL_USE_TLS:
    raise ImproperlyConfigured("EMAIL_USE_SSL et EMAIL_USE_TLS valent 1 tous les deux. Écrire 0 pour l’un d’eux.")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"ne-pas-repondre@{urlsplit(SITE_URL).hostname}")

# Other machines that may be asked without TLS, for nobody else is on their network: hosts, as the addresses name them.
PLAIN_HOSTS = {one.strip().casefold() for one in env.list("PLAIN_HOSTS", default=[])}
PLAIN_LINKS = [
    *find_plain_links(DATABASES["default"], REDIS, TIMESTAMP_URL, "" if EMAIL_USE_TLS or EMAIL_USE_SSL else EMAIL_HOST)
]
for link in PLAIN_LINKS:
    if link.host not in PLAIN_HOSTS:
        refuse(
            link.variable,
            f"mène à « {link.host} », une autre machine, sans TLS ou sans que son certificat soit regardé",
            f"{link.cure} ; ou nommer {link.host} dans PLAIN_HOSTS, si personne d’autre n’est sur ce réseau.",
        )

# On which days reminders of campaigns go by themselves: days after the day they are due by, negative before it.
try:
    REMINDER_DAYS = env.list("REMINDER_DAYS", cast=int, default=[-14, -3, 7])
except ValueError as error:
    raise ImproperlyConfigured(
        "REMINDER_DAYS ne se lit pas. Écrire des nombres de jours, séparés par des virgules : REMINDER_DAYS=-14,-3,7."
    ) from error

# How many proxies stand in front, each of which adds to X-Forwarded-For. Without any, what it says is anybody's word.
TRUSTED_PROXIES = read_integer("TRUSTED_PROXIES", 0)

# Whom to tell of a fault in the site's security, and until when that holds. Nobody is presumed: empty, no file says it.
try:
    SECURITY_CONTACT = Contact.read(env.str("SECURITY_CONTACT", ""), env.str("SECURITY_CONTACT_EXPIRES", ""))
except UnusableStatement as error:
    raise ImproperlyConfigured(
        f"SECURITY_CONTACT et SECURITY_CONTACT_EXPIRES ne vont pas ensemble : {error}. Écrire par exemple "
        "SECURITY_CONTACT=mailto:securite@exemple.be SECURITY_CONTACT_EXPIRES=2027-06-30, ou n’en donner aucune."
    ) from error

# The directory by which staff sign in (OpenID Connect), and what its groups may do here. Empty: passwords of this site.
try:
    DIRECTORY = read_directory(
        env.str("OIDC_ISSUER", "").strip(),
        env.str("OIDC_CLIENT_ID", "").strip(),
        env.str("OIDC_CLIENT_SECRET_FILE", "").strip(),
        env.str("OIDC_GROUPS", "").strip(),
        called=env.str("OIDC_NAME", "").strip() or "l’annuaire",
        scopes=env.str("OIDC_SCOPES", "openid profile email").strip(),
        claim=env.str("OIDC_GROUPS_CLAIM", "groups").strip(),
        acr=tuple(env.str("OIDC_ACR", "").split()),
        amr=tuple(env.str("OIDC_AMR", "").split()),
    )
except UnusableStatement as error:
    raise ImproperlyConfigured(
        f"OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET_FILE ou OIDC_GROUPS : {error}. Écrire par exemple "
        "OIDC_ISSUER=https://connexion.exemple.be/realms/agents OIDC_CLIENT_ID=suivi "
        "OIDC_CLIENT_SECRET_FILE=/etc/strategy-monitor-oidc.secret "
        """OIDC_GROUPS='{"suivi-admin": ["Administration"], "suivi-axe-2": ["Édition", "axe 2"]}', ou rien."""
    ) from error

# Whether accounts other than the one of « manage break_glass » may sign in by a password of this site.
LOCAL_PASSWORDS = read_switch("LOCAL_PASSWORDS", True)
if not LOCAL_PASSWORDS and not DIRECTORY:
    raise ImproperlyConfigured("LOCAL_PASSWORDS=0 ferme la seule porte. Relier d’abord un annuaire (OIDC_ISSUER).")

# From whom a second factor is asked besides their password; others may choose to have one.
SECOND_FACTOR = env.str("SECOND_FACTOR", "").strip() or ("all" if PRODUCTION else "none")
if SECOND_FACTOR not in {"none", "administrators", "all"}:
    raise ImproperlyConfigured("SECOND_FACTOR ne se lit pas. Écrire « all », « administrators » ou « none ».")

# The longest life of a link by which a person sets their password, in seconds: that of an invitation.
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "desk"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        # No text becomes code or markup, but by these: see static/js.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["chart-code", "default", "figure-page"],
    }
}
# No page, and nothing that a page embeds, may ask for a sensor, a device or a payment.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
        *("magnetometer", "microphone", "midi", "payment", "usb"),
    )
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 12 * 3600
# After how long a session ends that nobody used, within those twelve hours.
SESSION_IDLE_MINUTES = read_integer("SESSION_IDLE_MINUTES", 120)
if not 10 <= SESSION_IDLE_MINUTES <= SESSION_COOKIE_AGE // 60:
    raise ImproperlyConfigured("SESSION_IDLE_MINUTES ne peut pas servir. Écrire un nombre de minutes, de 10 à 720.")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "strategy_monitor.pages.errors.token_refused"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

logs.configure()
LOG_LEVEL = env.str("LOG_LEVEL", "").strip().upper() or "INFO"
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
    raise ImproperlyConfigured("LOG_LEVEL ne se lit pas. Écrire DEBUG, INFO, WARNING, ERROR ou CRITICAL.")
LOGGING = logs.configuration(as_json=PRODUCTION, level=LOG_LEVEL)

if PRODUCTION:
    SECURE_SSL_REDIRECT = read_switch("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # By this name, browsers take them from this host alone, over HTTPS, for all of its paths.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    if read_switch("BEHIND_TLS_PROXY", False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
