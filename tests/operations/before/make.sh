#!/bin/sh
# Makes the databases of the versions that were released, as their own code and commands leave them:
#   tests/operations/before/make.sh postgres://postgres@127.0.0.1:5432 [0.3.0]
# of a server where databases may be made; of one version, or of all. From a clone with its history; each version in an environment of its own.
# Made once, on 28 November 2026 and 0.3.0 on 3 December, with pg_dump 15: a version that was released does not change.
set -eu
server=$1 wanted=${2:-}
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)

# Which commits they were: CHANGELOG.md and pyproject.toml began to say so there.
for one in 0.1.0=2e506c7 0.2.0=913d5dc 0.3.0=5b592318; do
    version=${one%=*} name=before_$(echo "${one%=*}" | tr . _)
    [ "${wanted:-$version}" = "$version" ] || continue
    mkdir "$work/$version"
    git -C "$here/../../.." archive "${one#*=}" | tar --extract --directory "$work/$version"
    cd "$work/$version"
    python3 -m venv .venv
    .venv/bin/pip install --quiet --constraint constraints.txt --editable .
    createdb --maintenance-db="$server/postgres" "$name"
    for url in "sqlite:///$work/$version.sqlite3" "$server/$name"; do
        PYTHONPATH=. DATABASE_URL=$url .venv/bin/python "$here/fill.py"
    done
    sqlite3 "$work/$version.sqlite3" .dump | xz -9e > "$here/$version.sqlite.sql.xz"
    # Statements that any client takes: rows as INSERT, without the commands of psql.
    pg_dump --no-owner --no-privileges --rows-per-insert=100 "$server/$name" | grep -v '^\\' |
        xz -9e > "$here/$version.postgresql.sql.xz"
    dropdb --maintenance-db="$server/postgres" "$name"
done
rm -r "$work"
