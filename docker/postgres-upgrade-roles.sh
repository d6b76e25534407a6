#!/bin/sh
# Give a database volume from before there were two roles the two of compose.yaml:
#   docker compose -f docker/compose.yaml stop web worker-short worker-long worker-webhooks beat
#   docker compose -f docker/compose.yaml exec postgres upgrade-roles
# The role that owned everything and served (APPLICATION_ROLE) becomes the owner, POSTGRES_USER, with
# the password of the environment; a new role of its old name serves. Running it again changes nothing.
set -eu
served=${APPLICATION_ROLE:-ctplatform}
has_role() {
  test "$(psql -XAt --username "$1" --dbname "$POSTGRES_DB" -c 'SELECT 1' 2>/dev/null)" = 1
}
if ! has_role "$POSTGRES_USER"; then
  has_role "$served" || {
    echo "Neither \"$POSTGRES_USER\" nor \"$served\" can sign in to \"$POSTGRES_DB\": nothing was changed." >&2
    exit 1
  }
  # Nobody can rename the role that they are signed in with, so a third one does, and is dropped.
  psql -X -q -v ON_ERROR_STOP=1 --username "$served" --dbname "$POSTGRES_DB" \
    -c 'CREATE ROLE ctplatform_renames SUPERUSER LOGIN'
  psql -X -q -v ON_ERROR_STOP=1 --username ctplatform_renames --dbname "$POSTGRES_DB" \
    -v served="$served" -v owner="$POSTGRES_USER" -v password="$POSTGRES_PASSWORD" <<'SQL'
BEGIN;
ALTER ROLE :"served" RENAME TO :"owner";
ALTER ROLE :"owner" PASSWORD :'password';
COMMIT;
SQL
  psql -X -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    -c 'DROP ROLE ctplatform_renames'
fi
exec "${ROLES_SCRIPT:-/docker-entrypoint-initdb.d/roles.sh}"
