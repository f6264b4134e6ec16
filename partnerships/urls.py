"""All addresses of this app, noun by noun."""

from typing import Any

from django.urls import path

from core.action_views import action_at, action_path
from partnerships.agreements import actions as agreement_actions, views as agreement_views
from partnerships.confirmations import actions as text_actions, views as text_views
from partnerships.contacts import actions as contact_actions, views as contact_views
from partnerships.documents import actions as document_actions, views as document_views
from partnerships.follow_ups import actions as follow_up_actions, views as follow_up_views
from partnerships.history import views as history_views
from partnerships.hours import actions as hours_actions, views as hours_views
from partnerships.indicators import actions as indicator_actions, views as indicator_views
from partnerships.matching import actions as matching_actions, library, views as matching_views
from partnerships.milestones import actions as milestone_actions, views as milestone_views
from partnerships.organisations import actions as organisation_actions, views as organisation_views
from partnerships.pairings import actions as pairing_actions, views as pairing_views
from partnerships.people import actions as people_actions, views as people_views
from partnerships.places import actions as partner_actions, views as partner_views
from partnerships.plan import actions as plan_actions, move_actions, views as plan_views
from partnerships.programmes import actions as programme_actions, set_up_actions, views as programme_views
from partnerships.programmes.pages import MILESTONE, PAIRING, STRAND
from partnerships.projects import actions as project_actions, views as project_views
from partnerships.tasks import views as task_views
from partnerships.translations import actions as translation_actions, views as translation_views

app_name = "partnerships"

STAGES = f"{STRAND}/plan/stages"
STAGE = f"{STAGES}/<slug:stage>"
ITEMS = f"{STRAND}/plan/items"
ITEM = f"{ITEMS}/<slug:plan_item>"
MILESTONES = f"{PAIRING}/milestones"
TEXT = f"{PAIRING}/texts/<slug:text>"
CONFIRMATION = f"{PAIRING}/confirmations/<int:confirmation>"
FOLLOW_UPS = f"{PAIRING}/follow-ups"
PROJECT = f"{STRAND}/projects/<slug:project>"
RESULTS = f"{PROJECT}/results"
ORGANISATIONS = f"{STRAND}/organisations"
ORGANISATION = f"{ORGANISATIONS}/<slug:organisation>"
AGREEMENTS = f"{PAIRING}/agreements"
AGREEMENT = f"{AGREEMENTS}/<slug:agreement>"
CONTACTS = f"{PAIRING}/contacts"
CONTACT = f"{CONTACTS}/<slug:contact>"
RECORD = "<slug:kind>/<int:record>"
HISTORY = f"{STRAND}/history/{RECORD}"
TRANSLATIONS = f"{STRAND}/translations"
PARTNERS = f"{STRAND}/partners"
PARTNER = f"{PARTNERS}/<slug:partner>"
INTERESTS = f"{PARTNER}/interests"
INTEREST = f"{INTERESTS}/<int:interest>"
QUESTION = f"{INTEREST}/practice/questions/<int:question>"
CLOSING_DAYS = f"{PARTNER}/closing-days"
OTHERS = f"{STRAND}/other-strands"
INDICATORS = f"{STRAND}/indicators"
INDICATOR = f"{INDICATORS}/<slug:indicator>"
PEOPLE = f"{STRAND}/people"
INVITATION = f"{PEOPLE}/invitations/<int:invitation>"
COORDINATOR = f"{PEOPLE}/coordinators/<int:membership>"


def _documents(place: str) -> list[Any]:
    """Of a pairing, or of a strand for what no pairing has for itself; a page's address follows from its words."""
    document = f"{place}/documents/<slug:document>"
    return [
        action_at(f"{place}/documents/add/{RECORD}/", document_actions.AddDocument),
        path(f"{document}/", document_views.DocumentPage.as_view(), name="document"),
        action_path(document, document_actions.EditDocument),
        action_path(document, document_actions.WithdrawDocument),
        action_path(document, document_actions.RestoreDocument),
        action_path(f"{document}/versions", document_actions.AddDocumentVersion, "document-version"),
        path(f"{document}/versions/<int:number>/file/", document_views.DocumentFile.as_view(), name="document-file"),
    ]


def _comments(place: str) -> list[Any]:
    """Of a pairing, or of a strand for projects outside of pairings; a page's address follows from its words."""
    add = f"{place}/comments/add/<slug:target_kind>/<int:target>/"
    return [
        action_at(add, contact_actions.AddComment),
        action_path(f"{place}/comments/<int:comment>", contact_actions.AnswerComment),
        action_path(f"{place}/comments/<int:comment>", contact_actions.WithdrawComment),
    ]


# What adds a row comes before what shows another: `milestones/add/` before `milestones/<milestone>/`.
urlpatterns = [
    # What belongs to my tasks, and reminders that staff send.
    path("tasks/seen/", task_views.TasksSeen.as_view(), name="tasks-seen"),
    path(f"{STRAND}/remind/", task_views.Remind.as_view(), name="remind"),
    # The programme, strands with their themes and timeline, the next round, and what the plan learns of a pairing.
    path("programme/", programme_views.ProgrammePage.as_view(), name="programme"),
    path("strands/", programme_views.StrandList.as_view(), name="strand-list"),
    action_at("strands/new/", set_up_actions.StartStrand),
    path(f"{STRAND}/", programme_views.StrandPage.as_view(), name="strand"),
    path(f"{STRAND}/timeline/", programme_views.TimelinePage.as_view(), name="timeline"),
    path(f"{STRAND}/themes/", programme_views.ThemeList.as_view(), name="theme-list"),
    action_path(f"{STRAND}/themes", set_up_actions.AddThemes),
    path(f"{STRAND}/themes/<slug:theme>/", programme_views.ThemePage.as_view(), name="theme"),
    action_path(f"{STRAND}/themes/<slug:theme>", set_up_actions.EditTheme),
    action_path(f"{STRAND}/plan", set_up_actions.TakePlan),
    action_at(f"{STRAND}/next-round/", programme_actions.OpenRound),
    action_path(MILESTONE, programme_actions.TakeIntoPlan),
    # The strand's plan: stages, items, dates and thresholds.
    path(f"{STRAND}/plan/", plan_views.PlanPage.as_view(), name="plan"),
    action_path(STAGES, plan_actions.AddStage),
    action_path(STAGE, plan_actions.EditStage),
    action_at(f"{STAGE}/reschedule/", move_actions.MoveStage, plan_views.PlanMove),
    action_path(ITEMS, plan_actions.AddPlanItem, "plan-item"),
    action_path(ITEM, plan_actions.EditPlanItem, "plan-item"),
    action_at(f"{ITEM}/reschedule/", move_actions.MovePlanItem, plan_views.PlanMove),
    action_path(STRAND, plan_actions.EditStrand),
    # The partners of a strand.
    path(f"{PARTNERS}/", partner_views.PartnerList.as_view(), name="partner-list"),
    action_path(PARTNERS, partner_actions.AddPartners),
    path(f"{PARTNER}/", partner_views.PartnerPage.as_view(), name="partner"),
    path(f"{PARTNER}/logo/", partner_views.PartnerLogo.as_view(), name="partner-logo"),
    action_path(PARTNER, partner_actions.EditPartner),
    action_path(PARTNER, partner_actions.CorrectPartner),
    # The page of a pairing, and what is done to one.
    action_path(f"{STRAND}/pairings", pairing_actions.OpenPairing),
    path(f"{PAIRING}/", pairing_views.PairingPage.as_view(), name="pairing"),
    path(f"{PAIRING}/about/", pairing_views.AboutPairing.as_view(), name="pairing-about"),
    *(action_path(PAIRING, action) for action in pairing_actions.STEPS),
    # Milestones: those of a pairing, and what is done to one.
    path(f"{MILESTONES}/", milestone_views.MilestoneList.as_view(), name="milestone-list"),
    action_path(MILESTONES, milestone_actions.AddMilestone),
    path(f"{MILESTONE}/", milestone_views.MilestonePage.as_view(), name="milestone"),
    *(action_path(MILESTONE, action) for action in milestone_actions.STEPS),
    # The texts that both sides confirm, and each side's confirmation of them.
    path(f"{PAIRING}/texts/", text_views.TextList.as_view(), name="text-list"),
    path(f"{TEXT}/", text_views.TextPage.as_view(), name="text"),
    action_path(TEXT, text_actions.EditText),
    action_path(TEXT, text_actions.RequestConfirmation),
    path(f"{TEXT}/print/", text_views.TextPrint.as_view(), name="text-print"),
    path(f"{TEXT}/file/", text_views.TextFile.as_view(), name="text-file"),
    path(f"{PAIRING}/confirmations/several/", text_views.FirstWaiting.as_view(), name="confirm-several"),
    *(action_path(CONFIRMATION, action) for action in text_actions.SIDE_ACTIONS),
    # The action list of a pairing, and what is done to one of its follow-ups.
    path(f"{FOLLOW_UPS}/", follow_up_views.FollowUpList.as_view(), name="follow-up-list"),
    action_path(FOLLOW_UPS, follow_up_actions.AddFollowUp, "follow-up"),
    *(action_path(f"{FOLLOW_UPS}/<slug:follow_up>", action, "follow-up") for action in follow_up_actions.STEPS),
    # Cooperation projects: their lists, the page of one, and what is done to it.
    path(f"{STRAND}/projects/", project_views.ProjectList.as_view(), name="project-list"),
    path(f"{PAIRING}/projects/", project_views.PairingProjects.as_view(), name="pairing-projects"),
    action_path(f"{PAIRING}/projects", project_actions.AddProject),
    path(f"{PROJECT}/", project_views.ProjectPage.as_view(), name="project"),
    *(action_path(PROJECT, action) for action in (*project_actions.ON_PROJECT, project_actions.RemoveProject)),
    action_path(RESULTS, project_actions.AddResult),
    action_path(f"{RESULTS}/<int:result>", project_actions.EditResult),
    action_path(f"{RESULTS}/<int:result>", project_actions.RemoveResult),
    # The strand's directory of organisations.
    path(f"{ORGANISATIONS}/", organisation_views.OrganisationList.as_view(), name="organisation-list"),
    action_path(ORGANISATIONS, organisation_actions.AddOrganisation),
    path(f"{ORGANISATION}/", organisation_views.OrganisationPage.as_view(), name="organisation"),
    action_path(ORGANISATION, organisation_actions.EditOrganisation),
    action_at(f"{ORGANISATION}/sources/", organisation_actions.EditEntry),
    action_at(f"{ORGANISATION}/use/", organisation_actions.TakeUpOrganisation),
    path(f"{ORGANISATION}/merge/", organisation_views.OrganisationMerge.as_view(), name="organisation-merge"),
    # Agreements: those of a strand, those of a pairing, and what is done to one.
    path(f"{STRAND}/agreements/", agreement_views.StrandAgreements.as_view(), name="strand-agreements"),
    path(f"{AGREEMENTS}/", agreement_views.AgreementList.as_view(), name="agreement-list"),
    action_path(AGREEMENTS, agreement_actions.AddAgreement),
    path(f"{AGREEMENT}/", agreement_views.AgreementPage.as_view(), name="agreement"),
    *(action_path(AGREEMENT, action) for action in (agreement_actions.SignAgreement, *agreement_actions.STEPS)),
    # Documents of a pairing and of a strand, and notes of one's own side.
    *_documents(STRAND),
    path(f"{PAIRING}/documents/", document_views.DocumentList.as_view(), name="document-list"),
    *_documents(PAIRING),
    action_at(f"{PAIRING}/notes/add/{RECORD}/", document_actions.AddNote),
    action_path(f"{PAIRING}/notes/<int:note>", document_actions.WithdrawNote),
    # The contacts of a pairing, and comments on it and on projects.
    *_comments(STRAND),
    path(f"{CONTACTS}/", contact_views.ContactList.as_view(), name="contact-list"),
    action_at(f"{CONTACTS}/add/", contact_actions.AddContact, contact_views.AddContactView),
    path(f"{CONTACT}/", contact_views.ContactPage.as_view(), name="contact"),
    *(action_path(CONTACT, action) for action in contact_actions.STEPS),
    *_comments(PAIRING),
    # The history of a pairing and of each of its records: timeline, compare, restore.
    path(f"{PAIRING}/history/", history_views.PairingHistory.as_view(), name="pairing-history"),
    path(f"{HISTORY}/", history_views.RecordHistory.as_view(), name="record-history"),
    path(f"{HISTORY}/<int:number>/restore/", history_views.RecordRestore.as_view(), name="record-restore"),
    # Texts that are missing or older in a language.
    action_path(f"{TRANSLATIONS}/<slug:once_kind>/<int:once>/<slug:once_field>", translation_actions.TranslateText),
    path(f"{TRANSLATIONS}/", translation_views.TranslationList.as_view(), name="translation-list"),
    path(
        f"{TRANSLATIONS}/<slug:kind>/<int:record>/<slug:text_language>/fits/",
        translation_views.TranslationFits.as_view(),
        name="translation-fits",
    ),
    # Needs and offers, good practices, and what they meet.
    path(f"{STRAND}/matching/", matching_views.MatchingPage.as_view(), name="matching"),
    action_path(f"{PAIRING}/matches/<int:need>/<int:offer>", matching_actions.StartProject),
    action_path(INTERESTS, matching_actions.AddInterest),
    action_path(INTEREST, matching_actions.EditInterest),
    action_path(INTEREST, matching_actions.WithdrawInterest),
    action_path(INTEREST, matching_actions.RestateInterest),
    path(f"{INTEREST}/practice/", matching_views.PracticePage.as_view(), name="practice"),
    action_path(f"{INTEREST}/practice", matching_actions.EditPractice),
    action_path(f"{INTEREST}/practice", matching_actions.AskPractice),
    action_path(QUESTION, matching_actions.AnswerQuestion),
    action_path(QUESTION, matching_actions.ReopenQuestion),
    action_path(PARTNER, matching_actions.ReleaseToStrands),
    path(f"{OTHERS}/", library.OtherPractices.as_view(), name=library.OtherPractices.name),
    path(f"{OTHERS}/projects/", library.OtherProjects.as_view(), name=library.OtherProjects.name),
    path(f"{OTHERS}/coordinators/", library.OtherCoordinators.as_view(), name=library.OtherCoordinators.name),
    # Common hours, office hours and closing days.
    path("date/", hours_views.ReadDate.as_view(), name="date"),
    path(f"{PAIRING}/hours/", hours_views.HoursPage.as_view(), name="hours"),
    path(f"{PAIRING}/hours/meeting.ics", hours_views.HourFile.as_view(), name="hours-file"),
    action_at(f"{PARTNER}/hours/", hours_actions.EditHours),
    action_path(CLOSING_DAYS, hours_actions.AddClosingDay, "closing-day"),
    action_path(f"{CLOSING_DAYS}/<int:closing_day>", hours_actions.RemoveClosingDay, "closing-day"),
    # The indicators of a strand and of a pairing: figures, the rows behind them, targets and values.
    path(f"{PAIRING}/indicators/", indicator_views.IndicatorList.as_view(), name="pairing-indicators"),
    path(f"{INDICATORS}/", indicator_views.IndicatorList.as_view(), name="indicator-list"),
    action_path(INDICATORS, indicator_actions.AddIndicator),
    path(f"{INDICATORS}/counts/<slug:count>/", indicator_views.FigureRows.as_view(), name="figure-rows"),
    action_at(f"{INDICATORS}/<slug:figure>/target/", indicator_actions.SetTarget),
    path(f"{INDICATOR}/", indicator_views.IndicatorPage.as_view(), name="indicator"),
    action_path(INDICATOR, indicator_actions.EditIndicator),
    action_path(INDICATOR, indicator_actions.EndIndicator),
    action_path(INDICATOR, indicator_actions.ResumeIndicator),
    action_path(f"{INDICATOR}/values", indicator_actions.AddMeasurement),
    action_path(f"{INDICATOR}/values/<int:measurement>", indicator_actions.WithdrawMeasurement),
    # The people of a strand: roles, invitations, hand-over and deputies.
    path(f"{PEOPLE}/", people_views.PeoplePage.as_view(), name="people"),
    action_path(f"{PEOPLE}/coordinators", people_actions.InviteCoordinators),
    path(f"{PEOPLE}/invite/", people_views.PersonInvite.as_view(), name="person-invite"),
    path(f"{INVITATION}/resend/", people_views.InvitationResend.as_view(), name="invitation-resend"),
    path(f"{INVITATION}/withdraw/", people_views.InvitationWithdraw.as_view(), name="invitation-withdraw"),
    action_at(f"{COORDINATOR}/hand-over/", people_actions.HandOver),
    path(f"{COORDINATOR}/hand-over/sheet/", people_views.HandOverSheet.as_view(), name="hand-over-sheet"),
    action_path(f"{COORDINATOR}/deputies", people_actions.NameDeputy),
    action_path(f"{COORDINATOR}/deputies/<int:deputy>", people_actions.EndDeputy),
    path(f"{PEOPLE}/roles/<int:role>/end/", people_views.StrandRoleEnd.as_view(), name="strand-role-end"),
    action_at(f"{PEOPLE}/<int:person>/end-access/", people_actions.EndAccess),
    action_at(f"{PEOPLE}/<int:person>/give-access/", people_actions.GiveAccess),
    path(f"{PEOPLE}/<int:person>/", people_views.PersonPage.as_view(), name="person"),
    path("invitations/<slug:token>/", people_views.InvitationPage.as_view(), name="invitation"),
]
