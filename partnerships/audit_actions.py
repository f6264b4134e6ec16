"""The acts that the register of actions knows, each with its sentence; one module per field of work."""

from django.utils.translation import gettext_lazy as _, ngettext_lazy, pgettext_lazy

from core import audit

# What is logged of documents beside their actions. Of what one side keeps for itself: that it changed, in no list.

OWN_SIDE_CHANGED = audit.register("own-side-changed", _("Changed what one side keeps for itself"), kind=audit.Kind.OWN)
DOCUMENT_ADDED = audit.register(
    "document-added", _("Added a document"), news=_("%(city)s added the document %(what)s.")
)

# What the first writing of a good practice writes: its edits bear the key of their action.

PRACTICE_WRITTEN = audit.register("practice-written", _("Wrote the good practice behind the offer"))

# The acts of the programme that the register of actions knows, each with its sentence.

PERSON_INVITED = audit.register("person-invited", _("Invited %(person)s"))
INVITATION_RESENT = audit.register("invitation-resent", _("Sent the invitation of %(person)s again"))
INVITATION_WITHDRAWN = audit.register("invitation-withdrawn", _("Withdrew the invitation of %(person)s"))
INVITATION_ACCEPTED = audit.register("invitation-accepted", _("Accepted the invitation"))
MEMBERSHIP_ENDED = audit.register("membership-ended", _("Ended the work of %(person)s as coordinator"))
STRAND_ROLE_ENDED = audit.register("strand-role-ended", _("Ended the role of %(person)s"))
ROLE_GIVEN_AGAIN = audit.register("role-given-again", _("Gave %(person)s the role again, together with the access"))

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
LIST_EXPORTED = audit.register(
    "list-exported",
    ngettext_lazy(
        "Exported the list %(list)s as %(format)s (%(rows)s row)",
        "Exported the list %(list)s as %(format)s (%(rows)s rows)",
        "rows",
    ),
    words={"list": LISTS},
    kind=audit.Kind.LOOK,
)

FOLLOW_UP_ADDED = audit.register(
    "follow-up-added",
    _("Added a follow-up, to be done by %(until)s"),
    news=_("%(city)s added %(what)s, to be done by %(until)s."),
)
FOLLOW_UP_HANDED_OVER = audit.register(
    "follow-up-handed-over", _("Handed a follow-up over from %(person)s to %(successor)s")
)
FOLLOW_UP_RELEASED = audit.register(
    "follow-up-released", _("%(person)s is no longer responsible for a follow-up; it stays with the side")
)

WORK_HANDED_OVER = audit.register("work-handed-over", _("Handed the work of %(person)s over to %(successor)s"))
WORK_ENDED_WITHOUT_SUCCESSOR = audit.register(
    "work-ended-without-successor", _("Ended the work of %(person)s without a successor")
)
DEPUTY_ADDED = audit.register("deputy-added", _("Made %(deputy)s the deputy of %(person)s from %(old)s to %(until)s"))
DEPUTY_ENDED = audit.register("deputy-ended", _("Ended the work of %(deputy)s as deputy of %(person)s"))

STAGE_MOVED = audit.register("stage-moved", _("Moved the stage from %(old)s to %(new)s"))
PLAN_ITEM_MOVED = audit.register("plan-item-moved", _("Moved the plan item from %(old)s to %(new)s"))
MILESTONE_MOVED_ALONG = audit.register(
    "milestone-moved-along",
    _("Moved with the plan from %(old)s to %(new)s"),
    news=_("%(city)s moved the plan, and %(what)s with it."),
)
MILESTONE_TOOK_DAYS = audit.register(
    "milestone-took-days", _("Moved with the event “%(event)s” from %(old)s to %(new)s")
)
MILESTONE_PLANNED = audit.register(
    "milestone-planned",
    _("Added a milestone from the strand's plan"),
    news=_("%(city)s took %(what)s over from the plan."),
)
MILESTONE_FOLLOWED_PLAN = audit.register("milestone-followed-plan", _("Followed the strand's plan: %(fields)s"))
MILESTONE_TAKEN_INTO_PLAN = audit.register(
    "milestone-taken-into-plan", _("Took a milestone into the plan of %(strand)s")
)
PAIRING_PLANNED = audit.register("pairing-planned", _("Planned the pairing for the next round"))
ROUND_OPENED = audit.register("round-opened", _("Opened the next round: %(strand)s"))
OPENED_AS_NEXT_ROUND = audit.register("opened-as-next-round", _("Opened as the round after %(strand)s"))

MILESTONE_CONFIRMED = audit.register("milestone-confirmed", _("Done: both sides have confirmed edition %(edition)s"))
MILESTONE_UNCONFIRMED = audit.register(
    "milestone-unconfirmed",
    _("Open again: the confirmation by both sides has ended"),
    news=_("%(what)s is open again: not both sides confirm it any more."),
)

SIDE_REMINDED = audit.register("side-reminded", _("Sent %(person)s a reminder of it"), kind=audit.Kind.MAIL)

# What merging two organisations writes, each with its sentence.

ORGANISATION_MERGED = audit.register(
    "organisation-merged", _("Merged %(other)s into it; links moved: %(links)s (%(moved)s)")
)
ORGANISATION_REPLACED = audit.register(
    "organisation-replaced", _("%(organisation)s in place of %(other)s, which was merged into it")
)

PROJECT_ADDED = audit.register(
    "project-added", _("Added the cooperation project"), news=_("%(city)s added the project %(what)s.")
)

# The acts on texts in two languages that the register of actions knows, each with its sentence.

TRANSLATION_KEPT = audit.register(
    "translation-kept", _("Kept texts beside the other language, which was edited later: %(fields)s")
)

# What nobody does any more: entries of before stay readable.
audit.register("contact-project", _("Started the project “%(project)s” from a contact"))
audit.register("found-in-contact", _("Contact on %(new)s."))
