# Everything sets itself up in .venv; all it needs is Python >= 3.11 (name another with PYTHON=...).
PYTHON ?= python3
PIP_QUIET := -q --disable-pip-version-check --no-input
READY := .venv/.ready

.PHONY: demo test check bench soak format lock

demo: $(READY)
	.venv/bin/dorozhnyk demo

test: $(READY)
	.venv/bin/python -m pytest -n 2 -m "not soak"

check: $(READY)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	.venv/bin/python -m bot check

soak: $(READY)
	.venv/bin/python -m pytest -n 2 -m soak

bench: $(READY)
	.venv/bin/python -m tests.bench

format: $(READY)
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

$(READY): requirements.txt requirements-dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/python -m pip install $(PIP_QUIET) --require-hashes -r requirements-dev.txt
	.venv/bin/python -m pip install $(PIP_QUIET) --no-deps --no-build-isolation -e .
	touch $@

# Needs uv. The lock names hashes and no index.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q \
	  --extra postgresql pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q \
	  --extra postgresql --extra development -c requirements.txt pyproject.toml -o requirements-dev.txt
