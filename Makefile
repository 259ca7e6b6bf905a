# Two commands do everything:  make demo   and   make test
# (`make help` lists the others)

PYTHON ?= $(shell scripts/find_python.sh)
VENV   := .venv
BIN    := $(VENV)/bin
WHEEL_TAG = $(shell $(PYTHON) -c 'import sys; print("cp%d%d" % sys.version_info[:2])')
CONSTRAINTS = $(wildcard constraints/$(WHEEL_TAG).txt)
PIP = $(BIN)/python -m pip --disable-pip-version-check install -qq $(addprefix --constraint ,$(CONSTRAINTS))
# Wheels of ROS 2 exist for x86_64 only; elsewhere (and where ROS is already there) they are left out.
ROS = $(shell $(PYTHON) -c 'import platform, importlib.util as u; print("" if u.find_spec("rclpy") or platform.machine() != "x86_64" else ",ros")')

export PYTHONUNBUFFERED := 1

.PHONY: help demo test evidence check format interfaces clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.demo  ## set up and drive: camera freezes, network dies, the robot gets home, a report says why
	@$(BIN)/limphome demo

test: $(VENV)/.test check  ## set up and run everything: checks, unit tests, tests over real DDS
	@scripts/run_tests.sh $(BIN)

evidence: $(VENV)/.test  ## the demo over DDS, reaction times of every fault, agreement of lockstep and ROS (on an idle machine)
	@$(BIN)/python -m pytest -q -m evidence test
	@$(BIN)/python scripts/reaction_times.py
	@$(BIN)/python scripts/stepped_agreement.py
	@$(BIN)/python scripts/agreement.py

check: $(VENV)/.test  ## formatter, linter, types, import rules, doc checks
	@scripts/run_checks.sh $(BIN)

format: $(VENV)/.test  ## rewrite the code in the project's format
	@$(BIN)/ruff format src test launch setup.py && $(BIN)/ruff check --fix src test launch setup.py

interfaces:  ## build again the wheels of the messages that the ROS wheels lack (needs g++)
	$(PYTHON) interfaces/build_wheels.py

clean:  ## remove the environment and caches (runs/ stays)
	rm -rf $(VENV) build install log .mypy_cache .ruff_cache .pytest_cache .import_linter_cache src/*.egg-info

$(VENV)/bin/python:
	@scripts/system_packages.sh $(PYTHON)
	@echo "==> environment in $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(if $(ROS),,--system-site-packages) $(VENV)
	@$(BIN)/python -m pip --disable-pip-version-check install -qq --upgrade 'pip>=23'

$(VENV)/.demo: $(VENV)/bin/python setup.py $(wildcard interfaces/wheels/*.whl)
	@echo "==> installing limphome and what the demo needs (about 130 MB to load)"
	@$(PIP) -e '.[sim,report$(ROS)]'
	@$(if $(ROS),scripts/install_interfaces.sh $(BIN) $(WHEEL_TAG),true)
	@touch $@

$(VENV)/.test: $(VENV)/.demo
	@echo "==> installing what training and tests need (torch for the CPU: about 190 MB to load)"
	@scripts/install_torch.sh $(BIN)
	@$(PIP) -e '.[sim,report,learn,dev$(ROS)]'
	@touch $@
