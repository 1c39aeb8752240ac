.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run test bench chaos matrix kills faults readers redteam moderators caps lighthouse screenshots evenings fonts icons lock messages format check

help:  ## this index of work
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/installed  ## the whole house in the foreground; Ctrl-C ends it
	@exec $(BIN)/python manage.py run

test: $(VENV)/installed-dev  ## everything: unit, real Redis, SQLite and PostgreSQL, real processes, real browser
	@exec $(BIN)/python -m tests.all

bench: $(VENV)/installed-dev  ## how fast and how cheap hundreds are told at once, beside other designs; ARGS="--runs 3" (about ten minutes a run)
	@exec $(BIN)/python -m bench $(ARGS)

chaos: $(VENV)/installed-dev  ## five minutes of killing, freezing and wiping while twenty read; ARGS="--seed 7 --seconds 60"
	@exec $(BIN)/python -m tests.proofs.chaos $(ARGS)

matrix: $(VENV)/installed-dev  ## Redis restarted in 48 ways (about six minutes)
	@exec $(BIN)/python -m tests.proofs.matrix $(ARGS)

kills: $(VENV)/installed-dev  ## a hundred killed workers: how long until their stories go on (about eight minutes)
	@exec $(BIN)/python -m tests.proofs.kills $(ARGS)

faults: $(VENV)/installed-dev  ## every fault of an endpoint, through the whole house (about four minutes)
	@exec $(BIN)/python -m tests.proofs.faults $(ARGS)

readers: $(VENV)/installed-dev  ## a thousand cuts, readers who never read, a hundred taps at once, stop (about two minutes)
	@exec $(BIN)/python -m tests.proofs.readers $(ARGS)

redteam: $(VENV)/installed-dev  ## what the gate stops, of our sets or of yours; ARGS="--whole --show FILE.jsonl" (see docs/safety.md)
	@exec $(BIN)/python -m tests.redteam $(ARGS)

moderators: $(VENV)/installed-dev  ## every fault of a moderator, and what a child saw (about three minutes)
	@exec $(BIN)/python -m tests.proofs.moderators $(ARGS)

caps: $(VENV)/installed-dev  ## fifty at once want the last story and the last money of a day, on SQLite and PostgreSQL (under a minute)
	@exec $(BIN)/python -m tests.proofs.caps $(ARGS)

lighthouse: $(VENV)/installed-dev  ## what Lighthouse says of our pages, and how smoothly a slow phone shows a story (about ten minutes); ARGS="--out FOLDER" (needs npm)
	@exec $(BIN)/python -m tests.proofs.lighthouse $(ARGS)

screenshots: $(VENV)/installed-dev  ## every page at four widths, by day and by night, in each language; ARGS="--out FOLDER --pages choose"
	@exec $(BIN)/python -m tests.proofs.pictures $(ARGS)

evenings: $(VENV)/installed-dev  ## seven evenings of one family in a real browser, told and remembered; ARGS="--out FOLDER --locale en-GB --upstream"
	@exec $(BIN)/python -m tests.proofs.evenings $(ARGS)

check: $(VENV)/installed-dev  ## types and style only
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

format: $(VENV)/installed-dev  ## put the code in its usual shape
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

fonts: $(VENV)/installed-dev  ## cut the fonts into slices anew, after new letters came into the material (needs npm; about a minute)
	cd deploy/fonts && npm ci --no-audit --no-fund --silent
	$(BIN)/python -m deploy.fonts

icons: $(VENV)/installed-dev  ## draw the icons of the installed app anew from static/img/icon.svg (needs Chromium)
	$(BIN)/python -m deploy.icons

lock:  ## write requirements*.txt anew from requirements*.in (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" requirements.in -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" requirements-dev.in -o requirements-dev.txt

messages: $(VENV)/installed-dev  ## collect and compile what a person reads (needs gettext)
	$(BIN)/python manage.py makemessages -l zh_Hans --no-location --no-obsolete --ignore .venv
	$(BIN)/python locale/traditional.py && $(BIN)/python manage.py compilemessages -l zh_Hans -l zh_Hant --ignore .venv

$(VENV)/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Storyteller needs Python 3.11 or newer; this is %d.%d. Try: PYTHON=python3.13 make run" % sys.version_info[:2])'
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || { echo "No virtual environment could be made. On Debian: apt install python3-venv"; rm -rf $(VENV); exit 1; }
	@echo "Installing what is needed, once ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt || { echo "The packages could not be installed: see above. Is the package registry within reach?"; exit 1; }
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
