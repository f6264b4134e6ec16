"""What each noun offers to the pages of others: the one place that knows them all. Pages read it in `core.parts`.

What stands first is shown first.
"""

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from accounts import users as accounts
from accounts.models import User
from core.parts import Parts
from events.delegates.selectors import detail_rows
from events.delegates.services import end_links_to
from events.delegations import parts as delegations
from events.delegations.selectors import place_rows
from events.events import parts as events
from events.events.pack import agenda as agenda_table, events as events_table, head_counts
from events.events.tables import COUNTS as EVENT_COUNTS
from events.models import AgendaItem, Delegate, Delegation, Event, HeadCount, Minutes, TripPaper, VisitNote
from events.trips import parts as trips
from events.trips.selectors import trip_rows
from events.visits import parts as visits
from events.visits.selectors import visit_rows
from partnerships.agreements.pack import agreements
from partnerships.history.parts import KINDS
from partnerships.matching import cards as matching
from partnerships.matching.pack import interests
from partnerships.milestones.pack import milestones
from partnerships.models import (
    Agreement,
    City,
    Contact,
    DirectoryCity,
    DirectoryOrganisation,
    DirectoryPartner,
    FollowUp,
    GoodPractice,
    Indicator,
    Interest,
    Invitation,
    Membership,
    Milestone,
    Organisation,
    Pairing,
    Participation,
    Partner,
    PlanItem,
    Programme,
    Project,
    ProjectResult,
    Stage,
    Strand,
    StrandRole,
    Theme,
)
from partnerships.pairings.pack import pairings, stages
from partnerships.people import selectors as people
from partnerships.people.services import end_work, give_work_back
from partnerships.places.pack import cities, organisations, partners
from partnerships.programmes.pack import participants, strands, themes
from partnerships.projects import parts as project_tasks
from partnerships.projects.pack import projects
from partnerships.rules import may_see_dealings
from partnerships.search import parts as search
from partnerships.tasks import parts as tasks
from partnerships.tasks.selectors import confirmation_rows, follow_up_rows, stage_and_milestone_rows
from partnerships.tasks.signals import WORDS as JOURNEY_WORDS, of_journey
from reports import parts as reports
from reports.exports import parts as exports
from reports.exports.packing import CLOSING_ARCHIVE_KIND
from reports.exports.services import give_up_exports
from reports.models import PublicityItem, ReportingPeriod, ReportingTerms
from reports.periods.services import mail_periods
from reports.progress import parts as progress
from reports.public import parts as public
from reports.updates import parts as updates
from worldcities.first_steps import steps_put_away
from worldcities.handbook import chapters_found

_WORK, _MEETINGS, _PAPERS = (
    pgettext_lazy("tab", "Work"),
    pgettext_lazy("tab", "Meetings"),
    pgettext_lazy("tab", "Papers"),
)

PARTS = Parts(
    home=(people.deputy_panel, tasks.my_pairings, events.coming),
    account=(people.own_work, events.own_calendars, exports.own_exports, steps_put_away),
    programme=(reports.way_to_import, reports.to_programme_dashboard),
    strand=(exports.way_to_archive,),
    pairing=(events.to_add,),
    milestone=(events.of_milestone,),
    tasks=(tasks.read_tasks,),
    signal_words=(
        *JOURNEY_WORDS,
        *project_tasks.WORDS,
        *delegations.WORDS,
        *events.WORDS,
        *trips.WORDS,
        *visits.WORDS,
    ),
    waiting=(
        confirmation_rows,
        stage_and_milestone_rows,
        follow_up_rows,
        project_tasks.project_rows,
        matching.question_rows,
        delegations.nomination_rows,
        place_rows,
        detail_rows,
        events.event_rows,
        events.milestone_rows,
        visit_rows,
        trip_rows,
        exports.export_rows,
        progress.closed_rows,
        public.closed_rows,
        updates.update_rows,
    ),
    waiting_tasks=(
        project_tasks.of_projects,
        tasks.of_side,
        matching.of_questions,
        delegations.of_places,
        delegations.of_nominations,
        delegations.of_details,
        events.of_events,
        events.of_milestones,
        visits.of_objections,
        trips.of_trips,
        visits.of_interests,
        exports.of_exports,
        accounts.of_erasures,
        progress.of_reports,
        public.of_results,
        updates.of_updates,
    ),
    waiting_signals=(
        of_journey,
        project_tasks.signals_of_projects,
        delegations.of_deadlines,
        events.of_unreported,
        trips.late_papers,
        visits.late_interests,
    ),
    search=(
        search.found,
        people.found_people,
        search.indicators_found,
        events.found,
        public.found,
        progress.found,
        chapters_found,
    ),
    strand_links=(reports.to_dashboard, public.to_publicity),
    map_venues=(events.venues,),
    deadline_mails=(delegations.mail_deadlines, mail_periods),
    access_ends=(end_work, end_links_to, give_up_exports),
    access_returns=(give_work_back,),
    record_kinds=(
        *KINDS,
        events.ITEM_KIND,
        events.KIND,
        trips.KIND,
        *visits.KINDS,
        reports.PERIOD_KIND,
        public.PUBLICITY_KIND,
        progress.PROGRESS_REPORT_KIND,
        progress.SECTION_TEXT_KIND,
        public.RESULTS_KIND,
        updates.KIND,
    ),
    text_pages=(
        events.ITEM_TEXT_PAGE,
        events.TEXT_PAGE,
        *visits.TEXT_PAGES,
        reports.PERIOD_TEXT_PAGE,
        public.TEXT_PAGE,
        updates.TEXT_PAGE,
    ),
    hidden_acts=(
        delegations.looked_at,
        trips.of_unwritten_papers,
        reports.taken_along,
        progress.in_the_making,
        updates.on_their_way,
        updates.reminded,
    ),
    kinds_of_act=(
        delegations.KIND_OF_ACT,
        events.KIND_OF_ACT,
        *visits.KINDS_OF_ACT,
        reports.REPORT_ACTS,
    ),
    origins=(Milestone, Project, Contact, Minutes, VisitNote),
    signs=(events.held_as_signs, events.held_by_all_as_signs),
    stream_entries=((events.HELD, events.held_rows, events.read_held),),
    counts=EVENT_COUNTS,
    tabs=(
        (_("Journey"), "journey", _("Journey"), "partnerships:pairing"),
        (_WORK, "projects", _("Projects"), "partnerships:pairing-projects"),
        (_WORK, "agreements", _("Agreements"), "partnerships:agreement-list"),
        (_WORK, "follow-ups", _("Follow-ups"), "partnerships:follow-up-list", may_see_dealings),
        (_WORK, "indicators", _("Indicators"), "partnerships:pairing-indicators"),
        (_("Contacts"), "contacts", _("Contacts"), "partnerships:contact-list", may_see_dealings),
        (_MEETINGS, "events", pgettext_lazy("tab", "Events"), "events:pairing-events"),
        (_MEETINGS, "hours", _("Common hours"), "partnerships:hours"),
        (_PAPERS, "documents", _("Documents"), "partnerships:document-list"),
        (_PAPERS, "texts", _("Confirmations"), "partnerships:text-list"),
        (_PAPERS, "reports", pgettext_lazy("tab", "Reports"), "reports:pairing-reports"),
        (_PAPERS, "history", _("History"), "partnerships:pairing-history"),
        (_PAPERS, "about", _("About this pairing"), "partnerships:pairing-about"),
    ),
    export_kinds=(CLOSING_ARCHIVE_KIND, exports.PAGE_FILE_KIND),
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
    # What stands first needs nothing of what stands below.
    administration=(
        (_("Places and organisations"), (City, Partner, Organisation)),
        (
            _("Programmes and strands"),
            (
                *(Programme, Strand, Theme, Participation, Stage, PlanItem, Indicator, ReportingTerms, ReportingPeriod),
                *(DirectoryCity, DirectoryPartner, DirectoryOrganisation),
            ),
        ),
        (_("People"), (Invitation, User, StrandRole, Membership)),
        (
            _("Pairings"),
            (Pairing, Milestone, Interest, GoodPractice, Project, ProjectResult, Agreement, Contact, FollowUp),
        ),
        (
            _("Events and publicity"),
            (Event, AgendaItem, HeadCount, Delegation, Delegate, TripPaper, VisitNote, PublicityItem),
        ),
    ),
)
