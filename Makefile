# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIN := -c .ci/constraints.txt
ROUNDS ?= 5
SPREAD := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: run test lint types layers check fuzz bench clean
.DELETE_ON_ERROR:

$(VENV)/.installed: pyproject.toml .ci/constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check $(PIN) -e '.[brief]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check $(PIN) -e '.[dev]'
	@touch $@

run: $(VENV)/.installed  ## check the files, sync the index, serve the site
	$(BIN)/kb check --files-only
	$(BIN)/kb index sync
	$(BIN)/kb serve

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

layers: $(VENV)/.installed-dev
	$(BIN)/lint-imports
	$(BIN)/deptry .

check: $(VENV)/.installed-dev
	$(BIN)/kb check --files-only
	$(BIN)/kb docs --check

test: lint types layers check  ## everything that must hold before a change lands
	bash .ci/browser
	bash .ci/imap
	bash .ci/office
	bash .ci/ocr
	bash .ci/opensearch
	$(BIN)/pytest $(SPREAD)
	bash .ci/whoosh3 $(VENV) $(SPREAD)

fuzz: $(VENV)/.installed-dev  ## the laws with other examples each time, ROUNDS times over, to find what the fixed ones miss
	for round in $$(seq $(ROUNDS)); do $(BIN)/pytest -q $(SPREAD) -m hypothesis --hypothesis-profile fuzz || exit 1; done

bench: $(VENV)/.installed-dev  ## speed beside other engines, on the collections in ../shared/collections
	$(BIN)/python tests/bench/run.py

clean:  ## forget what can be made again (captures and accounts under var/ stay)
	rm -rf $(VENV) .venv-whoosh3 var/index var/help-index var/cache
