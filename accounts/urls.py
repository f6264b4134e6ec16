"""Addresses of the account page."""

from django.urls import path

from accounts.views import Account

app_name = "accounts"
urlpatterns = [path("me/", Account.as_view(), name="account")]
