"""The programme page and what belongs to my tasks."""

from django.urls import path

from partnerships.views.tasks import TasksSeen

urlpatterns = [
    path("tasks/seen/", TasksSeen.as_view(), name="tasks-seen"),
]
