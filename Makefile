# The commands of the project: `make help` lists them. Everything is installed into .venv.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check
WITH_POSTGRES := $(PY) scripts/with_postgres.py
RUNTIME := $(VENV)/installed
DEVELOPMENT := $(VENV)/installed-dev

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo run worker test test-sqlite test-postgres check lint format messages screenshots clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUNTIME) ## set everything up with a demo retailer and serve it (PORT=8000)
	@exec $(PY) manage.py demo --serve $(PORT)

run: $(RUNTIME) ## the web server for developing, alone (PORT=8000)
	@DEBUG=True exec $(PY) manage.py runserver 127.0.0.1:$(PORT)

worker: $(RUNTIME) ## the worker for developing, alone
	@DEBUG=True exec $(PY) manage.py worker

test: test-sqlite test-postgres ## all tests on SQLite, then on PostgreSQL (ARGS="tests/runs -x")

test-sqlite: $(DEVELOPMENT) ## all tests on SQLite only
	env -u DATABASE_URL $(PY) -m pytest -n auto $(ARGS)

test-postgres: $(DEVELOPMENT) ## all tests on PostgreSQL only
	$(WITH_POSTGRES) $(PY) -m pytest -n auto $(ARGS)

check: lint test ## all that CI asks: style, imports, migrations, Spanish catalogue, tests

lint: $(DEVELOPMENT) ## what `check` does before the tests
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(VENV)/bin/lint-imports --no-logo
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) scripts/messages.py --check

format: $(DEVELOPMENT) ## put the code into its form
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

messages: $(RUNTIME) ## collect the texts to translate, and compile the translations
	$(PY) scripts/messages.py

screenshots: $(DEVELOPMENT) ## make the pictures in docs/screenshots, from a throw-away demo
	$(PY) scripts/screenshots.py

clean: ## remove .venv and caches; never data
	rm -rf $(VENV) .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(RUNTIME): requirements.txt
	$(call prepare)
	@$(INSTALL) -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt requirements-cluster.txt requirements.txt
	$(call prepare)
	@$(INSTALL) -r requirements-dev.txt
	@touch $(RUNTIME) $@

# A virtual environment that works. A broken one (half made, or its Python gone) is made anew.
define prepare
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "FastDSO needs Python 3.11 or later; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || { \
		echo "Python could not make $(VENV) (Debian: apt-get install python3-venv)." >&2; exit 1; }
	@echo "Installing into $(VENV) (a minute, only when the requirements have changed) ..."
endef
