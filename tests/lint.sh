#!/usr/bin/env bash
# What `make lint` runs, in the order of cost; every step runs, the first failure is not the last word.
set -u
cd "$(dirname "$0")/.."
failed=()
step() {
    local name=$1
    shift
    local said
    if ! said=$("$@" 2>&1); then
        printf '%s\n' "--- $name" "$said"
        failed+=("$name")
    fi
}
step "ruff check" ruff check --quiet .
step "ruff format" ruff format --check --quiet .
step "import-linter" lint-imports --no-logo
step "mypy" mypy --no-error-summary
step "uv.lock" "${UV:-uv}" lock --check --quiet
step "yamllint" yamllint --strict .
step "sqlfluff" sqlfluff lint --disable-progress-bar --nocolor -q dbt/models
step "dbt conventions" tests/dbt/conventions.sh
step "cog" cog --check docs/reference/cli.md docs/reference/errors.md docs/reference/kpis.md docs/ja/kpis.md docs/ja/logic_model.md docs/ja/data.md
schemas=$(mktemp -d)
seika schema "$schemas" >/dev/null
step "schemas" diff -r "$schemas" docs/schemas
rm -rf "$schemas"
if [ ${#failed[@]} -gt 0 ]; then
    printf 'lint failed: %s\n' "${failed[@]}"
    exit 1
fi
echo "lint: all clean"
