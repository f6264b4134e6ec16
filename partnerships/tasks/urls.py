"""What belongs to my tasks, and reminders that staff send."""

from django.urls import path

from partnerships.tasks.views import Remind, TasksSeen
from partnerships.url_prefixes import STRAND

urlpatterns = [
    path("tasks/seen/", TasksSeen.as_view(), name="tasks-seen"),
    path(f"{STRAND}/remind/", Remind.as_view(), name="remind"),
]
