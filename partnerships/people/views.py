"""The people of a strand: who works on it, who is invited, and inviting more."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext as _, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView, View

from accounts.enums import NameOrder
from accounts.users import may_change_access
from core import clock
from core.action_views import REFUSED
from core.actions import Button
from core.errors import DomainError
from core.folding import ByName
from core.kept import Kept
from partnerships.enums import StrandRoleName
from partnerships.models import Deputy, Invitation, Membership, Participation, StrandRole
from partnerships.people import services
from partnerships.people.forms import AcceptInvitationForm, InvitePersonForm, InviteSeveralForm
from partnerships.people.selectors import may_manage_people, may_read_hand_over, posts_on, sheet, without_access
from partnerships.programmes.pages import InStrand, crumbs
from partnerships.rules import may_see_some_dealings


class OfPeople(InStrand):
    """A page about a strand's people: for those who keep them, whatever it does."""

    rule: Any = may_manage_people

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse with 403 whoever may read the strand but not keep its people, whatever the method."""
        self.require(self.strand)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    @property
    def people_url(self) -> str:
        """The page that the acts go back to."""
        return reverse("partnerships:people", args=[self.strand.code])


class PeoplePage(InStrand, TemplateView):
    """Coordinators by partner, and the strand's other roles; for who keeps them the invitations that wait as well."""

    template_name = "partnerships/people/people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All of them, in a constant number of queries."""
        strand, today = self.get_strand(), clock.today()
        keeps = may_manage_people(self.grants, strand)
        coordinators = Membership.objects.not_ended(today).select_related("user").with_deputies(today)
        coordinators = coordinators.order_by("user__search_text", "pk")
        participations = Participation.objects.filter(strand=strand).for_page().order_by("-side", ByName("partner__"))
        with_people = Prefetch("memberships", queryset=coordinators, to_attr="coordinators")
        partners = list(participations.prefetch_related(with_people))
        held = StrandRole.objects.not_ended(today).filter(strand=strand).select_related("user")
        roles = list(held.order_by("user__search_text", "pk"))
        waiting = Invitation.objects.visible_to(self.grants).filter(strand=strand).waiting()
        invitations = list(waiting.select_related("participation__partner", "invited_by"))
        services.read_mail_states(invitations)
        gone = list(without_access(strand)) if keeps else []
        people = [row.user for part in partners for row in part.coordinators] + [row.user for row in roles]
        remind = Button(_("Remind"), strand.address_of("partnerships:remind"))
        invite = Button(_("Invite people"), strand.address_of("partnerships:person-invite"), "main")
        return super().get_context_data(
            participations=partners,
            roles=[role for name in StrandRoleName for role in roles if role.role == name],
            invitations=invitations,
            without_access=gone,
            keeps=keeps,
            buttons=[remind, invite] if keeps else [],
            reached=may_see_some_dealings(self.grants, strand),
            closable={one.pk for one in [*people, *gone] if keeps and may_change_access(self.grants, one)},
            crumbs=crumbs(strand, (_("People"), "")),
            **kwargs,
        )


class PersonPage(Kept, InStrand, TemplateView):
    """The card of whoever works in the strand today: what the person does, and how to reach the person."""

    template_name = "partnerships/people/person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the person does in this strand; who does nothing there has no card in it, else 404."""
        strand, today = self.get_strand(), clock.today()
        person = self.get_or_404(get_user_model().objects.filter(is_active=True), pk=self.kwargs["person"])
        members, roles, deputies = posts_on(today, self.grants)
        standing_in = Prefetch("deputies", Deputy.objects.on(today).select_related("user"), to_attr="stand_in")
        members = members.filter(participation__strand=strand).with_names()
        deputies = deputies.filter(membership__participation__strand=strand).with_names().order_by("ends_on")
        found: dict[str, Any] = {
            "members": members.prefetch_related("participation__partner__places__city", standing_in),
            "roles": roles.filter(strand=strand),
            "deputies": deputies,
        }
        posts = {name: list(rows.filter(user=person)) for name, rows in found.items()}
        if not any(posts.values()):
            raise Http404
        return super().get_context_data(
            person=person,
            is_own=person.pk == self.grants.user_id,
            reached=may_see_some_dealings(self.grants, strand),
            crumbs=crumbs(strand, (_("People"), strand.address_of("partnerships:people")), (str(person), "")),
            **posts,
            **kwargs,
        )


class PersonInvite(OfPeople, TemplateView):
    """Invites one person, or several from pasted rows; a refused form keeps its input."""

    template_name = "partnerships/person_invite.html"
    asks_again = True

    @cached_property
    def participations(self) -> list[Participation]:
        """Whom a coordinator can work for."""
        rows = Participation.objects.filter(strand=self.strand).select_related("partner")
        return list(rows.order_by("-side", ByName("partner__")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both forms, of which a refused one comes with its input."""
        kwargs.setdefault("one", InvitePersonForm(participations=self.participations))
        kwargs.setdefault("several", InviteSeveralForm(participations=self.participations))
        return super().get_context_data(
            participations=self.participations,
            people_url=self.people_url,
            crumbs=crumbs(self.strand, (_("People"), self.people_url), (_("Invite"), "")),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send every invitation of the form, or none."""
        kind, form_class = ("several", InviteSeveralForm) if "rows" in request.POST else ("one", InvitePersonForm)
        form: Any = form_class(request.POST, participations=self.participations)
        if form.is_valid():
            try:
                sent = services.invite(by=self.request.user, grants=self.grants, strand=self.strand, rows=form.people)
            except services.InvitationsRefused as refused:
                for index, fault in refused.faults:
                    form.refuse(index, fault)
            else:
                text = ngettext("Sent %(count)s invitation.", "Sent %(count)s invitations.", len(sent))
                messages.success(request, text % {"count": len(sent)})
                return redirect(self.people_url)
        return self.render_to_response(self.get_context_data(**{kind: form}, form=form), status=REFUSED)


class PeopleAct(OfPeople, View):
    """An act that is asked once on the page of people; answers POST alone."""

    http_method_names = ["post"]
    act: Callable[..., str]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it and go back, with one message."""
        try:
            messages.success(request, self.act(by=request.user, grants=self.grants))
        except DomainError as refused:
            messages.error(request, str(refused))
        return redirect(self.people_url)

    @property
    def invitation(self) -> Invitation:
        """An invitation of the strand, else 404."""
        rows = Invitation.objects.visible_to(self.grants)
        return self.get_or_404(rows, strand=self.strand, pk=self.kwargs["invitation"])


class InvitationResend(PeopleAct):
    """Sends a new link; the old one is dead."""

    def act(self, **who: Any) -> str:
        sent = services.resend_invitation(invitation=self.invitation, **who)
        return _("Sent the invitation to %(email)s again. The earlier link no longer works.") % {"email": sent.email}


class InvitationWithdraw(PeopleAct):
    """Takes an invitation back."""

    def act(self, **who: Any) -> str:
        row = services.withdraw_invitation(invitation=self.invitation, **who)
        return _("Withdrew the invitation to %(email)s. Its link no longer works.") % {"email": row.email}


class StrandRoleEnd(PeopleAct):
    """Ends a person's role in the whole strand."""

    asks_again = True

    def act(self, **who: Any) -> str:
        """Among the strand's own roles, else 404."""
        rows = StrandRole.objects.filter(strand=self.strand).select_related("user", "strand")
        role, at_once = self.get_or_404(rows, pk=self.kwargs["role"]), "at_once" in self.request.POST
        services.end_strand_role(role=role, at_once=at_once, **who)
        ended = _("The role of %(person)s has ended.") if at_once else _("The role of %(person)s ends with today.")
        return ended % {"person": role.user}


# The page an invitation's link leads to; public, for whoever holds the link.


@method_decorator([login_not_required, sensitive_post_parameters()], name="dispatch")
class InvitationPage(TemplateView):
    """Says who invites to what; a POST accepts, so that a mail scanner's visit uses nothing up."""

    template_name = "partnerships/people/invitation.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A dead link says why: 404 for one that never was, 410 for one that was."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except services.DeadInvitation as dead:
            return self.response_class(
                request=request,
                template=["components/dead_link.html"],
                context=self.get_context_data(
                    title=_("Invitation"), reason=str(dead), url=reverse("account_login"), label=_("Go to sign in")
                ),
                status=410 if dead.known else 404,
            )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the invitation."""
        return self._page(services.find_invitation(self.kwargs["token"]))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Accept it: as the person signed in, or with names and a new password."""
        token = self.kwargs["token"]
        invitation = services.find_invitation(token)
        if request.user.is_authenticated:
            return self._accepted(invitation, None, user=request.user)
        if services.invited_account(invitation):
            return self._page(invitation)
        form = AcceptInvitationForm(request.POST, email=invitation.email)
        if not form.is_valid():
            return self._page(invitation, form)
        values = {name: value for name, value in form.cleaned_data.items() if name != "password_again"}
        return self._accepted(invitation, form, **values)

    def _accepted(self, invitation: Invitation, form: AcceptInvitationForm | None, **values: Any) -> HttpResponse:
        try:
            user = services.accept_invitation(token=self.kwargs["token"], **values)
        except services.DeadInvitation:
            raise
        except DomainError as refused:
            if form is None:
                messages.error(self.request, str(refused))
            else:
                form.add_error(refused.field, str(refused))
            return self._page(invitation, form)
        if not self.request.user.is_authenticated:
            get_adapter().login(self.request, user)
        messages.success(self.request, _("Welcome. You have joined %(strand)s.") % {"strand": invitation.strand})
        return redirect(invitation.strand)

    def _page(self, invitation: Invitation, form: AcceptInvitationForm | None = None) -> HttpResponse:
        user = self.request.user
        other_person = user.is_authenticated and user.email != invitation.email
        sign_in_first = not user.is_authenticated and services.invited_account(invitation) is not None
        if form is None and not user.is_authenticated and not sign_in_first:
            form = self._blank(invitation)
        context = self.get_context_data(
            invitation=invitation,
            strand=invitation.strand,
            partner=invitation.participation.partner if invitation.participation else None,
            form=form,
            other_person=other_person,
            sign_in_first=sign_in_first,
        )
        return self.render_to_response(context, status=REFUSED if self.request.method == "POST" else 200)

    def _blank(self, invitation: Invitation) -> AcceptInvitationForm:
        """The form with the names of the invitation, in the order its language puts them."""
        family_first = (invitation.language or get_language()) == "ko"
        return AcceptInvitationForm(
            email=invitation.email,
            initial={
                "given_name": invitation.given_name,
                "family_name": invitation.family_name,
                "name_order": NameOrder.FAMILY_FIRST if family_first else NameOrder.GIVEN_FIRST,
            },
        )


class HandOverSheet(InStrand, TemplateView):
    """What the successor of a coordinator needs to know, on paper."""

    template_name = "partnerships/people/hand_over_sheet.html"
    rule: Any = may_read_hand_over

    @cached_property
    def membership(self) -> Membership:
        """Among the coordinators of the strand, whom everybody who reads it sees; else 404."""
        rows = Membership.objects.visible_to(self.grants).with_names()
        return self.get_or_404(rows, participation__strand__code=self.kwargs["strand"], pk=self.kwargs["membership"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse with 403 whoever may know of the coordinator but not read this, whatever the method."""
        self.require(self.membership)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read from the records as they stand today."""
        strand = self.membership.strand
        return super().get_context_data(
            membership=self.membership,
            sheet=sheet(self.membership, self.grants),
            crumbs=crumbs(strand, self.membership.home(self.grants), (_("Hand-over sheet"), "")),
            **kwargs,
        )
