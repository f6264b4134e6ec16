"""Addresses of the own account, of signing in, and those that stand in mails."""

from allauth.account import views
from allauth.mfa.base import views as steps
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions.views import list_usersessions
from django.conf import settings
from django.urls import include, path, re_path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.views import Account, AddPasskey, AskForPassword, ChoosePassword, Erasure, MailUnsubscribe, RemovePasskey

ACCOUNT = [
    path("me/", Account.as_view(), name="account"),
    path("me/erasure/", Erasure.as_view(), name="erasure"),
]

CRUMBS = [(_("My account"), reverse_lazy("accounts:account")), (_("Two-step sign-in"), "")]

# Of allauth, what this portal uses: nobody signs up or changes the own address.
SIGN_IN = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    # Closed by the adapter; allauth's sign-in page asks for its address.
    path("signup/", views.signup, name="account_signup"),
    path("sessions/", list_usersessions, name="usersessions_list"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", AskForPassword.as_view(), name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        ChoosePassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("second-step/", steps.IndexView.as_view(extra_context={"crumbs": CRUMBS}), name="mfa_index"),
    path("second-step/enter/", steps.authenticate, name="mfa_authenticate"),
    path("second-step/enter-again/", steps.reauthenticate, name="mfa_reauthenticate"),
    path("second-step/app/add/", app.activate_totp, name="mfa_activate_totp"),
    path("second-step/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-step/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-step/recovery-codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-step/recovery-codes.txt", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("second-step/passkeys/add/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("second-step/passkeys/<int:passkey>/remove/", RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("second-step/passkeys/enter/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("second-step/passkeys/enter-again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
]

urlpatterns = [
    path("accounts/", include((ACCOUNT, "accounts"))),
    path("accounts/", include(SIGN_IN)),
    *([path("accounts/", include("accounts.sign_in.openid"))] if settings.OIDC_NAME else []),
    path(
        "mail/",
        include(([path("unsubscribe/<str:signed>/", MailUnsubscribe.as_view(), name="unsubscribe")], "mail")),
    ),
]
