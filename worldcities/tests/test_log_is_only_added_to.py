"""On PostgreSQL the portal's role adds to the log, and the database refuses to change or delete what stands there."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

MAKE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("grant_portal", "{app}")
call_command("grant_portal", "{app}")
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE made_later (id serial PRIMARY KEY, word text)")
"""
# What the portal does, and what somebody does who has its password.
TRY = """
import datetime as dt, io, json
import django
django.setup()
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from accounts.models import User
from core import clock
from core.audit import Kind
from core.log import forget_invited, forget_visits, one_act, write_audit
from core.models import AuditEntry, AuditNames
from partnerships.models import Invitation

found = {}

def attempt(name, what):
    try:
        with transaction.atomic():
            found[name] = str(what())
    except (ProgrammingError, CommandError) as refused:
        found[name] = str(refused).splitlines()[0]

def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return "done"

def old(days, kind, action):
    entry = AuditEntry(at=clock.now() - dt.timedelta(days=days), kind=kind, action=action, actions=f" {action} ")
    entry.save_base(force_insert=True)
    AuditNames(entry=entry).save(force_insert=True)
    return entry.pk

person = User.objects.create_user("marta@example.org", "lantern-harbour-42", given_name="Marta", family_name="Soler")
write_audit(action="signed-in", by=person, network="203.0.113.0/24")
with one_act():
    write_audit(action="record-changed", by=person, record=person, fields="telephone")
found["written"] = AuditEntry.objects.count()
attempt("update", lambda: AuditEntry.objects.filter(actor=person).update(action="refused"))
attempt("delete", lambda: AuditEntry.objects.all()._raw_delete("default"))
attempt("update names", lambda: AuditNames.objects.filter(entry__actor=person).update(actor_label="nobody"))
attempt("delete names", lambda: AuditNames.objects.all()._raw_delete("default"))
attempt("truncate", lambda: run("TRUNCATE core_auditentry CASCADE"))
attempt("drop", lambda: run("DROP TABLE core_auditentry CASCADE"))
attempt("trigger", lambda: run("ALTER TABLE core_auditentry DISABLE TRIGGER ALL"))
attempt("grant", lambda: run("GRANT UPDATE ON core_auditentry TO CURRENT_USER"))
changed = "CREATE OR REPLACE FUNCTION core_forget_visits(before timestamptz) RETURNS void LANGUAGE sql AS 'SELECT'"
attempt("function", lambda: run(changed))
attempt("migrations", lambda: run("DELETE FROM django_migrations"))
attempt("made later", lambda: run("INSERT INTO made_later (word) VALUES ('yes')"))
attempt("account", lambda: User.objects.filter(pk=person.pk).update(telephone="+34 93"))
found["kept"] = list(AuditEntry.objects.order_by("pk").values_list("names__actor_label", flat=True))
rows = {
    "old visit": old(400, Kind.SIGN_IN, "signed-in"),
    "new visit": old(300, Kind.REFUSAL, "refused"),
    "old act": old(400, Kind.CHANGE, "record-changed"),
}
def told(days, kind, number, label, **persons):
    facts = {"action": "test-invited", "actions": " test-invited ", "object_type": kind, "object_id": number}
    entry = AuditEntry(at=clock.now() - dt.timedelta(days=days), **facts)
    entry.save_base(force_insert=True)
    AuditNames(entry=entry, object_label=label, persons=persons).save(force_insert=True)

with transaction.atomic():
    unused = Invitation(pk=7, email="a@example.org", role="observer", strand_id=1, token_hash="x")
    unused.save(force_insert=True)
    for days in (40, 20):
        told(days, "partnerships.invitation", 7, f"{days} days ago", person="a@example.org")
        told(days, "partnerships.membership", 1, "Marta", person="Marta", successor="a@example.org")
    used = Invitation(pk=8, email="b@example.org", role="observer", strand_id=1, token_hash="y")
    used.accepted_at = clock.now()
    used.save(force_insert=True)
    told(39, "partnerships.invitation", 8, "used", person="b@example.org")
    forget_invited([7, 8], [unused.email, used.email])
    invited = AuditNames.objects.filter(entry__action="test-invited").order_by("entry__at")
    found["invited"] = list(invited.values_list("object_label", "persons"))
    transaction.set_rollback(True)  # there is no such strand
forget_visits(clock.now())
found["forgotten"] = [name for name, key in rows.items() if not AuditEntry.objects.filter(pk=key).exists()]
User.objects.filter(pk=person.pk).update(is_active=False)
attempt("anonymise", lambda: call_command("anonymise_account", str(person.pk), stdout=io.StringIO()))
found["person"] = person.pk
found["rows"], found["last"] = AuditEntry.objects.count(), AuditEntry.objects.order_by("pk").last().pk
print(json.dumps(found))
"""
ANONYMISE = """
import django
django.setup()
from django.core.management import call_command
from core.models import AuditEntry

def log():
    return list(AuditEntry.objects.filter(pk__lte={last}).order_by("pk").values())

before = log()
call_command("anonymise_account", "{number}")
print(log() == before and len(before))
print(sorted(set(AuditEntry.objects.filter(actor={number}).values_list("names__actor_label", flat=True))))
"""


@pytest.fixture
def database(django_db_blocker, tmp_path):
    """An empty database with an owner and a role for the portal; gives what runs a program as one of them."""
    name, owner, app = (f"portal_{what}_{os.getpid()}" for what in ("log", "owner", "app"))
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        for role in (owner, app):
            cursor.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'made-up'")
        cursor.execute(
            f"CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        )
        known = connection.settings_dict
        reached = {"PGHOST": known["HOST"], "PGPORT": str(known["PORT"])}

        def run(role, code):
            own = {"PGUSER": {"owner": owner, "app": app}[role], "PGPASSWORD": "made-up"}
            env = os.environ | {key: value for key, value in reached.items() if value} | own
            env |= {"DATABASE_URL": f"postgres:///{name}", "ERASURE_LEDGER": str(tmp_path / "erasures.txt")}
            where = {"cwd": settings.BASE_DIR, "env": env}
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, **where)
            assert done.returncode == 0, done.stderr[-3000:]
            return done.stdout

        try:
            yield app, run
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
            for role in (app, owner):
                cursor.execute(f"DROP ROLE {role}")


@pytest.mark.security("V16")
@pytest.mark.postgres
def test_the_portals_role_adds_to_the_log_and_neither_changes_nor_deletes(database):
    app, run = database
    run("owner", MAKE.format(app=app))
    found = json.loads(run("app", TRY))
    assert found["written"] == 2
    for refused in ("update", "delete", "truncate"):
        assert found[refused] == "permission denied for table core_auditentry", refused
    for refused in ("update names", "delete names"):
        assert found[refused] == "permission denied for table core_auditnames", refused
    assert found["drop"] == found["trigger"] == "must be owner of table core_auditentry"
    assert found["function"] in ("must be owner of function core_forget_visits", "permission denied for schema public")
    assert found["migrations"] == "permission denied for table django_migrations"
    assert found["kept"] == ["Marta Soler", "Marta Soler"]
    # All else is the portal's, also a table that a later migration makes.
    assert (found["made later"], found["account"]) == ("done", "1")
    # What the privacy notice gives a year goes all the same, and nothing younger, whatever is asked for.
    assert found["forgotten"] == ["old visit"]
    # So do the names of invitations that nobody used, once they are old enough.
    address = "a@example.org"
    assert found["invited"] == [
        ["", {}],
        ["Marta", {"person": "Marta"}],
        ["used", {"person": "b@example.org"}],
        ["20 days ago", {"person": address}],
        ["Marta", {"person": "Marta", "successor": address}],
    ]
    assert found["anonymise"].startswith("Run it as the role that owns the tables")
    # The owner takes the name, and changes no row of the log.
    said = run("owner", ANONYMISE.format(number=found["person"], last=found["last"])).splitlines()
    assert said[-2:] == [str(found["rows"]), f"['Former user {found['person']}']"]


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_role_that_could_go_round_it_gets_nothing():
    with pytest.raises(CommandError, match="There is no role nobody_has_it"):
        call_command("grant_portal", "nobody_has_it")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (own,) = cursor.fetchone()
    with pytest.raises(CommandError, match="no grant could bind it"):
        call_command("grant_portal", own)


@pytest.mark.django_db
def test_another_database_has_no_roles():
    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match="Only PostgreSQL has roles"):
            call_command("grant_portal", "portal")
