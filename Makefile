# Two commands matter: `make run` (set up and serve the sample) and `make test` (set up and run the tests).
# Each target installs what it needs into .venv from locked, hashed packages, and says so.
PYTHON ?= python3
BIN := .venv/bin
COMMUNITY ?= communities/mihon
# Whole files to a worker, so that what a file sets up is set up once; in the order of testpaths, the long ones first.
SIDE_BY_SIDE := -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: help setup run test test-setup lint bench fuzz lighthouse bundle lock sample docs clean
help:
	@echo "make run    準備して見本のサイトを開く / set up and serve the sample on http://127.0.0.1:8000"
	@echo "make test   準備してテスト / set up and run the tests"
	@echo "make setup  準備だけ (.venv/bin/tomoni) / set up only"
	@echo "make lint · make bench · make lighthouse (four pages on the mobile profile; needs Node) · make fuzz (a longer search for files that break something: TARGET=workbook SECONDS=600) · make lock (re-lock packages) · make bundle (an archive to install without internet) · make sample (regenerate the sample) · make docs (generated references)"

setup: .venv/.run
	@sh tools/fonts.sh
run: setup
	@$(BIN)/tomoni up $(COMMUNITY)

# The same commit gives the same answer: sets keep one order here. Tests of determinism change it in processes of their
# own; `make test PYTHONHASHSEED=random` changes it everywhere.
test: export PYTHONHASHSEED ?= 0
test: test-setup
	@sh tools/services.sh
	$(BIN)/pytest $(SIDE_BY_SIDE) $(ARGS)
	@if $(BIN)/python -m tests.services PostgreSQL; then echo "→ データベースのテストをもう一度、PostgreSQL で / the tests of the database once more, on PostgreSQL"; \
	  TEST_ON=postgresql $(BIN)/pytest $(SIDE_BY_SIDE) $(ARGS); fi

lint: .venv/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/house_rules.py
	$(BIN)/pytest --collect-only -q > /dev/null || $(BIN)/pytest --collect-only -q | tail -30 | { cat; exit 1; }

fuzz: .venv/.fuzz
	@for target in $(or $(TARGET),value text workbook); do echo "→ $$target"; $(BIN)/python -m tests.fuzz.run $$target $(or $(CORPUS),out/fuzz) $(or $(SECONDS),300) || exit 1; done

bench: .venv/.bench
	@for area in $(or $(AREA),tables dashboard api); do $(BIN)/python benchmarks/$$area.py $(ARGS) || exit 1; done

bundle: setup
	@sh tools/bundle.sh

sample: setup
	$(BIN)/python tools/make_mihon.py $(COMMUNITY)
docs: setup
	$(BIN)/python tools/make_docs.py

test-setup: .venv/.test
	@sh tools/browser.sh

.venv/bin/python:
	@echo "→ .venv を作ります / creating .venv"
	@sh tools/venv.sh $(PYTHON)
.venv/.run: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "→ 動かすための部品を入れます（ハッシュ固定） / installing the locked packages Tomoni runs on"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
.venv/.test: requirements/test.txt .venv/.run
	@echo "→ テストの部品を入れます（ハッシュ固定） / installing the locked packages of the tests"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@
.venv/.bench: requirements/bench.txt .venv/.test
	@echo "→ くらべる相手を入れます / installing the peers that the benchmarks run beside Tomoni"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@
.venv/.fuzz: requirements/fuzz.txt .venv/.test
	@echo "→ ファズテストの部品を入れます / installing the fuzzer"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/fuzz.txt
	@touch $@

lighthouse: setup
	@cd tools/lighthouse && npm ci --ignore-scripts --silent
	@$(BIN)/python tools/lighthouse/measure.py

lock: .venv/.run
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv==0.13.9
	@for name in run test bench fuzz installer; do $(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements/$$name.in -o requirements/$$name.txt; done

clean:
	rm -rf .venv out shots build dist communities/*/.tomoni
