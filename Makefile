# Every target prepares what it needs. `make` alone lists them.
PYTHON ?= python3
IN_VENV = @$(PYTHON) hearme/launch/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench chaos seed shell e2e compose upgrade

help:     ## List these targets
	@sed -n 's/^\([a-z0-9]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18
run:      ## Start everything and print the address (PORT=8000, HEARME_VAR=var)
	$(IN_VENV) run -m hearme.launch run
test:     ## Run all tests on throw-away servers (ARGS="tests/surveys -k publish")
	$(IN_VENV) dev -m pytest $(ARGS)
check:    ## Check style, types, layers, templates, migrations and settings
	$(IN_VENV) dev -m hearme.launch check
fix:      ## Put right what the tools can put right by themselves
	$(IN_VENV) dev -m hearme.launch fix
bench:    ## Measure pages, answers, reports, files (ARGS="--help"); writes bench.json
	$(IN_VENV) dev -m tests.bench $(ARGS)
chaos:    ## Kill servers and workers under load and count what is lost
	$(IN_VENV) dev -m pytest tests/chaos $(ARGS)
seed:     ## Load the demo organization once more into an empty database
	$(IN_VENV) run manage.py seed_demo $(ARGS)
shell:    ## Open a Python shell on the local data
	$(IN_VENV) run manage.py shell $(ARGS)
e2e:      ## Run the browser tests alone
	$(IN_VENV) dev -m pytest tests/e2e $(ARGS)
compose:  ## Start the production shape in containers
	@docker compose up --build
upgrade:  ## Compile the newest pins into constraints.txt
	$(IN_VENV) dev -m hearme.launch upgrade
