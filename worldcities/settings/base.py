"""Settings that every installation shares; those of the operator and of the sign-in stand beside it."""

from __future__ import annotations

import datetime as dt
import tomllib

from django.utils.csp import CSP
from django.utils.translation import pgettext_lazy

from worldcities.settings.environment import BASE_DIR, VAR_DIR, env
from worldcities.settings.operator import *  # noqa: F403 - the settings of one thing each
from worldcities.settings.sign_in import *  # noqa: F403

VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
DEBUG = False
DEMO = False
DEMO_PASSWORD = ""
PORTAL_TODAY: dt.date | None = None
ALLOWED_HOSTS: list[str] = []
BASE_URL = "http://127.0.0.1:8000"

INSTALLED_APPS = [
    "core",
    "accounts",
    "partnerships",
    "events",
    "reports",
    "worldcities",
    "core.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "simple_history",
    "django_countries",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.MethodsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.CompressedPagesMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.middleware.NothingStoredMiddleware",
    "accounts.middleware.KnownBrowserMiddleware",
    "accounts.middleware.ReaderMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.middleware.ErrorPagesMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "partnerships.people.selectors.GrantsMiddleware",
    "reports.exports.views.LongWorkMiddleware",
]

ROOT_URLCONF = "worldcities.urls"
WSGI_APPLICATION = "worldcities.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # What nearly every template uses need not be loaded by each.
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
                "django.templatetags.tz",
                "core.templatetags.pictures",
                "core.templatetags.portal",
                "core.templatetags.titles",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "worldcities.context.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES: dict[str, dict[str, object]] = {}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ko", "한국어")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_vendor"]
FORMAT_MODULE_PATH = ["worldcities.localized"]
TIME_ZONE = "Europe/Brussels"

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("handbook", BASE_DIR / "docs" / "handbook" / "pictures")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Read by checked pages alone: no address of the web server leads here.
    "documents": {
        "BACKEND": "core.stored_files.WholeFiles",
        "OPTIONS": {"location": env.path("DOCUMENTS_ROOT", VAR_DIR / "documents"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"

MAILERS: dict[str, dict[str, object]] = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
DEFAULT_FROM_EMAIL = "World Cities <portal@localhost>"

# Mails are sent by a worker: `manage.py db_worker`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Django's own logging is silent where DEBUG is off: a fault, or a mail that failed, would leave no trace.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Links that open something to whoever has them do so from a log as well.
    "filters": {"secrets": {"()": "worldcities.secrets_in_logs.HideSecrets"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    # The level stands here too, because the worker sets that of its own loggers and would tell of each task.
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "level": "WARNING",
            "filters": ["secrets"],
        },
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # An address that nobody knows is no fault of the portal.
        "django.request": {"level": "ERROR"},
    },
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # It counts wrong passwords: whoever fills it must not make it forget them.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Pages that are kept until something changes (core/kept.py): any cache does, shared or of each process.
    "pages": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_pages",
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
}

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.error_views.csrf_failure"
# A form of this portal is text; more than 2.5 MB of it is refused with 413.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
PORTAL_REQUEST_LIMIT = 8_000_000
# The most that one document may have. What comes after it is read past and kept nowhere, so that the form can
# say so and keep what was typed; a request above the second limit is refused unread, with 413.
MAX_DOCUMENT_MB = env.int("MAX_DOCUMENT_MB", default=25)
PORTAL_UPLOAD_LIMIT = max(250, MAX_DOCUMENT_MB + 10) * 1_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 4
FILE_UPLOAD_HANDLERS = [
    "core.upload_limit.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
SIMPLE_HISTORY_REVERT_DISABLED = True
COUNTRIES_FLAG_URL = ""
# The everyday name, in both languages: the library's Korean is the formal one.
COUNTRIES_OVERRIDE = {"KR": pgettext_lazy("country", "South Korea")}
