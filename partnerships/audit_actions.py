"""The acts of the programme that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit

PERSON_INVITED = "person-invited"
INVITATION_RESENT = "invitation-resent"
INVITATION_WITHDRAWN = "invitation-withdrawn"
INVITATION_ACCEPTED = "invitation-accepted"
MEMBERSHIP_ENDED = "membership-ended"
STRAND_ROLE_ENDED = "strand-role-ended"

audit.register(PERSON_INVITED, _("Invited %(person)s"))
audit.register(INVITATION_RESENT, _("Sent the invitation of %(person)s again"))
audit.register(INVITATION_WITHDRAWN, _("Withdrew the invitation of %(person)s"))
audit.register(INVITATION_ACCEPTED, _("Accepted the invitation"))
audit.register(MEMBERSHIP_ENDED, _("Ended the work of %(person)s as coordinator"))
audit.register(STRAND_ROLE_ENDED, _("Ended the role of %(person)s"))

LIST_EXPORTED = "list-exported"
LISTS = {
    "partners": _("Partners"),
    "organisations": _("Organisations"),
    "milestones": _("Milestones"),
    "follow-ups": _("Follow-ups"),
}
audit.register(LIST_EXPORTED, _("Exported the list %(list)s as %(format)s, %(rows)s rows"), words={"list": LISTS})
