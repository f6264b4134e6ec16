"""The addresses of signing in by another service; there where one is named in the settings."""

from django.urls import path

from accounts.sign_in.openid import come_back, enter

SERVICE = {"provider_id": "openid"}

urlpatterns = [
    path("openid/", enter, SERVICE, name="openid_connect_login"),
    path("openid/back/", come_back, SERVICE, name="openid_connect_callback"),
]
