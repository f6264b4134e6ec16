"""Addresses of the own account, of signing in, and those that stand in mails."""

from allauth.account import views
from allauth.usersessions.views import list_usersessions
from django.urls import include, path, re_path

from accounts.views import Account, AskForPassword, ChoosePassword, Erasure, MailUnsubscribe

ACCOUNT = [
    path("me/", Account.as_view(), name="account"),
    path("me/erasure/", Erasure.as_view(), name="erasure"),
]

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
]

urlpatterns = [
    path("accounts/", include((ACCOUNT, "accounts"))),
    path("accounts/", include(SIGN_IN)),
    path(
        "mail/",
        include(([path("unsubscribe/<str:signed>/", MailUnsubscribe.as_view(), name="unsubscribe")], "mail")),
    ),
]
