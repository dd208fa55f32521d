# Two commands: `make run` starts the dashboard with demo data, `make test` passes the tests. Each sets itself up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# how many tests run at a time
WORKERS ?= 2
SOURCES := dashboard.py manage.py bench commands config measures store queries indicators charts documents screen pages tests

# else each of the many processes that tests start would compile every module anew
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup run check most test test-all lint types unit browser servers chromium screenshots translations bench clean

setup: $(VENV)/ready

$(VENV)/ready: requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": name another with make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV) || { echo "No virtual environment could be made: on Debian, install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	@touch $@

run: setup
	@$(BIN)/python manage.py demo --unless-there
	@$(BIN)/python manage.py run --port $(PORT)

check: setup
	@$(MAKE) --jobs=2 --no-print-directory types lint most

most: setup
	$(BIN)/python -m pytest -m "not browser and not deep" -n $(WORKERS) --dist worksteal

# the check of types takes one processor, and tests on databases leave it some time
test: setup
	@$(MAKE) --jobs=2 --no-print-directory types lint unit
	@$(MAKE) --no-print-directory browser

test-all: test
	SAUMATON_TEST_FRESH_WORLDS=1 $(BIN)/python -m pytest -m "deep and not browser" -n $(WORKERS) --dist worksteal
	$(BIN)/python -m pytest tests/browser -m looks -n $(WORKERS) --dist worksteal
	SAUMATON_TEST_FACTS=postgresql $(BIN)/python -m pytest tests/browser -m "not live and not looks" -n $(WORKERS) --dist worksteal

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy $(SOURCES)

unit: setup servers
	$(BIN)/python -m pytest -m "not browser" -n $(WORKERS) --dist worksteal --durations=30

browser: setup chromium servers
	$(BIN)/python -m pytest tests/browser -m "not live and not looks" -n $(WORKERS) --dist worksteal --durations=30
	$(BIN)/python -m pytest tests/browser -m live

# what the dashboard is tried behind and on; tests of PgBouncer and of foreign tables are left out where they are not
servers:
	@PATH="$$PATH:/usr/sbin"; for program in haproxy pgbouncer; do \
		command -v $$program >/dev/null || { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$program >/dev/null; } || true; \
	done; command -v haproxy >/dev/null \
	|| { echo "The browser tests need HAProxy: install it (Debian: sudo apt-get install haproxy), then run make test again"; exit 1; }

chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null 2>&1 \
	|| { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } \
	|| { echo "The browser tests need Chromium: install it (Debian: sudo apt-get install chromium), then run make test again"; exit 1; }

screenshots: setup chromium
	$(BIN)/python -m tests.browser.screenshots docs/screenshots
	$(BIN)/python -m tests.browser.contact_sheet docs/screenshots

translations: setup
	$(BIN)/python -m tests.catalogues

bench: setup chromium
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	$(BIN)/python -m bench.pages
	$(BIN)/python -m bench.sizes
	$(BIN)/python -m bench.steady_years

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
