# make demo and make test are all a newcomer needs; both make .venv first.
PYTHON3 ?= python3
VENV := .venv
PYTHON := $(VENV)/bin/python
PORT ?= 8501
RUN ?= artifacts/goemotions
DATA ?= auto

.PHONY: help demo test coverage e2e bench audit mutate lint format lock install

help:
	@echo "make demo    train a quick run if there is none, open the dashboard on port $(PORT)"
	@echo "make test    every test"
	@echo "make coverage  every test, and the share of emolab/ that they run"
	@echo "make e2e     the dashboard in a real browser (Debian's chromium)"
	@echo "make bench   how long people wait: DATA=DIR of the official TSVs, RUN=a run's folder,"
	@echo "             ONLY='million rows processes' for the parts that take long"
	@echo "make audit   recompute every stated figure; DATA=DIR of the official TSVs checks more"
	@echo "make mutate  the share of small changes to the evaluation that a test notices, with mutmut"
	@echo "make lint    format and rules (ruff), types (mypy), which module imports which (import-linter)"
	@echo "make format  apply what ruff can fix"
	@echo "make lock    compile requirements*.txt from pyproject.toml; UPGRADE=1 takes newer versions"

install: $(VENV)/.installed

$(VENV)/.installed: requirements.txt pyproject.toml
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "EmoLab needs Python 3.11 or newer; name it so: make PYTHON3=python3.11")'
	$(PYTHON3) -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: install
	@ls artifacts/*/run.json >/dev/null 2>&1 || { \
		echo "No run in artifacts/ yet: training one on the bundled corpus, about three minutes."; \
		$(PYTHON) train.py --preset quick --run quick; }
	@echo "The dashboard opens at http://localhost:$(PORT). Stop it with Ctrl-C."
	@$(PYTHON) -m streamlit run streamlit_app.py --server.port $(PORT)

test: install
	@$(PYTHON) -m pytest && echo "All tests passed. Next: make demo" || { \
		echo "Tests failed: the lines above that begin with FAILED or ERROR say which."; exit 1; }

coverage: install
	@$(PYTHON) -m pytest --cov --cov-report=term:skip-covered

e2e: install
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-e2e.txt
	@$(PYTHON) -m pytest tests/browser -rs

bench: install
	$(PYTHON) -m benchmarks --run $(RUN) --data $(DATA) $(if $(ONLY),--only $(ONLY))

# Some ten minutes; JOBS=1 takes one core. Counts and survivors: benchmarks/results/mutation.json.
mutate: install
	@rm -rf mutants
	@$(PYTHON) -m mutmut run $(if $(JOBS),--max-children $(JOBS))
	@$(PYTHON) -m tools.mutation

# With DATA=DIR also true labels and scores of validation and test: a minute more.
audit: install
	@$(PYTHON) -m tools.audit --run $(RUN) $(if $(filter-out auto,$(DATA)),--data $(DATA))

lint: install
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(VENV)/bin/lint-imports

format: install
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

# Keeps the versions of the present locks where pyproject.toml allows them; UPGRADE=1 does not.
LOCK := $(PYTHON) -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--annotation-style line --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

lock: install
	$(LOCK) --extra app --extra train --extra dev -o requirements.txt
	$(LOCK) --extra app --generate-hashes -c requirements.txt -o requirements-app.txt
	$(LOCK) --extra app --extra train --extra dev --extra e2e -c requirements.txt -o requirements-e2e.txt
	$(LOCK) --extra app --extra train --extra dev --extra llm -c requirements.txt -o requirements-llm.txt
