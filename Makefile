# The commands of the house. `make help` lists them.
PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin
# Extra words for pytest: make test ARGS="-k pairing"
ARGS ?=
# Which of the browser's tests: make e2e E2E=e2e/test_story.py
E2E ?= e2e
# What `make check` starts production's settings with: made up, reaching nothing.
DUMMY_PROD := IGNORE_ENV_FILE=true DJANGO_SETTINGS_MODULE=worldcities.settings.prod \
	SECRET_KEY=only-for-the-deployment-check-0123456789-abcdefghijklmnopqrstuvwxyz \
	ALLOWED_HOSTS=portal.example BASE_URL=https://portal.example \
	DATABASE_URL=postgres://portal@127.0.0.1/portal

# What one Python has compiled need not be compiled by the next.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run dev test check check-style check-types check-project e2e fuzz security settings lock sbom bench drill coverage messages vendor contact-sheet handbook-pictures catalogues

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Override: PORT=8001  DATABASE_URL=postgres://...  PYTHON=/path/to/python3  ARGS='-k name'"

# Two stamps: whoever only runs the portal installs no test tools. A folder that was moved gets a new environment,
# because the scripts inside name their interpreter by its full path.
.venv/.ok: requirements.lock scripts/pick-python.sh
	@$(BIN)/pip --version >/dev/null 2>&1 || \
		{ python=$$(sh scripts/pick-python.sh) && rm -rf .venv && "$$python" -m venv .venv; }
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

.venv/.ok-dev: .venv/.ok requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

catalogues: .venv/.ok
	@$(BIN)/python manage.py compile_messages

run: export DJANGO_SETTINGS_MODULE = worldcities.settings.demo
run: export PORT := $(PORT)
run: catalogues ## serve the portal with the real records on 127.0.0.1:PORT and send its mails, as production would
	@mkdir -p var
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@$(BIN)/python manage.py prepare_demo --migrate
	@exec $(BIN)/python scripts/serve.py \
		$(BIN)/gunicorn worldcities.wsgi --bind 127.0.0.1:$(PORT) --workers $(WORKERS) --log-level warning \
		-- $(BIN)/python manage.py db_worker

dev: export DJANGO_SETTINGS_MODULE = worldcities.settings.dev
dev: export PORT := $(PORT)
dev: catalogues .venv/.ok-dev ## the same records under Django's own server, with DEBUG and reload
	@mkdir -p var
	@$(BIN)/python manage.py prepare_demo --migrate
	@exec $(BIN)/python scripts/serve.py \
		$(BIN)/python manage.py runserver 127.0.0.1:$(PORT) -- $(BIN)/python manage.py db_worker

test: .venv/.ok-dev catalogues ## every test but the browser's; on PostgreSQL with DATABASE_URL=postgres://... make test
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not browser" $(ARGS)

e2e: .venv/.ok-dev catalogues ## the browser's tests, on SQLite
	env -u DATABASE_URL $(BIN)/pytest -n 2 --dist worksteal -m browser $(ARGS) $(E2E)

fuzz: export FUZZ_SEED ?= $(shell date +%s)
fuzz: export FUZZ_INPUTS ?= 100000
fuzz: .venv/.ok-dev catalogues ## inputs that nobody should send, at random, to every address as every role (FUZZ_INPUTS=100000 FUZZ_SEED=...)
	$(BIN)/pytest -q worldcities/tests/test_fuzz.py

security: .venv/.ok-dev catalogues ## the tests of docs/security.md, with a line for each of its chapters and cases
	env -u DATABASE_URL $(BIN)/python -m scripts.security

bench: catalogues ## what pages, saves and files cost beside a bare Django project (SIZES="small large" SECONDS=10)
	@$(BIN)/python -m bench

drill: .venv/.ok-dev catalogues ## kill web and worker under load, then destroy the portal and restore it; nothing may be lost (KILLS=10)
	@$(BIN)/python -m bench.drill
	@$(BIN)/python -m bench.machines

coverage: .venv/.ok-dev catalogues ## the tests but the browser's, with the lines that none of them reached
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not browser" --cov --cov-report term-missing:skip-covered $(ARGS)

check: check-style check-types check-project ## style, types, import order, migrations, deployment, translations (-j2: two at once)

check-style: .venv/.ok-dev catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --check --lint --quiet templates
	$(BIN)/python scripts/check_translations.py
	$(BIN)/python scripts/supply_chain.py check

check-types: .venv/.ok-dev catalogues
	$(BIN)/mypy

check-project: .venv/.ok-dev catalogues
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(DUMMY_PROD) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python scripts/releases.py check

settings: .venv/.ok ## write .env.example, the reference of settings, from worldcities/settings/
	$(BIN)/python scripts/env_example.py

lock: COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-header --no-annotate
lock: .venv/.ok-dev ## pin all that requirements*.txt lead to by version and hash, and list the licences
	$(BIN)/pip install --quiet --disable-pip-version-check uv==0.13.9
	$(COMPILE) requirements.txt --output-file requirements.lock
	$(COMPILE) --constraints requirements.lock requirements-dev.txt --output-file requirements-dev.lock
	$(MAKE) .venv/.ok-dev
	$(BIN)/python scripts/supply_chain.py licences

sbom: .venv/.ok ## print what the portal is made of, as a bill of materials (CycloneDX)
	@$(BIN)/python scripts/supply_chain.py sbom

# Sorted by the texts, without their places and the day: a catalogue changes with its texts, and with nothing else.
messages: CATALOGUE := locale/ko/LC_MESSAGES/django.po
messages: .venv/.ok-dev ## collect the texts to translate into locale/ (needs gettext)
	$(BIN)/python manage.py makemessages --locale ko --no-location --no-wrap \
		--ignore .venv --ignore var --ignore frontend --ignore static --ignore e2e --ignore "*/tests/*"
	msgattrib --sort-output --no-wrap --output-file $(CATALOGUE) $(CATALOGUE)
	sed -i.bak '/^"POT-Creation-Date/d' $(CATALOGUE) && rm $(CATALOGUE).bak

vendor: ## fetch the vendored front end and the fonts of documents anew (needs npm)
	PYTHON=$$(sh scripts/pick-python.sh) sh scripts/vendor.sh

contact-sheet: .venv/.ok-dev catalogues ## every page x language x width as pictures under var/ (needs Chromium)
	env -u DATABASE_URL $(BIN)/pytest -m browser e2e/contact_sheet.py $(ARGS)

handbook-pictures: .venv/.ok-dev catalogues ## the handbook's pictures, anew, from the demonstration (needs Chromium)
	env -u DATABASE_URL $(BIN)/pytest -m browser e2e/handbook_pictures.py $(ARGS)
