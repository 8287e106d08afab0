# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Every file that is installed has the hash that was written down (.ci/lock). Nothing is built but this project itself and,
# for a bench, quotequail, which comes as source only; both by the setuptools of the lock.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
LOCKED := --require-hashes --only-binary :all:
ROUNDS ?= 5
SPREAD := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: run test lint types layers check supply lock fuzz bench clean
.DELETE_ON_ERROR:

$(VENV)/.installed: pyproject.toml .ci/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) $(LOCKED) -r .ci/requirements.txt
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed .ci/requirements-dev.txt
	$(INSTALL) $(LOCKED) --no-binary quotequail --no-build-isolation -r .ci/requirements-dev.txt
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

supply: $(VENV)/.installed-dev  ## what we bring along: an SBOM, and known faults where a list of them is at hand
	$(BIN)/python tests/tools/write_sbom.py .ci/requirements.txt --output var/sbom.cdx.json
	$(BIN)/python tests/tools/check_advisories.py .ci/requirements.txt .ci/requirements-dev.txt

lock:  ## write down the hashes of what .ci/constraints.txt names
	bash .ci/lock

test: lint types layers check supply  ## everything that must hold before a change lands
	bash .ci/browser
	bash .ci/imap
	bash .ci/nginx
	bash .ci/office
	bash .ci/ocr
	bash .ci/opensearch
	$(BIN)/pytest $(SPREAD) || bash .ci/again $$? $(BIN)/pytest
	bash .ci/whoosh3 $(VENV) $(SPREAD)

fuzz: $(VENV)/.installed-dev  ## the laws with other examples each time, ROUNDS times over, to find what the fixed ones miss
	for round in $$(seq $(ROUNDS)); do $(BIN)/pytest -q $(SPREAD) -m hypothesis --hypothesis-profile fuzz || exit 1; done

bench: $(VENV)/.installed-dev  ## speed beside other engines, on the collections in ../shared/collections
	$(BIN)/python tests/bench/run.py

clean:  ## forget what can be made again (captures and accounts under var/ stay)
	rm -rf $(VENV) .venv-whoosh3 var/index var/help-index var/cache
