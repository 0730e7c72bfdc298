# The front door. Each target makes .venv and installs what it needs, once, with pip.
#
#   make run         the web page, at http://localhost:8501
#   make test        all tests
#   make lint        format, lint, types, import rules
#   make bench       figures of speed and accuracy
#   make evaluate    every table and picture of docs/EVALUATION.md, and the model card's figures

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Training needs exactly this build: a newer or a looser one brings gigabytes of CUDA libraries.
TORCH := torch==2.13.0

.PHONY: help run test lint bench evaluate clean

help:
	@sed -n '3,7s/^# \{0,1\}//p' Makefile

run: $(VENV)/.installed-run
	$(BIN)/inkdigits app $(ARGS)

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.installed-bench
	$(BIN)/inkdigits benchmark
	for name in keras_ratio draw_latency server_load; do \
	  echo "== $$name"; $(BIN)/python benchmarks/$$name.py || exit 1; done

evaluate: $(VENV)/.installed-bench
	$(BIN)/python -m inkdigits.train.card
	$(BIN)/python -m inkdigits.train.operating
	$(BIN)/python benchmarks/evaluate_all.py $(ARGS)

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed-run: pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --editable '.[web,server,pdf,heic]'
	touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	$(PIP) install --quiet $(TORCH) --editable '.[web,server,train,pdf,heic,desktop,keras,bench,ray,dev]'
	touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-test
	$(PIP) install --quiet $(TORCH) --editable '.[bench]'
	touch $@
