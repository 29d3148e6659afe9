# Guimian 柜面. `make` alone tells what there is.

PYTHON ?= python3
DATA ?= data
PORT ?=
BIN := .venv/bin
UV := $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
# Else each process that the tests start compiles all it imports: 4 s instead of nothing.
unexport PYTHONDONTWRITEBYTECODE
FAST := not real and not browser and not slow
SLOW := slow and not real and not browser
SERVERS := real or browser

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

help: ## What there is to make
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.venv/uv.stamp: requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-uv.lock
	@touch $@

# One environment, two fillings: what runs, and on top of it what tests. A stamp records which one is in.
.venv/run.stamp: requirements.lock pyproject.toml .venv/uv.stamp
	@if [ -e .venv/dev.stamp ]; then $(MAKE) .venv/dev.stamp; \
	else $(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock && $(INSTALL); fi
	@touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml .venv/uv.stamp
	$(UV) pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements-dev.lock
	$(INSTALL)
	@touch $@ .venv/run.stamp

install: .venv/run.stamp ## Make .venv with the guimian command in it

run: .venv/run.stamp ## Serve on a made-up branch at work: board and API docs, the board at once (PORT=9000)
	@$(BIN)/guimian simulate --data $(DATA) $(if $(PORT),--port $(PORT))

test: .venv/dev.stamp ## Everything: real Kafka and PostgreSQL, the browser, slow ones
	$(BIN)/pytest -m "$(FAST)" -n 2
	$(BIN)/pytest -m "$(SLOW)" -n 2 --dist worksteal
	$(BIN)/pytest -m "$(SERVERS)" -n 2 --dist loadfile

check: .venv/dev.stamp ## Lint, types, import law and the fast tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -m "$(FAST)" -n 2

docs: .venv/dev.stamp ## Write everything in docs/ that is generated
	$(BIN)/python -m services.docs

bench: .venv/dev.stamp ## Benchmarks against peers (minutes)
	$(BIN)/python -m bench

report: .venv/dev.stamp ## Test coverage, as htmlcov/index.html
	$(BIN)/pytest -m "$(FAST)" -n 2 --cov --cov-report=term:skip-covered --cov-report=html

LOCK = $(UV) pip compile --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11
lock: .venv/uv.stamp ## Compile requirements*.in into the locks
	$(LOCK) requirements-uv.in -o requirements-uv.lock
	$(LOCK) requirements.in -o requirements.lock
	$(LOCK) requirements-dev.in -c requirements.lock -o requirements-dev.lock

.PHONY: help install run test check docs bench report lock
