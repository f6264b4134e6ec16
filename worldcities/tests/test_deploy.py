"""The files in `deploy/` fit the portal: their commands exist, their folders agree, and no secret is logged."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.db import connection

from core.middleware import SECRETS
from worldcities.tasks import LATE_AFTER, TIMERS
from worldcities.tests.addresses import addresses

pytestmark = pytest.mark.one_database

DEPLOY = settings.BASE_DIR / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SITE = (DEPLOY / "nginx.conf").read_text()


def hardening(unit):
    text = unit.read_text()
    return text[text.index("# What the processes may touch") :].partition("[Install]")[0].strip()


@pytest.mark.security("V13")
def test_every_unit_runs_what_there_is_and_is_closed_like_the_others(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    assert len(UNITS) == 4
    assert len({hardening(unit) for unit in UNITS}) == 1
    for unit in UNITS:
        run = re.search(r"^ExecStart=/srv/portal/\.venv/bin/(\S+) (.*)$", unit.read_text(), re.MULTILINE)
        if run[1] == "gunicorn":
            assert run[2].startswith("worldcities.wsgi ")
            continue
        _manage, name, *words = run[2].split()
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        parser.parse_args([next(iter(TIMERS)) if word == "%i" else word for word in words])


def test_containers_run_what_there_is_and_all_that_keeps_something_has_a_volume(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    for service in composed["services"].values():
        if service.get("command"):
            _python, _manage, name, *words = service["command"]
            load_command_class(get_commands()[name], name).create_parser("manage.py", name).parse_args(words)
    image = (DEPLOY / "Containerfile").read_text()
    for variable, folder in (("DOCUMENTS_ROOT", "/srv/portal-documents"), ("ERASURE_LEDGER", "/srv/backups")):
        assert f"{variable}={folder}" in image
        assert folder in {one.partition(":")[2] for one in composed["services"]["web"]["volumes"]}
    for name, role in {"migrate": "portal_owner", "grant": "portal_owner", "web": "portal", "worker": "portal"}.items():
        given = composed["services"][name]["environment"]
        assert given["DATABASE_URL"].startswith(f"postgres://{role}:${{")
        # All of .env comes into a container; the owner's password does not come into those of the portal.
        assert (given.get("DATABASE_OWNER_PASSWORD") == "") == (role == "portal")
    assert composed["services"]["grant"]["command"][-1] == "portal"
    assert composed["services"]["database"]["environment"]["POSTGRES_USER"] == "portal_owner"
    assert "--lc-collate=C" in composed["services"]["database"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_the_image_is_built_of_what_there_is(tmp_path):
    portal, text = tmp_path / "portal", (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    ignored = [line.rpartition("/")[2] for line in (settings.BASE_DIR / ".dockerignore").read_text().split()]
    shutil.copytree(settings.BASE_DIR, portal, ignore=shutil.ignore_patterns(*ignored, "*.mo"))
    (portal / ".venv").symlink_to(sys.prefix)
    _title, build, final = text.split("\nFROM ")
    assert all(re.search(r":\d", image) for image in re.findall(r"^FROM (\S+)", text, re.MULTILINE))
    # The packages are those of the tests; what comes after the code needs no network.
    assert "pip install --no-cache-dir --requirement requirements.lock" in build
    (made,) = re.findall(r"^RUN (.*)$", build.partition("COPY . .")[2], re.MULTILINE)
    subprocess.run(["sh", "-ec", made], cwd=portal, env={"PATH": os.environ["PATH"]}, check=True, capture_output=True)
    assert (portal / "locale/ko/LC_MESSAGES/django.mo").exists()
    assert (portal / "var/static/staticfiles.json").exists()
    assert re.search(r"--uid (\d+) .*^USER \1$", final, re.MULTILINE | re.DOTALL)


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_role_of_the_portal_is_made_with_its_password_and_owns_nothing():
    known, name = connection.settings_dict, f"portal_{os.getpid()}"
    script = (DEPLOY / "database-role.sh").read_text().replace("ROLE portal", f"ROLE {name}")
    reached = {"PGHOST": known["HOST"], "PGPORT": str(known["PORT"]), "PGPASSWORD": known["PASSWORD"]}
    given = {"POSTGRES_USER": known["USER"] or os.environ.get("PGUSER", ""), "POSTGRES_DB": known["NAME"]}
    env = (
        os.environ
        | {key: word for key, word in reached.items() if word}
        | given
        | {"PORTAL_PASSWORD": 'it\'s "made" up'}
    )
    subprocess.run(["sh"], input=script, env=env, check=True, text=True, capture_output=True)
    with connection._nodb_cursor() as cursor:  # past the transaction that the test undoes
        cursor.execute("SELECT rolcanlogin, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = %s", [name])
        found = cursor.fetchall()
        cursor.execute(f"DROP ROLE {name}")
    assert found == [(True, False, False)]


def test_each_timer_starts_a_unit_that_there_is():
    started = {re.search(r"^Unit=(.*)$", file.read_text(), re.MULTILINE)[1] for file in DEPLOY.glob("systemd/*.timer")}
    assert started == {"portal-backup.service", *(f"portal-timer@{name}.service" for name in TIMERS)}


@pytest.mark.django_db
def test_every_alert_asks_for_figures_that_there_are_and_says_what_to_do(client):
    told = client.get("/metrics", headers={"authorization": f"Bearer {settings.METRICS_TOKEN}"}).text
    told += client.get("/metrics", headers={"authorization": f"Bearer {settings.METRICS_TOKEN}"}).text
    (group,) = yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"]
    assert len(group["rules"]) > 8
    for rule in group["rules"]:
        assert rule["labels"]["severity"] in {"page", "warning"}
        assert rule["annotations"]["summary"]
        assert len(rule["annotations"]["action"]) > 40
        for name, label, value in re.findall(r"(\bportal_\w+)(?:\{(\w+)=\"(\w+)\")?", rule["expr"]):
            assert f"\n{name}" in told, rule["alert"]
            if label in {"state", "timer"}:
                assert f'\n{name}{{{label}="{value}"}}' in told, rule["alert"]
    late = {name: f"{int(after.total_seconds())}" for name, after in LATE_AFTER.items()}
    by_hand = {"3 * 3600": "10800", "2 * 86400": "172800"}
    asked = re.findall(r'timer="(\w+)"} > (\d \* \d+)', (DEPLOY / "alerts.yml").read_text())
    assert {name: by_hand[after] for name, after in asked} == late


@pytest.mark.security("V13", "V16")
def test_the_web_server_logs_no_secret_and_takes_what_the_portal_takes():
    (silent,) = re.findall(r"location ~ (\^\S+) \{\s+access_log off;\s+error_log /dev/null;", SITE)
    secret = [one for one in addresses() if SECRETS & set(one.words)]
    assert len(secret) > 5
    kept = {"token": "a-token", "signed": "a-signed", "key": "a-key", "uidb36": "1"}
    paths = [one.path({word: kept.get(word, "x") for word in one.words}) for one in secret]
    assert [path for path in paths if not re.match(silent, path)] == []
    assert f"client_max_body_size {settings.PORTAL_UPLOAD_LIMIT // 1_000_000}m;" in SITE
    assert SITE.count("proxy_set_header X-Forwarded-Proto $scheme;") == 1
    # Where a location sets a header of its own, nginx forgets those above it.
    assert "proxy_set_header" not in SITE.partition("location / { proxy_pass")[2]


@pytest.mark.security("V12", "V13")
def test_the_web_server_speaks_no_old_tls_and_does_not_name_its_version():
    assert re.findall(r"ssl_protocols (.+);", SITE) == ["TLSv1.2 TLSv1.3"]
    assert SITE.count("server_tokens off;") == len(re.findall(r"^\s*server \{", SITE, re.MULTILINE))
    # What comes without TLS is led to it, and nothing else.
    assert re.search(r"listen 80.*?return 30[18] https://", SITE, re.DOTALL)
