"""The end of roles and of standing in, after which they give nothing; invitations; sign-in by another service."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accounts.enums import AccountChange, Language, MailKind
from accounts.mails.services import queue_mail
from accounts.models import Mail, User
from accounts.sign_in.openid import refuse
from accounts.users import mail_account_changed
from core import clock
from core.access import Grants, hash_of, new_token
from core.audit import KEPT_UNUSED_DAYS
from core.errors import DomainError, NotAllowed
from core.log import forget_invited
from core.models import one_act, write_audit
from partnerships import audit_actions
from partnerships.enums import InvitedAs
from partnerships.models import Deputy, Invitation, Membership, Strand, StrandRole
from partnerships.people.models import INVITATION_DAYS
from partnerships.people.selectors import may_manage_people

type Work = StrandRole | Membership | Deputy

# An end that is set by mistake for a far year would be none.
LONGEST_NOTICE = dt.timedelta(days=366)


@one_act()
def end_strand_role(*, by: User, grants: Grants, role: StrandRole, at_once: bool = False) -> StrandRole:
    """End a person's role in a strand with today, or at once; raises StaleRecord, NotAllowed."""
    if not may_manage_people(grants, role.strand):
        raise NotAllowed
    end_role(by=by, row=role, last_day=clock.today(), at_once=at_once)
    return role


def check_endable(row: Membership | StrandRole) -> None:
    """Refuse what has ended or has not begun; an end that lies ahead can be brought forward. Raises DomainError."""
    today = clock.today()
    if row.ended_at is not None or (row.ended_on is not None and row.ended_on < today):
        raise DomainError(_("This role has an end already."))
    if getattr(row, "started_on", today) > today:
        raise DomainError(_("This role has not begun yet. An administrator can change its first day."))


def end_role(*, by: User, row: Membership | StrandRole, last_day: dt.date, at_once: bool) -> None:
    """Set the last day, or bring it forward. Whoever leaves stands in for nobody in the strand any more.

    Raises DomainError.
    """
    check_endable(row)
    today = clock.today()
    if row.ended_on == today and not at_once:
        raise DomainError(_("This role has an end already. You can only end it at once."), field="last_day")
    if row.ended_on is not None and row.ended_on <= last_day and not at_once:
        raise DomainError(_("This role has an end already. Choose an earlier day."), field="last_day")
    if at_once and row.user_id == by.pk:
        raise DomainError(_("You cannot end your own role at once. It can end with today."), field="at_once")
    if at_once and last_day != today:
        raise DomainError(_("Set today as the last day, or do not end it at once."), field="last_day")
    if last_day < today:
        raise DomainError(_("This day is over. Choose today or a later one."), field="last_day")
    if last_day > today + LONGEST_NOTICE:
        raise DomainError(_("This day is more than a year away. Choose an earlier one."), field="last_day")
    row.ended_on, row.ended_at = last_day, clock.now() if at_once else None
    row.save(by=by)
    _cut_deputising(by=by, user=row.user, strand=row.strand, last_day=last_day, at_once=at_once)
    write_audit(action=_ENDED[type(row)], by=by, record=row, person=row.user.kept_name)
    mail_role_changed(row, AccountChange.ROLE_ENDED, by=by, until=last_day)


def mail_role_changed(row: Work, change: AccountChange, *, by: User, until: dt.date | None = None) -> None:
    """Tell the person by mail of a role that was given or ends, with its last day; not where the person did it."""
    mail_account_changed(row.user, change, by=by, role=lazy(lambda: _role(row), str)(), until=until)


def _role(row: Work) -> str:
    """What a role is called in the language at hand, and where it is held."""
    if isinstance(row, StrandRole):
        return f"{row.get_role_display()}, {row.strand}"
    works = row.membership if isinstance(row, Deputy) else row
    place = f"{works.participation.partner.name}, {works.strand}"
    if isinstance(row, Deputy):
        return _("Deputy of %(person)s (%(place)s)") % {"person": works.user, "place": place}
    return f"{InvitedAs.COORDINATOR.label}, {place}"


def _cut_deputising(*, by: User, user: User, strand: Strand, last_day: dt.date, at_once: bool) -> None:
    """Whoever leaves a strand stands in for nobody there after the last day, or from now on."""
    rows = Deputy.objects.filter(user=user, membership__participation__strand=strand)
    rows = rows.not_over(last_day) if at_once else rows.not_over(last_day + dt.timedelta(days=1))
    for row in rows.select_related("membership__user", "membership__participation", "user").order_by("pk"):
        cut_deputy(row, last_day, by, at_once=at_once)


def cut_deputy(row: Deputy, last_day: dt.date, by: User, *, at_once: bool) -> None:
    """Let it end with a day, or at once."""
    audit_deputy(audit_actions.DEPUTY_ENDED, row, by)
    has_begun = row.starts_on <= last_day
    mail_role_changed(row, AccountChange.ROLE_ENDED, by=by, until=last_day if has_begun else None)
    if not has_begun:
        # Nothing was done under it: a plan that is dropped, of which the log tells.
        row._history_user = by  # noqa: SLF001 - as the versioned save does
        row.delete()
        return
    row.ends_on, row.ended_at = last_day, clock.now() if at_once else None
    row.save(by=by)


def audit_deputy(action: str, row: Deputy, by: User, **parameters: Any) -> None:
    """Log what is done about a deputy."""
    person, deputy = row.membership.user.kept_name, row.user.kept_name
    write_audit(action=action, by=by, record=row, person=person, deputy=deputy, **parameters)


# What ends with a person's access to the whole portal, and returns with it.

_ENDED = {StrandRole: audit_actions.STRAND_ROLE_ENDED, Membership: audit_actions.MEMBERSHIP_ENDED}


def end_work(by: User, person: User, moment: dt.datetime) -> None:
    """End at once all that a person holds in any strand, and withdraw what the address is invited to."""
    today = clock.day_of(moment)
    for rows in work_of(person):
        for row in rows.not_ended(today).select_for_update(of=("self",)):
            row.ended_at = moment
            if not isinstance(row, Deputy):
                row.ended_on = max(today, getattr(row, "started_on", today))
            row.save(by=by)
            if isinstance(row, Deputy):
                audit_deputy(audit_actions.DEPUTY_ENDED, row, by)
            else:
                write_audit(action=_ENDED[type(row)], by=by, record=row, person=row.user.kept_name)
    invitations = Invitation.objects.waiting().filter(email__iexact=person.email)
    for invitation in invitations.select_for_update().order_by("pk"):
        invitation.withdrawn_at = moment
        invitation.save()
        write_audit(action=audit_actions.INVITATION_WITHDRAWN, by=by, record=invitation, person=invitation.email)


def give_work_back(by: User, person: User, moment: dt.datetime) -> None:
    """Give back what ended at that moment, each with the last day it had before."""
    del moment
    for row in ended_with(person):
        if not isinstance(row, Deputy):
            before = row.history.filter(ended_at=None).order_by("-version").values_list("ended_on", flat=True)
            row.ended_on = before.first()
        row.ended_at = None
        try:
            with transaction.atomic():
                row.save(by=by)
        except IntegrityError:
            continue  # an administrator has given the person the same role meanwhile
        write_audit(action=audit_actions.ROLE_GIVEN_AGAIN, by=by, record=row, person=row.user.kept_name)


def work_of(person: User) -> Iterator[Any]:
    """What a person holds and held, kind by kind."""
    yield StrandRole.objects.filter(user=person).select_related("user").order_by("pk")
    yield Membership.objects.filter(user=person).select_related("user", "participation").order_by("pk")
    rows = Deputy.objects.filter(user=person).select_related("user", "membership__user", "membership__participation")
    yield rows.order_by("pk")


def ended_with(person: User) -> list[Work]:
    """What ended together with the person's access."""
    moment = person.access_renewed_at
    return [row for rows in work_of(person) for row in rows.filter(ended_at=moment)] if moment else []


# Invitations to a role: one-time links, sent, sent again, withdrawn and accepted.


def send_invitation(invitation: Invitation, token: str) -> None:
    """Queue the link, which goes out once the act is committed; each new link is a mail of its own."""
    language = invitation.language or Language.ENGLISH
    with translation.override(language):
        context = {
            "strand": str(invitation.strand),
            "programme": str(invitation.strand.programme),
            "role": invitation.get_role_display(),
            "partner": invitation.participation.partner.name if invitation.participation else "",
            "inviter": str(invitation.invited_by or ""),
            "link": settings.BASE_URL + reverse("partnerships:invitation", args=[token]),
            "expires_on": invitation.expires_at,
        }
    queue_mail(
        to=None,
        address=invitation.email,
        language=language,
        kind=MailKind.INVITATION,
        key=_key(invitation),
        template="invitation",
        context=context,
    )


def read_mail_states(invitations: Iterable[Invitation]) -> None:
    """Put on each invitation, as `mail`, the mail of its present link; None for one that came without."""
    rows = list(invitations)
    mails = Mail.objects.defer("text", "html").in_bulk([_key(row) for row in rows], field_name="key")
    for row in rows:
        row.mail = mails.get(_key(row))


def _key(invitation: Invitation) -> str:
    """Of the link, not of the invitation: sending it again makes another link."""
    return f"invitation:{invitation.pk}:{invitation.token_hash[:16]}"


class InvitationsRefused(DomainError):
    """Some rows cannot be invited, and so none was; `faults` are (index of the row, why)."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__(faults[0][1])
        self.faults = faults


class DeadInvitation(DomainError):
    """The link leads nowhere; `known` tells an old link from one that never was."""

    def __init__(self, message: str, *, known: bool) -> None:
        super().__init__(message)
        self.known = known


@one_act()
def invite(*, by: User, grants: Grants, strand: Strand, rows: list[Invitation]) -> list[Invitation]:
    """Invite everybody in `rows`, none of them saved yet, to the strand, or nobody.

    Each has the person and the role, a coordinator's the participation. Raises NotAllowed, or InvitationsRefused with
    every row that is at fault. The mails go out once the transaction is committed.
    """
    if not may_manage_people(grants, strand):
        raise NotAllowed
    # One inviter at a time, so that nobody is invited twice by two of them.
    Strand.objects.select_for_update().get(pk=strand.pk)
    faults, before = [], set()
    for index, row in enumerate(rows):
        target = (row.email.lower(), row.role, row.participation)
        again = _("The same person is in an earlier row.") if target in before else ""
        before.add(target)
        if fault := again or _fault(strand, row):
            faults.append((index, fault))
    if faults:
        raise InvitationsRefused(faults)
    now = clock.now()
    for row in rows:
        token = new_token()
        row.email, row.strand, row.invited_by = row.email.strip().lower(), strand, by
        row.token_hash, row.created_at, row.sent_at = hash_of(token), now, now
        row.save()
        _audit(audit_actions.PERSON_INVITED, row, by)
        send_invitation(row, token)
    return rows


def _fault(strand: Strand, row: Invitation) -> str:
    """Why a row cannot be invited."""
    if (row.role == InvitedAs.COORDINATOR) != (row.participation is not None):
        return _("A partner belongs to a coordinator, and to nobody else.")
    if row.participation and row.participation.strand_id != strand.pk:
        return _("This partner does not take part in the strand.")
    return is_there(strand, row)


def is_there(strand: Strand, row: Invitation) -> str:
    """That the person has the role or is invited to it; of this strand's people only, whom the inviter sees."""
    waiting = Invitation.objects.waiting().filter(
        strand=strand, email__iexact=row.email, role=row.role, participation=row.participation
    )
    if waiting.exists():
        return _("This person has been invited already. Send that invitation again instead.")
    held: bool
    if row.participation:
        held = Membership.objects.filter(
            user__email__iexact=row.email, participation=row.participation, ended_on=None
        ).exists()
    else:
        held = StrandRole.objects.filter(
            user__email__iexact=row.email, strand=strand, role=row.role, ended_on=None
        ).exists()
    return _("This person has the role already.") if held else ""


@one_act()
def resend_invitation(*, by: User, grants: Grants, invitation: Invitation) -> Invitation:
    """Send a new link, which lasts 14 days from now; the old one is dead from here on."""
    row = _waiting(grants, invitation)
    token = new_token()
    row.token_hash, row.sent_at = hash_of(token), clock.now()
    row.save()
    _audit(audit_actions.INVITATION_RESENT, row, by)
    send_invitation(row, token)
    return row


@one_act()
def withdraw_invitation(*, by: User, grants: Grants, invitation: Invitation) -> Invitation:
    """Take the invitation back: its link is dead from here on."""
    row = _waiting(grants, invitation)
    row.withdrawn_at = clock.now()
    row.save()
    _audit(audit_actions.INVITATION_WITHDRAWN, row, by)
    return row


def _waiting(grants: Grants, invitation: Invitation) -> Invitation:
    """The invitation under a lock, if it still waits and the reader keeps its strand's people."""
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not may_manage_people(grants, row.strand):
        raise NotAllowed
    if row.accepted_at:
        raise DomainError(_("This invitation has been accepted already."))
    if row.withdrawn_at:
        raise DomainError(_("This invitation has been withdrawn already."))
    return row


def find_invitation(token: str, *, lock: bool = False) -> Invitation:
    """The open invitation that a link leads to; raises DeadInvitation with the reason in words."""
    rows = Invitation.objects.select_for_update() if lock else Invitation.objects.all()
    invitation = rows.filter(token_hash=hash_of(token)).first()
    if invitation is None:
        raise DeadInvitation(
            _("This link is not known. Copy it whole from the mail, or use the newest mail."), known=False
        )
    if invitation.accepted_at:
        raise DeadInvitation(_("This invitation has been used. Sign in to continue."), known=True)
    if invitation.withdrawn_at:
        raise DeadInvitation(_("This invitation has been withdrawn. Ask the programme staff."), known=True)
    if not invitation.is_open(clock.now()):
        raise DeadInvitation(_("This invitation has expired. Ask the programme staff to send it again."), known=True)
    if get_user_model().objects.filter(email=invitation.email, is_active=False).exists():
        raise DeadInvitation(_("This account is closed. Ask the programme staff."), known=True)
    return invitation


def invited_account(invitation: Invitation) -> User | None:
    """The account of the invited address that can sign in; one without a password is still to be set up."""
    account = get_user_model().objects.filter(email=invitation.email).first()
    # With another service the person signs in there, and shows a second step where there is one.
    can_sign_in = account and (account.has_usable_password() or SocialAccount.objects.filter(user=account).exists())
    return account if can_sign_in else None


@one_act()
def accept_invitation(*, token: str, user: User | None = None, password: str = "", **names: str) -> User:
    """Use up the link and give its role; returns the person who now holds it.

    `user` is the person who is signed in. Without one, `names` (fields of an account) and password make the account;
    an address that has an account already must sign in first (DomainError).
    """
    invitation = find_invitation(token, lock=True)
    if user is None:
        if invited_account(invitation):
            raise DomainError(_("Sign in first to accept this invitation."))
        user = _set_up_account(invitation, password=password, **names)
    elif user.email != invitation.email:
        raise DomainError(_("This invitation is for another person. Sign out to accept it."))
    _accept(invitation, user)
    return user


@one_act()
def accept_verified(*, email: str, **names: str) -> User | None:
    """Make the account of an address that another service has verified, with the roles of all open invitations to it.

    It has no password. Without an open invitation nothing is made. Raises DomainError for an account that is closed.
    """
    rows = Invitation.objects.select_for_update().waiting().filter(email=email).order_by("pk")
    invitations = [row for row in rows if row.is_open(clock.now())]
    if not invitations:
        return None
    names = {field: names[field] or getattr(invitations[-1], field) for field in names}
    user = _set_up_account(invitations[-1], password=None, **names)
    for invitation in invitations:
        _accept(invitation, user)
    return user


def _accept(invitation: Invitation, user: User) -> None:
    _give_role(invitation, user)
    invitation.accepted_at = clock.now()
    invitation.save()
    _audit(audit_actions.INVITATION_ACCEPTED, invitation, user)


def _set_up_account(invitation: Invitation, *, password: str | None, **names: str) -> User:
    """A new account of the invited address, or one that an administrator has prepared."""
    users = get_user_model().objects
    account = users.filter(email=invitation.email).first() or get_user_model()(email=invitation.email)
    if not account.is_active:
        raise DomainError(_("This account is closed. Ask the programme staff."))
    for field, value in names.items():
        setattr(account, field, value)
    try:
        if password is not None:
            validate_password(password, account)
    except ValidationError as refused:
        raise DomainError(" ".join(refused.messages), field="password") from refused
    account.set_password(password)
    account.language = account.language or invitation.language
    place = invitation.participation.partner.first_city if invitation.participation else None
    account.time_zone = account.time_zone or (place.time_zone if place else "")
    account.save()
    return account


def _give_role(invitation: Invitation, user: User) -> None:
    """The role of the invitation, unless the person holds it already."""
    if invitation.participation:
        works = Membership(user=user, participation=invitation.participation)
        if not user.memberships.filter(participation=works.participation, ended_on=None).exists():
            works.save(by=user)
        return
    role = StrandRole(user=user, strand=invitation.strand, role=invitation.role)
    if not user.strand_roles.filter(strand=role.strand, role=role.role, ended_on=None).exists():
        role.save(by=user)


def _audit(action: str, invitation: Invitation, by: User) -> None:
    write_audit(action=action, by=by, record=invitation, person=invitation.email)


@one_act()
def forget_unused() -> None:
    """Take name and address from invitations that nobody used, a while after they ran out or were withdrawn.

    Their mails go, and their names in the log; that somebody was invited, when and to what stays. So does an address
    with another invitation, which may have been used.
    """
    ended = clock.now() - dt.timedelta(days=KEPT_UNUSED_DAYS)
    over = Q(withdrawn_at__lt=ended) | Q(withdrawn_at=None, sent_at__lt=ended - dt.timedelta(days=INVITATION_DAYS))
    rows = Invitation.objects.select_for_update().filter(over, accepted_at=None).exclude(email="")
    if found := list(rows.order_by("pk")):
        numbers, addresses = [row.pk for row in found], {row.email for row in found}
        others = Invitation.objects.exclude(pk__in=numbers).filter(email__in=addresses)
        forget_invited(numbers, addresses - set(others.values_list("email", flat=True)))
        for row in found:
            Mail.objects.filter(kind=MailKind.INVITATION, key__startswith=f"invitation:{row.pk}:").delete()
            row.withdrawn_at = row.withdrawn_at or row.expires_at
            row.email = row.family_name = row.given_name = ""
            row.save(update_fields=["email", "family_name", "given_name", "withdrawn_at"])


# Whom another service may sign in: who has an account with the address that it has verified, or is invited to it.


class BoundAccounts(DefaultSocialAccountAdapter):
    """Binds an account at the first sign-in to the service's own name for the person, which decides from then on."""

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(refuse(request))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find whose it is; without anybody allauth says that accounts come by invitation."""
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(redirect("account_login"))
        if sociallogin.is_existing:
            return
        person = self._find_person(sociallogin)
        if person is not None and not person.is_active:
            raise ImmediateHttpResponse(redirect("account_inactive"))
        if person is not None:
            # An address that was given to somebody else at the service does not open the account of the one before.
            if SocialAccount.objects.filter(user=person, provider=sociallogin.account.provider).exists():
                raise ImmediateHttpResponse(refuse(request))
            sociallogin.connect(request, person)

    def _find_person(self, sociallogin: Any) -> User | None:
        for one in sociallogin.email_addresses:
            if one.verified:
                address = one.email.strip().lower()
                person = get_user_model().objects.filter(email=address).first()
                return person or accept_verified(email=address, **sociallogin.names)
        return None
