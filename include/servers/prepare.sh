#!/usr/bin/env bash
# Before Airflow starts: both databases at their newest version, the roles of docs/reference/pages.md, one administrator, a folder for each sender.
set -euo pipefail
airflow db migrate
airflow roles import include/servers/roles.json
if ! airflow users list -o plain | grep -qw admin; then
    airflow users create --username admin --role Admin --firstname Seika --lastname Admin --email admin@localhost \
        --password "$(cat /run/secrets/airflow_admin_password)"
fi
for organization in include/organizations/*/; do mkdir -p "$SEIKA_STATE/inbox/$(basename "$organization")"; done
seika doctor
