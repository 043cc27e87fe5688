#!/usr/bin/env bash
# Makes every secret of docker-compose.yml as a file, once: bash include/servers/secrets.sh [FOLDER]. What is there stays as it is.
# The folder is closed to everybody else on this machine; the files in it are open, because each container reads its own under another user.
set -euo pipefail
folder=${1:-secrets}
mkdir -p "$folder"
chmod 700 "$folder"
cd "$folder"
fresh() { [ -s "$1" ] || printf '%s' "$2" >"$1"; }
word() { openssl rand -hex "$1"; }

for name in postgres seika airflow superset reader airflow_admin superset_admin; do fresh "${name}_password" "$(word 24)"; done
fresh airflow_fernet_key "$(openssl rand 32 | basenc --base64url)"
fresh airflow_api_key "$(word 48)"
fresh airflow_jwt_secret "$(word 64)"
fresh superset_secret_key "$(word 42)"
fresh person_key "$(word 32)" # turns staff numbers into pseudonyms: keep a copy in a safe, for without it every person is a new one
fresh broker_conf "requirepass $(word 24)
dir /data
appendonly yes
appendfsync everysec
save \"\"
"
broker=$(sed -n 's/^requirepass //p' broker_conf)
fresh seika_database_url "postgresql+psycopg://seika:$(cat seika_password)@postgres:5432/seika"
fresh airflow_database_url "postgresql+psycopg2://airflow:$(cat airflow_password)@postgres:5432/airflow"
fresh result_backend "db+$(cat airflow_database_url)"
fresh superset_database_url "postgresql+psycopg2://superset:$(cat superset_password)@postgres:5432/superset"
fresh reader_url "postgresql://bi_reader:$(cat reader_password)@postgres:5432/seika"
fresh broker_url "redis://:$broker@broker:6379/0"
# To be filled in by hand: credentials of an S3-compatible store (aws form), and one line for each sender: an OpenSSH public key.
touch store_credentials sftp_senders
[ -s sftp_host_key ] || ssh-keygen -q -t ed25519 -N "" -C seika -f sftp_host_key
chmod 644 ./*
echo "secrets: $(pwd)"
