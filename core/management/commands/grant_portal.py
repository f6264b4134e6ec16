"""`manage.py grant_portal ROLE`: what the portal's role may do in a PostgreSQL database that another role owns."""

from typing import Any

from django.apps import apps
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from core import audit
from core.log import FORGET, FORGET_NAMES
from core.models import AuditEntry, AuditNames

# The log and its names are added to, and neither changed nor deleted. What is older than the privacy notice says goes
# by functions of the owner, which no argument makes delete more.
_GRANTS = """
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role};
REVOKE UPDATE, DELETE ON {log}, {names} FROM {role};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
CREATE OR REPLACE FUNCTION {forget}(before timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = {schema}, pg_temp AS $$
    DELETE FROM {names} USING {log} WHERE {names}.entry_id = {log}.key AND {visits};
    DELETE FROM {log} WHERE {visits}
$$;
REVOKE ALL ON FUNCTION {forget}(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {forget}(timestamptz) TO {role};
CREATE OR REPLACE FUNCTION {forget_names}(numbers bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = {schema}, pg_temp AS $$
    UPDATE {names} SET object_label = '', persons = '{{}}' FROM {log}
        WHERE {names}.entry_id = {log}.key AND at < now() - make_interval(days => {unused})
        AND object_type = '{invitation}'
        AND object_id IN (SELECT id FROM {invitations} WHERE id = ANY(numbers) AND accepted_at IS NULL);
    UPDATE {names} SET persons = persons - 'successor' FROM {log}
        WHERE {names}.entry_id = {log}.key AND at < now() - make_interval(days => {unused})
        AND persons->>'successor' IN
            (SELECT email FROM {invitations} WHERE id = ANY(numbers) AND accepted_at IS NULL
            EXCEPT SELECT email FROM {invitations} WHERE id <> ALL(numbers))
$$;
REVOKE ALL ON FUNCTION {forget_names}(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {forget_names}(bigint[]) TO {role};
"""
_VISITS = "kind IN ({kinds}) AND at < least(before, now() - make_interval(days => {days}))"


class Command(BaseCommand):
    """Run as the role that owns the tables, after each migrate; it is safe to repeat."""

    help = "Let a PostgreSQL role run the portal: all tables, but the log is only added to."

    def add_arguments(self, parser: CommandParser) -> None:
        """The role."""
        parser.add_argument("role", help="the role that the portal connects as, made by CREATE ROLE … LOGIN")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        """Grant it; refuse a role that could go round it."""
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute(
                "SELECT rolsuper OR pg_has_role(oid, current_user, 'MEMBER'), quote_ident(rolname), "
                "quote_ident(current_schema()) FROM pg_roles WHERE rolname = %s",
                [role],
            )
            found = cursor.fetchone()
            if found is None:
                raise CommandError(f"There is no role {role}. Make it: CREATE ROLE {role} LOGIN PASSWORD '…'")
            if found[0]:
                raise CommandError(f"{role} is a superuser, or has the rights of the owner: no grant could bind it.")
            tables = {"log": AuditEntry._meta.db_table, "names": AuditNames._meta.db_table}
            kinds = ", ".join(f"'{kind.value}'" for kind in audit.VISITS)
            visits = _VISITS.format(kinds=kinds, days=audit.KEPT_DAYS)
            tables["invitations"] = apps.get_model(audit.INVITATION)._meta.db_table
            invited = {"forget_names": FORGET_NAMES, "invitation": audit.INVITATION, "unused": audit.KEPT_UNUSED_DAYS}
            parts = {"role": found[1], "schema": found[2], "forget": FORGET, "visits": visits}
            cursor.execute(_GRANTS.format(**tables, **invited, **parts))
        self.stdout.write(f"{role} runs the portal, and can add to the log alone.")
