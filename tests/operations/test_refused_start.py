"""What is wrong with a variable, a disk or a server is said in a sentence by what is started, without a trace."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.databases import run
from tests.demo_site import ROOT

pytestmark = pytest.mark.once
NONE = "sqlite:////nowhere/none.sqlite3"
GUNICORN = ("-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "strategy_monitor.wsgi")


def read_refusal(*command: str, url: str = NONE, **environment: str) -> str:
    """What this command says as it is refused, which is no trace."""
    told = run(url, *command, **environment)
    assert told.returncode == 1, told.stdout + told.stderr
    assert "Traceback" not in told.stderr
    return told.stderr


@pytest.mark.parametrize("command", [("manage.py", "check"), ("manage.py", "migrate"), GUNICORN])
def test_a_variable_that_cannot_be_used_is_said_in_one_line(command: tuple[str, ...]) -> None:
    said = read_refusal(*command, url="nonsense").strip()
    assert re.fullmatch(r"DATABASE_URL ne peut pas servir.+", said)


@pytest.mark.parametrize(("name", "value", "cure"), [
    ("TIME_ZONE", "Europe/Valbrume", "TIME_ZONE=Europe/Zurich"), ("TIME_ZONE", "../etc", "TIME_ZONE=Europe/Zurich"),
    ("DATA_THEME", "CLIMAT", "ENVI"), ("LOCALE", "de-CH", "LOCALE=fr-CH"), ("LOCALE", "fr_CH", "LOCALE=fr-CH"),
])  # fmt: skip
def test_what_another_authority_states_is_checked_and_said(name: str, value: str, cure: str) -> None:
    said = read_refusal("manage.py", "check", **{name: value}).strip()
    assert said.startswith(name)
    assert value in said
    assert cure in said


def test_moments_are_told_by_the_clock_of_the_authority() -> None:
    asked = (
        "import strategy_monitor.wsgi; from django.utils import timezone; print(timezone.get_current_timezone_name())"
    )
    assert run(NONE, "-c", asked, TIME_ZONE="America/Toronto").stdout.strip() == "America/Toronto"


def test_where_one_asks_for_the_trace_it_is_there() -> None:
    assert "Traceback" in run("nonsense", "manage.py", "check", "--traceback").stderr


def test_nobody_is_served_by_no_process() -> None:
    assert read_refusal(*GUNICORN, WEB_CONCURRENCY="0").startswith("WEB_CONCURRENCY vaut «")


def test_the_owner_of_the_tables_is_not_who_serves() -> None:
    said = read_refusal(*GUNICORN, url="postgres://site@127.0.0.1/none", DATABASE_OWNER="owner:x")
    assert said.startswith("DATABASE_OWNER est donné")
    assert said.count("\n") == 1


def test_the_unit_of_the_site_reads_the_variables_before_it_starts_what_cannot_say_what_is_wrong() -> None:
    """gunicorn reads WEB_CONCURRENCY as it is imported, and ends by a trace that does not name it."""
    unit = Path("deploy/strategy-monitor@.service").read_text("utf-8")
    (command,) = re.findall(r"^ExecStartPre=/opt/strategy-monitor-%i/\.venv/bin/python (.+)$", unit, re.MULTILINE)
    assert read_refusal(*command.split(), WEB_CONCURRENCY="deux").startswith("WEB_CONCURRENCY vaut «")


def test_so_does_the_image() -> None:
    image = Path("deploy/Containerfile").read_text("utf-8")
    (command,) = re.findall(r'^CMD \["sh", "-c", "python (.+?) && exec gunicorn ', image, re.MULTILINE)
    assert read_refusal(*command.split(), WEB_CONCURRENCY="deux").startswith("WEB_CONCURRENCY vaut «")


INTERRUPTED = """
import sys, manage
from django.core import management
def fail(_arguments):
    raise KeyboardInterrupt
management.execute_from_command_line = fail
sys.argv = ["manage.py", "publish", *sys.argv[1:]]
manage.main()
"""


def test_a_command_that_is_interrupted_at_the_keyboard_says_so_without_a_trace() -> None:
    told = run(NONE, "-c", INTERRUPTED)
    assert told.returncode == 130
    assert told.stderr.strip() == "Interrompu."
    assert "Traceback" in run(NONE, "-c", INTERRUPTED, "--traceback").stderr


UNREADY = """
import sys, manage
from django.core import management
from django.db import ProgrammingError
from django.db.migrations.exceptions import MigrationSchemaMissing
def fail(_arguments):
    raise {error}("permission denied for schema public")
management.execute_from_command_line = fail
sys.argv = ["manage.py", "migrate"]
manage.main()
"""


@pytest.mark.parametrize("error", ["ProgrammingError", "MigrationSchemaMissing"])
def test_a_base_of_postgresql_that_has_no_tables_or_is_of_another_role_is_said_as_one_of_sqlite_is(error: str) -> None:
    """There it is no OperationalError."""
    said = read_refusal("-c", UNREADY.format(error=error))
    assert "permission denied for schema public" in said
    assert "DATABASE_OWNER" in said


def test_a_folder_that_cannot_be_written_is_said_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = read_refusal("manage.py", "collectstatic", "--noinput", STATIC_ROOT=str(tmp_path / "file" / "static"))
    assert str(tmp_path / "file") in said
    assert "--traceback" in said


@pytest.mark.parametrize(("host", "why"), [("", "EMAIL_HOST manque"), ("127.0.0.1", "refused")])
def test_a_letter_that_is_tried_says_why_it_does_not_go(tmp_path: Path, host: str, why: str) -> None:
    given = {"EMAIL_HOST": host, "EMAIL_PORT": "1", "STATIC_ROOT": str(tmp_path), **PRODUCTION}
    assert re.fullmatch(rf"CommandError: Rien n’est parti\u202f: .*{why}.*\.", read_refusal(*LETTER, **given).strip())


LETTER = ("manage.py", "sendtestemail", "a@exemple.be")
PRODUCTION = {
    "DJANGO_ENV": "production", "SECRET_KEY": "refused-" + "0123456789" * 5,
    "ALLOWED_HOSTS": "suivi.exemple.be", "SITE_URL": "https://suivi.exemple.be", "KEPT_PAGES": "",
}  # fmt: skip


def test_an_empty_folder_of_static_files_is_the_one_by_default() -> None:
    told = run(NONE, "manage.py", "check", **PRODUCTION, STATIC_ROOT="")
    assert told.returncode == 0, told.stderr


def test_a_letter_that_goes_is_said_to_have_gone() -> None:
    told = run(NONE, *LETTER)
    assert told.returncode == 0, told.stderr
    assert "Message d’essai remis pour a@exemple.be." in told.stdout


def test_a_folder_of_counters_that_cannot_be_made_keeps_nobody_from_being_served(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    asked = f"import strategy_monitor.wsgi; print('served by {sys.version_info.major}')"
    told = run(NONE, "-c", asked, METRICS_FOLDER=str(tmp_path / "file" / "metrics"), LOG_LEVEL="WARNING")
    assert "served by" in told.stdout, told.stderr
    assert "nothing_counted" in told.stdout + told.stderr


def test_a_terminal_without_our_spaces_reads_what_is_said() -> None:
    """As that of fr_BE.ISO-8859-1: « doctor » ended in a trace at its first word."""
    ours, theirs = os.openpty()
    given = os.environ | {"DATABASE_URL": NONE, "LOG_LEVEL": "CRITICAL", "PYTHONIOENCODING": "ascii"}
    process = subprocess.Popen([sys.executable, "manage.py", "doctor"], cwd=ROOT, env=given, stdout=theirs, stderr=PIPE)
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # Linux says so of a terminal at which nobody writes any more
        while part := os.read(ours, 65_536):
            shown += part
    os.close(ours)
    assert b"Traceback" not in process.communicate()[1]
    assert shown.startswith(b"Base de donn\\xe9es\\u202f: ")
    assert b"Fichiers statiques" in shown, "to its end"


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "ascii"])
def test_what_is_written_into_a_file_is_in_utf_8(encoding: str) -> None:
    """In another encoding, a line of the history that is exported would no longer be what its seal says."""
    told = run(NONE, "manage.py", "doctor", PYTHONIOENCODING=encoding)
    assert "Traceback" not in told.stderr
    assert told.stdout.startswith("Base de données\u202f:")


def test_a_database_without_tables_is_to_be_migrated(tmp_path: Path) -> None:
    """SQLite calls that an OperationalError, as it does a file that is not there."""
    said = read_refusal("manage.py", "break_glass", url=f"sqlite:///{tmp_path}/empty.sqlite3")
    assert "no such table" in said
    assert "manage.py migrate" in said
