# Everything here makes its own .venv; nothing but Python 3.11 and make is needed.
PYTHON ?= python3
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
# Compiled modules are kept, since the tests start many processes.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo setup setup-spark notebooks test slow explore coverage snapshots style check mutants bench ledgers messages docs pictures bundle clean

demo: .venv/core
	$(BIN)/fundcalc demo

setup: .venv/dev

setup-spark: .venv/spark

notebooks: .venv/dev
	$(BIN)/fundcalc app

test: .venv/dev
	$(BIN)/python -m pytest -n auto --dist worksteal

slow: .venv/dev
	$(BIN)/python -m pytest -m "slow or browser or hypothesis" --hypothesis-profile=thorough

explore: .venv/dev
	$(BIN)/python -m pytest -m "slow or hypothesis" --hypothesis-profile=exploring

coverage: .venv/dev
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

snapshots: .venv/dev
	$(BIN)/python -m pytest -n auto --snapshot-update

style: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: style test

mutants: .venv/mutation
	$(BIN)/mutmut run --max-children 1
	$(BIN)/mutmut results

bench: .venv/dev
	$(BIN)/python -m benchmarks.one
	$(BIN)/python -m benchmarks.loading
	$(BIN)/python -m benchmarks.round
	$(BIN)/python -m benchmarks.posting
	$(BIN)/python -m benchmarks.population
	$(BIN)/python -m benchmarks.what_if
	$(BIN)/python -m benchmarks.audit
	$(BIN)/python -m benchmarks.writing
	$(BIN)/python -m benchmarks.standing

messages: .venv/dev
	$(BIN)/python -m babel.messages.frontend -q extract -F pyproject.toml -k Message --no-location --sort-output --no-wrap \
	  -o .venv/messages.pot fundcalc notebooks
	$(BIN)/python -m babel.messages.frontend -q update --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date --no-wrap \
	  -l zh_CN -i .venv/messages.pot -o fundcalc/base/locale/zh/fundcalc.po

ledgers: .venv/dev
	$(BIN)/python -m ledgers.make

# The site in both languages, in docs/_build; a warning is an error.
docs: .venv/docs
	rm -rf docs/_build
	$(BIN)/python -m sphinx -q -W --keep-going -c docs . docs/_build/en
	$(BIN)/python -m sphinx -q -W --keep-going -c docs -t zh . docs/_build/zh
	cp docs/_templates/start.html docs/_build/index.html

bundle: .venv/bundle .venv/docs
	$(BIN)/python -m bundle.make

pictures: .venv/dev
	$(BIN)/python -m tests.pictures

.venv/core: pyproject.toml constraints.txt
	test -d .venv || $(PYTHON) -m venv .venv
	$(PIP) install --constraint constraints.txt --editable .
	touch $@

.venv/dev: .venv/core
	$(PIP) install --constraint constraints.txt --editable '.[web,app,pdf]' \
	  $$($(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups']['dev'])")
	touch $@

.venv/mutation: .venv/dev
	$(PIP) install --constraint constraints.txt \
	  $$($(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups']['mutation'])")
	touch $@

.venv/docs: .venv/dev
	$(PIP) install --constraint constraints.txt \
	  $$($(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups']['docs'])")
	touch $@

.venv/bundle: .venv/dev
	$(PIP) install --constraint constraints.txt \
	  $$($(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups']['bundle'])")
	touch $@

.venv/spark: .venv/dev
	$(PIP) install --constraint constraints.txt --editable '.[spark]'
	touch $@

clean:
	rm -rf .venv docs/_build mutants .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis
