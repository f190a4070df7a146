# One command each; every target sets up what it needs.
PYTHON ?= python3.11
BIN := .venv/bin
PORT ?= 8000
WORKERS ?= 3

.PHONY: help setup setup-spark demo test check prove bench manual format carried lock clean
help:
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

setup: .venv/.ready ## make .venv with the gongshu command

.venv/.ready: requirements/dev.txt pyproject.toml hatch_build.py package-lock.json $(shell find src/gongshu -name '*.po')
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	$(BIN)/python -m pip check --quiet --disable-pip-version-check
	touch $@

demo: setup ## fill and serve a demonstration node for Dazhou
	$(BIN)/gongshu demo --node demo-node --port $(PORT)

.venv/.browser: .venv/.ready
	sh tests/install-browser.sh
	sh tests/install-mariadb.sh
	touch $@

setup-spark: .venv/.spark ## install Java and pyspark, for tests on a cluster and for a node that has one

.venv/.spark: .venv/.ready requirements/spark.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-build-isolation -r requirements/spark.txt
	touch $@

test: .venv/.browser ## all tests, on SQLite and on PostgreSQL, and on a Spark cluster of this machine
	@$(MAKE) --no-print-directory setup-spark || echo "pyspark is not there: the tests on a cluster will be skipped by name" >&2
	GONGSHU_PROOFS=1 GONGSHU_TEST_DATABASE=postgresql $(BIN)/pytest -q -n $(WORKERS) --dist worksteal -m "not pure and not browser and not spark"
	GONGSHU_PROOFS=1 GONGSHU_TEST_DATABASE=sqlite $(BIN)/pytest -q -n $(WORKERS) --dist worksteal -m "not spark"
	$(BIN)/pytest -q -m spark
	$(BIN)/python -m tests.prove --merge

check: setup ## format, lint, types, layers, law files, docs: under a minute
	$(BIN)/ruff format --check src tests bench conftest.py hatch_build.py
	$(BIN)/ruff check src tests bench conftest.py hatch_build.py
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/gongshu law check
	$(BIN)/pytest -q -p no:cacheprovider tests/manual tests/layers/test_house.py

prove: setup ## take away what carries each duty and look whether its tests notice
	$(BIN)/python -m tests.prove

carried: setup ## write the column carried_by of obligations.csv anew
	$(BIN)/python -m tests.carried

bench: setup ## measure every figure of docs/performance.md
	for script in bench/*.py; do $(BIN)/python $$script || exit 1; done

manual: setup ## write the reference pages of the manual anew
	$(BIN)/python -m tests.manual.pages

format: setup ## put every file into the house's form
	$(BIN)/ruff format src tests bench conftest.py hatch_build.py
	$(BIN)/ruff check --fix src tests bench conftest.py hatch_build.py

lock: ## lock versions with hashes and without host names
	uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url -q requirements/dev.in -o requirements/dev.txt
	uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url -q requirements/runtime.in -c requirements/dev.txt -o requirements/runtime.txt
	uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url -q requirements/spark.in -c requirements/dev.txt -o requirements/spark.txt

clean: ## remove what was built
	rm -rf .venv node_modules build dist reports demo-node demo-node.key src/gongshu/ui/static/vendor src/gongshu/ui/fonts
