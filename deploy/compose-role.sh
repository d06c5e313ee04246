#!/bin/sh
# Read by the container of PostgreSQL at its first start (deploy/compose.yaml): the role by which the site is served.
psql --set=ON_ERROR_STOP=1 --set=password="$SITE_DATABASE_PASSWORD" --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
CREATE ROLE strategy_monitor_site LOGIN PASSWORD :'password';
SQL
