#!/usr/bin/env bash
# A rehearsal of loss: from a bare machine and a backup to a served site, in a new folder and with an empty home. Each step is timed.
#
#   deploy/rehearse.sh --sums https://suivi.exemple.be > pages.sums     # before: what each page of the site is, by SHA-256
#   deploy/rehearse.sh ARCHIVE BACKUP ENVIRONMENT [pages.sums]          # after: ends with 1 where a page is not what it was
#
# ARCHIVE is what `make archive` wrote, of the version that made the backup; BACKUP what `manage.py backup` wrote; ENVIRONMENT the file of variables
# that was kept beside the keys (/etc/strategy-monitor.env). IDENTITY=FILE: the key that opens the backup, where it is encrypted.
# DATABASE=postgres://…: an empty database; without it, a file of SQLite in the folder. Nothing outside of the folder and of that database is written.
set -Eeuo pipefail

sums() { # of every page that the sitemap of the site at $1 names; the rest of the line is how to ask
    local base=$1 page
    shift
    curl --fail --silent --show-error "$@" "$base/sitemap.xml" | grep -o '<loc>[^<]*' | sed -E 's|<loc>[a-z]+://[^/]*||' | sort |
        while read -r page; do
            printf '%s  %s\n' "$(curl --fail --silent --show-error "$@" "$base$page" | sha256sum | cut -d' ' -f1)" "$page"
        done
}

if [ "${1:-}" = --sums ]; then
    sums "${2%/}"
    exit
fi
if [ $# -lt 3 ]; then
    sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi

archive=$(realpath "$1") backup=$(realpath "$2") environment=$(realpath "$3") expected=${4:+$(realpath "$4")}
identity=${IDENTITY:+$(realpath "$IDENTITY")}
place=$(mktemp --directory) began=$SECONDS
mkdir "$place/home" "$place/site"
leave() { # gunicorn removes its file of the pid last
    if [ -e "$place/pid" ]; then
        kill "$(cat "$place/pid")"
        for _ in $(seq 300); do
            [ -e "$place/pid" ] || break
            sleep 0.1
        done
    fi
    rm -rf "$place"
}
trap leave EXIT

step() { # a name, then what is done
    local name=$1 begun=$SECONDS
    shift
    "$@"
    printf '%4d s  %s\n' $((SECONDS - begun)) "$name"
}

# As on a new machine: no home, no variable but those of the site, and how this machine reaches packages.
on_bare_machine() {
    (
        cd "$place/site"
        mapfile -t network < <(env | grep -iE '^(pip_|[a-z]*_proxy=|ssl_cert)' || true)
        exec env -i HOME="$place/home" PATH=/usr/bin:/bin LANG=C.UTF-8 "${network[@]}" bash -euc "set -a; . '$environment'; set +a
            export DATABASE_URL='${DATABASE:-sqlite:///$place/site.sqlite3}' STATIC_ROOT='$place/static' KEPT_PAGES='$place/kept' SECURE_SSL_REDIRECT=0 \
                SIGNING_KEY_FILE= METRICS_FOLDER= GUNICORN_BIND='unix:$place/gunicorn.sock'
            $1"
    )
}

unpack() { tar --extract --file "$archive" --strip-components=1 --directory "$place/site"; }
install_packages() { on_bare_machine 'python3 -m venv .venv; .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock'; }
restore() { on_bare_machine ".venv/bin/python manage.py restore ${identity:+--identity '$identity'} '$backup'"; }
migrate() { on_bare_machine '.venv/bin/python manage.py migrate --verbosity 0; .venv/bin/python manage.py check_register'; }
collect() { on_bare_machine '.venv/bin/python manage.py collectstatic --noinput --verbosity 0'; }
serve() {
    on_bare_machine "exec .venv/bin/gunicorn -c deploy/gunicorn.conf.py --pid '$place/pid' strategy_monitor.wsgi" >"$place/log" 2>&1 &
    for _ in $(seq 600); do
        ! curl --fail --silent "${ask[@]}" http://site/healthz >"$place/health" || return 0
        sleep 0.2
    done
    cat "$place/log" "$place/health" >&2
    return 1
}
compare() {
    sums http://site "${ask[@]}" >"$place/pages.sums"
    [ -s "$place/pages.sums" ]
    [ -z "$expected" ] || diff "$expected" "$place/pages.sums"
    printf '%7s  pages%s\n' "$(wc -l <"$place/pages.sums")" "${expected:+, each what it was}"
}

host=$(grep -oP '^ALLOWED_HOSTS=\K[^,]+' "$environment" | tr -d "\"'")
ask=(--unix-socket "$place/gunicorn.sock" --header "Host: $host" --header 'X-Forwarded-Proto: https')

step 'the archive is unpacked' unpack
step 'packages are installed, each by its hash' install_packages
step 'the backup is verified, and restored' restore
step 'migrations are done, the register is verified' migrate
step 'static files are collected' collect
step 'the site answers' serve
step 'its pages are read' compare
printf '%4d s  from nothing to a served site: %s\n' $((SECONDS - began)) "$(cat "$place/health")"
