# Every command sets up what it needs; `make` alone lists them.
# ROSTER=path: the roster to open    VENV=dir: another environment    ARGS=...: words for pytest
# N=200: how often `make faults` kills the program or cuts its power
# LOCK_ARGS=--upgrade: let `make lock` move pins that still fit

VENV ?= .venv
N ?= 200
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := $(VENV)/bin
SETUP = $(or $(PYTHON),$(error Python 3.11 or later is needed: apt-get install python3)) \
	-m tools.setup_env --venv $(VENV)
export ROSTER

TEST = $(BIN)/python -m pytest -n auto --dist worksteal $(if $(SLOW),,-m "not slow")
MEASURED = --cov=models --cov=validators --cov-report=term --cov-fail-under=$(FLOOR)
FLOOR = 93

.DEFAULT_GOAL := help
.PHONY: help run test faults hands fuzz clerk-run screenshots rooms bench windows windows-test lint check setup-run setup-dev lock clean

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup-run:
	@$(SETUP) run

setup-dev:
	@$(SETUP) dev

run: setup-run  ## open the sample, or ROSTER=path; without a display do the same job in the terminal
	@$(BIN)/python -m tools.run

test: setup-dev  ## run the tests; SLOW=1 those too that take seconds, COVERAGE=1 measures models/ and validators/
	$(TEST) --ignore=tests/ui $(ARGS) $(if $(COVERAGE),$(MEASURED))
	$(TEST) tests/ui $(ARGS)

faults: setup-dev  ## kill all that writes N times, cut the power as root, and count what was lost
	$(BIN)/python tests/faults/all_runs.py --kills $(N)

hands: setup-dev  ## random keys, clicks and texts in the real window for SECONDS, compared with fresh judgements
	$(BIN)/python tests/faults/hands.py --seconds $(or $(SECONDS),60)

clerk-run: setup-dev  ## count what the hands must do to take the sample to zero through the window
	$(BIN)/python -m benchmarks.clerk_run
	$(BIN)/python -m benchmarks.clerk_run --last-year
	for roster in grades classes columns; do \
		$(BIN)/python -m benchmarks.clerk_run --hard $$roster; done

fuzz: setup-dev  ## read files of every kind damaged at random, SECONDS each
	for kind in rosters forms slips edits profiles settings journals works; do \
		$(BIN)/python tests/fuzz/fuzz.py --kind $$kind --seconds $(or $(SECONDS),60) || exit 1; done

screenshots: setup-dev  ## take the pictures of every screen and dialog in docs/images
	$(BIN)/python -m tools.screenshots

rooms: setup-dev  ## draw the rooms of models/ and ui/ and who imports whom (needs graphviz)
	for room in models ui; do $(BIN)/import-linter drawgraph $$room | dot; done \
		| gvpack -array_c1 -m30 | neato -n2 -Tpng -Gdpi=55 -o docs/images/rooms.png

bench: setup-dev  ## measure speed as ratios (ROWS=60000); LibreOffice is measured against if it is there
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements/bench.txt
	$(BIN)/python -m benchmarks.run --rows $(or $(ROWS),60000) $(ARGS)

windows: setup-dev  ## build the Windows program in dist/ (Linux, root)
	packaging/windows/build.sh

windows-test: setup-dev  ## install the Windows program in wine, work with it, take it off again
	packaging/windows/test.sh

lint: setup-dev  ## check style, types and layers
	$(BIN)/flake8
	$(BIN)/isort --check-only --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

check: lint  ## lint and run all tests
	@$(MAKE) --no-print-directory test SLOW=1

lock: setup-dev  ## pin anew after a change of setup.cfg (needs uv: pip install uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		$(LOCK_ARGS) -o requirements/run.txt setup.cfg
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		$(LOCK_ARGS) -c requirements/run.txt --extra dev -o requirements/dev.txt setup.cfg
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		$(LOCK_ARGS) -c requirements/dev.txt --extra bench -o requirements/bench.txt setup.cfg
	rm -rf xueji.egg-info

clean:  ## remove what building, checking and running left; not the environment
	rm -rf build dist out htmlcov .coverage .mypy_cache .pytest_cache .import_linter_cache .hypothesis
