# make run: sets everything up and opens the app.   make test: sets everything up and runs all tests.
# make fuzz: tries damaged input for an hour, or for MINUTES minutes.
# make share: opens the app to a class, for drawing and photos.   make share TEACH=1: for teaching too.

PORT ?= 8501
MINUTES ?= 60
VENV := .venv
BIN := $(VENV)/bin
# The newest Python from 3.11 to 3.13 on this machine, found by trying each.
PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3 python; do \
	$$each -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$each && break; done)

.PHONY: run share test fuzz lint format clean
.DEFAULT_GOAL := run

run: $(VENV)/.installed
	$(BIN)/streamlit run server.py --server.port $(PORT)

share: $(VENV)/.installed
	$(BIN)/python share.py --port $(PORT) $(if $(TEACH),--teach)

# The tests start Python hundreds of times, so Python must be allowed to keep its compiled files. One process more
# than there are cores runs them, since many wait for a browser or for a process of their own. NumPy and scikit-learn
# compute on one thread in each: on busy cores, several threads would wait for each other, ten times as long.
test: $(VENV)/.installed-dev
	$(BIN)/python tests/browser/find_browser.py
	PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest --dist loadfile --no-loadscope-reorder \
		-n $$($(BIN)/python -c 'import os; print(os.cpu_count() + 1)')

fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy core inkling api widgets pages

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Inkling needs Python 3.11, 3.12 or 3.13: see https://www.python.org/downloads/"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# uv installs in a fifth of the time, since it downloads and unpacks many packages at once. Where it fails,
# for example because only pip is configured with a mirror, pip installs instead. Neither compiles: compileall
# does, on all cores, and packages that only the tests need are compiled when first imported.
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --no-compile
UV_INSTALL := $(BIN)/python -m uv pip install --python $(BIN)/python

$(VENV)/.installed: requirements.txt requirements-serve.txt $(VENV)/bin/python
	@echo "Setting up Inkling in $(VENV), once: about 490 MB to download, 2.2 GB on disk, 1 to 5 minutes."
	-@$(PIP_INSTALL) --quiet uv==0.13.9
	$(UV_INSTALL) -r requirements.txt || $(PIP_INSTALL) -r requirements.txt
	-@$(BIN)/python -m compileall -qq -j 0 -x '/tests/' $(VENV)/lib
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(UV_INSTALL) -r requirements-dev.txt || $(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
