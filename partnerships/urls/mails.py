"""Reminders that staff send."""

from django.urls import path

from partnerships.url_prefixes import STRAND
from partnerships.views.reminders import Remind

urlpatterns = [path(f"{STRAND}/remind/", Remind.as_view(), name="remind")]
