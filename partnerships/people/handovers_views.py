"""Handing over a coordinator's work, its sheet, and who stands in during an absence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from core import clock
from core.acts import ActPage, refusal_by
from core.formats import format_date, format_period
from partnerships.models import Deputy, Membership
from partnerships.people.forms import DeputyAddForm, EndingForm, HandOverForm
from partnerships.people.handovers import hand_over, promises, sheet
from partnerships.people.services import add_deputy, check_endable, end_deputy
from partnerships.programmes.views import InStrand, crumbs
from partnerships.rules.people import may_hand_over, may_manage_people, may_read_hand_over

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class OfMembership(InStrand):
    """A page about one coordinator's work."""

    @cached_property
    def membership(self) -> Membership:
        """Among the coordinators of the strand, whom everybody who reads it sees; else 404."""
        rows = Membership.objects.select_related("user", "participation__partner", "participation__strand")
        return self.get_or_404(rows.filter(participation__strand=self.get_strand()), pk=self.kwargs["membership"])

    @property
    def keeps(self) -> bool:
        """Whether the reader keeps the strand's people."""
        return may_manage_people(self.grants, self.membership.participation.strand)

    def of(self, name: str) -> str:
        """An address of this coordinator."""
        return reverse(f"partnerships:{name}", args=[self.membership.participation.strand.code, self.membership.pk])

    def home_url(self) -> str:
        """Where the reader comes from: the people of the strand, or the own partner's page."""
        participation = self.membership.participation
        if self.keeps:
            return reverse("partnerships:people", args=[participation.strand.code])
        return participation.get_absolute_url()

    def place(self, title: str) -> dict[str, Any]:
        """What every page of these shows around itself."""
        participation = self.membership.participation
        above = _("People") if self.keeps else participation.partner.name
        return {
            "strand": participation.strand,
            "membership": self.membership,
            "crumbs": crumbs(participation.strand, (above, self.home_url()), (title, "")),
        }


class HandOver(ActPage, OfMembership):
    """Ends the work with a last day; asks who follows, and shows what moves."""

    template_name = "partnerships/people/hand_over.html"
    form_class = HandOverForm
    rule: ClassVar[Any] = may_hand_over
    title = gettext_lazy("Hand over")
    submit_label = gettext_lazy("Hand over")
    danger = True

    def get_record(self) -> Membership:
        """The coordinator's work."""
        return self.membership

    def get_refusal(self) -> str:
        """An end that lies ahead can be brought forward, and no other."""
        return refusal_by(check_endable, self.membership)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Only who keeps the strand's people invites."""
        return {"record": self.membership, "may_invite": self.keeps}

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"last_day": clock.today()}

    def get_question(self) -> str:
        """Whose work for whom."""
        return _("The work of %(person)s as coordinator of %(partner)s ends.") % {
            "person": self.membership.user,
            "partner": self.membership.participation.partner.name,
        }

    def get_consequences(self) -> list[str]:
        """What stays and what goes."""
        ends = self.membership.ended_on
        sooner = _("It ends on %(day)s as it stands. Choose an earlier day.")
        if ends == clock.today():
            sooner = _("It ends with today as it stands. You can only end it at once.")
        return [
            *([sooner % {"day": format_date(ends)}] if ends else []),
            _("The open follow-ups of the person move to the successor at once."),
            _("Without a successor who has an account they stay with the side, and nobody in particular has them."),
            _("Confirmations are asked of the side, not of the person: they stay."),
            _("After the last day, or at once if you say so, the person sees nothing that only coordinators see."),
            _("The history stays."),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what moves."""
        rows = list(promises(self.membership).select_related("pairing").order_by("due_on", "pk"))
        return super().get_context_data(
            promises=rows, sheet_url=self.of("hand-over-sheet"), **self.place(str(self.title)), **kwargs
        )

    def act(self, form: Any) -> str:
        """Hand over."""
        done = hand_over(
            by=self.request.user,
            grants=self.grants,
            membership=self.membership,
            version=form.cleaned_data["seen_version"],
            **form.values,
        )
        ended = {"person": self.membership.user, "day": format_date(done.membership.ended_on)}
        at_once, later = _("The work of %(person)s has ended."), _("The work of %(person)s ends with %(day)s.")
        told = (at_once if done.membership.ended_at else later) % ended
        moved = ngettext("%(count)s follow-up moved.", "%(count)s follow-ups moved.", done.moved)
        return f"{told} {moved % {'count': done.moved}}"

    def get_done_url(self) -> str:
        """The sheet for the successor."""
        return self.of("hand-over-sheet")

    def get_back_url(self) -> str:
        """Where the reader came from."""
        return self.home_url()


class HandOverSheet(OfMembership, TemplateView):
    """What the successor needs to know, on paper."""

    template_name = "partnerships/people/hand_over_sheet.html"
    rule: ClassVar[Any] = may_read_hand_over

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse with 403 whoever may know of the coordinator but not read this, whatever the method."""
        self.require(self.membership)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read from the records as they stand today."""
        return super().get_context_data(
            sheet=sheet(self.membership, self.grants),
            country=self.membership.participation.strand.side_letters("counterpart"),
            **self.place(_("Hand-over sheet")),
            **kwargs,
        )


class DeputyAdd(ActPage, OfMembership):
    """Names who stands in, from one day to another."""

    form_class = DeputyAddForm
    rule: ClassVar[Any] = may_hand_over
    title = gettext_lazy("Name a deputy")
    submit_label = gettext_lazy("Name the deputy")
    undone_by = "partnerships:deputy-end"
    undone_at: ClassVar[dict[str, str]] = {"deputy": "pk"}

    def get_record(self) -> Membership:
        """The coordinator's work."""
        return self.membership

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {"membership": self.membership}

    def get_initial(self) -> dict[str, Any]:
        """From today."""
        return {"starts_on": clock.today()}

    def get_question(self) -> str:
        """For whom."""
        return _("Who stands in for %(person)s, coordinator of %(partner)s?") % {
            "person": self.membership.user,
            "partner": self.membership.participation.partner.name,
        }

    def get_consequences(self) -> list[str]:
        """What a deputy may do."""
        return [
            _("From the first day to the last the deputy sees and does what the coordinator may, in their own name.")
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        return super().get_context_data(**self.place(str(self.title)), **kwargs)

    def act(self, form: Any) -> str:
        """Name the deputy."""
        given = form.cleaned_data
        days = {name: given[name] for name in ("user", "starts_on", "ends_on")}
        self.added = add_deputy(by=self.request.user, grants=self.grants, membership=self.membership, **days)
        return _("%(deputy)s stands in until %(day)s.") % {
            "deputy": self.added.user,
            "day": format_date(self.added.ends_on),
        }

    def get_done_url(self) -> str:
        """Where the reader came from."""
        return self.home_url()


class DeputyEnd(ActPage, OfMembership):
    """Ends it before its day."""

    title = gettext_lazy("End a deputy's work")
    submit_label = gettext_lazy("End the work")
    form_class = EndingForm
    danger = True
    rule: ClassVar[Any] = staticmethod(lambda grants, deputy: may_hand_over(grants, deputy.membership))

    def get_record(self) -> Deputy:
        """Among the coordinator's deputies, else 404."""
        rows = Deputy.objects.select_related("user")
        row = self.get_or_404(rows, membership=self.membership, pk=self.kwargs["deputy"])
        row.membership = self.membership
        return row

    def get_question(self) -> str:
        """Whose."""
        return _("%(deputy)s stands in for %(person)s: %(days)s.") % {
            "deputy": self.record.user,
            "person": self.membership.user,
            "days": format_period(self.record.days),
        }

    def get_consequences(self) -> list[str]:
        """When."""
        return [_("It ends with today, or at once if you say so. What the deputy did stays.")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        return super().get_context_data(**self.place(str(self.title)), **kwargs)

    def act(self, form: Any) -> str:
        """End it."""
        end_deputy(
            by=self.request.user,
            grants=self.grants,
            deputy=self.record,
            version=form.cleaned_data["seen_version"],
            at_once=form.cleaned_data["at_once"],
        )
        at_once, later = _("%(deputy)s no longer stands in."), _("%(deputy)s no longer stands in after today.")
        return (at_once if form.cleaned_data["at_once"] else later) % {"deputy": self.record.user}

    def get_done_url(self) -> str:
        """Where the reader came from."""
        return self.home_url()
