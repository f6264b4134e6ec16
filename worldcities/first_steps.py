"""What somebody new does first, by role: three or four things, each with its place and whether the records know it."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Language
from accounts.models import User
from core.access import Grants
from core.models import AuditEntry, of_actions
from core.parts import Panel
from partnerships import models
from partnerships.hours.actions import EditHours
from reports.models import ReportingPeriod

# One thing to do first: what, why, where, and whether the records know that it is done.
type Step = tuple[str, str, str, bool]


def first_steps(user: User, grants: Grants, strands: Iterable[models.Strand]) -> dict[str, Any] | None:
    """The `steps` of the reader's role, in the newest of the reader's strands, in a constant number of queries.

    With the `chapter` of the handbook for it. Nothing once all are done; nothing, and no query, once they are put away.
    """
    if user.first_steps_put_away_at:
        return None
    chapter, steps = _of_reader(user, grants, strands)
    steps = [_own_name(user), *steps]
    return None if not chapter or all(done for *_what, done in steps) else {"steps": steps, "chapter": chapter}


def _of_reader(user: User, grants: Grants, strands: Iterable[models.Strand]) -> tuple[str, list[Step]]:
    if grants.participations:
        return "start", _of_coordinator(user, grants)
    if grants.is_administrator:
        return "administration", _of_administrator()
    strand = max(strands, key=lambda row: row.starts_on or dt.date.min, default=None)
    if strand is None:
        return "", []
    if strand.pk in grants.staff:
        return "staff", _of_staff(strand)
    return ("authority", _of_authority(strand)) if strand.pk in grants.authority else ("start", _of_observer(strand))


def _own_name(user: User) -> Step:
    """Known once both names and the time zone stand there, and for Korean the name in Hangul."""
    named = bool(user.given_name and user.family_name and user.time_zone)
    return (
        _("Fill in your details"),
        _("Name, language, time zone, and which mails you want."),
        reverse("accounts:account"),
        named and (bool(user.name_native) or user.mail_language != Language.KOREAN),
    )


def _of_coordinator(user: User, grants: Grants) -> list[Step]:
    """Of the newest open pairing; a partner without one can still say what it wants and offers."""
    pairing = models.Pairing.objects.coordinated_by(grants).open().with_names().own_first(grants).first()
    mine = grants.participations
    row = _newest(user, {pairing.eu_id, pairing.counterpart_id} & mine if pairing else mine)
    if row is None:
        return []
    words = {"strand": row.strand.code, "partner": row.partner.code}
    found = [
        (
            _("Check your office hours"),
            _("From them the portal finds the hours in which both offices are open."),
            reverse("partnerships:hours-edit", kwargs=words),
            row.keeps_hours,
        ),
        (
            _("Enter what you want to learn and what you can teach"),
            _("From this come the matches, and from matches the projects."),
            reverse("partnerships:interest-add", kwargs=words),
            row.states,
        ),
    ]
    if pairing:
        url = reverse("partnerships:contact-add", args=[pairing.strand.code, pairing.code])
        label = _("Record the first contact with the other side")
        found.append((label, _("A call or a mail is enough."), url, row.has_told))
    return found


def _newest(user: User, participations: Collection[int]) -> Any:
    """The one in the newest strand, with what a coordinator has done already; None without any."""
    hours = AuditEntry.objects.filter(of_actions(EditHours.key), object_id=OuterRef("pk"))
    rows = models.Participation.objects.filter(pk__in=participations).select_related("strand", "partner")
    told = rows.annotate(
        keeps_hours=Q(Exists(hours)) | Q(Exists(models.ClosingDay.objects.filter(participation=OuterRef("pk")))),
        states=Exists(models.Interest.objects.filter(participation=OuterRef("pk"))),
        has_told=Exists(models.Contact.objects.filter(author=user)),
    )
    return told.order_by("-strand__starts_on", "pk").first()


def _of_staff(strand: models.Strand) -> list[Step]:
    """Whether the strand has its plan, people, pairings and reporting periods."""
    people = models.Membership.objects.filter(participation__strand=OuterRef("pk"))
    invited = models.Invitation.objects.filter(strand=OuterRef("pk")).exclude(participation=None)
    row = models.Strand.objects.annotate(
        is_planned=Exists(models.PlanItem.objects.filter(strand=OuterRef("pk"))),
        has_people=Q(Exists(people)) | Q(Exists(invited)),
        has_pairings=Exists(models.Pairing.objects.filter(strand=OuterRef("pk"))),
        reports=Exists(ReportingPeriod.objects.filter(strand=OuterRef("pk"))),
    ).get(pk=strand.pk)
    return [
        (
            _("Check the plan of the strand"),
            _("What every pairing goes through. An item that you add reaches every open pairing."),
            reverse("partnerships:plan", args=[strand.code]),
            row.is_planned,
        ),
        (
            _("Open the pairings"),
            _("Each gets its milestones from the plan."),
            reverse("partnerships:pairing-open", args=[strand.code]),
            row.has_pairings,
        ),
        (
            _("Invite the coordinators"),
            _("One by one, or all at once from the rows of a table."),
            reverse("partnerships:person-invite", args=[strand.code]),
            row.has_people,
        ),
        (
            _("Plan the reporting periods"),
            _("From them the portal knows when updates and reports are due."),
            reverse("reports:calendar", args=[strand.code]),
            row.reports,
        ),
    ]


def _of_authority(strand: models.Strand) -> list[Step]:
    return [
        (
            _("See the state of the strand"),
            _("What is late, how punctual the pairings are, how far the projects have come."),
            reverse("reports:dashboard", args=[strand.code]),
            False,
        ),
        (
            _("See which reports are to come"),
            _("Once one is issued, it waits on this page for your decision."),
            reverse("reports:calendar", args=[strand.code]),
            False,
        ),
    ]


def _of_observer(strand: models.Strand) -> list[Step]:
    return [
        (_("Open the board"), _("Every pairing with its milestones on one page."), strand.get_absolute_url(), False),
        (
            _("Read what the two sides do together"),
            _("The cooperation projects, by how far they have come."),
            reverse("partnerships:project-list", args=[strand.code]),
            False,
        ),
        (
            _("Look up the words"),
            _("Strand, pairing, milestone: each word means one thing here."),
            reverse("help-chapter", args=["words"]),
            False,
        ),
    ]


def _of_administrator() -> list[Step]:
    staff = models.StrandRole.objects.filter(role="staff").exists()
    return [
        (
            _("Set up a strand"),
            _("Its partners, themes, plan and people, page by page."),
            reverse("partnerships:strand-start"),
            models.Strand.objects.exists(),
        ),
        (
            _("Invite the programme staff"),
            _("They keep the plan, open the pairings and invite everybody else."),
            reverse("admin:partnerships_invitation_add"),
            staff,
        ),
    ]


def steps_put_away(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """For whoever has put the first steps away."""
    away = get_user_model().objects.exclude(first_steps_put_away_at=None)
    if grants.user_id is not None and away.filter(pk=grants.user_id).exists():
        yield Panel("worldcities/account_first_steps.html", {})
