"""All addresses of this app, noun by noun."""

from typing import Any

from django.urls import path

from core.action_views import action_at, action_path
from events.agendas import actions as agenda_actions, views as agenda_views
from events.calendars import views as calendar_views
from events.calendars.actions import MakeFeed, RevokeFeed
from events.delegates import views as delegate_views
from events.delegates.actions import IssueLetter, MakeLink, RevokeLink
from events.delegations import views as delegation_views
from events.delegations.actions import CLICKS, FORMS, AddDelegate, ChooseEarlier, PasteDelegates, RecordAttendance
from events.delegations.quota_actions import SetQuotas
from events.events import actions as event_actions, views as event_views
from events.events.move_actions import RescheduleEvent
from events.trips import actions as trip_actions, views as trip_views
from events.visits import actions as note_actions, views as visit_views
from events.visits.minutes_actions import AddObjection, EditMinutes, WithdrawObjection
from partnerships.programmes.pages import PAIRING, STRAND

app_name = "events"

EVENTS = f"{STRAND}/events"
EVENT = f"{EVENTS}/<slug:event>"
DELEGATION = f"{EVENT}/delegations/<slug:partner>"
DELEGATE = f"{DELEGATION}/<int:delegate>"
HEAD_COUNT = f"{EVENT}/head-counts/<int:head_count>"
LINK = "delegates/<slug:token>"  # public, for whoever holds it
AGENDA = f"{EVENT}/agenda"
AGENDA_ITEM = f"{AGENDA}/<int:item>"
PAPER = f"{DELEGATION}/<slug:paper>"
PHOTOS = f"{PAPER}/photographs"
PHOTO = f"{PHOTOS}/<int:photo>"
MINUTES = f"{EVENT}/minutes/<slug:pairing>"
OBJECTIONS = f"{MINUTES}/objections"
NOTES = f"{EVENT}/notes/<slug:pairing>"

# What is added to what another noun shows comes first: `events/add/` before `events/<event>/`.
urlpatterns: list[Any] = [
    # Calendars.
    path("calendar/", calendar_views.FeedList.as_view(), name="feed-list"),
    path("calendar/me.ics", calendar_views.MyCalendar.as_view(), name="my-calendar"),
    action_at("calendar/add/", MakeFeed, calendar_views.FeedMaking),
    action_path("calendar/<int:feed>", RevokeFeed),
    path("calendar/feeds/<slug:token>.ics", calendar_views.Feed.as_view(), name="feed"),
    path(f"{EVENT}/event.ics", calendar_views.EventCalendar.as_view(), name="event-calendar"),
    path(f"{PAIRING}/events.ics", calendar_views.PairingCalendar.as_view(), name="pairing-calendar"),
    # Delegates: the lists of an event's people, personal links with their pages, letters.
    path(f"{EVENT}/lists/", delegate_views.ListIndex.as_view(), name="list-index"),
    *(
        path(f"{EVENT}/lists/{leaf}/", delegate_views.DelegateListPage.as_view(name=key), name=name)
        for key, (leaf, name, _purpose, _empty) in delegate_views.LISTS.items()
    ),
    action_at(f"{DELEGATE}/link/", MakeLink, delegate_views.LinkView),
    action_path(f"{DELEGATE}/link", RevokeLink, "delegate-link"),
    action_path(DELEGATE, IssueLetter),
    path(f"{DELEGATE}/letters/<int:number>.pdf", delegate_views.LetterFile.as_view(), name="letter-file"),
    path(f"{LINK}/", delegate_views.DelegatePage.as_view(), name="delegate-page"),
    path(f"{LINK}/done/", delegate_views.DelegateDone.as_view(), name="delegate-done"),
    path(f"{LINK}/data/", delegate_views.DelegateData.as_view(), name="delegate-data"),
    path(f"{LINK}/erase/", delegate_views.DelegateErase.as_view(), name="delegate-erase"),
    path(f"{LINK}/emergency-sheet/", delegate_views.DelegateSheet.as_view(), name="delegate-sheet"),
    # Agendas.
    path(f"{AGENDA}/", agenda_views.AgendaPage.as_view(), name="agenda"),
    action_path(AGENDA, agenda_actions.AddItem, "agenda-item"),
    action_path(AGENDA, agenda_actions.ReleaseAgenda),
    path(f"{AGENDA}/host-sheet/", agenda_views.HostSheetPage.as_view(), name="host-sheet"),
    path(f"{AGENDA}/versions/<int:release>/", agenda_views.AgendaVersion.as_view(), name="agenda-version"),
    action_path(AGENDA_ITEM, agenda_actions.EditItem, "agenda-item"),
    action_path(AGENDA_ITEM, agenda_actions.MoveItem, "agenda-item"),
    action_path(AGENDA_ITEM, agenda_actions.RemoveItem, "agenda-item"),
    action_path(AGENDA_ITEM, agenda_actions.RestoreItem, "agenda-item"),
    action_path(AGENDA_ITEM, agenda_actions.AskHost, "agenda-item"),
    action_path(AGENDA_ITEM, agenda_actions.ConfirmHost, "agenda-item"),
    action_path(AGENDA_ITEM, agenda_actions.DeclineHost, "agenda-item"),
    action_path(AGENDA_ITEM, agenda_actions.TakeAnswerBack, "agenda-item"),
    path(f"{EVENT}/programme/<slug:language>.pdf", agenda_views.Programme.as_view(), name="programme"),
    # Delegations: places, one partner's people, what is done to a nomination.
    action_at(f"{EVENT}/quota/", SetQuotas),
    path(f"{EVENT}/delegations/", delegation_views.DelegationList.as_view(), name="delegation-list"),
    path(f"{DELEGATION}/", delegation_views.DelegationPage.as_view(), name="delegation"),
    action_at(f"{DELEGATION}/nominate/", AddDelegate),
    action_at(f"{DELEGATION}/paste/", PasteDelegates, delegation_views.PasteView),
    action_path(DELEGATION, ChooseEarlier),
    action_path(DELEGATION, RecordAttendance, "delegation"),
    *(action_path(DELEGATE, action) for action in (*CLICKS, *FORMS)),
    # Trips: plan and report of a partner's journey, their files and photographs.
    path(f"{PAPER}/", trip_views.TripPaperPage.as_view(), name="trip-paper"),
    path(
        f"{PAPER}.<slug:paper_language>.<slug:file_format>", trip_views.TripPaperFile.as_view(), name="trip-paper-file"
    ),
    action_path(PAPER, trip_actions.EditTripPaper, "trip-paper"),
    action_path(PAPER, trip_actions.FinishTripPaper, "trip-paper"),
    action_path(PAPER, trip_actions.ReopenTripPaper, "trip-paper"),
    action_path(PHOTOS, trip_actions.AddTripPhoto, "trip-photo"),
    path(f"{PHOTO}/", trip_views.TripPhotoFile.as_view(), name="trip-photo"),
    action_path(PHOTO, trip_actions.EditTripPhoto, "trip-photo"),
    action_path(PHOTO, trip_actions.RemoveTripPhoto, "trip-photo"),
    # Visits: minutes and notes.
    path(f"{MINUTES}/", visit_views.MinutesPage.as_view(), name="minutes"),
    action_at(f"{MINUTES}/edit/", EditMinutes, visit_views.MinutesEditing),
    action_path(OBJECTIONS, AddObjection, "minutes-objection"),
    action_path(f"{OBJECTIONS}/<int:objection>", WithdrawObjection, "minutes-objection"),
    path(f"{NOTES}/", visit_views.VisitNotes.as_view(), name="visit-notes"),
    action_path(NOTES, note_actions.AddVisitNote, "visit-note"),
    *(
        action_path(f"{NOTES}/interests/<int:noted_interest>", action)
        for action in (note_actions.TakeUpInterest, note_actions.DropInterest, note_actions.ReopenInterest)
    ),
    *(
        action_path(f"{NOTES}/<slug:visit_note>", action, "visit-note")
        for action in (note_actions.EditVisitNote, note_actions.WithdrawVisitNote, note_actions.RestoreVisitNote)
    ),
    # Events and missions.
    path(f"{EVENTS}/", event_views.EventList.as_view(), name="event-list"),
    action_path(f"{PAIRING}/milestones/<slug:milestone>", event_actions.KeepMilestoneDays),
    path(f"{PAIRING}/events/", event_views.PairingEvents.as_view(), name="pairing-events"),
    action_path(EVENTS, event_actions.AddEvent),
    path(f"{EVENT}/", event_views.EventPage.as_view(), name="event"),
    action_at(f"{EVENT}/reschedule/", RescheduleEvent, event_views.EventMove),
    *(
        action_path(EVENT, action)
        for action in (*event_actions.STEPS, *event_actions.FURTHER_STEPS)
        if action is not RescheduleEvent
    ),
    action_path(f"{EVENT}/head-counts", event_actions.AddHeadCount, "head-count"),
    *(action_path(HEAD_COUNT, action, "head-count") for action in event_actions.HEAD_COUNT_STEPS),
]
