"""The programme page and what belongs to my tasks."""

from django.urls import path

from partnerships.views.programme import Programme
from partnerships.views.tasks import TasksSeen

urlpatterns = [
    path("programme/", Programme.as_view(), name="programme"),
    path("tasks/seen/", TasksSeen.as_view(), name="tasks-seen"),
]
