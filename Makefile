# One word per chore. `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help env run test test-slow faults load lint audit format train bench lock clean

help: ## list these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: $(VENV)/.ready-dev ## make .venv/ with everything the project needs, tests included

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Segue needs Python 3.11 or newer; say which with: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python's venv module is missing; on Debian: apt install python3-venv"; exit 1; }

$(VENV)/.ready-%: requirements-%.txt | $(VENV)/bin/python
	@echo "installing $< into $(VENV)/ ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r $<
	@touch $@

run: $(VENV)/.ready-train ## train on the sample world (first time), then serve API and web page [PORT=8000]
	@$(BIN)/python main.py quickstart --port $(PORT)

test: env ## run the whole suite
	@scripts/chromium.sh || echo "the browser tests will be skipped"
	@$(BIN)/python -m pytest -n auto --dist worksteal

test-slow: env ## run the checks that need minutes (real data, quality as served)
	@$(BIN)/python -m pytest -m slow

faults: env ## do to a server under load what happens to servers: kill, reload, stop its database …
	@$(BIN)/python -m pytest -m faults tests/faults

load: env ## three minutes of steady load on a server, then four times what it can do
	@$(BIN)/python -m pytest -m load -s tests/load

lint: env ## format check, lint, types, import contract
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

audit: $(VENV)/.ready-audit ## compare the locked packages with published advisories; needs the network
	@$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements-dev.txt -r requirements-audit.txt

format: env ## rewrite the code in the project's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

train: $(VENV)/.ready-train ## train, index and promote a release from DATA=listening-log (default: the sample world)
	@$(BIN)/python main.py retrain $(if $(DATA),--data $(DATA))

bench: env ## measure serving beside an empty route: 50 000 and 1 000 000 songs (half an hour) [WORLDS=50000x128]
	@$(BIN)/python -m benchmarks.serving $(if $(WORLDS),--worlds $(WORLDS))

lock: env ## resolve requirements*.in into locked requirements*.txt
	@scripts/lock.sh

clean: ## remove .venv/, caches and built releases; accounts in artifacts/segue.sqlite3 stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find artifacts -mindepth 1 -maxdepth 1 ! -name README.md ! -name 'segue.sqlite3*' -exec rm -rf {} +
