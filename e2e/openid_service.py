"""A whole service beside the portal that signs people in through OpenID Connect: django-oauth-toolkit in one module.

`openid_service.py FOLDER PORT REDIRECT_URI CLIENT SECRET PASSWORD EMAIL...` serves it, with people of one password.
"""

import sys
from importlib import import_module

import django
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import include, path

LOGIN = '<form method="post">{% csrf_token %}{{ form }}<button>Continue</button></form>'
urlpatterns = []


def configure(folder):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    loader = ("django.template.loaders.locmem.Loader", {"registration/login.html": LOGIN})
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/service.sqlite3"}},
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in ("auth", "contenttypes", "sessions")), "oauth2_provider"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
            "SCOPES": dict.fromkeys(("openid", "email", "profile"), ""),
        },
        ROOT_URLCONF=__name__,
        SECRET_KEY="of-the-service",
        SESSION_COOKIE_NAME="service",  # the portal's has the same host
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": [loader]}}],
    )
    django.setup()
    urlpatterns.extend(
        [path("", include("oauth2_provider.urls")), path("accounts/", include("django.contrib.auth.urls"))]
    )


def fill(redirect_uri, client, secret, password, *addresses):
    people, applications = (apps.get_model(name).objects for name in ("auth.User", "oauth2_provider.Application"))
    call_command("migrate", verbosity=0)
    for address in addresses:
        people.create_user(address, address, password, first_name=address.partition("@")[0].title())
    applications.create(
        client_id=client,
        client_secret=secret,
        client_type="confidential",
        authorization_grant_type="authorization-code",
        algorithm="RS256",
        redirect_uris=redirect_uri,
        skip_authorization=True,
    )
    validator = import_module("oauth2_provider.oauth2_validators").OAuth2Validator
    validator.oidc_claim_scope, validator.get_additional_claims = None, claims


def claims(_validator, request):
    person = request.user
    return {"email": person.email, "email_verified": True, "given_name": person.first_name}


if __name__ == "__main__":
    folder, port, *rest = sys.argv[1:]
    configure(folder)
    fill(*rest)
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)
