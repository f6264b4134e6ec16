"""The programme page and what belongs to my tasks."""

from django.urls import path

from partnerships.programmes.programmes_views import Programme
from partnerships.tasks.views import Remind, TasksSeen
from partnerships.url_prefixes import STRAND

urlpatterns = [
    path("programme/", Programme.as_view(), name="programme"),
    path("tasks/seen/", TasksSeen.as_view(), name="tasks-seen"),
]

# Reminders that staff send.

urlpatterns += [path(f"{STRAND}/remind/", Remind.as_view(), name="remind")]
