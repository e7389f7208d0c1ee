# `make run` and `make test` need Python 3.11 or later and nothing else of ours.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
LIBRARIES := .venv/lib/python3*/site-packages
# Where a machine forbids Python to write what it compiled, every process compiles every library again: four seconds.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run setup check types rules test bench prove-identity prove-access prove-documents prove-sync prove-kiosk access-page lock messages clean

run: .venv/ready
	@$(BIN)/carnet demo --port $(PORT)

setup: .venv/ready

test: .venv/ready-dev
	@sh tests/browser/install.sh
	$(BIN)/pytest -n 2

# Both at once: the types take as long as all the rest.
check: .venv/ready-dev
	@$(MAKE) --no-print-directory -j 2 --output-sync types rules

types: .venv/ready-dev
	$(BIN)/mypy

rules: .venv/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/pytest -q -n 0 -p no:randomly tests/test_translations.py tests/test_lock.py tests/access/test_document.py "tests/test_house.py::test_the_models_and_the_migrations_agree"

bench: .venv/ready-dev
	@$(BIN)/python -m bench

prove-identity: .venv/ready-dev
	@sh tests/browser/install.sh
	@$(BIN)/python -m prove.identity

prove-access: .venv/ready-dev
	@$(BIN)/python -m prove.access

prove-documents: .venv/ready-dev
	@$(BIN)/python -m prove.documents

prove-sync: .venv/ready-dev
	@sh tests/browser/install.sh
	@$(BIN)/python -m prove.sync

# Firefox is driven too when it is there (Debian: firefox-esr).
prove-kiosk: .venv/ready-dev
	@sh tests/browser/install.sh
	@$(BIN)/python -m prove.kiosk

# docs/access.md shows the policy as it is; `make check` compares.
access-page: .venv/ready-dev
	@$(BIN)/python -m prove.document > docs/access.md

# The lock files name versions and hashes, and no registry: plain pip and uv both read them.
lock: .venv/ready-dev
	echo pip | $(BIN)/uv pip compile - -q --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links -o requirements-pip.lock
	$(BIN)/uv pip compile pyproject.toml -q --universal --generate-hashes --python-version 3.11 --no-header \
		--extra postgres --extra pdf --extra build --no-emit-index-url --no-emit-find-links -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml -q --universal --generate-hashes --python-version 3.11 --no-header \
		--all-extras -c requirements.lock --no-emit-index-url --no-emit-find-links -o requirements-dev.lock

messages: .venv/ready-dev
	@mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k say -k gettext --no-location --sort-output --project "Carnet de bord" -o build/messages.pot .
	for code in $$(ls translations); do $(BIN)/pybabel -q update -N --no-wrap -l $$code -i build/messages.pot -o translations/$$code/LC_MESSAGES/messages.po; done

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Il faut Python 3.11 ou plus récent."; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { rm -rf .venv; \
		[ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; } \
		|| { echo "Installez d'abord le paquet python3-venv."; exit 1; }

# The pip that comes with Python 3.11 reads a registry’s lists for a minute; a newer one, for a quarter of it.
# Python compiles what it imports, when it does: compiling every file of every library was half of the wait. The process
# that cleans a paper writes nothing: what it imports is compiled now.
.venv/ready: .venv/bin/python requirements-pip.lock requirements.lock
	@echo "Installation (une minute la première fois)…"
	@$(BIN)/python -m pip install -q --no-compile --disable-pip-version-check --require-hashes -r requirements-pip.lock
	@$(BIN)/python -m pip install -q --no-compile --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --no-compile --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q -j 0 $(LIBRARIES)/PIL $(LIBRARIES)/pillow_heif $(LIBRARIES)/pypdfium2*
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	@$(BIN)/python -m pip install -q --no-compile --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf .venv var build dist
