# `make demo` shows it working; `make test` proves it.
#
# Needs make and Python 3.11 or newer. Everything is installed into .venv and .venvs, from
# requirements/*.txt, in which every file is pinned by its hash. Nothing else is touched, but for
# DEBIAN below: tests use those commands, and they are installed only by root, and only with apt.

HOSTS := $(sort $(patsubst requirements/hosts/livekit-%.in,%,$(wildcard requirements/hosts/livekit-*.in)))
ENGINES := $(sort $(patsubst requirements/engines/%.in,%,$(wildcard requirements/engines/*.in)))
# Each is a package and the command it brings.
DEBIAN := radosgw ceph-mon ceph-osd ceph-mgr jq

# The newest of these that is 3.11 or later. `make demo PYTHON=python3.12` narrows it.
PYTHON := python3.13 python3.12 python3.11 python3

UV := .venvs/uv/bin/uv
HOST_STAMPS := $(HOSTS:%=.venvs/livekit-%/.installed)
ENGINE_STAMPS := $(ENGINES:%=.venvs/engine-%/.installed)
INSTALL_INPUTS := requirements/build.txt pyproject.toml

# Tests find `aftercall` and a pinned `aws` first, and the hosts' and engines' environments.
TEST_ENV := PATH="$(CURDIR)/.venvs/bin:$(CURDIR)/.venv/bin:$$PATH" AFTERCALL_HOSTS_DIR="$(CURDIR)/.venvs"

export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# uv trusts the system's certificates where there are any: a company's proxy signs with one of its own.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem),)
export UV_SYSTEM_CERTS ?= 1
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-hosts test-engines chaos lint bench schema docs requirements debian clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: .venv/.demo ## install, hold a few calls against local stand-ins, land their records, ask the questions
	@.venv/bin/aftercall demo

# Two at a time, a file of tests at once: half of the time they wait for processes that they started.
test: lint debian .venvs/bin/aws $(HOST_STAMPS) $(ENGINE_STAMPS) ## install what tests need and run everything
	@$(TEST_ENV) .venv/bin/pytest --numprocesses 2 --dist loadfile

test-hosts: .venv/.test $(HOST_STAMPS) ## the adapter on every supported livekit-agents
	@$(TEST_ENV) .venv/bin/pytest tests/test_hosts.py

test-engines: .venv/.test debian .venvs/bin/aws $(ENGINE_STAMPS) ## the same answers on DuckDB, Spark, and the stand-ins of Snowflake and Athena
	@$(TEST_ENV) .venv/bin/pytest tests/engines

chaos: .venv/.test debian ## kill calls and break their way to S3 and Logs; count what landed (CHAOS="--short --seed 7")
	@.venv/bin/python -m tests.chaos $(or $(CHAOS),--write)

lint: .venv/.test ## style, format, types and the import rule
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo

bench: .venv/.test ## each benchmark in turn, one claim per file; fails at the end if one did not hold
	@broken=; for claim in bench/*.py; do echo "== $$claim"; .venv/bin/python "$$claim" || broken="$$broken $$claim"; done; test -z "$$broken" || { echo "not held:$$broken"; exit 1; }

schema: .venv/.test ## write schema/v1 from record.py, and the questions in each engine's SQL
	@.venv/bin/aftercall schema --write schema/v1
	@.venv/bin/python -m schema.translate

docs: schema ## write every generated document
	@.venv/bin/python -m tests.signals.document

# Keeps the pins that still fit; UPGRADE=1 takes the newest versions. `test` comes first, so that
# the demo is a part of it and both can share .venv.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements" $(if $(UPGRADE),--upgrade)
requirements: | $(UV) ## pin what pyproject.toml and requirements/*.in allow (UPGRADE=1: the newest)
	@$(COMPILE) requirements/uv.in -o requirements/uv.txt
	@$(COMPILE) requirements/build.in -o requirements/build.txt
	@$(COMPILE) requirements/awscli.in -o requirements/awscli.txt
	@$(COMPILE) pyproject.toml --extra demo --group dev -o requirements/test.txt
	@$(COMPILE) pyproject.toml --extra demo -c requirements/test.txt -o requirements/demo.txt
	@for engine in $(ENGINES); do \
		$(COMPILE) "requirements/engines/$$engine.in" -o "requirements/engines/$$engine.txt" || exit 1; \
	done
	@for version in $(HOSTS); do \
		$(COMPILE) pyproject.toml "requirements/hosts/livekit-$$version.in" -o "requirements/hosts/livekit-$$version.txt" || exit 1; \
	done

clean: ## remove what was installed, cached or landed here
	@rm -rf .venv .venvs .cache aftercall-demo dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------------------------------------ environments

# $(call sync,ENVIRONMENT,REQUIREMENTS): exactly what is pinned, and nothing else.
define sync
	@echo "Installing $(2) into $(1) ..."
	@$(1)/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| $(UV) venv --quiet --clear --python .venvs/uv/bin/python $(1)
	@$(UV) pip sync --quiet --python $(1)/bin/python --require-hashes $(2)
endef

# $(call editable,ENVIRONMENT): this package, from its source.
define editable
	@$(UV) pip install --quiet --python $(1)/bin/python --no-deps --build-constraints requirements/build.txt --editable .
endef

.venv/.demo: requirements/demo.txt $(INSTALL_INPUTS) | $(UV)
	@rm -f .venv/.test
	$(call sync,.venv,requirements/demo.txt)
	$(call editable,.venv)
	@touch $@

# The demo's requirements are among the tests', at the same versions.
.venv/.test: requirements/test.txt $(INSTALL_INPUTS) | $(UV)
	$(call sync,.venv,requirements/test.txt)
	$(call editable,.venv)
	@touch .venv/.demo $@

.venvs/livekit-%/.installed: requirements/hosts/livekit-%.txt $(INSTALL_INPUTS) | $(UV)
	$(call sync,$(@D),$<)
	$(call editable,$(@D))
	@touch $@

# An engine and its driver, without this package.
.venvs/engine-%/.installed: requirements/engines/%.txt | $(UV)
	$(call sync,$(@D),$<)
	@touch $@

# A folder with this one command: the environment's own bin would put its python first as well.
.venvs/bin/aws: requirements/awscli.txt | $(UV)
	$(call sync,.venvs/awscli,$<)
	@mkdir -p $(@D) && ln -sf ../awscli/bin/aws $@ && touch -h $@

# pip brings uv, by hash; uv installs the rest.
$(UV): requirements/uv.txt
	@python=; for candidate in $(PYTHON); do \
		if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "No Python 3.11 or newer among: $(PYTHON). Try: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
		package=$$($$python -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
			echo "$$python cannot make virtual environments: ensurepip is missing. Try: sudo apt-get install $$package" >&2; exit 1; \
		fi; \
		$(call apt,$$package); \
	fi; \
	echo "Installing uv, with $$($$python --version) ..." \
	&& $$python -m venv --clear .venvs/uv \
	&& .venvs/uv/bin/pip install -qq --require-hashes -r requirements/uv.txt
	@touch $@

# $(call apt,PACKAGES): one shell command. What apt says is shown only where it fails.
apt = echo "Installing with apt-get: $(1) ..."; mkdir -p .cache; \
	{ apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $(1); } >.cache/apt.log 2>&1 \
	|| { tail -n 20 .cache/apt.log >&2; echo "apt-get failed; all it said is in .cache/apt.log." >&2; exit 1; }

debian:
	@missing=; for package in $(DEBIAN); do command -v $$package >/dev/null || missing="$$missing $$package"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		$(call apt,$$missing); \
	else \
		echo "Not installed:$$missing. Tests that need them are skipped (AFTERCALL_REQUIRE_ALL=1: fail)."; \
		echo "Try, on Debian: sudo apt-get install --no-install-recommends$$missing"; \
	fi
