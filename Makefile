# Sets up and runs everything. Needs Python 3.11 or newer, make, and pip that reaches PyPI.

PYTHON ?= python3
VENV := .venv
BENCH_VENV := .venv-bench
BIN := $(VENV)/bin
SETUP := -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help mnist setup test lint types pytest frameworks notebooks reference bench clean

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*##  */  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

mnist: $(VENV)/installed  ## train the chapter's network on MNIST
	$(BIN)/python -m nn.examples.mnist

setup: $(VENV)/installed-dev  ## make .venv with everything for development

test: lint types pytest  ## run every check, as CI does

lint: $(VENV)/installed-dev  ## style: ruff check, ruff format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/installed-dev  ## types: mypy --strict
	$(BIN)/mypy

pytest: $(VENV)/installed-dev  ## tests, docstrings, listings and notebooks
	$(BIN)/pytest --numprocesses=2 --quiet

frameworks: $(BENCH_VENV)/installed  ## test gradients of PyTorch and JAX by adapters, in .venv-bench
	$(BENCH_VENV)/bin/python -m pytest --quiet tests/autograd_core/testing/frameworks
	$(BENCH_VENV)/bin/python -m pytest --quiet tests/test_readme.py -k gradient_checking
	$(BENCH_VENV)/bin/python -m benchmarks.gradient_checking.torch_operations

notebooks: $(VENV)/installed-dev  ## rewrite and execute each notebook from its text
	$(BIN)/jupytext --quiet --to ipynb --update notebooks/*.py
	$(BIN)/python tools/execute_notebooks.py notebooks/*.ipynb

reference: $(VENV)/installed-dev  ## rewrite docs/reference.md from the registry and the laws
	$(BIN)/python tools/make_reference.py

bench: $(BENCH_VENV)/installed  ## compare with other engines, in .venv-bench
	$(BENCH_VENV)/bin/python -m benchmarks

clean:  ## remove the environments and all that was built
	rm -rf $(VENV) $(BENCH_VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp file says that an environment is complete; a change of pyproject.toml sets it up again.

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: got %s. Run make PYTHON=python3.11." % sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(SETUP) --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python $(SETUP) --editable '.[dev]'
	touch $@

$(BENCH_VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/python $(SETUP) --editable '.[bench]'
	touch $@
