# Two commands: `make run` serves a demonstration, `make test` proves the house. Both install all they need.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN = $(VENV)/bin
INSTANCE ?= instance

.PHONY: run test install install-test browser lint clean

$(VENV)/.installed: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Probierz needs Python 3.11 or newer (PYTHON=python3.12 make run names another one)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@

install: $(VENV)/.installed

install-test: $(VENV)/.installed-test

browser: $(VENV)/.installed-test
	@sh tests/browser.sh $(BIN)/python

run: $(VENV)/.installed
	@$(BIN)/probierz demo --instance $(INSTANCE) --serve --port $(PORT)

# Files are given out in their order: the few long ones stand early, so that no worker waits for the other at the end.
test: $(VENV)/.installed-test browser
	$(BIN)/ruff check app exam sandbox_crm scoring question_bank tests benchmarks
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q

clean:
	rm -rf $(VENV) build dist *.egg-info
