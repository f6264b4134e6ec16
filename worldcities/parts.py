"""What each noun offers to the pages of others: the one place that knows them all. Pages read it in `core.parts`.

What stands first is shown first.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.parts import Parts
from events.contributions import agendas, calendars, delegations, events, minutes, trips, visit_notes
from events.models import Minutes, VisitNote
from events.pack.agenda import agenda as agenda_table
from events.pack.events import events as events_table
from events.pack.head_counts import head_counts
from events.services.delegate_links import end_links_to
from events.services.event_counts import COUNTS as EVENT_COUNTS
from events.services.event_signs import HELD, held_as_signs, held_rows, read_held
from partnerships.agreements.pack import agreements
from partnerships.contributions import deputies, home, office_tasks, project_tasks, search, tasks
from partnerships.contributions.record_kinds import KINDS
from partnerships.milestones.pack import milestones
from partnerships.models import Contact, Milestone, Project
from partnerships.pack.interests import interests
from partnerships.pack.journey import stages
from partnerships.pack.places import cities, organisations, partners
from partnerships.pack.projects import projects
from partnerships.pack.strands import participants, strands, themes
from partnerships.pairings.pack import pairings
from partnerships.rules import may_see_dealings
from partnerships.services.access_ends import end_work, give_work_back
from partnerships.services.project_board import signals_of_projects
from partnerships.services.signals import read_signals
from partnerships.views.tabs import Tab, open_follow_ups
from reports.contributions import (
    calendar,
    exports,
    overview,
    page_files,
    public,
    reports,
    updates,
)
from reports.services.archive.closing import CLOSING_ARCHIVE_KIND
from reports.services.exports import give_up_exports
from reports.services.period_mails import mail_periods
from worldcities.first_steps import steps_put_away
from worldcities.handbook import chapters_found

PARTS = Parts(
    home=(deputies.stands_in, home.my_pairings, events.coming),
    account=(deputies.own_work, calendars.own_calendars, exports.own_exports, steps_put_away),
    programme=(overview.to_programme_dashboard,),
    strand=(events.of_strand, calendar.of_strand, exports.way_to_archive),
    partner=(events.of_partner,),
    pairing=(events.of_pairing,),
    milestone=(events.of_milestone,),
    tasks=(
        office_tasks.of_office,
        project_tasks.of_projects,
        tasks.of_side,
        delegations.of_places,
        delegations.of_nominations,
        delegations.of_details,
        events.of_events,
        minutes.of_objections,
        trips.of_trips,
        visit_notes.of_interests,
        exports.of_exports,
        reports.of_reports,
        public.of_results,
        updates.of_updates,
    ),
    signals=(
        read_signals,
        signals_of_projects,
        delegations.of_deadlines,
        events.of_unreported,
        trips.late_papers,
        visit_notes.late_interests,
    ),
    search=(
        search.found,
        search.indicators_found,
        delegations.found,
        events.found,
        visit_notes.found,
        public.found,
        reports.found,
        chapters_found,
    ),
    strand_links=(events.to_events, calendar.to_reports, overview.to_dashboard, public.to_publicity),
    map_venues=(events.venues,),
    deadline_mails=(delegations.mail_deadlines, mail_periods),
    access_ends=(end_work, end_links_to, give_up_exports),
    access_returns=(give_work_back,),
    record_kinds=(
        *KINDS,
        agendas.KIND,
        events.KIND,
        minutes.KIND,
        trips.KIND,
        visit_notes.KIND,
        calendar.KIND,
        public.PUBLICITY_KIND,
        reports.PROGRESS_REPORT_KIND,
        reports.SECTION_TEXT_KIND,
        public.RESULTS_KIND,
        updates.KIND,
    ),
    text_pages=(
        agendas.TEXT_PAGE,
        events.TEXT_PAGE,
        minutes.TEXT_PAGE,
        visit_notes.TEXT_PAGE,
        calendar.TEXT_PAGE,
        public.TEXT_PAGE,
        updates.TEXT_PAGE,
    ),
    hidden_acts=(
        delegations.looked_at,
        trips.of_unwritten_papers,
        overview.taken_along,
        reports.in_the_making,
        updates.on_their_way,
        updates.reminded,
    ),
    kinds_of_act=(
        delegations.KIND_OF_ACT,
        events.KIND_OF_ACT,
        minutes.KIND_OF_ACT,
        visit_notes.KIND_OF_ACT,
        calendar.KIND_OF_ACT,
    ),
    origins=(Milestone, Project, Contact, Minutes, VisitNote),
    signs=(held_as_signs,),
    stream_entries=((HELD, held_rows, read_held),),
    counts=EVENT_COUNTS,
    tabs=(
        Tab("journey", _("Journey"), "partnerships:pairing"),
        Tab("projects", _("Projects"), "partnerships:pairing-projects"),
        Tab("contacts", _("Contacts"), "partnerships:contact-list", rule=may_see_dealings),
        Tab("events", pgettext_lazy("tab", "Events"), "events:pairing-events"),
        Tab("agreements", _("Agreements"), "partnerships:agreement-list"),
        Tab("documents", _("Documents"), "partnerships:document-list"),
        Tab("texts", _("Confirmations"), "partnerships:text-list"),
        Tab(
            "follow-ups",
            _("Follow-ups"),
            "partnerships:follow-up-list",
            rule=may_see_dealings,
            count=open_follow_ups,
        ),
        Tab("indicators", _("Indicators"), "partnerships:pairing-indicators"),
        Tab("reports", pgettext_lazy("tab", "Reports"), "reports:pairing-reports"),
        Tab("history", _("History"), "partnerships:pairing-history"),
    ),
    export_kinds=(CLOSING_ARCHIVE_KIND, page_files.PAGE_FILE_KIND),
    pack_tables=(
        cities,
        partners,
        organisations,
        themes,
        strands,
        participants,
        interests,
        pairings,
        stages,
        milestones,
        projects,
        agreements,
        events_table,
        agenda_table,
        head_counts,
    ),
)
