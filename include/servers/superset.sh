#!/usr/bin/env bash
# Superset: its database at the newest version, one administrator, then the server.
set -euo pipefail
superset db upgrade
superset fab create-admin --username admin --firstname Seika --lastname Admin --email admin@localhost \
    --password "$(cat "$SUPERSET_ADMIN_PASSWORD_FILE")" # a user that is there stays as they are
superset init
exec gunicorn -w "${SUPERSET_PROCESSES:-1}" -k gthread --threads 8 -t 120 -b 0.0.0.0:8088 --worker-tmp-dir /tmp 'superset.app:create_app()'
