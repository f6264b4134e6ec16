"""The acts that the register of actions knows, each with its sentence; one module per field of work."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from core import audit

# What is logged of documents beside their actions. Of what one side keeps for itself: that it changed, in no list.

DOCUMENT_ADDED = "document-added"
OWN_SIDE_CHANGED = "own-side-changed"

audit.register(OWN_SIDE_CHANGED, _("Changed what one side keeps for itself"), kind=audit.Kind.OWN)
audit.register(DOCUMENT_ADDED, _("Added a document"), news=_("%(city)s added the document %(what)s."))

# What the first writing of a good practice writes: its edits bear the key of their action.

PRACTICE_WRITTEN = "practice-written"
audit.register(PRACTICE_WRITTEN, _("Wrote the good practice behind the offer"))

# The acts of the programme that the register of actions knows, each with its sentence.

PERSON_INVITED = "person-invited"
INVITATION_RESENT = "invitation-resent"
INVITATION_WITHDRAWN = "invitation-withdrawn"
INVITATION_ACCEPTED = "invitation-accepted"
MEMBERSHIP_ENDED = "membership-ended"
STRAND_ROLE_ENDED = "strand-role-ended"
ROLE_GIVEN_AGAIN = "role-given-again"

audit.register(PERSON_INVITED, _("Invited %(person)s"))
audit.register(INVITATION_RESENT, _("Sent the invitation of %(person)s again"))
audit.register(INVITATION_WITHDRAWN, _("Withdrew the invitation of %(person)s"))
audit.register(INVITATION_ACCEPTED, _("Accepted the invitation"))
audit.register(MEMBERSHIP_ENDED, _("Ended the work of %(person)s as coordinator"))
audit.register(STRAND_ROLE_ENDED, _("Ended the role of %(person)s"))
audit.register(ROLE_GIVEN_AGAIN, _("Gave %(person)s the role again, together with the access"))

LIST_EXPORTED = "list-exported"
LISTS = {
    "partners": _("Partners"),
    "organisations": _("Organisations"),
    "milestones": _("Milestones"),
    "projects": _("Cooperation projects"),
    "follow-ups": _("Follow-ups"),
    "contacts": _("Contacts"),
    "documents": _("Documents"),
    "indicators": _("Indicators"),
    "figure-rows": _("Rows behind a figure"),
    "programme": _("Programme"),
    "matching": _("Matching"),
    "other-practices": _("Good practices of other strands"),
    "other-projects": _("Projects of other strands"),
    "other-coordinators": _("Coordinators of other strands"),
    "agreements": _("Agreements"),
    "dates": pgettext_lazy("strand", "Timeline"),
}
audit.register(
    LIST_EXPORTED,
    ngettext_lazy(
        "Exported the list %(list)s as %(format)s (%(rows)s row)",
        "Exported the list %(list)s as %(format)s (%(rows)s rows)",
        "rows",
    ),
    words={"list": LISTS},
    kind=audit.Kind.LOOK,
)

FOLLOW_UP_ADDED = "follow-up-added"
FOLLOW_UP_HANDED_OVER = "follow-up-handed-over"
FOLLOW_UP_RELEASED = "follow-up-released"
audit.register(
    FOLLOW_UP_ADDED,
    _("Added a follow-up, to be done by %(until)s"),
    news=_("%(city)s added %(what)s, to be done by %(until)s."),
)
audit.register(FOLLOW_UP_HANDED_OVER, _("Handed a follow-up over from %(person)s to %(successor)s"))
audit.register(FOLLOW_UP_RELEASED, _("%(person)s is no longer responsible for a follow-up; it stays with the side"))

WORK_HANDED_OVER = "work-handed-over"
WORK_ENDED_WITHOUT_SUCCESSOR = "work-ended-without-successor"
DEPUTY_ADDED = "deputy-added"
DEPUTY_ENDED = "deputy-ended"
audit.register(WORK_HANDED_OVER, _("Handed the work of %(person)s over to %(successor)s"))
audit.register(WORK_ENDED_WITHOUT_SUCCESSOR, _("Ended the work of %(person)s without a successor"))
audit.register(DEPUTY_ADDED, _("Made %(deputy)s the deputy of %(person)s from %(old)s to %(until)s"))
audit.register(DEPUTY_ENDED, _("Ended the work of %(deputy)s as deputy of %(person)s"))

STAGE_MOVED = "stage-moved"
PLAN_ITEM_MOVED = "plan-item-moved"
MILESTONE_MOVED_ALONG = "milestone-moved-along"
MILESTONE_TOOK_DAYS = "milestone-took-days"
MILESTONE_PLANNED = "milestone-planned"
MILESTONE_FOLLOWED_PLAN = "milestone-followed-plan"
MILESTONE_TAKEN_INTO_PLAN = "milestone-taken-into-plan"
PAIRING_PLANNED = "pairing-planned"
ROUND_OPENED = "round-opened"
OPENED_AS_NEXT_ROUND = "opened-as-next-round"
audit.register(STAGE_MOVED, _("Moved the stage from %(old)s to %(new)s"))
audit.register(PLAN_ITEM_MOVED, _("Moved the plan item from %(old)s to %(new)s"))
audit.register(
    MILESTONE_MOVED_ALONG,
    _("Moved with the plan from %(old)s to %(new)s"),
    news=_("%(city)s moved the plan, and %(what)s with it."),
)
audit.register(MILESTONE_TOOK_DAYS, _("Moved with the event “%(event)s” from %(old)s to %(new)s"))
audit.register(
    MILESTONE_PLANNED,
    _("Added a milestone from the strand's plan"),
    news=_("%(city)s took %(what)s over from the plan."),
)
audit.register(MILESTONE_FOLLOWED_PLAN, _("Followed the strand's plan: %(fields)s"))
audit.register(MILESTONE_TAKEN_INTO_PLAN, _("Took a milestone into the plan of %(strand)s"))
audit.register(PAIRING_PLANNED, _("Planned the pairing for the next round"))
audit.register(ROUND_OPENED, _("Opened the next round: %(strand)s"))
audit.register(OPENED_AS_NEXT_ROUND, _("Opened as the round after %(strand)s"))

MILESTONE_CONFIRMED = "milestone-confirmed"
MILESTONE_UNCONFIRMED = "milestone-unconfirmed"
audit.register(MILESTONE_CONFIRMED, _("Done: both sides have confirmed edition %(edition)s"))
audit.register(
    MILESTONE_UNCONFIRMED,
    _("Open again: the confirmation by both sides has ended"),
    news=_("%(what)s is open again: not both sides confirm it any more."),
)

SIDE_REMINDED = "side-reminded"
audit.register(SIDE_REMINDED, _("Sent %(person)s a reminder of it"), kind=audit.Kind.MAIL)

# What merging two organisations writes, each with its sentence.

ORGANISATION_MERGED = "organisation-merged"
ORGANISATION_REPLACED = "organisation-replaced"
audit.register(ORGANISATION_MERGED, _("Merged %(other)s into it; links moved: %(links)s (%(moved)s)"))
audit.register(ORGANISATION_REPLACED, _("%(organisation)s in place of %(other)s, which was merged into it"))

PROJECT_ADDED = "project-added"
audit.register(PROJECT_ADDED, _("Added the cooperation project"), news=_("%(city)s added the project %(what)s."))

# The acts on texts in two languages that the register of actions knows, each with its sentence.

TRANSLATION_KEPT = "translation-kept"
audit.register(TRANSLATION_KEPT, _("Kept texts beside the other language, which was edited later: %(fields)s"))
