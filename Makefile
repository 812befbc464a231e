# make report   the quarterly report of the sample company
# make test     the whole suite
# make help     the rest

QUARTER ?= 2026-Q3
STORE ?= store

VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/installed
LOADED := $(STORE)/sample.loaded

# The first Python from 3.11 to 3.13 that runs; `make PYTHON=/path/to/python report` names another.
CANDIDATES := python3 python3.13 python3.12 python3.11 python
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
PYTHON ?= $(firstword $(foreach candidate,$(CANDIDATES),\
	$(if $(filter 0,$(shell $(candidate) -c '$(SUPPORTED)' >/dev/null 2>&1; echo $$?)),$(candidate))))

# Hooks of one's own stay; a copy without git has none.
HOOKS := if [ -e .git ]; then git config core.hooksPath || git config core.hooksPath .githooks; fi

.DEFAULT_GOAL := help
.PHONY: help install hooks load report lab test test-slow test-all golden sample gazetteer bench pins lint clean

help:  ## list what make can do
	@echo "The skills workbench. QUARTER=$(QUARTER) and STORE=$(STORE) may be set."
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) \
		| awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

# Written last, so that a broken installation is tried again; newer than its inputs, so that a good one is not.
$(INSTALLED): pyproject.toml constraints.txt
	@test -x $(VENV)/bin/pip || test -n "$(PYTHON)" || \
		{ echo "No Python 3.11, 3.12 or 3.13 found. Install one, or: make PYTHON=/path/to/python3.12"; exit 1; }
	@test -x $(VENV)/bin/pip || { echo "Making $(VENV) with $(PYTHON)"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing the packages of pyproject.toml at the versions of constraints.txt (a minute or two, once)"
	$(PY) -m pip install --disable-pip-version-check \
		--constraint constraints.txt --editable ".[test]"
	@$(HOOKS)
	@touch $@

install: $(INSTALLED)  ## make .venv and install; nothing to do when nothing changed

hooks:  ## let git strip what notebooks show before each commit (make install does it too)
	$(HOOKS)

$(LOADED): $(wildcard data/sample/*) skillslib/model.sql | $(INSTALLED)
	$(PY) -m skillslib load data/sample --store $(STORE)
	@touch $@

load: $(LOADED)  ## load the sample company into store/; nothing to do when nothing changed

report: $(INSTALLED) $(LOADED)  ## render the report of QUARTER and print where it is
	$(PY) -m skillslib report --quarter $(QUARTER) --store $(STORE)

lab: $(INSTALLED) $(LOADED)  ## open JupyterLab on the tour (this machine only, with a token)
	SKILLS_STORE=$(abspath $(STORE)) $(PY) -m jupyter lab --ServerApp.ip=127.0.0.1 \
		--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate notebooks/0-tour.ipynb

test: $(INSTALLED)  ## the whole suite, but for the slow marks
	$(PY) -m pytest -n auto --dist loadfile -m "not slow"

test-slow: $(INSTALLED)  ## only the slow marks
	$(PY) -m pytest -n auto --dist loadfile -m slow

test-all: test test-slow  ## the whole suite and the slow marks

golden: $(INSTALLED)  ## renew the executed copies that the notebooks are compared with
	$(PY) -m tests.golden

sample: $(INSTALLED)  ## write data/sample again from its seed (the same bytes, or git shows the difference)
	$(PY) -m skillslib sample data/sample --replace

gazetteer: $(INSTALLED)  ## make skillslib/people/cities.csv anew; SOURCE names a table of cities by GeoNames
	$(PY) -m skillslib.people.cities $(SOURCE)

bench: $(INSTALLED)  ## measure every claim: its figure, its bar, whether it holds
	$(PY) -m benchmarks report badges company taxonomies occupations disclosure tables

pins: $(INSTALLED)  ## renew constraints.txt with today's versions
	$(PY) -m pip install --quiet --upgrade --upgrade-strategy eager --editable ".[test]"
	@sed -n '/^#/p' constraints.txt > $(VENV)/pins
	@$(PY) -m pip freeze --exclude-editable | sort --ignore-case >> $(VENV)/pins
	@mv $(VENV)/pins constraints.txt
	@touch $(INSTALLED)

lint: $(INSTALLED)  ## one style
	$(PY) -m ruff check .
	$(PY) -m ruff format --check skillslib tests benchmarks

clean:  ## remove .venv and caches; your store/ and reports/ stay
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
