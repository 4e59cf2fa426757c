# The front door.  Every target installs what it needs into .venv first: .venv/ready is for
# the examples and their pictures, .venv/cluster adds Dask, .venv/docs what builds the site,
# .venv/tests the tools of the tests: a group of pyproject.toml, which the pip that comes with
# Python may be too old to know.

PYTHON ?= python3
RUN := .venv/bin/python

.PHONY: mnist draw learn examples reproduce pages pictures docs test thorough coverage mutants matrix lint bench clean

# On a busy machine, several BLAS threads make products slower, up to 50 times (docs/performance.md).
mnist draw learn examples reproduce: export OPENBLAS_NUM_THREADS ?= 1

# Only runs on several cores or machines need Dask.
CLUSTER := $(if $(findstring --workers,$(ARGS))$(findstring --scheduler,$(ARGS)),.venv/cluster)

mnist: .venv/ready           ## train the video's network on the real digits
	$(RUN) examples/mnist.py $(ARGS)

draw: .venv/ready            ## write the page on which you draw a digit, and watch the network think
	$(RUN) examples/draw.py $(ARGS)

learn: .venv/ready           ## do the exercises: each is checked when you save it
	$(RUN) -m tinygrad_edu.learn $(ARGS)

examples: .venv/cluster      ## run the whole course, one after the other: a quarter of an hour
	@for example in examples/[0-9]*.py; do \
	  echo; echo "=== $$example"; $(RUN) $$example $(ARGS) || exit 1; \
	done

reproduce: .venv/ready $(CLUSTER)  ## try every published claim that has not been tried: an hour or so
	$(RUN) examples/reproduce.py $(ARGS)

test: .venv/tests            ## run the tests
	$(RUN) $(UNDER) -m pytest -n auto --timeout 900 $(ARGS)

thorough: .venv/tests        ## run them with thousands of random examples, for hours
	seed=$${SEED:-$$($(RUN) -c 'import secrets; print(secrets.randbelow(2**32))'); echo "SEED=$$seed"; \
	HYPOTHESIS_PROFILE=thorough $(RUN) -m pytest -n auto --hypothesis-seed=$$seed $(ARGS)
	$(RUN) -m tests.fuzz.fuzz_files --files 10000

coverage: .venv/tests        ## run them and say which lines and branches none of them reached
	$(RUN) -m coverage erase
	$(RUN) -m coverage run -m pytest -n auto --timeout 900 $(ARGS)
	$(RUN) -m coverage combine --quiet
	$(RUN) -m coverage report

mutants: .venv/tests         ## plant mistakes and see whether the tests notice; it goes on where it was
	$(RUN) -m tests.mutants.run $(ARGS)

matrix: .venv/ready          ## run the engine's tests with the oldest and the newest NumPy and Python
	bash tests/matrix.sh $(ARGS)

lint: .venv/tests            ## check the style and the types
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy

pages: .venv/tests           ## write the pages anew that are made from code
	$(RUN) docs/generators/make_ops.py
	$(RUN) docs/generators/make_names.py
	$(RUN) docs/generators/make_errors.py

pictures: draw .venv/tests   ## draw the pictures of README.md and docs anew; needs chromium
	$(RUN) docs/generators/make_gallery.py
	$(RUN) docs/generators/make_player.py
	$(RUN) docs/generators/make_dark.py
	$(RUN) docs/generators/make_draw.py

docs: .venv/docs             ## build the site: docs/_build/html/index.html
	$(RUN) docs/website/build.py $(ARGS)

bench: .venv/tests           ## how fast is it, next to hand-written NumPy and the peers?
	$(RUN) tests/benchmarks/run.py $(ARGS)

clean:                       ## remove what the other targets made
	rm -rf .venv output build docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks .mutants .matrix
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

PIP := $(RUN) -m pip install --quiet --disable-pip-version-check

.venv/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(PIP) --editable '.[examples]'
	@$(PIP) --only-binary pygraphviz --editable '.[pictures]' 2>/dev/null || \
	  echo "pygraphviz, which brings Graphviz along, has no wheel for this system: all else works," \
	    "and tg.draw draws once Graphviz is installed (apt install graphviz, brew install graphviz)."
	@touch $@

.venv/cluster: .venv/ready
	$(PIP) --editable '.[cluster]'
	@touch $@

.venv/docs: .venv/ready
	$(PIP) --editable '.[docs]'
	@touch $@

.venv/tests: .venv/ready
	$(PIP) --upgrade pip
	$(PIP) --editable . --group dev
	@touch $@
