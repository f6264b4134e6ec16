"""Addresses that stand in mails."""

from django.urls import path

from accounts.views import MailUnsubscribe

app_name = "mail"
urlpatterns = [path("unsubscribe/<str:signed>/", MailUnsubscribe.as_view(), name="unsubscribe")]
