# Two commands for a new user: `make run` and `make test`. Both make .venv first if it is missing.
# Needs Python 3.11, 3.12 or 3.13 and make; nothing is installed outside this folder.

PYTHON := .venv/bin/python
STAMP := .venv/.installed

.PHONY: run test verify bench bench-quick microscope oracle lint install

run: $(STAMP)           ## the main job: a Singapore-like city in four worlds, results/singapore/
	$(PYTHON) -m sim run experiment=singapore

test: $(STAMP) lint     ## lint, format, types, then the whole test suite
	$(PYTHON) -m pytest -n 2

verify: $(STAMP)        ## the long checks: more drawn configs, fresh installs, every published number
	$(PYTHON) -m pytest -n 2 -m slow
	$(PYTHON) experiments/published/verify.py

bench-quick: $(STAMP)   ## the engine against plain C and NumPy in two minutes; what moved by a quarter fails
	$(PYTHON) experiments/benchmarks/engine/run.py --quick

bench: $(STAMP)         ## what steps, months, indices and sweeps cost, as ratios of one run beside the committed ones
	$(PYTHON) experiments/benchmarks/engine/run.py
	$(PYTHON) experiments/benchmarks/market/run.py
	$(PYTHON) experiments/benchmarks/sweep/run.py
	$(PYTHON) experiments/benchmarks/indices/run.py

microscope: $(STAMP)    ## the rule microscope: every switch changed alone, table and picture
	$(PYTHON) experiments/rule_microscope/run.py

oracle: $(STAMP)        ## PySAL's segregation beside it, so that the tests that compare with it run
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -c requirements.lock -r requirements-oracle.lock

lint: $(STAMP)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy --strict sim

install: $(STAMP)

# The first interpreter that really runs (a pyenv shim may exist and fail) and is in range.
$(STAMP): pyproject.toml requirements.lock
	@set -e; python=; \
	for candidate in python3.13 python3.12 python3.11 python3 python; do \
	  if $$candidate -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
	    >/dev/null 2>&1; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "error: no Python 3.11, 3.12 or 3.13 (with venv) found on the path" >&2; exit 1; fi; \
	if ! $(PYTHON) -c '' >/dev/null 2>&1; then \
	  echo "making .venv with $$($$python --version)"; $$python -m venv --clear .venv; fi; \
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.lock; \
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	touch $(STAMP)
