# Two targets matter: `make demo` shows Alpha, `make test` checks all of it. Each line is one that
# anybody could type; what is already done is not done again (the stamps inside the virtual
# environment are older than the lock files only after these changed).

# Any Python from 3.11 on; the first of these that runs.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV ?= .venv
PORT ?= 8000
# How many tests run at once; starting a second worker pays off only where tests take minutes.
WORKERS ?= 2

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install --require-hashes
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest
WITH_POSTGRES := $(BIN)/python .ci/with_postgres.py

# What `check --deploy` has to find nothing wrong with.
PRODUCTION := env -u DEBUG -u DEMO SECRET_KEY=checked-only-never-used-to-sign-anything-1234567890-abcdefghij \
	ALLOWED_HOSTS=alpha.example.org DATABASE_URL=sqlite:///:memory:
# The tests bring their own settings; whatever database the shell points at is not for them.
TESTING := env -u DATABASE_URL -u DEBUG -u DEMO DJANGO_SETTINGS_MODULE=tests.settings

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo bench fuzz science stress test lint format types check test-sqlite test-postgres test-browser \
	environment environment-dev frontend browser lock clean

help:
	@echo "make demo    run Alpha with a demonstration school at http://127.0.0.1:$(PORT)/"
	@echo "make test    run every check and every test, on SQLite, PostgreSQL and in a browser"
	@echo "make science measure the numbers on made-up students, beside their targets"
	@echo "make bench   measure the reports of a large school on both databases (minutes)"
	@echo "make fuzz    ask the JSON API ten thousand things nobody thought of, on both databases (minutes)"
	@echo "make stress  send every form twice at once, two hundred times, on both databases (minutes)"
	@echo "also: lint format types check test-sqlite test-postgres test-browser lock clean"

# To look at it ---------------------------------------------------------------------------------

# The worker runs beside the server and ends with it, however that ends.
demo: export DEMO = true
demo: export SITE_URL = http://127.0.0.1:$(PORT)
demo: environment frontend
	@echo "Preparing the demonstration school"
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed_demo
	@echo "Serving Alpha at http://127.0.0.1:$(PORT)/ (stop it with Ctrl-C)"
	@trap 'kill $$worker $$server 2>/dev/null; wait' EXIT; trap 'exit 0' INT TERM; \
	$(MANAGE) worker & worker=$$!; \
	DJANGO_RUNSERVER_HIDE_WARNING=true $(MANAGE) runserver --noreload 127.0.0.1:$(PORT) & server=$$!; \
	wait $$server

# How often trends, struggling, goal lines and effects of help are right, where the truth is known.
# `make science FULL=--full` takes minutes and many more students.
science: export DEMO = true
science: environment
	@$(MANAGE) science $(FULL)

# To measure it ---------------------------------------------------------------------------------

# A large school on both databases. SQLite keeps its files in .bench/ for the rest of the day.
BENCH := env -u DEBUG DEMO=true LOG_LEVEL=ERROR API_REQUESTS_PER_MINUTE=1000000
bench: environment-dev frontend
	@$(BENCH) DATABASE_URL=sqlite:///$(CURDIR)/.bench/bench.sqlite3 $(MANAGE) bench
	@$(BENCH) $(WITH_POSTGRES) $(MANAGE) bench

# The JSON API held to its own description. Builds schools of its own; `make fuzz CASES=500` is a first look.
CASES ?= 10000
fuzz: environment-dev
	@echo "Fuzzing the JSON API on SQLite"
	@env -u DATABASE_URL -u DEBUG $(BIN)/python .ci/fuzz.py --cases $(CASES)
	@echo "Fuzzing the JSON API on PostgreSQL"
	@env -u DEBUG $(WITH_POSTGRES) $(BIN)/python .ci/fuzz.py --cases $(CASES)

# Two hundred forms of each action, each sent twice at the same moment, on both databases (minutes).
STRESS := $(PYTEST) -q tests/interventions/test_double_submits.py
stress: environment-dev frontend
	@$(TESTING) DOUBLE_SUBMITS=200 EXPECTED_DB_VENDOR=sqlite $(STRESS)
	@$(TESTING) DOUBLE_SUBMITS=200 $(WITH_POSTGRES) $(STRESS)

# To check it -----------------------------------------------------------------------------------

# The browser journeys come last: everything quick to fail has had its chance by then.
test: lint types check test-sqlite test-postgres test-browser

lint: environment-dev
	@echo "Checking style, templates and the direction of imports"
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --quiet --check
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/lint-imports --no-logo

format: environment-dev
	$(BIN)/ruff check --quiet --fix-only
	$(BIN)/ruff format --quiet

types: environment-dev
	@echo "Checking types"
	@$(TESTING) $(BIN)/mypy

check: environment-dev frontend
	@echo "Checking settings, models and migrations"
	@$(TESTING) $(MANAGE) check --fail-level WARNING
	@$(TESTING) $(MANAGE) makemigrations --check --dry-run
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

test-sqlite: environment-dev frontend
	@echo "Testing on SQLite"
	@$(TESTING) EXPECTED_DB_VENDOR=sqlite $(PYTEST) -n $(WORKERS) --dist loadfile

test-postgres: environment-dev frontend
	@echo "Testing on PostgreSQL"
	@$(TESTING) $(WITH_POSTGRES) $(PYTEST) -n $(WORKERS) --dist loadfile

test-browser: environment-dev frontend browser
	@echo "Testing in a browser"
	@$(TESTING) $(PYTEST) -n $(WORKERS) --dist loadfile tests/browser

# What the rest stands on -----------------------------------------------------------------------

environment: $(VENV)/.installed
environment-dev: $(VENV)/.installed-dev
frontend: node_modules/.installed

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "Alpha needs Python 3.11 or newer." >&2; exit 1; fi
	@echo "Creating a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "This Python cannot create virtual environments: install python3-venv." >&2; exit 1; }

$(VENV)/.installed: requirements.txt | $(BIN)/python
	@echo "Installing the libraries"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing the libraries and the tools for testing (about a minute)"
	@$(PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

# npm is taken from the machine or, where there is none, from PyPI.
node_modules/.installed: package.json package-lock.json requirements-node.txt | $(BIN)/python
	@echo "Installing the front-end libraries"
	@command -v npm >/dev/null || $(PIP) -r requirements-node.txt
	@PATH="$$PATH:$(abspath $(BIN))" npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

browser: environment-dev
	@.ci/install_browser $(VENV)

# The lock files name versions and hashes, never the place they were fetched from. Needs uv.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --upgrade
lock:
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt
	$(LOCK) --group node --output-file requirements-node.txt
	npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund

# The databases stay: they may hold somebody's work.
clean:
	rm -rf $(VENV) node_modules staticfiles .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
