# make help lists the targets. Everything lives in .venv and .seika below this folder; nothing is installed elsewhere.
SHELL := /bin/bash
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	command -v $$python >/dev/null 2>&1 && $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& { echo $$python; break; }; done)
UV_VERSION := 0.13.8
UV := .cache/uv/bin/uv
RUN := .venv/bin
KEEP := SEIKA_BENCH_KEEP=docs/benchmarks.json
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
# Images of Python often forbid it, but hundreds of processes here (tasks, tests) import the same modules.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo up down test test-end-to-end test-parts test-fast test-spark lint fix docs dbt-docs bench bench-long clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.locked ## make the environment (uv, locked)

$(UV):
	@test -n "$(PYTHON)" || { echo "Seika needs Python 3.11, 3.12 or 3.13 with venv on the PATH (or make PYTHON=/path/to/python)"; exit 1; }
	@$(PYTHON) -m venv .cache/uv || { echo "python -m venv failed: install your system's venv package (Debian: python3-venv)"; exit 1; }
	@.cache/uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.locked: uv.lock pyproject.toml | $(UV)
	@echo "making the environment in .venv (once; about 1 GB)"
	@$(UV) sync --locked --quiet --python $(PYTHON)
	@touch $@

demo: setup ## both wards and a real survey through the real Airflow: extracts to KPI table, report and workbook
	@$(RUN)/seika demo

up: setup ## leave Airflow running; prints address and login
	@$(RUN)/seika up

down: setup ## stop what make up started
	@$(RUN)/seika down

test: setup ## everything: lint, fast tests, services, dbt, the real scheduler, Spark
	@echo "four parts, two at a time (a scheduler mostly waits); each is shown when it has ended"
	@$(MAKE) --no-print-directory --jobs=2 --keep-going --output-sync=target test-end-to-end lint test-parts test-spark

test-end-to-end: setup ## the demo and what a person does in Airflow, through the real scheduler
	@$(RUN)/python -m pytest -m end_to_end

test-parts: setup ## all but the scheduler and Spark
	@$(RUN)/python -m pytest -n 2 --dist loadfile -m "not end_to_end"

test-spark: setup ## both wards on a Spark cluster of this machine and on DuckDB (Java 17; once 450 MB in .cache/spark)
	@UV_PROJECT_ENVIRONMENT=.cache/spark $(UV) sync --locked --quiet --extra spark --python $(PYTHON)
	@.cache/spark/bin/python -m pytest -m spark --engine spark tests/transform

test-fast: setup ## what needs no service and no scheduler
	@$(RUN)/python -m pytest -n 2 --dist loadfile -m "not service and not end_to_end"

lint: setup ## ruff, import-linter, mypy, sqlfluff, dbt conventions, generated pages, schemas
	@UV=$(UV) PATH="$(CURDIR)/$(RUN):$$PATH" tests/lint.sh

fix: setup ## what the tools can mend by themselves
	@$(RUN)/ruff check --fix --quiet . ; $(RUN)/ruff format --quiet . ; $(RUN)/sqlfluff fix --quiet dbt/models

docs: setup ## generated pages: CLI, errors, JSON schemas
	@$(RUN)/cog -r docs/reference/*.md docs/ja/kpis.md docs/ja/logic_model.md docs/ja/data.md
	@$(RUN)/seika schema docs/schemas

dbt-docs: setup ## the dbt project as one web page, offline (.seika/dbt-docs/index.html)
	@$(RUN)/seika dbt-docs

bench: setup ## cost of the whole way against bare scripts, as ratios in one run (kept in docs/benchmarks.json, with a picture)
	@for bench in run one_ward airflow_share; do $(KEEP) $(RUN)/python tests/bench/$$bench.py || exit 1; done
	@$(RUN)/python tests/bench/picture.py

bench-long: setup ## 23 wards, ten years of history, BI's queries on both, the way back; hours
	@for bench in wards history release_database way_back; do $(KEEP) $(RUN)/python tests/bench/$$bench.py || exit 1; done
	@$(RUN)/python tests/bench/picture.py

clean: ## remove the environment and all state (deliveries and snapshots too)
	rm -rf .venv .cache .seika
