"""Production: refuses to start without what it needs, and says which is missing."""

from django.core.exceptions import ImproperlyConfigured

from worldcities.settings.base import *  # noqa: F403 - a settings file is its base plus changes
from worldcities.settings.environment import database, env

_REQUIRED = {
    "SECRET_KEY": "a long random text, kept secret",
    "ALLOWED_HOSTS": "the host names the portal answers to, separated by commas",
    "BASE_URL": "the address of the portal as people type it, such as https://portal.example.org",
    "DATABASE_URL": "the database, such as postgres://user:password@host/name",
}
_missing = [f"{name} ({what})" for name, what in _REQUIRED.items() if not env(name, default="")]
if _missing:
    _message = "The portal cannot start. Set in the environment: " + "; ".join(_missing)
    raise ImproperlyConfigured(_message)
for _name in ("DEMO", "PORTAL_TODAY", "DEMO_PASSWORD"):
    if env(_name, default="").lower() not in ("", "0", "false", "no"):
        _message = f"{_name} is for demonstrations and is refused in production."
        raise ImproperlyConfigured(_message)

# Production does not start without these four: a long random text that is kept secret; the host names, separated by
# commas; the address as people type it, such as https://portal.example.org; postgres://user:password@host/name.
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
BASE_URL = env("BASE_URL").rstrip("/")
DATABASES = {"default": database(env("DATABASE_URL"))}
# Earlier values of SECRET_KEY, separated by commas: what they sealed is still read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# PostgreSQL itself, where DATABASE_URL leads to a pooler (and ends in ?disable_server_side_cursors=true).
if _direct := env("DATABASE_DIRECT_URL", default=""):
    DATABASE_PAST_POOLER = database(_direct)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
# The limits on sign-in count by the address of the reader, not by that of the proxy in front.
ALLAUTH_TRUSTED_PROXY_COUNT = 1

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Asked by what stands beside the portal, without a web server in between.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# Taken by browsers from this host alone, over HTTPS: no neighbouring host can set them.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
# A session ends so many minutes after its last page, and so many hours after the sign-in; 0: with its cookie.
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=60)
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
# Who must have a second step: administrator, staff, authority, coordinator, observer, separated by commas.
MFA_REQUIRED_ROLES = env.list("MFA_REQUIRED_ROLES", default=["administrator", "staff"])

# Where mail goes out, and as whom. The demonstration writes its mails into var/mail.
MAILERS = {
    "default": {
        "BACKEND": "accounts.mails.sending.EmailBackend",
        "OPTIONS": {
            "host": env("MAIL_HOST", default="localhost"),
            "port": env.int("MAIL_PORT", default=25),
            "username": env("MAIL_USER", default=""),
            "password": env("MAIL_PASSWORD", default=""),
            "use_tls": env.bool("MAIL_TLS", default=False),
            "timeout": 10,  # a mail server that hangs must not hold the worker that sends
        },
    }
}
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="World Cities <portal@localhost>")

LOGGING["loggers"]["portal.requests"]["level"] = "INFO"  # type: ignore[index]  # noqa: F405 - of the settings above
