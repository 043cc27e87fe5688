#!/usr/bin/env bash
# The models keep the conventions of dbt/dbt-bouncer.yml: names, descriptions, contracts, unit tests, read from the manifest.
set -eu
cd "$(dirname "$0")/../.."
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
cp -r dbt "$built/dbt"
cd "$built/dbt"
dbt --quiet --log-level-file none --no-use-colors parse --profiles-dir . --target-path target
dbt-bouncer run --config-file dbt-bouncer.yml --output-only-failures
