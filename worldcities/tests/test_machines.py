"""Two machines at one PostgreSQL, with all that may stand beside it; `make drill` has the long form."""

import json
import os
import re

import pytest

from bench.drill import Portal, mail_server
from bench.machines import PASSWORD, beside, two_machines
from bench.servers import Server

pytestmark = pytest.mark.postgres

# Everybody gets a password before the sessions are made, which would end with another one.
FACTS = f"""
import json, sys, django; django.setup()
from accounts.models import User
from bench.facts import CODE, facts
for person in User.objects.filter(memberships__isnull=False).distinct():
    person.set_password("{PASSWORD}")
    person.save()
json.dump(facts(CODE), sys.stdout)
"""
# What behind a pooler is said of PostgreSQL, which goes past it, and what becomes of a lock that a session holds.
ASKED = """
import io, json, sys, django; django.setup()
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from core.checks import queries_are_not_compiled
from core.pooler import past_pooler

def port():
    connection.ensure_connection()
    return connection.connection.info.port

def told():
    return [one.hint for one in queries_are_not_compiled(None, databases=["default"])]

found = {"pooled": port(), "told": told()}
with past_pooler():
    found["direct"], found["direct told"] = port(), told()
    with connection.cursor() as cursor:
        cursor.execute(found["told"][0])
connection.close()
found["back"] = port()
call_command("migrate", verbosity=0)
call_command("backup", sys.argv[1], stdout=io.StringIO())
settings.DATABASE_PAST_POOLER = {}
try:
    call_command("migrate", verbosity=0)
except CommandError as refused:
    found["refused"] = str(refused)
print(json.dumps(found))
"""


@pytest.mark.security("V6", "V7")
def test_two_machines_behind_nginx_pgbouncer_and_redis_with_a_bucket_are_one_portal(tmp_path):
    engine, name = Server(), f"machines_{os.getpid()}"
    template = os.environ.get("TEST_DATABASE_TEMPLATE", "")
    try:
        engine.create(name, template)
        engine.execute(f"ALTER DATABASE {name} SET jit = on")
        with mail_server() as mails, beside(engine, name, tmp_path) as more:
            first, second = (
                Portal(engine, name, tmp_path / "portal", mails, 1, PLAIN_STATIC="true", **more)
                for _machine in range(2)
            )
            if not template:
                first.do("manage.py", "migrate", "-v0")
            first.do("-m", "bench.facts", 25)
            facts = json.loads(first.do("-c", FACTS))
            pooled = json.loads(first.do("-c", ASKED, tmp_path / "backup.tar"))
            faults, said = two_machines(first, second, facts, mails=20)
    finally:
        engine.drop(name)
    assert faults == []
    assert re.fullmatch(r"\d+ tasks, once each, by 2 workers; 40 pages through a kill", said)
    assert pooled["pooled"] == pooled["back"] != pooled["direct"]
    assert pooled["told"] == [f"ALTER DATABASE {name} SET jit = off"]
    assert pooled["direct told"] == []
    assert (tmp_path / "backup.tar").stat().st_size > 100_000
    assert pooled["refused"].startswith("DATABASE_URL leads to a pooler.")
