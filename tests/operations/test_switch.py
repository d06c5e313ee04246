"""`deploy/upgrade`: another version is served, or what was served goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.demo_site import ROOT
from tests.operations.versions import Machine

pytestmark = pytest.mark.once

PYTHON = """#!/bin/sh
echo "$DATABASE_URL $*" >> {place}/log
[ -z "$DATABASE_OWNER" ] || echo "$DATABASE_OWNER $2" >> {place}/by-the-owner
case "$2 $NOTHING_WAITS" in "upgrade 1") exit 0;; esac
case "$*" in *"$STOPS"*) [ -z "$STOPS" ] || exit 1;; esac
case "$*" in *now.backup*) row=$WRITTEN;; esac
case "$2" in
    backup|upgrade) printf 'made %s\\nrow %s\\nend\\n' "$3" "$row" | gzip > "$3";;
    collectstatic) echo "$BUILD_ID" > "$STATIC_ROOT/staticfiles.json";;
esac
"""
SYSTEMCTL = """#!/bin/sh
echo "$*" >> {place}/log
case "$1 $2 $STOPS" in "start strategy-monitor@2 start"|"stop "*" timers") exit 1;; esac
case "$1 $IMPATIENT" in "stop 1"|"disable 1") case "$*" in *@2) kill -INT $PPID;; esac;; esac
case "$1" in
    list-units) echo "strategy-monitor-mail.timer loaded";;
    enable) readlink {place}/opt/strategy-monitor > {place}/served-when-enabled;;
esac
"""
CURL = """#!/bin/sh
case "$*" in *"$UNWELL/gunicorn.sock"*) [ -z "$UNWELL" ] || exit 22;; esac
"""
"""They say what they were asked, make the files that follow, and fail where they are told."""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Version 1 is served, 2 lies beside it; nothing of either runs."""
    made, code = Machine(tmp_path), tmp_path / "code"
    code.mkdir()
    for version in ("1", "2"):
        folder = made.lay(version, code, f"sqlite:///{tmp_path}/{version}.sqlite3")
        (folder / ".venv/bin/python").unlink()
        made.write("python-of-versions", PYTHON.format(place=tmp_path))
        (folder / ".venv/bin/python").symlink_to(made.programs / "python-of-versions")
    made.write("systemctl", SYSTEMCTL.format(place=tmp_path))
    made.write("curl", CURL)
    made.link.symlink_to(tmp_path / "opt/strategy-monitor-1")
    (tmp_path / "static/staticfiles.json").write_text("1\n")
    with closing(sqlite3.connect(tmp_path / "1.sqlite3")) as database:
        database.execute("CREATE TABLE one (id)")
    return made


def asked(machine: Machine) -> list[str]:
    """In order, without the paths of this machine."""
    return (machine.place / "log").read_text().replace(f"{machine.place}/", "").splitlines()


def test_another_version_is_served(machine: Machine) -> None:
    done = machine.upgrade(machine.place / "opt/strategy-monitor-2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert machine.served == "2"
    assert not machine.closed.exists()
    assert (machine.place / "2.sqlite3").stat().st_mode & 0o077 == 0, "doctor refuses a database that all can read"
    with closing(sqlite3.connect(machine.place / "2.sqlite3")) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("one",)]
    assert [line.split(" manage.py ")[-1].split()[0] for line in asked(machine)] == [
        "backup", "collectstatic", "list-units", "stop", "upgrade", "index_releases", "doctor", "start", "backup",
        "enable", "start", "disable", "try-restart",
    ]  # fmt: skip
    assert asked(machine)[-4:] == [
        "enable strategy-monitor@2",
        "start strategy-monitor-mail.timer",
        "disable --now strategy-monitor@1",
        "try-restart strategy-monitor-*.service",
    ]
    served = (machine.place / "served-when-enabled").read_text()
    assert served.endswith("strategy-monitor-1\n"), "a machine that restarts after the switch starts what is served"


def test_another_version_that_migrates_nothing_is_served(machine: Machine) -> None:
    """`manage upgrade` saves nothing then."""
    done = machine.upgrade(machine.place / "opt/strategy-monitor-2", NOTHING_WAITS="1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert machine.served == "2"


DATABASE_PROGRAM = """#!/bin/sh
case "$*" in
    *has_schema_privilege*) echo "${{EMPTY:-0 t}}"; exit $AWAY;;
    *pg_has_role*) echo "${{OTHERS:-0}}"; exit;;
esac
echo "$(basename $0) $PGPASSWORD $*" >> {place}/by-the-owner
"""
"""Asked about a database, they say how many tables it has, whether one may be made, how many are of another role."""


def lay_postgresql(machine: Machine) -> None:
    """Both versions have their database there, and programs that ask it."""
    for name in ("pg_dump", "psql"):
        machine.write(name, DATABASE_PROGRAM.format(place=machine.place))
    for version in ("1", "2"):
        url = f"postgres://site:s%40@db.exemple.be:5432/base_{version}"
        (machine.place / f"opt/strategy-monitor-{version}/version.env").write_text(f"DATABASE_URL={url}\n")
    (machine.place / "etc/strategy-monitor-owner.env").write_text("DATABASE_OWNER=maison:m%26\n")


def test_what_owns_the_tables_copies_and_migrates_and_nothing_else(machine: Machine) -> None:
    lay_postgresql(machine)
    done = machine.upgrade(machine.place / "opt/strategy-monitor-2")
    assert done.returncode == 0, done.stdout + done.stderr
    copied, migrated = [], []
    for line in (machine.place / "by-the-owner").read_text().splitlines():
        (copied if line.startswith("p") else migrated).append(line)
    assert sorted(copied) == [
        "pg_dump m& --no-owner --no-privileges postgres://maison@db.exemple.be:5432/base_1",
        "psql m& --quiet --output=/dev/null --set=ON_ERROR_STOP=1 --single-transaction "
        "postgres://maison@db.exemple.be:5432/base_2",
    ]
    assert migrated == ["maison:m%26 upgrade"]


@pytest.mark.parametrize(
    ("asked_of_it", "why"),
    [
        ({"AWAY": "2"}, "ne répond pas au rôle maison"),
        ({"EMPTY": "3 t"}, "n’est pas vide"),
        ({"EMPTY": "0 f"}, "maison ne peut pas y créer de tables"),
        ({"OTHERS": "4"}, "n’appartiennent pas au rôle maison"),
    ],
)
def test_a_database_that_cannot_serve_is_told_before_anything_is_done(
    machine: Machine, asked_of_it: dict[str, str], why: str
) -> None:
    """The desk was closed for it, and what PostgreSQL says in English stood for the reason."""
    lay_postgresql(machine)
    done = machine.upgrade(machine.place / "opt/strategy-monitor-2", **asked_of_it)
    assert done.returncode == 1
    assert why in done.stdout
    assert "servie comme avant" not in done.stdout, "nothing had begun"
    assert not (machine.place / "log").exists(), "neither a backup nor static files"
    assert machine.served == "1"


def test_a_file_of_sqlite_that_cannot_be_made_is_told_before_anything_is_done(machine: Machine) -> None:
    for nowhere in ("none", "static/staticfiles.json"):
        (machine.place / "opt/strategy-monitor-2/version.env").write_text(
            f"DATABASE_URL=sqlite:///{machine.place}/{nowhere}/2.sqlite3\n"
        )
        done = machine.upgrade(machine.place / "opt/strategy-monitor-2")
        assert done.returncode == 1
        assert f"{machine.place}/{nowhere} n’est pas un dossier où l’utilisateur du site peut écrire" in done.stdout
        assert not (machine.place / "log").exists()


def test_a_copy_that_fails_says_so_without_a_trace(machine: Machine) -> None:
    (machine.place / "1.sqlite3").write_text("no database " * 1000)
    done = machine.upgrade(machine.place / "opt/strategy-monitor-2")
    assert done.returncode == 1
    assert "1.sqlite3 ne se copie pas" in done.stderr
    assert "Traceback" not in done.stderr
    assert "servie comme avant" in done.stdout


def test_what_a_killed_upgrade_left_is_put_right_by_the_next(machine: Machine, tmp_path: Path) -> None:
    """It could only be done by hand, by who knew which timers had run; whatever becomes of the next one."""
    for folder, told in {"strategy-monitor-2": "n’est pas vide", "strategy-monitor-1": "déjà servie"}.items():
        lay_postgresql(machine)
        machine.closed.write_text("strategy-monitor-mail.timer strategy-monitor-seal.timer\n")
        (tmp_path / "strategy-monitor-upgrade.abc").mkdir()
        done = machine.upgrade(machine.place / "opt" / folder, EMPTY="3 t", TMPDIR=str(tmp_path))
        assert done.returncode == 1
        first, second = done.stdout.splitlines()
        assert "interrompue" in first
        assert told in second
        assert not machine.closed.exists()
        assert not (tmp_path / "strategy-monitor-upgrade.abc").exists(), "a backup that is not encrypted lies there"
    assert asked(machine) == ["start strategy-monitor-mail.timer strategy-monitor-seal.timer"] * 2


def test_a_closed_desk_knows_which_timers_wait(machine: Machine) -> None:
    machine.write("systemctl", f'#!/bin/sh\n[ "$1" != stop ] || cat {machine.closed} > {machine.place}/waiting\n')
    machine.write("systemctl", (machine.programs / "systemctl").read_text() + SYSTEMCTL.format(place=machine.place))
    assert machine.upgrade(machine.place / "opt/strategy-monitor-2").returncode == 0
    assert (machine.place / "waiting").read_text() == "strategy-monitor-mail.timer\n"


STEPS = {
    "backup": ({"STOPS": "before-2"}, 1),
    "static files": ({"STOPS": "collectstatic"}, 1),
    "timers": ({"STOPS": "timers"}, 2),
    "migrate": ({"STOPS": "upgrade"}, 3),
    "copy, where nothing is to migrate": ({"STOPS": "copied.backup", "NOTHING_WAITS": "1"}, 3),
    "what pages read": ({"STOPS": "index_releases"}, 4),
    "check": ({"STOPS": "doctor"}, 5),
    "interrupted while it goes back": ({"STOPS": "doctor", "IMPATIENT": "1"}, 5),
    "new process": ({"STOPS": "start"}, 5),
    "answers": ({"UNWELL": "opt/strategy-monitor-2"}, 5),
    "somebody writes": ({"WRITTEN": "another"}, 5),
    "somebody writes, where nothing is to migrate": ({"WRITTEN": "another", "NOTHING_WAITS": "1"}, 5),
    "after the switch": ({"UNWELL": "opt/strategy-monitor"}, 6),
}
"""Which variable makes which program fail, and how many steps were told by then."""


@pytest.mark.parametrize("step", STEPS)
def test_whatever_fails_the_old_version_is_served(machine: Machine, step: str) -> None:
    variables, steps = STEPS[step]
    told = {name: f"{machine.place}/{one}" if name == "UNWELL" else one for name, one in variables.items()}
    done = machine.upgrade(machine.place / "opt/strategy-monitor-2", **told)
    assert done.returncode == 1
    *said, why = done.stdout.splitlines()
    assert "servie comme avant" in why
    assert len([line for line in said if "recommencer" not in line]) == steps
    assert machine.served == "1"
    assert not machine.closed.exists()
    assert (machine.place / "static/staticfiles.json").read_text() == "1\n"
    systemd = [line for line in asked(machine) if "manage.py" not in line]
    assert "disable --now strategy-monitor@2" in systemd
    assert "disable --now strategy-monitor@1" not in systemd, "the old version was never stopped"
    if steps > 1:
        assert systemd[-1] == "start strategy-monitor-mail.timer"


def test_what_cannot_begin_touches_nothing(machine: Machine) -> None:
    (machine.place / "opt/strategy-monitor-2/version.env").write_text("BUILD_ID=2\n")
    place = machine.place / "opt"
    environment = machine.place / "etc/strategy-monitor.env"
    environment.write_text(f"{environment.read_text()}DATABASE_URL=sqlite:///{machine.place}/1.sqlite3\n")
    (machine.place / "opt/strategy-monitor-1/version.env").unlink()
    for folder, why in {
        "strategy-monitor-2": "une base à elle",
        "strategy-monitor-1": "déjà servie",
        "..": "s’appelle",
    }.items():
        done = machine.upgrade(place / folder)
        assert done.returncode == 1
        assert why in done.stdout
        assert machine.served == "1"
    (machine.place / "2.sqlite3").touch()
    (machine.place / "opt/strategy-monitor-2/version.env").write_text(
        f"DATABASE_URL=sqlite:///{machine.place}/2.sqlite3\n"
    )
    assert "existe déjà" in machine.upgrade(place / "strategy-monitor-2").stdout
    assert not (machine.place / "log").exists(), "nothing is made ready for a database that cannot serve"


def test_a_folder_where_the_link_should_be_is_refused_before_the_desk_closes(machine: Machine) -> None:
    """As the code of 0.1.0 and 0.2.0 stood: no rename could replace it, nor put it back."""
    machine.link.unlink()
    (machine.place / "opt/strategy-monitor-1").rename(machine.link)
    done = machine.upgrade(machine.place / "opt/strategy-monitor-2")
    assert done.returncode == 1
    assert "doit être un lien" in done.stdout
    assert not machine.closed.exists()
    assert not (machine.place / "log").exists()


def test_what_is_not_set_is_named(machine: Machine) -> None:
    environment = machine.place / "etc/strategy-monitor.env"
    kept = [line for line in environment.read_text().splitlines() if not line.startswith("STATIC_ROOT")]
    environment.write_text("\n".join(kept) + "\n")
    done = machine.upgrade(machine.place / "opt/strategy-monitor-2")
    assert done.returncode == 1
    assert "STATIC_ROOT manque" in done.stderr


def test_root_writes_nothing_through_a_folder_of_the_site(machine: Machine) -> None:
    """Whoever has the user of the site could make a link there, and have any file replaced."""
    machine.write("cp", f'#!/bin/sh\necho "$AS cp" >> {machine.place}/copied\nexec /bin/cp "$@"\n')
    machine.write("runuser", '#!/bin/sh\nshift 4\nAS=site exec "$@"\n')
    machine.upgrade(machine.place / "opt/strategy-monitor-2", STOPS="doctor")
    assert (machine.place / "copied").read_text().splitlines() == ["site cp", "site cp"]


def lines_after(words: str) -> str:
    """The first block of lines to type after these words of docs/operating.md."""
    said = (ROOT / "docs/operating.md").read_text(encoding="utf-8").split(words, 1)[1]
    return said.split("```sh\n", 1)[1].split("```", 1)[0]


def test_what_is_said_to_be_typed_leads_back_to_the_version_of_before(machine: Machine) -> None:
    """Its socket stood where nothing listened (502), its pages took the styles of the new version, and gunicorn, which
    pip had written for the folder where the link now is, the packages of the new version."""
    folder = machine.place / "opt/strategy-monitor-1"
    machine.link.unlink()
    folder.rename(machine.link)
    for own in ("gunicorn.sock", ".venv/bin/gunicorn"):
        (machine.link / own).unlink()
    (machine.link / ".venv/bin/gunicorn").write_text(f"#!{machine.link}/.venv/bin/python3\n")
    for name in ("nginx", "install"):
        machine.write(name, "#!/bin/sh\n")
    (machine.place / "etc/systemd/system").mkdir(parents=True)
    (machine.place / "etc/systemd/system/strategy-monitor.service").touch()

    def type_lines(lines: str) -> None:
        for path in ("/opt/", "/etc/", "/run/"):
            lines = lines.replace(path, f"{machine.place}{path}")
        lines = lines.replace("0.2.0", "1").replace("0.3.0", "2")
        done = machine.run("bash", "-e", "-c", lines)
        assert done.returncode == 0, done.stdout + done.stderr

    before, after = lines_after("**The first time**").split("# now as above;")
    type_lines(before)
    assert (folder / ".venv/bin/gunicorn").read_text() == f"#!{folder}/.venv/bin/python3\n"
    assert (folder / "gunicorn.sock").readlink() == machine.place / "run/strategy-monitor/gunicorn.sock"
    done = machine.upgrade(machine.place / "opt/strategy-monitor-2")
    assert done.returncode == 0, done.stdout + done.stderr
    type_lines(f"#{after}")
    type_lines(lines_after("To go back to the version of before"))
    assert machine.served == "1"
    assert (machine.link / "gunicorn.sock").readlink() == machine.place / "run/strategy-monitor-1/gunicorn.sock"
    assert (machine.place / "static/staticfiles.json").read_text() == "1\n"
    assert "disable --now strategy-monitor@2" in asked(machine)
