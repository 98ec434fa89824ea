# The habits of this project; `make help` lists them.
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
T ?= tests
N ?= 2
B ?=
SOAKED := tests/faults tests/stem/events tests/project/plant/test_rolling.py tests/engines/promise \
	tests/stories/test_any_order_of_things.py tests/stories/test_coming_to_rest.py \
	tests/scm/planning/test_masters_change.py tests/scm/planning/test_forecasts_change.py
WITH_SERVERS := $(PY) tools/with_servers.py

.DEFAULT_GOAL := help
.PHONY: help setup run test check audit fix bench soak contracts migration decision change measure

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## virtual environment with the package and its tools

$(READY): pyproject.toml tools/setup
	@tools/setup $(VENV)

run: $(READY) ## start Sanye with a demo company at http://127.0.0.1:8000
	@$(VENV)/bin/sanye up --journey

test: $(READY) ## all tests on servers of their own (T=tests/scm for a part, N=2 processes)
	@$(WITH_SERVERS) $(PY) -m pytest -n $(N) $(T)

check: $(READY) ## ruff, mypy, import contracts, migrations, licences, known vulnerabilities, image, architecture tests
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(PY) tools/contracts.py --check
	@$(WITH_SERVERS) $(PY) -m django makemigrations --check --dry-run --settings sanye.project.settings
	@$(PY) tools/licences.py
	@$(PY) tools/licences.py --audit
	@$(VENV)/bin/hadolint deploy/Dockerfile
	@$(VENV)/bin/check-jsonschema -q --builtin-schema vendor.compose-spec deploy/compose.yaml
	@$(PY) -m pytest -q tests/architecture

audit: $(READY) ## ask PyPI for known vulnerabilities of what is installed
	@$(PY) tools/licences.py --audit

fix: $(READY) ## let the tools tidy
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

bench: $(READY) ## the published figures, measured here (B=mrp for one)
	@$(WITH_SERVERS) --durable $(PY) tools/bench.py $(B)

soak: $(READY) ## the long tests: faults and races, much repeated
	@SOAK=1 $(WITH_SERVERS) --durable $(PY) -m pytest $(SOAKED)

contracts: $(READY) ## write the schemas of all events and show the difference
	@$(PY) tools/contracts.py
	@git --no-pager diff --stat -- src/sanye/contracts

migration: $(READY) ## change a table: make migration leaf=scm name=add_pegging
	@$(WITH_SERVERS) $(PY) -m django makemigrations $(leaf) --name $(name) --settings sanye.project.settings
	@DJANGO_SETTINGS_MODULE=sanye.project.settings $(PY) tools/fold_migrations.py $(leaf)

decision: ## open a decision record: make decision title="Stock by lot"
	@tools/decision "$(title)"

change: ## say what changed: make change number=12 leaf=scm kind=added text="…"
	@tools/change "$(number)" "$(leaf)" "$(kind)" "$(text)"

measure: $(READY) ## sizes of files and functions, largest first
	@$(PY) tools/measure.py
