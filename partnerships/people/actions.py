"""What people do to coordinators' work (invite, hand over, name a deputy, end that) and to a person's access."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accounts.enums import AccountChange
from accounts.models import User
from accounts.users import check_has_access, check_has_none, end_access, give_access, may_change_access
from core import clock
from core.access import Grants
from core.actions import Action
from core.errors import AlreadyDone, DomainError
from core.folding import ByName
from core.formats import format_date, format_period
from core.models import write_audit
from partnerships import audit_actions
from partnerships.actions import OFFICE, SetUpStep
from partnerships.enums import OWN
from partnerships.models import Deputy, FollowUp, Invitation, Membership, Pairing, Participation, Strand
from partnerships.people import forms, services
from partnerships.people.selectors import people_of
from partnerships.people.services import InvitationsRefused
from partnerships.programmes.selectors import IN_ACTIVE_PAIRING, next_step, without_coordinator


class OfCoordinator(Action):
    """An action on a coordinator's work or on a deputy's: for the person, and for who keeps the strand's people."""

    on: Any = Membership
    allowed = OFFICE | {OWN}

    @property
    def membership(self) -> Membership:
        """The coordinator's work."""
        work: Membership = getattr(self.row, "membership", self.row)
        return work

    def get_done_url(self) -> str:
        return self.get_back_url()

    def get_back_url(self) -> str:
        return self.membership.home(self.grants)[1]

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.membership.strand.get_crumbs(), self.membership.home(self.grants), (str(self.title), "")]


class HandOver(OfCoordinator):
    """End a coordinator's work with a last day, or today at once, and move the open follow-ups of the person.

    They go to the successor, another coordinator of the same participation. Where the successor is invited only now, or
    where there is none (then with a reason), they stay with the side without a person. What ends writes the log.
    """

    key = "hand-over"
    asks_again = True
    form = forms.HandOverForm
    template = "partnerships/people/hand_over.html"
    title = button = gettext_lazy("Hand over")
    danger = True

    def check_possible(self) -> None:
        """An end that lies ahead can be brought forward, and no other."""
        services.check_endable(self.row)

    def perform(
        self,
        *,
        last_day: dt.date,
        at_once: bool = False,
        successor: User | None = None,
        invited: Invitation | None = None,
    ) -> str:
        """Raises NotAllowed for an invitation by whom does not keep people, DomainError with the field at fault."""
        row = self.row
        name = self._successor_name(successor, invited)
        # Whoever was invited when the end was set first, and has not answered yet, is not invited again.
        had_end, waiting = row.ended_on is not None, row.participation.invitations.waiting()
        services.end_role(by=self.by, row=row, last_day=last_day, at_once=at_once)
        if invited and not (had_end and waiting.filter(email__iexact=invited.email.strip()).exists()):
            try:
                services.invite(by=self.by, grants=self.grants, strand=row.strand, rows=[invited])
            except InvitationsRefused as refused:
                raise DomainError(refused.message, field="email") from refused
        moved = self._move(successor)
        write_audit(
            action=audit_actions.WORK_HANDED_OVER if name else audit_actions.WORK_ENDED_WITHOUT_SUCCESSOR,
            by=self.by,
            record=row,
            reason=self.reason,
            instead=True,
            person=row.user.kept_name,
            successor=name,
        )
        ended = _("The work of %(person)s has ended.") if at_once else _("The work of %(person)s ends with %(day)s.")
        follow_ups = ngettext("%(count)s follow-up moved.", "%(count)s follow-ups moved.", moved) % {"count": moved}
        return f"{ended % {'person': row.user, 'day': format_date(row.ended_on)}} {follow_ups}"

    def _successor_name(self, successor: User | None, invited: Invitation | None) -> str:
        """What the log calls the successor; refuses whoever is none, and none without a reason."""
        if successor is not None:
            if not self.row.successors().filter(pk=successor.pk).exists():
                raise DomainError(_("Choose a coordinator of the same partner whose work goes on."), field="successor")
            return successor.kept_name
        if invited is not None:
            if invited.participation != self.row.participation:
                raise DomainError(_("The successor is invited for another partner."), field="successor")
            if invited.email.strip().lower() == self.row.user.email:
                raise DomainError(_("This is the person who leaves."), field="email")
            return invited.email.strip().lower()  # as the invitation keeps it
        if not self.reason:
            raise DomainError(_("Enter why there is no successor."), field="reason")
        return ""

    @property
    def promises(self) -> QuerySet[FollowUp]:
        """The open follow-ups of the person in the participation's pairings: what moves to the successor."""
        pairings = Pairing.objects.with_side(self.row.participation)
        return FollowUp.objects.open().filter(owner=self.row.user_id, pairing__in=pairings)

    def _move(self, successor: User | None) -> int:
        rows = list(self.promises.select_for_update().order_by("pk"))
        for row in rows:
            row.owner = successor
            row.save(by=self.by)
            write_audit(
                action=audit_actions.FOLLOW_UP_HANDED_OVER if successor else audit_actions.FOLLOW_UP_RELEASED,
                by=self.by,
                record=row,
                person=self.row.user.kept_name,
                successor=successor.kept_name if successor else "",
            )
        return len(rows)

    @property
    def question(self) -> str:
        return _("The work of %(person)s as coordinator of %(partner)s ends.") % {
            "person": self.row.user,
            "partner": self.row.participation.partner.name,
        }

    def get_consequences(self) -> list[str]:
        ends = self.row.ended_on
        sooner = _("It currently ends on %(day)s. Choose an earlier day.")
        if ends == clock.today():
            sooner = _("It already ends today. You can only end it at once.")
        return [
            *([sooner % {"day": format_date(ends)}] if ends else []),
            _("The open follow-ups of the person move to the successor at once."),
            _("Without a successor with an account they stay with the side, assigned to nobody."),
            _("Confirmations are asked of the side, not of the person: they stay."),
            _("After the last day, or at once if you choose so, the person sees nothing that only coordinators see."),
            _("The history stays."),
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Only who keeps the strand's people invites."""
        return {"record": self.row, "may_invite": bool(self.actors & OFFICE)}

    def get_initial(self) -> dict[str, Any]:
        return {"last_day": clock.today()}

    def get_done_url(self) -> str:
        return str(self.row.get_absolute_url())

    def get_context(self) -> dict[str, Any]:
        return {"promises": list(self.promises.select_related("pairing").order_by("due_on", "pk"))}


class NameDeputy(OfCoordinator):
    """Let a person do, from one day to another, what the coordinator may do."""

    key = "deputy-add"
    asks_again = True
    form = forms.DeputyAddForm
    title = gettext_lazy("Name a deputy")
    submit_label = gettext_lazy("Name the deputy")
    undo = "deputy-end"

    def perform(self, *, user: User, starts_on: dt.date, ends_on: dt.date) -> str:
        """Raises DomainError with the field at fault: a day that is over, the wrong order, a person who may not stand
        in, or who does already.
        """
        row, today = self.row, clock.today()
        if row.ended_at or (row.ended_on and row.ended_on < today):
            raise DomainError(_("This role is over, so it can have no deputy."))
        if starts_on < today:
            raise DomainError(_("This day is over. Choose today or a later one."), field="starts_on")
        if ends_on < starts_on:
            raise DomainError(_("The end date must not be before the start date."), field="ends_on")
        if row.ended_on and ends_on > row.ended_on:
            raise DomainError(_("The work itself ends before. Choose an earlier day."), field="ends_on")
        if not row.candidates().filter(pk=user.pk).exists():
            raise DomainError(_("This person cannot be a deputy on this side."), field="user")
        if row.deputies.not_over(starts_on).filter(user=user, starts_on__lte=ends_on).exists():
            raise DomainError(_("This person is already a deputy on some of these days."), field="user")
        deputy = self.added = Deputy(membership=row, user=user, starts_on=starts_on, ends_on=ends_on)
        deputy.save(by=self.by)
        services.audit_deputy(
            audit_actions.DEPUTY_ADDED, deputy, self.by, old=starts_on.isoformat(), until=ends_on.isoformat()
        )
        services.mail_role_changed(deputy, AccountChange.ROLE_GIVEN, by=self.by, until=ends_on)
        return _("%(deputy)s is deputy until %(day)s.") % {"deputy": user, "day": format_date(ends_on)}

    @property
    def question(self) -> str:
        return _("Who is deputy for %(person)s, coordinator of %(partner)s?") % {
            "person": self.row.user,
            "partner": self.row.participation.partner.name,
        }

    def get_consequences(self) -> list[str]:
        return [
            _("From the first day to the last the deputy sees and does what the coordinator may, in their own name.")
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"membership": self.row}

    def get_initial(self) -> dict[str, Any]:
        return {"starts_on": clock.today()}


class EndDeputy(OfCoordinator):
    """Let it end with today, or at once; one that has not begun is taken back whole."""

    key = "deputy-end"
    asks_again = True
    on = Deputy
    form = forms.EndingForm
    title = gettext_lazy("End a deputy's work")
    submit_label = gettext_lazy("End the work")
    danger = True

    def perform(self, *, at_once: bool = False) -> str:
        """Raises AlreadyDone."""
        row, today = self.row, clock.today()
        if row.ended_at or row.ends_on < today or (row.ends_on == today and not at_once):
            raise AlreadyDone(_("This ends already, by today at the latest."))
        services.cut_deputy(row, today, self.by, at_once=at_once)
        ended, later = _("%(deputy)s is no longer deputy."), _("%(deputy)s is deputy until the end of today.")
        return (ended if at_once else later) % {"deputy": row.user}

    @property
    def question(self) -> str:
        return _("%(deputy)s is deputy for %(person)s: %(days)s.") % {
            "deputy": self.row.user,
            "person": self.row.membership.user,
            "days": format_period(self.row.days),
        }

    def get_consequences(self) -> list[str]:
        return [_("It ends today, or at once if you choose so. What the deputy did stays.")]


class OnPerson(Action):
    """An action on the access of one of a strand's people, by who keeps them, as far as accounts themselves allow.

    Its row is the strand, with the person; accounts lock the account, and write the log.
    """

    on = Strand
    allowed = OFFICE

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """With the person among those who have or had a role there, whom everybody who reads the strand sees."""
        del locked
        strand = super().find(grants, words)
        person = people_of(strand).filter(pk=words["person"]).first() if strand else None
        if person is None:
            return None
        strand.person = person
        return strand

    @property
    def person(self) -> User:
        """Whose access it is."""
        person: User = self.row.person
        return person

    @property
    def actors(self) -> frozenset[str]:
        return super().actors if may_change_access(self.grants, self.person) else frozenset()

    @property
    def url(self) -> str:
        return str(self.row.address_of(f"partnerships:{self.key}", person=self.person.pk))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def get_done_url(self) -> str:
        return self.get_back_url()

    def get_back_url(self) -> str:
        return str(self.row.address_of("partnerships:people"))

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.row.get_crumbs(), (_("People"), self.get_back_url()), (str(self.title), "")]

    def check_kept(self, works: Iterable[Any], refusal: str) -> None:
        """Refuse to staff what concerns strands of others. Raises DomainError."""
        if not self.grants.is_administrator and not {row.strand_id for row in works} <= self.grants.staff:
            raise DomainError(refusal)


class EndAccess(OnPerson):
    """End all that lets a person in, at once."""

    key = "access-end"
    asks_again = True
    reason_of = OFFICE
    form = forms.EndAccessForm
    title = button = gettext_lazy("End access now")
    danger = True
    undo = "access-give"

    def check_possible(self) -> None:
        """Refuse whoever has none; and to staff a person who works in a strand of others. Raises DomainError."""
        check_has_access(self.person)
        today = clock.today()
        self.check_kept(
            [row for rows in services.work_of(self.person) for row in rows.not_ended(today)],
            _("This person also works in a strand that you do not keep. End the role here, and ask an administrator."),
        )

    def perform(self) -> str:
        """Raises NotAllowed, AlreadyDone."""
        end_access(by=self.by, grants=self.grants, person=self.person, reason=self.reason, strand_id=self.row.pk)
        return _("%(person)s no longer has access.") % {"person": self.person}

    @property
    def question(self) -> str:
        return _("The access of %(person)s to the whole portal ends at once.") % {"person": self.person}

    def get_consequences(self) -> list[str]:
        return [
            _("The person is signed out everywhere, and cannot sign in any more."),
            _("Personal links stop working for good: calendar addresses, invitations, and other links from e-mails."),
            _("Nothing more is sent to the person: neither e-mails that are waiting nor files that are being made."),
            _("All roles end, also as a deputy. Open follow-ups stay with the side."),
            _("The name stays in the history and on everything the person did. You can give access again."),
        ]


class GiveAccess(OnPerson):
    """Let a person in again whose access was ended, with the roles that ended with it."""

    key = "access-give"
    asks_again = True
    title = button = gettext_lazy("Give access again")

    def check_possible(self) -> None:
        """Refuse whoever has access; and to staff a person whose roles elsewhere would return. Raises DomainError."""
        check_has_none(self.person)
        self.check_kept(
            services.ended_with(self.person),
            _("This person also had a role in a strand that you do not keep. Please ask an administrator."),
        )

    def perform(self) -> str:
        """Raises NotAllowed, AlreadyDone."""
        give_access(by=self.by, grants=self.grants, person=self.person, strand_id=self.row.pk)
        return _("%(person)s has access again.") % {"person": self.person}

    @property
    def question(self) -> str:
        return _("%(person)s can sign in again, with the roles that ended together with the access.") % {
            "person": self.person
        }

    def get_consequences(self) -> list[str]:
        return [
            _("Old calendar addresses, invitations and links stay closed; the person can make new ones."),
            _("If somebody else may know the password, the person should choose a new one with “Reset password”."),
        ]


# The first coordinators of a strand's partners are invited together, as a step of setting it up.


class InviteCoordinators(SetUpStep):
    """Invite somebody for each partner that has neither a coordinator nor an invitation."""

    key = "coordinator-invite"
    asks_again = True
    listed = "partnerships:people"
    form = forms.CoordinatorsForm
    template = "partnerships/programmes/coordinators.html"
    title = gettext_lazy("Invite coordinators")
    submit_label = gettext_lazy("Send the invitations")

    def check_possible(self) -> None:
        super().check_possible()
        if not self.participations:
            raise AlreadyDone(_("Each partner of the strand has a coordinator or an invitation."))

    @cached_property
    def participations(self) -> list[Participation]:
        """Those of active pairings, else all."""
        rows = without_coordinator(self.row).for_page().order_by("-side", ByName("partner__"), "pk")
        return list(rows.filter(IN_ACTIVE_PAIRING).distinct()) or list(rows)

    def perform(self, *, people: list[Invitation]) -> str:
        """Raises DomainError on the address that cannot be invited."""
        try:
            services.invite(by=self.by, grants=self.grants, strand=self.row, rows=people)
        except InvitationsRefused as refused:
            index, fault = refused.faults[0]
            raise DomainError(fault, field=f"email_{people[index].participation_id}") from refused
        text = ngettext("Sent %(count)s invitation.", "Sent %(count)s invitations.", len(people))
        return text % {"count": len(people)}

    def get_done_url(self) -> str:
        """The strand, once nothing is missing."""
        return next_step(self.row, self.row.get_absolute_url())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"participations": self.participations}
