"""The addresses of trips: plan and report of a partner's journey, their files and photographs."""

from django.urls import URLPattern, path

from core.action_views import action_path
from events.events.urls import DELEGATION
from events.trips import actions, views

_PAPER = f"{DELEGATION}/<slug:paper>"
_PHOTOS = f"{_PAPER}/photographs"
_PHOTO = f"{_PHOTOS}/<int:photo>"

urlpatterns: list[URLPattern] = [
    path(f"{_PAPER}/", views.TripPaperPage.as_view(), name="trip-paper"),
    path(f"{_PAPER}.<slug:paper_language>.<slug:file_format>", views.TripPaperFile.as_view(), name="trip-paper-file"),
    action_path(_PAPER, actions.EditTripPaper, "trip-paper"),
    action_path(_PAPER, actions.FinishTripPaper, "trip-paper"),
    action_path(_PAPER, actions.ReopenTripPaper, "trip-paper"),
    action_path(_PHOTOS, actions.AddTripPhoto, "trip-photo"),
    path(f"{_PHOTO}/", views.TripPhotoFile.as_view(), name="trip-photo"),
    action_path(_PHOTO, actions.EditTripPhoto, "trip-photo"),
    action_path(_PHOTO, actions.RemoveTripPhoto, "trip-photo"),
]
