# The front door.  Every target makes .venv first if it is missing.

PYTHON ?= python3
RUN := .venv/bin/python

.PHONY: mnist test lint bench clean

mnist: .venv/ready           ## train the video's network on the real digits
	$(RUN) examples/mnist.py $(ARGS)

test: .venv/ready            ## run the tests
	$(RUN) -m pytest -n auto $(ARGS)

lint: .venv/ready            ## check the style and the types
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy

bench: .venv/ready           ## time a training step against hand-written NumPy
	$(RUN) tests/benchmarks/step.py $(ARGS)

clean:                       ## remove what the other targets made
	rm -rf .venv output .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --editable '.[examples,tests]'
	touch $@
