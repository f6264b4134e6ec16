"""Settings that every installation shares; those of the operator and of the sign-in stand beside it."""

import datetime as dt
import tomllib

from django.utils.csp import CSP
from django.utils.translation import pgettext_lazy

from worldcities.settings.environment import BASE_DIR, VAR_DIR, env, shared_caches, together

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
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
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
    "worldcities.operation.WatchMiddleware",
    "core.middleware.CompressedPagesMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
    "accounts.sign_in.services.SessionLimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "partnerships.people.selectors.GrantsMiddleware",
    "accounts.sign_in.second_factor.SecondFactorMiddleware",
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
                "crispy_forms.templatetags.crispy_forms_filters",
                "core.templatetags.pictures",
                "core.templatetags.portal",
                "partnerships.templatetags.translations",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "worldcities.search.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES: dict[str, dict[str, object]] = {}
# PostgreSQL itself, where DATABASE_URL leads to a pooler (core/pooler.py).
DATABASE_PAST_POOLER: dict[str, object] = {}
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
    # The folder of uploaded files, outside of anything that a web server hands out: checked pages alone read them.
    "documents": {
        "BACKEND": "core.stored_files.WholeFiles",
        "OPTIONS": {"location": env.path("DOCUMENTS_ROOT", VAR_DIR / "documents"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# A bucket of an S3-compatible store in the place of that folder: four, or none; the region where it asks for one.
_S3 = together("S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY")
if _S3["S3_BUCKET"]:
    STORAGES["documents"] = {
        "BACKEND": "core.buckets.Bucket",
        "OPTIONS": {
            "endpoint_url": _S3["S3_ENDPOINT"],
            "bucket_name": _S3["S3_BUCKET"],
            "access_key": _S3["S3_ACCESS_KEY"],
            "secret_key": _S3["S3_SECRET_KEY"],
            "region_name": env("S3_REGION", default="us-east-1"),
        },
    }
# A worker reads each name at its start: only those that pages write, which say themselves that they never change.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$"
MEDIA_ROOT = VAR_DIR / "media"

MAILERS: dict[str, dict[str, object]] = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
DEFAULT_FROM_EMAIL = "World Cities <portal@localhost>"

# Mails are sent by a worker: `manage.py db_worker`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# After so many minutes without a worker for the oldest task /readyz answers 503; 0: never.
QUEUE_LATE_MINUTES = env.int("QUEUE_LATE_MINUTES", default=60)
# Who sends it (Authorization: Bearer …) reads /metrics; without one this machine alone, past the web server in front.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
# A query that takes longer, in milliseconds, has a line in the log, with the page that asked it.
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", default=500)

# Django's own logging is silent where DEBUG is off: a fault, or a mail that failed, would leave no trace.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Links that open something to whoever has them do so from a log as well.
    "filters": {"secrets": {"()": "worldcities.logs.HideSecrets"}},
    "formatters": {
        "line": {
            "()": "worldcities.logs.LineFormatter",
            "format": "{asctime} {levelname} {name} {request_number} {message}",
            "style": "{",
        }
    },
    # The level stands here too, because the worker sets that of its own loggers and would tell of each task.
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "level": "WARNING",
            "filters": ["secrets"],
        },
        "requests": {"class": "logging.StreamHandler", "formatter": "line"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # An address that nobody knows is no fault of the portal.
        "django.request": {"level": "ERROR"},
        # What each request took is for production; slow queries are for all.
        "portal.requests": {"handlers": ["requests"], "level": "WARNING", "propagate": False},
    },
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

CACHES: dict[str, dict[str, object]] = {
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
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Cache and sessions in Redis: redis://:password@host:6379, without the number of a database at its end.
if REDIS_URL := env("REDIS_URL", default=""):
    CACHES = shared_caches(REDIS_URL)
    # Written to the database as well: there each is listed and ended, and there it outlives Redis.
    SESSION_ENGINE, SESSION_CACHE_ALIAS = "django.contrib.sessions.backends.cached_db", "pages"

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
CSRF_FAILURE_VIEW = "core.middleware.csrf_failure"
# A form of this portal is text; more than 2.5 MB of it is refused with 413.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
PORTAL_REQUEST_LIMIT = 8_000_000
# The most that one file may have, in megabytes; the web server in front has a limit too. What comes after it is read
# past and kept nowhere, so that the form can say so and keep what was typed.
MAX_DOCUMENT_MB = env.int("MAX_DOCUMENT_MB", default=25)
# A longer request is refused unread, with 413.
PORTAL_UPLOAD_LIMIT = max(250, MAX_DOCUMENT_MB + 10) * 1_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 4
FILE_UPLOAD_HANDLERS = [
    "core.stored_files.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
SIMPLE_HISTORY_REVERT_DISABLED = True
COUNTRIES_FLAG_URL = ""
# The everyday name, in both languages: the library's Korean is the formal one.
COUNTRIES_OVERRIDE = {"KR": pgettext_lazy("country", "South Korea")}

# Who signs in and how: by e-mail and password, and by invitation alone.

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my-tasks"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.sign_in.adapter.InvitedOnlyAdapter"
USERSESSIONS_ADAPTER = "accounts.sign_in.adapter.SessionsAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in.forms.LoginForm",
    "reauthenticate": "accounts.sign_in.forms.ReauthenticateForm",
    "change_password": "accounts.sign_in.forms.ChangePasswordForm",
    "reset_password": "accounts.sign_in.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.sign_in.forms.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# After Django's own: allauth's keeps the address in a second table, where it would go on opening the account
# after an administrator has changed it.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.mails.sending.ResetLinks"  # noqa: S105
# Counted in `accounts.sign_in.forms` instead, where strangers do not use up the tries of the account's owner. The link
# to a new password is too long to be guessed.
ACCOUNT_RATE_LIMITS = dict.fromkeys(("login", "login_failed", "reset_password", "reset_password_from_key"))
ACCOUNT_SESSION_REMEMBER = True
# A session ends so many minutes after its last page, and so many hours after the sign-in; 0: with its cookie.
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=0)
SESSION_HOURS = env.int("SESSION_HOURS", default=0)
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# So many seconds after the sign-in, or the last time, what matters asks for the password or the second step again.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# Who must have a second step before any other page opens.
MFA_REQUIRED_ROLES = env.list("MFA_REQUIRED_ROLES", default=[])
MFA_ADAPTER = "accounts.sign_in.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "World Cities"
# An invitation has shown that the address is the person's.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "accounts.sign_in.forms.CodeForm",
    "reauthenticate": "accounts.sign_in.forms.CodeAgainForm",
    "activate_totp": "accounts.sign_in.forms.ActivateAppForm",
    "add_webauthn": "accounts.sign_in.forms.AddPasskeyForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"

# Another service that signs people in through OpenID Connect, such as EU Login: all four, or none.
_OIDC = together("OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME")
OIDC_NAME = _OIDC["OIDC_NAME"]
SOCIALACCOUNT_ADAPTER = "partnerships.people.services.BoundAccounts"
# By a link: after a form the browser would hold the service's own redirections to form-action of the CSP.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "openid",
                "name": OIDC_NAME,
                "client_id": _OIDC["OIDC_CLIENT_ID"],
                "secret": _OIDC["OIDC_CLIENT_SECRET"],
                "settings": {"server_url": _OIDC["OIDC_SERVER_URL"]},
            }
        ],
    }
}

# What the operator decides: periods in days and years, and its own words on reports, results and statements.

# How many days after an event's last day what delegates told of themselves is erased, and for how many years their
# answers to what they were asked stay, to be shown.
ERASE_DAYS = env.int("ERASE_DAYS", default=30)
CONSENT_YEARS = env.int("CONSENT_YEARS", default=3)
# Of those who had it erased at their wish: when and their number, so that a restored backup does not bring it back. It
# belongs beside the backups, on another disk than the database.
ERASURE_LEDGER = env.path("ERASURE_LEDGER", VAR_DIR / "erasures.txt")
# Where administrators have a backup made by hand; empty leaves that to the clock alone.
BACKUP_FOLDER = env("BACKUP_FOLDER", default="")
# For whom backups are encrypted: a public key of age (age1…); empty leaves them readable.
BACKUP_KEY = env("BACKUP_KEY", default="")
# How many days before a journey its plan is due, and how many days after the return its report: Korean officials owe it
# within 30 days.
TRIP_PLAN_DAYS = env.int("TRIP_PLAN_DAYS", default=14)
TRIP_REPORT_DAYS = env.int("TRIP_REPORT_DAYS", default=30)
# For how many days a file that took long to make waits for whoever asked for it.
EXPORT_DAYS = env.int("EXPORT_DAYS", default=7)
# What the cover of a progress report says of the money and of who answers for its words, in both languages; empty
# says nothing. What a report said when it was frozen stays in its snapshot.
REPORT_FUNDING_STATEMENT_EN = env(
    "REPORT_FUNDING_STATEMENT_EN", default="This report was produced with the financial support of the European Union."
)
REPORT_FUNDING_STATEMENT_KO = env(
    "REPORT_FUNDING_STATEMENT_KO", default="이 보고서는 유럽연합의 재정 지원을 받아 작성되었습니다."
)
REPORT_DISCLAIMER_EN = env(
    "REPORT_DISCLAIMER_EN",
    default="Its contents are the sole responsibility of the implementer and do not necessarily reflect the views of "
    "the European Union.",
)
REPORT_DISCLAIMER_KO = env(
    "REPORT_DISCLAIMER_KO",
    default="보고서의 내용에 대한 책임은 전적으로 수행기관에 있으며, 유럽연합의 견해와 다를 수 있습니다.",
)
# Who runs the portal and answers for it, in both languages: it stands in the accessibility statement and in the privacy
# notice, with the bodies in Europe to which whoever is not helped may turn.
OPERATOR_NAME_EN = env("OPERATOR_NAME_EN", default="The operator of the World Cities portal")
OPERATOR_NAME_KO = env("OPERATOR_NAME_KO", default="세계도시 프로젝트 포털 운영기관")
OPERATOR_EMAIL = env("OPERATOR_EMAIL", default="portal@portal.example.org")
ACCESSIBILITY_BODY_EN = env(
    "ACCESSIBILITY_BODY_EN",
    default="the body that enforces web accessibility in the country of the operator, or, for an institution of the "
    "European Union, the European Ombudsman",
)
ACCESSIBILITY_BODY_KO = env(
    "ACCESSIBILITY_BODY_KO",
    default="운영기관이 있는 나라의 웹 접근성 감독기관 또는 유럽연합 기관인 경우 유럽 옴부즈만",
)
PRIVACY_BODY_EN = env(
    "PRIVACY_BODY_EN",
    default="the data protection authority of the country where you live or work, or, for an institution of the "
    "European Union, the European Data Protection Supervisor",
)
PRIVACY_BODY_KO = env(
    "PRIVACY_BODY_KO",
    default="거주하거나 근무하는 나라의 개인정보 감독기관 또는 유럽연합 기관인 경우 유럽 개인정보보호감독관(EDPS)",
)
# Under which terms public results may be reused, and who answers for them, in both languages; empty says nothing.
RESULTS_LICENCE_EN = env(
    "RESULTS_LICENCE_EN", default="Reuse is authorised, provided the source is acknowledged: World Cities."
)
RESULTS_LICENCE_KO = env("RESULTS_LICENCE_KO", default="출처(세계도시 프로젝트)를 밝히면 자유롭게 이용할 수 있습니다.")
RESULTS_DISCLAIMER_EN = env(
    "RESULTS_DISCLAIMER_EN",
    default="The two sides answer for what they release; it does not necessarily reflect the views of the European "
    "Union.",
)
RESULTS_DISCLAIMER_KO = env(
    "RESULTS_DISCLAIMER_KO",
    default="공개된 내용에 대한 책임은 양측에 있으며, 유럽연합의 견해와 다를 수 있습니다.",
)
