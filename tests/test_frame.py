"""What surrounds every page: security headers, cookies, the health address, the checks of production."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from tests.people import person, signed_in

SETTINGS = Path(__file__).resolve().parent.parent / "strategy_monitor" / "settings.py"

PUBLIC = [
    "/",
    "/axes/",
    "/axes/2/",
    "/donnees/",
    "/donnees/rapport.json",
    "/gouvernance/",
    "/healthz",
    "/indicateurs/",
    "/indicateurs/2.2-O2/",
    "/methode/",
    "/rapport/",
    "/recherche/?q=réseau",
    "/robots.txt",
    "/sitemap.xml",
    "/versions/",
    "/versions/2025/1/axes/2/",
]

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "chart-code default figure-page",
}

UNTYPED = {name: value for name, value in CSP.items() if "trusted-types" not in name}
"""That of the forms that Django draws: they bring jQuery, which writes markup from texts."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
}

GOOD_PRODUCTION = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "a-long-random-text-" + "0123456789abcdefghij" * 2,
    "ALLOWED_HOSTS": "suivi.exemple.be",
    "SITE_URL": "https://suivi.exemple.be",
    "DATABASE_URL": "postgres://user:secret@db:5432/monitor?sslmode=verify-full",
}


def policy_of(answer: HttpResponse) -> dict[str, str]:
    """Directive → what it allows."""
    return dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if part.strip())


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_carries_the_whole_policy_and_nothing_looser(client: Client, published: None, address: str):
    answer = client.get(address)
    assert answer.status_code == 200
    assert policy_of(answer) == CSP
    assert {name: answer[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_sets_no_cookie_and_does_not_depend_on_one(client: Client, published: None, address: str):
    answer = client.get(address)
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize(
    "address",
    [
        "/indicateurs/2.2-O2/elevesparordinateur.svg",
        "/donnees/rapport.csv",
        "/api/v1/",
        "/static/img/icon.svg",
        "/oembed",
    ],
)
def test_other_sites_may_show_what_is_public(client: Client, published: None, address: str):
    assert client.get(address)["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_no_other_site_may_load_what_staff_see(published: None):
    reader = signed_in(person("reader", "Lecture"))
    pages = ("/bureau/", "/bureau/copie/", "/bureau/copie/indicateurs/2.2-O2.json", "/bureau/nulle-part/", "/admin/")
    drawn_by_django = {"/admin/", "/admin/axes/axis/"}
    for address in (*pages, *drawn_by_django, "/admin/login/"):
        for one in (reader, Client()):
            answer = one.get(address)
            assert {name: answer[name] for name in HEADERS} == HEADERS | {
                "Cross-Origin-Resource-Policy": "same-origin"
            }, address
            assert policy_of(answer) == (UNTYPED if address in drawn_by_django else CSP), address


def test_a_page_that_does_not_exist_is_under_the_same_policy(client: Client, published: None):
    answer = client.get("/nulle-part/")
    assert answer.status_code == 404
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert not answer.cookies


def test_the_sign_in_page_is_under_the_same_policy(client: Client, db: None):
    answer = client.get("/admin/login/")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_health_names_the_release_that_is_served(client: Client, published: None):
    answer = client.get("/healthz")
    assert answer.json() == {"status": "ok", "database": "ok", "release": "2025.1"}
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Cache-Control"] == "no-store"


def test_health_is_bad_before_anything_is_published(client: Client, db: None):
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "error", "database": "ok", "release": None}


def test_health_is_bad_while_the_database_is_down(client: Client, published: None, monkeypatch: pytest.MonkeyPatch):
    def refuse(*args: object) -> None:
        raise OperationalError("could not connect: secret detail")

    client.get("/healthz")
    with monkeypatch.context() as outage:
        outage.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", refuse)
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "error", "database": "unreachable", "release": "2025.1"}
    assert "secret" not in answer.content.decode()


def test_health_only_answers_to_reading(client: Client, db: None):
    assert client.post("/healthz").status_code == 405


def start(monkeypatch: pytest.MonkeyPatch, **changes: str) -> dict[str, object]:
    for name, value in (GOOD_PRODUCTION | changes).items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(SETTINGS))


def test_production_starts_with_its_five_variables(monkeypatch: pytest.MonkeyPatch):
    settings = start(monkeypatch)
    assert settings["DEBUG"] is False
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SECURE_HSTS_SECONDS"] == 2 * 365 * 24 * 3600
    assert settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is settings["SECURE_HSTS_PRELOAD"] is True
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["CSRF_COOKIE_SECURE"] is True
    assert settings["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert settings["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert settings["SESSION_COOKIE_AGE"] == 12 * 3600
    for loosened in ("SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "CSRF_COOKIE_PATH"):
        assert loosened not in settings, "a __Host- cookie has no domain, and the path /"
    assert settings["ALLOWED_HOSTS"] == ["suivi.exemple.be"]


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL"])
def test_production_says_which_variable_lacks_and_how_to_set_it(monkeypatch: pytest.MonkeyPatch, name: str):
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} manque\. .{{20,}}"):
        start(monkeypatch, **{name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DJANGO_ENV", "prod"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "development-only-" + "x" * 50),
        ("ALLOWED_HOSTS", "*"),
        ("SITE_URL", "http://suivi.exemple.be"),
    ],
)
def test_production_refuses_what_would_expose_it(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    with pytest.raises(ImproperlyConfigured, match=f"^{name} "):
        start(monkeypatch, **{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "monitor"),
        ("DATABASE_URL", "mysql://user:secret@127.0.0.1/monitor"),
        ("DATABASE_URL", "postgres://user:secret@127.0.0.1:5432"),
        ("DATABASE_URL", "postgres://user:secret@127.0.0.1:port/monitor"),
        *(
            ("ALLOWED_HOSTS", hosts)
            for hosts in (
                "https://suivi.exemple.be",
                "suivi.exemple.be:443",
                "suivi.exemple.be/",
                "suivi.exemple.be www.exemple.be",
                "suivi.exemple.be;www.exemple.be",
                "suivi.exemple.be,*.exemple.be",
            )
        ),
        ("REDIS_URL", "redis://127.0.0.1:6379/pages"),
        ("LOG_LEVEL", "verbose"),
        ("TRUSTED_PROXIES", "one"),
        ("TRUSTED_PROXIES", "-1"),
        ("EMAIL_PORT", "smtp"),
        ("KEPT_PAGES_MEGABYTES", "0.5"),
        ("DOCUMENT_WRITERS", "0"),
        ("SESSION_IDLE_MINUTES", "deux heures"),
        ("BEHIND_TLS_PROXY", "oui"),
        ("JOBS_WORKER", "2"),
        ("WEB_CONCURRENCY", "deux"),
        ("WEB_CONCURRENCY", "0"),
        ("WEB_CONCURRENCY", ""),
        ("ALLOWED_HOSTS", " , "),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "postgres://user:sec#ret@127.0.0.1:5432/monitor"),
        ("EMAIL_PORT", "99999"),
        ("EMAIL_USE_SSL", "1"),
        *(
            ("SITE_URL", f"https://{rest}")
            for rest in ("", "suivi exemple.be", "suivi.exemple.be:port", "a.be/suivi", "a.be?b")
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name_and_with_what_to_write(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    monkeypatch.setenv("EMAIL_USE_TLS", "1")
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} .*(Écrire|Donner)"):
        start(monkeypatch, **{name: value})


@pytest.mark.parametrize("level", ["DEBUG", "info", "WARNING", "ERROR", "CRITICAL"])
def test_a_level_of_the_log_is_one_of_python(monkeypatch: pytest.MonkeyPatch, level: str):
    assert start(monkeypatch, LOG_LEVEL=level)["LOG_LEVEL"] == level.upper()


def test_a_host_is_written_as_people_write_it(monkeypatch: pytest.MonkeyPatch):
    told = start(monkeypatch, ALLOWED_HOSTS=" suivi.exemple.be, .exemple.be,10.0.0.1,[2001:db8::1],")
    assert told["ALLOWED_HOSTS"] == ["suivi.exemple.be", ".exemple.be", "10.0.0.1", "[2001:db8::1]"]


def test_a_number_or_a_switch_that_is_left_empty_is_as_if_it_were_not_there(monkeypatch: pytest.MonkeyPatch):
    names = ("EMAIL_PORT", "EMAIL_USE_TLS", "LOCAL_PASSWORDS", "SECURE_SSL_REDIRECT", "TRUSTED_PROXIES")
    wanted = start(monkeypatch)
    told = start(monkeypatch, **dict.fromkeys(names, ""))
    assert [told[name] for name in names] == [wanted[name] for name in names] == [587, True, True, True, 0]


@pytest.mark.parametrize(
    ("given", "wanted"), [(None, "all"), ("", "all"), ("administrators", "administrators"), ("none", "none")]
)
def test_production_asks_a_second_factor_of_all_unless_it_is_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, given: str | None, wanted: str
):
    told = {} if given is None else {"SECOND_FACTOR": given}
    assert start(monkeypatch, **told)["SECOND_FACTOR"] == wanted
    development = start(monkeypatch, DJANGO_ENV="development", SECOND_FACTOR="")
    assert development["SECOND_FACTOR"] == "none", "the demonstration opens at once"
    with pytest.raises(ImproperlyConfigured, match=r"^SECOND_FACTOR "):
        start(monkeypatch, SECOND_FACTOR="some")


def test_a_development_server_speaks_http_so_its_cookies_have_plain_names(monkeypatch: pytest.MonkeyPatch):
    settings = start(monkeypatch, DJANGO_ENV="development")
    assert not {"SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE"} & settings.keys()


@pytest.mark.parametrize(
    ("contact", "expires"),
    [("securite@exemple.be", "2027-06-30"), ("mailto:a@exemple.be", ""), ("", "2027-06-30"), ("mailto:a", "demain")],
)
def test_a_security_contact_that_nobody_could_use_is_refused(
    monkeypatch: pytest.MonkeyPatch, contact: str, expires: str
):
    with pytest.raises(ImproperlyConfigured, match=r"^SECURITY_CONTACT "):
        start(monkeypatch, SECURITY_CONTACT=contact, SECURITY_CONTACT_EXPIRES=expires)


@pytest.mark.parametrize("address", ["127.0.0.1:6379", "http://127.0.0.1/", "redis://127.0.0.1:port/0"])
def test_a_redis_whose_address_cannot_be_read_is_refused(monkeypatch: pytest.MonkeyPatch, address: str):
    with pytest.raises(ImproperlyConfigured, match=r"^REDIS_URL .*redis://"):
        start(monkeypatch, REDIS_URL=address)
    assert start(monkeypatch, REDIS_URL="redis://127.0.0.1:6379/0")["KEPT_PAGES_REDIS"]


MAIL = {"EMAIL_HOST": "mail.exemple.be"}
DATABASE = "postgres://user:secret@db:5432/monitor"


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ({"DATABASE_URL": DATABASE}, "db"),
        ({"DATABASE_URL": f"{DATABASE}?sslmode=require"}, "db"),
        ({"DATABASE_URL": f"{DATABASE}?sslmode=verify-ca"}, "db"),
        ({"DATABASE_URL": DATABASE.replace("@db", "@localhost,db").replace(":5432", "")}, "db"),
        ({"DATABASE_URL": DATABASE.replace("db", "127.0.0.1"), "PGHOSTADDR": "192.0.2.1"}, "192.0.2.1"),
        ({"DATABASE_URL": "postgres://user@/monitor", "PGHOST": "db"}, "db"),
        ({"REDIS_URL": "redis://Store:6379/0"}, "store"),
        ({"REDIS_URL": "rediss://store:6379/0?ssl_cert_reqs=none"}, "store"),
        ({"REDIS_URL": "rediss://store:6379/0?ssl_check_hostname=False"}, "store"),
        ({"TIMESTAMP_URL": "http://stamps.exemple.be/", "TIMESTAMP_ROOTS": "/etc/roots.pem"}, "stamps.exemple.be"),
        (MAIL | {"EMAIL_USE_TLS": "0"}, "mail.exemple.be"),
    ],
)
def test_another_machine_is_reached_by_tls_or_named(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], host: str):
    variable = next(name for name in given if name in {"DATABASE_URL", "REDIS_URL", "TIMESTAMP_URL", "EMAIL_HOST"})
    with pytest.raises(ImproperlyConfigured, match=rf"^{variable} mène à «\u202f{re.escape(host)}\u202f».*PLAIN_HOSTS"):
        start(monkeypatch, **given)
    with pytest.raises(ImproperlyConfigured):
        start(monkeypatch, **given, PLAIN_HOSTS="another")
    admitted = start(monkeypatch, **given, PLAIN_HOSTS=f"another, {host}")["PLAIN_LINKS"]
    assert [(one.variable, one.host) for one in admitted] == [(variable, host)]
    assert start(monkeypatch, **given, DJANGO_ENV="development")["PLAIN_LINKS"] == admitted, "development refuses none"


@pytest.mark.parametrize(
    "given",
    [
        {"DATABASE_URL": f"{DATABASE}?sslmode=verify-full&sslrootcert=/etc/ca.pem"},
        {"DATABASE_URL": DATABASE, "PGSSLMODE": "verify-full"},
        *({"DATABASE_URL": DATABASE.replace("db", here)} for here in ("127.0.0.1", "localhost", "[::1]")),
        {"DATABASE_URL": "postgres://user@/monitor"},
        {"DATABASE_URL": "postgres://user@%2Frun%2Fpostgresql/monitor"},
        {"DATABASE_URL": "postgres://user@/monitor?host=/run/postgresql"},
        {"DATABASE_URL": "sqlite:////srv/site.sqlite3"},
        {"REDIS_URL": "rediss://store:6379/0"},
        {"REDIS_URL": "redis://127.0.0.1:6379/0"},
        {"REDIS_URL": "unix:///run/redis/redis.sock"},
        {"TIMESTAMP_URL": "https://stamps.exemple.be/", "TIMESTAMP_ROOTS": "/etc/roots.pem"},
        MAIL,
        MAIL | {"EMAIL_USE_TLS": "0", "EMAIL_USE_SSL": "1"},
        {"EMAIL_HOST": "localhost", "EMAIL_USE_TLS": "0"},
    ],
)
def test_what_is_here_or_shows_a_certificate_needs_no_name(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]):
    assert start(monkeypatch, **given)["PLAIN_LINKS"] == []


@pytest.mark.parametrize(
    ("owner", "address"),
    [("", DATABASE), ("user:x", DATABASE), ("owner:x", "sqlite:////srv/a"), ("owner:x", "postgres://127.0.0.1/a")],
)
def test_an_owner_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, owner: str, address: str):
    address = address.replace("@db", "@127.0.0.1")
    if owner:
        with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_OWNER\u202f: "):
            start(monkeypatch, DATABASE_URL=address, DATABASE_OWNER=owner)
    told = start(
        monkeypatch, DATABASE_URL=DATABASE.replace("@db", "@127.0.0.1"), DATABASE_OWNER=owner and "own%C3%A9:a%3Ab"
    )
    database = told["DATABASES"]["default"]
    expected = ("owné", "a:b", "user") if owner else ("user", "secret", "")
    assert (database["USER"], database["PASSWORD"], told["SERVED_ROLE"]) == expected


def test_a_database_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    address = GOOD_PRODUCTION["DATABASE_URL"]
    settings = start(monkeypatch)
    options = settings["DATABASES"]["default"]["OPTIONS"]
    silence = options["keepalives_idle"] + options["keepalives_interval"] * options["keepalives_count"]
    assert (options["connect_timeout"], silence, options["tcp_user_timeout"]) == (5, 60, 60_000)
    assert settings["DATABASE_PATIENCE"] + options["connect_timeout"] < 60, "nginx waits so long (proxy_read_timeout)"
    assert options["sslmode"] == "verify-full"
    stated = start(monkeypatch, DATABASE_URL=f"{address}&connect_timeout=9")
    assert int(stated["DATABASES"]["default"]["OPTIONS"]["connect_timeout"]) == 9


@pytest.mark.parametrize(("address", "roots"), [("https://stamps.example/", ""), ("stamps.example", "/etc/roots.pem")])
def test_an_authority_of_time_stamps_that_cannot_serve_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str, roots: str
):
    with pytest.raises(ImproperlyConfigured, match=r"^TIMESTAMP_URL "):
        start(monkeypatch, TIMESTAMP_URL=address, TIMESTAMP_ROOTS=roots)


def test_pages_are_kept_in_the_folder_that_systemd_made_unless_another_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = "/var/cache/strategy-monitor"
    assert start(monkeypatch, CACHE_DIRECTORY=made)["KEPT_PAGES"] == made
    assert start(monkeypatch, CACHE_DIRECTORY=made, KEPT_PAGES="")["KEPT_PAGES"] == ""
    assert start(monkeypatch, CACHE_DIRECTORY=made, KEPT_PAGES="/elsewhere")["KEPT_PAGES"] == "/elsewhere"


def test_days_of_reminders_that_are_no_numbers_are_refused(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ImproperlyConfigured, match=r"^REMINDER_DAYS "):
        start(monkeypatch, REMINDER_DAYS="-14, bientôt")
    assert start(monkeypatch, REMINDER_DAYS="-10,0")["REMINDER_DAYS"] == [-10, 0]


@pytest.mark.parametrize(("minutes", "usable"), [("9", False), ("721", False), ("10", True), ("720", True)])
def test_an_idle_limit_that_cannot_serve_stops_the_site(
    monkeypatch: pytest.MonkeyPatch, minutes: str, usable: bool
) -> None:
    if usable:
        assert start(monkeypatch, SESSION_IDLE_MINUTES=minutes)["SESSION_IDLE_MINUTES"] == int(minutes)
        return
    with pytest.raises(ImproperlyConfigured, match=r"^SESSION_IDLE_MINUTES "):
        start(monkeypatch, SESSION_IDLE_MINUTES=minutes)


def test_debug_cannot_be_switched_on_in_production(monkeypatch: pytest.MonkeyPatch):
    assert start(monkeypatch, DEBUG="1")["DEBUG"] is False
