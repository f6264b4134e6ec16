#!/bin/sh
# The role as which the portal runs, beside the owner (compose.yaml). The image of PostgreSQL runs it once, in an empty
# database; what the role may do, `manage.py grant_portal` says after each migrate.
psql --set ON_ERROR_STOP=1 --set password="$PORTAL_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'END'
CREATE ROLE portal LOGIN PASSWORD :'password';
END
