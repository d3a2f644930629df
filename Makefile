# Everything lives in ./.venv and ./var; ARGS=… is handed on to the command behind a target.
BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile -q --system-certs --universal --generate-hashes --no-emit-index-url \
	--python-version 3.11 --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo serve test lint format bench lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

setup: ## make ./.venv with what Qualicity needs to run (PYTHON=… chooses the interpreter)
	@PYTHON="$(PYTHON)" sh scripts/setup.sh run

setup-test: ## the same with what the tests need
	@PYTHON="$(PYTHON)" sh scripts/setup.sh test

demo: setup ## load, compute, show and serve the plans (ARGS=--no-serve ends after the scorecards)
	@$(BIN)/qualicity demo $(ARGS)

serve: setup ## the portal on this machine
	@$(BIN)/qualicity serve $(ARGS)

test: setup-test ## all tests; installs a browser and a PostgreSQL for them where that needs no question
	@sh scripts/fonts.sh
	@CHROMIUM="$$(sh scripts/browser.sh)" POSTGRESQL="$$(sh scripts/postgresql.sh)" $(BIN)/python -m pytest $(ARGS)

lint: setup-test ## style, types and the rule which room may import which
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --output-format concise .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: setup-test ## put the code in its standard form
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

bench: setup ## the benchmarks, on this machine
	@$(BIN)/python benchmarks/run.py $(ARGS)

lock: setup ## renew the locks (ARGS=--upgrade takes newer versions)
	@$(COMPILE) $(ARGS) --group build pyproject.toml -o requirements/run.lock
	@$(COMPILE) $(ARGS) --group build --extra test -c requirements/run.lock pyproject.toml -o requirements/test.lock
	@echo uv | $(COMPILE) $(ARGS) - -o requirements/uv.txt

clean: ## remove the environment and caches; what was loaded and computed (./var) stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find src tests benchmarks scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
