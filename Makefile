# Everything by `make`. `make help` lists the targets; each makes what it needs on first use.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON_IN_VENV := .venv/bin/python

.PHONY: help setup run test up down clean bench faults realdata lint lock docs datadocs env test-deploy screenshots

help: ## this list
	@echo "Two commands do everything: 'make run' and 'make test'."
	@echo
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)$$/\1|\2/p' Makefile \
	  | while IFS='|' read -r target what; do printf '  make %-11s %s\n' "$$target" "$$what"; done

setup: ## make .venv from requirements.lock (others call it)
	@scripts/setup.sh

run: setup ## the sample province's month and half-year through Airflow, then the verdicts
	@$(PYTHON_IN_VENV) -m ita_evidence.orchestration.runner

test: setup ## all tests; names at its end what it left out
	@scripts/test.sh

up: setup ## Airflow's UI, its services, the store and the sample, until Ctrl-C
	@exec $(PYTHON_IN_VENV) -m ita_evidence.orchestration.up

down: ## end a running `make up`
	@scripts/down.sh

clean: ## remove .data (the archive in it too) and all caches; refuses while `make up` runs
	@scripts/clean.sh

faults: setup ## the archive's fault tests, every case, with their numbers
	@ITA_FAULTS=all $(PYTHON_IN_VENV) -m pytest -q tests/faults

bench: setup ## measure, and write bench/results
	@$(PYTHON_IN_VENV) bench/run.py

realdata: setup ## the main job over the real files in the folder ITA_REALDATA names
	@scripts/realdata.sh

env: setup ## .env and the secrets below .compose/ that docker-compose.yaml reads, once
	@$(PYTHON_IN_VENV) scripts/compose_env.py

test-deploy: setup ## docker-compose.yaml on stand-in images: run, killed, restored, taken down
	@scripts/tools.sh
	@exec $(PYTHON_IN_VENV) scripts/test_deploy.py $(ARGS)

docs: setup ## make the pages below docs/ that come from code and catalog
	@$(PYTHON_IN_VENV) scripts/docs.py

screenshots: setup ## make the README's pictures from the sample's settled half-year
	@$(PYTHON_IN_VENV) scripts/screenshots.py

datadocs: setup ## Great Expectations' own pages of a run, without values (AGENCY, PERIOD)
	@$(PYTHON_IN_VENV) scripts/datadocs.py "$${AGENCY:-sample}" "$${PERIOD:-2566-H1}"

lint: setup ## formatter, linter, strict types, the order of the rooms
	@scripts/lint.sh

lock: ## make requirements.lock anew from pyproject.toml
	@scripts/lock.sh
