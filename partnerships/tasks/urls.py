"""What belongs to my tasks, and reminders that staff send."""

from django.urls import path

from partnerships.programmes.pages import STRAND
from partnerships.tasks.views import Remind, TasksSeen

urlpatterns = [
    path("tasks/seen/", TasksSeen.as_view(), name="tasks-seen"),
    path(f"{STRAND}/remind/", Remind.as_view(), name="remind"),
]
