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

SECRET_KEY = env("SECRET_KEY")
# Earlier ones, while what they sealed is still read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
BASE_URL = env("BASE_URL").rstrip("/")
DATABASES = {"default": database(env("DATABASE_URL"))}
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
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=60)
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
CSRF_COOKIE_SECURE = True
MFA_REQUIRED_ROLES = env.list("MFA_REQUIRED_ROLES", default=["administrator", "staff"])
# Taken by browsers from this host alone, over HTTPS: no neighbouring host can set them.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"

MAILERS = {
    "default": {
        "BACKEND": "accounts.mails.sending.EmailBackend",
        "OPTIONS": {
            "host": env("MAIL_HOST", default="localhost"),
            "port": env.int("MAIL_PORT", default=25),
            "username": env("MAIL_USER", default=""),
            "password": env("MAIL_PASSWORD", default=""),
            "use_tls": env.bool("MAIL_TLS", default=False),
            # A mail server that hangs must not hold the worker that sends.
            "timeout": 10,
        },
    }
}
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="World Cities <portal@localhost>")

LOGGING["loggers"]["portal.requests"]["level"] = "INFO"  # type: ignore[index]  # noqa: F405 - of the settings above
