# The commands everyone types. Each works on a fresh machine with Python, make and Pango.

PORT ?= 8000
export PORT
python := .venv/bin/python
# The suite runs on every core; PYTEST can add options, for example PYTEST="-k certificate".
PYTEST ?=

.PHONY: demo test check format bench lock clean help

help:
	@echo "make demo     a working college with invented people, on http://127.0.0.1:$(PORT)/"
	@echo "make test     every test, on SQLite and on PostgreSQL"
	@echo "make check    style, types, import rules, migrations, deployment settings"
	@echo "make format   put code and templates into the house's shape"
	@echo "make bench    measure speed and memory"
	@echo "make lock     pin the newest packages that pyproject.toml allows"
	@echo "make clean    remove the demo's data, and everything else that can be made again"

demo:
	@.ci/prepare requirements.txt
	@DJANGO_SETTINGS_MODULE=recoverycollege.settings.demo exec $(python) manage.py run_college

test:
	@.ci/prepare requirements-dev.txt
	@.ci/test $(PYTEST)

check:
	@.ci/prepare requirements-dev.txt
	@.ci/check

format:
	@.ci/prepare requirements-dev.txt
	@$(python) -m ruff check --fix-only --quiet .
	@$(python) -m ruff format .
	@git ls-files 'templates/*.html' | xargs .venv/bin/djhtml --tabwidth 2

bench:
	@.ci/prepare requirements-dev.txt
	@$(python) -m benchmarks

lock:
	@.ci/prepare requirements-dev.txt
	@.venv/bin/uv pip compile pyproject.toml --quiet --no-header --universal --upgrade \
		--python-version 3.11 --generate-hashes --no-emit-index-url --output-file requirements.txt
	@.venv/bin/uv pip compile pyproject.toml --quiet --no-header --universal --upgrade \
		--group dev --constraint requirements.txt \
		--python-version 3.11 --generate-hashes --no-emit-index-url --output-file requirements-dev.txt

clean:
	rm -rf var .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
