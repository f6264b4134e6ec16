"""All addresses of this app, noun by noun."""

from django.urls import URLPattern, path

from core.action_views import action_at, action_path
from events.agendas import actions as agenda_actions, views as agenda_views
from events.calendars import actions as calendar_actions, views as calendar_views
from events.delegates import actions as delegate_actions, views as delegate_views
from events.delegations import actions as delegation_actions, quota_actions, views as delegation_views
from events.events import actions as event_actions, move_actions, views as event_views
from events.trips import actions as trip_actions, views as trip_views
from events.visits import actions as visit_actions, minutes_actions, views as visit_views
from partnerships.programmes.pages import PAIRING, STRAND

app_name = "events"

EVENTS = f"{STRAND}/events"
EVENT = f"{EVENTS}/<slug:event>"
DELEGATION = f"{EVENT}/delegations/<slug:partner>"
DELEGATE = f"{DELEGATION}/<int:delegate>"
HEAD_COUNT = f"{EVENT}/head-counts/<int:head_count>"
DELEGATE_PAGE = "delegates/<slug:token>"
AGENDA = f"{EVENT}/agenda"
AGENDA_ITEM = f"{AGENDA}/<int:item>"
AGENDA_STEPS = (
    agenda_actions.EditItem,
    agenda_actions.MoveItem,
    agenda_actions.RemoveItem,
    agenda_actions.RestoreItem,
    agenda_actions.AskHost,
    agenda_actions.ConfirmHost,
    agenda_actions.DeclineHost,
    agenda_actions.TakeAnswerBack,
)
FILE = "<slug:paper_language>.<slug:file_format>"
PAPER = f"{DELEGATION}/<slug:paper>"
PHOTOS = f"{PAPER}/photographs"
PHOTO = f"{PHOTOS}/<int:photo>"
MINUTES = f"{EVENT}/minutes/<slug:pairing>"
OBJECTIONS = f"{MINUTES}/objections"
NOTES = f"{EVENT}/notes/<slug:pairing>"

# What adds a row comes before what shows another: `events/add/` before `events/<event>/`.
urlpatterns: list[URLPattern] = [
    # Calendars.
    path("calendar/", calendar_views.FeedList.as_view(), name="feed-list"),
    path("calendar/me.ics", calendar_views.MyCalendar.as_view(), name="my-calendar"),
    action_at("calendar/add/", calendar_actions.MakeFeed, calendar_views.FeedMaking),
    action_path("calendar/<int:feed>", calendar_actions.RevokeFeed),
    path("calendar/feeds/<slug:token>.ics", calendar_views.Feed.as_view(), name="feed"),
    path(f"{EVENT}/event.ics", calendar_views.EventCalendar.as_view(), name="event-calendar"),
    path(f"{PAIRING}/events.ics", calendar_views.PairingCalendar.as_view(), name="pairing-calendar"),
    # The lists of an event's people, of personal links with their pages, and of letters.
    path(f"{EVENT}/lists/", delegate_views.ListIndex.as_view(), name="list-index"),
    *(
        path(f"{EVENT}/lists/{leaf}/", delegate_views.DelegateListPage.as_view(name=key), name=name)
        for key, (leaf, name, _purpose, _empty) in delegate_views.LISTS.items()
    ),
    action_at(f"{DELEGATE}/link/", delegate_actions.MakeLink, delegate_views.LinkView),
    action_path(f"{DELEGATE}/link", delegate_actions.RevokeLink, "delegate-link"),
    action_path(DELEGATE, delegate_actions.IssueLetter),
    path(f"{DELEGATE}/letters/<int:number>.pdf", delegate_views.LetterFile.as_view(), name="letter-file"),
    path(f"{DELEGATE_PAGE}/", delegate_views.DelegatePage.as_view(), name="delegate-page"),
    path(f"{DELEGATE_PAGE}/done/", delegate_views.DelegateDone.as_view(), name="delegate-done"),
    path(f"{DELEGATE_PAGE}/data/", delegate_views.DelegateData.as_view(), name="delegate-data"),
    path(f"{DELEGATE_PAGE}/erase/", delegate_views.DelegateErase.as_view(), name="delegate-erase"),
    path(f"{DELEGATE_PAGE}/emergency-sheet/", delegate_views.DelegateSheet.as_view(), name="delegate-sheet"),
    # Agendas.
    path(f"{AGENDA}/", agenda_views.AgendaPage.as_view(), name="agenda"),
    action_path(AGENDA, agenda_actions.AddItem, "agenda-item"),
    action_path(AGENDA, agenda_actions.ReleaseAgenda),
    path(f"{AGENDA}/host-sheet/", agenda_views.HostSheetPage.as_view(), name="host-sheet"),
    path(f"{AGENDA}/versions/<int:release>/", agenda_views.AgendaVersion.as_view(), name="agenda-version"),
    *(action_path(AGENDA_ITEM, action, "agenda-item") for action in AGENDA_STEPS),
    path(f"{EVENT}/programme/<slug:language>.pdf", agenda_views.Programme.as_view(), name="programme"),
    # Delegations: places, one partner's people, what is done to a nomination.
    action_at(f"{EVENT}/quota/", quota_actions.SetQuotas),
    path(f"{EVENT}/delegations/", delegation_views.DelegationList.as_view(), name="delegation-list"),
    path(f"{DELEGATION}/", delegation_views.DelegationPage.as_view(), name="delegation"),
    action_at(f"{DELEGATION}/nominate/", delegation_actions.AddDelegate),
    action_at(f"{DELEGATION}/paste/", delegation_actions.PasteDelegates, delegation_views.PasteView),
    action_path(DELEGATION, delegation_actions.ChooseEarlier),
    action_path(DELEGATION, delegation_actions.RecordAttendance, "delegation"),
    *(action_path(DELEGATE, action) for action in (*delegation_actions.CLICKS, *delegation_actions.FORMS)),
    # Trips: plan and report of a partner's journey, their files and photographs.
    path(f"{PAPER}/", trip_views.TripPaperPage.as_view(), name="trip-paper"),
    path(f"{PAPER}.{FILE}", trip_views.TripPaperFile.as_view(), name="trip-paper-file"),
    action_path(PAPER, trip_actions.EditTripPaper, "trip-paper"),
    action_path(PAPER, trip_actions.FinishTripPaper, "trip-paper"),
    action_path(PAPER, trip_actions.ReopenTripPaper, "trip-paper"),
    action_path(PHOTOS, trip_actions.AddTripPhoto, "trip-photo"),
    path(f"{PHOTO}/", trip_views.TripPhotoFile.as_view(), name="trip-photo"),
    action_path(PHOTO, trip_actions.EditTripPhoto, "trip-photo"),
    action_path(PHOTO, trip_actions.RemoveTripPhoto, "trip-photo"),
    # Minutes and of visit notes.
    path(f"{MINUTES}/", visit_views.MinutesPage.as_view(), name="minutes"),
    action_at(f"{MINUTES}/edit/", minutes_actions.EditMinutes, visit_views.MinutesEditing),
    action_path(OBJECTIONS, minutes_actions.AddObjection, "minutes-objection"),
    action_path(f"{OBJECTIONS}/<int:objection>", minutes_actions.WithdrawObjection, "minutes-objection"),
    path(f"{NOTES}/", visit_views.VisitNotes.as_view(), name="visit-notes"),
    action_path(NOTES, visit_actions.AddVisitNote, "visit-note"),
    *(
        action_path(f"{NOTES}/interests/<int:noted_interest>", action)
        for action in (visit_actions.TakeUpInterest, visit_actions.DropInterest, visit_actions.ReopenInterest)
    ),
    *(
        action_path(f"{NOTES}/<slug:visit_note>", action, "visit-note")
        for action in (visit_actions.EditVisitNote, visit_actions.WithdrawVisitNote, visit_actions.RestoreVisitNote)
    ),
    # Events and missions: their list, the page of one, and what is done to it.
    path(f"{EVENTS}/", event_views.EventList.as_view(), name="event-list"),
    action_path(f"{PAIRING}/milestones/<slug:milestone>", event_actions.KeepMilestoneDays),
    path(f"{PAIRING}/events/", event_views.PairingEvents.as_view(), name="pairing-events"),
    action_path(EVENTS, event_actions.AddEvent),
    path(f"{EVENT}/", event_views.EventPage.as_view(), name="event"),
    action_at(f"{EVENT}/reschedule/", move_actions.RescheduleEvent, event_views.EventMove),
    *(
        action_path(EVENT, action)
        for action in (*event_actions.STEPS, *event_actions.FURTHER_STEPS)
        if action is not move_actions.RescheduleEvent
    ),
    action_path(f"{EVENT}/head-counts", event_actions.AddHeadCount, "head-count"),
    *(action_path(HEAD_COUNT, action, "head-count") for action in event_actions.HEAD_COUNT_STEPS),
]
