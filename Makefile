# The commands of a day's work. Each is also a line that can be typed: nothing here is needed to run the product.
PYTHON ?= python3
BIN := .venv/bin
PYTHONS := 3.11.2 3.15

.PHONY: help setup demo quick test docs format check hooks lock pins archive

help:  ## say what each target does
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: $(BIN)/ruff  ## make the environment with everything that tests and checks need

$(BIN)/ruff: constraints.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -c constraints.txt -e '.[test,check]'
	touch $@

demo: setup  ## prepare a demonstration and serve it
	$(BIN)/python manage.py demo

quick: setup  ## the quick checks: style, arrows, migrations, and the tests that need neither browser nor office
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --check --quiet templates
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest -m "not browser and not slow"

test: setup  ## all tests, as CI runs them on SQLite
	$(BIN)/python -m pytest

docs: setup  ## write all generated documents again
	$(BIN)/python -m tests.generated

format: setup  ## put the style right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet templates

check: setup  ## the types
	$(BIN)/mypy axes indicators strategy_monitor manage.py

hooks: setup  ## check style and arrows before each commit
	$(BIN)/pip install -c constraints.txt pre-commit
	$(BIN)/pre-commit install

lock: setup  ## write requirements.lock again, from constraints.txt
	$(BIN)/pip install -c constraints.txt uv
	$(BIN)/uv pip compile pyproject.toml --constraints constraints.txt --universal --python-version 3.11 --upgrade \
		--generate-hashes --custom-compile-command "make lock" --quiet --output-file requirements.lock

pins: setup  ## whether each pin can be had, without a compiler, for the oldest Python and the newest
	$(BIN)/pip install -c constraints.txt uv
	for python in $(PYTHONS); do $(BIN)/uv pip compile pyproject.toml --all-extras --constraints constraints.txt \
		--python-version $$python --only-binary :all: --quiet --output-file /dev/null || exit 1; done

archive: setup  ## what is deployed, as one file of the last commit
	$(BIN)/python -m tests.supply.archive
