"""What my tasks answers to: marking what changed as read."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.generic import View

from accounts.users import mark_tasks_seen
from core import clock
from core.act_forms import Act
from core.action_views import REFUSED, ActPage
from core.folding import name_key
from partnerships.models import Strand
from partnerships.people.selectors import may_manage_people
from partnerships.programmes.pages import InStrand, crumbs
from partnerships.tasks.services import preview_reminders, read_reminded, send_reminders

LONG_AGO = 2000


class TasksSeen(View):
    """Marks what changed as read, as far as the page that was read told of it; answers POST alone."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note it and go back."""
        mark_tasks_seen(by=request.user, until=_moment(request.POST.get("until", "")))  # type: ignore[arg-type]
        messages.success(request, _("Marked as read."))
        return redirect("my-tasks")


def _moment(text: str) -> dt.datetime:
    """The moment that the form carries; now, where it carries none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    # One that no clock of this portal has told, nor the database could keep in its own zone.
    if moment is None or not LONG_AGO <= moment.year < dt.MAXYEAR:
        return clock.now()
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=dt.UTC)


# Staff remind several at once: what waits, then who would get which mail, then sending.

LIST, PREVIEW = "partnerships/remind.html", "partnerships/remind_preview.html"


class RemindForm(Act):
    """What to remind of, as chosen on the page before; a thing that no longer waits is left out."""

    things = forms.MultipleChoiceField(
        widget=forms.MultipleHiddenInput,
        error_messages={
            "required": gettext_lazy("Choose at least one of the things waiting."),
            "invalid_choice": gettext_lazy("Some of it is already done. Choose again."),
        },
    )

    def __init__(self, *args: Any, owed: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["things"]
        field.choices = [(one.choice, one.choice) for one in owed]


class Remind(ActPage, InStrand):
    """A GET lists what the sides owe; one with `things` shows the mails; a POST sends them."""

    form_class: type[Any] = RemindForm
    rule: Any = may_manage_people
    title = gettext_lazy("Remind")
    submit_label = gettext_lazy("Send the reminders")

    def get_record(self) -> Strand:
        """The strand, whose people only its staff and administrators may write to."""
        return self.get_strand()

    @cached_property
    def owed(self) -> list[Any]:
        """What waits, most urgent first."""
        return read_reminded(strand=self.record, by=self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """What can be chosen."""
        return {"owed": self.owed}

    def get_initial(self) -> dict[str, Any]:
        """What the list has chosen."""
        return {"things": self.chosen}

    @cached_property
    def chosen(self) -> list[str]:
        """Of the things of the address or of the form, those that wait."""
        asked = (self.request.POST if self.request.method == "POST" else self.request.GET).getlist("things")
        waiting = {one.choice for one in self.owed}
        return [choice for choice in dict.fromkeys(asked) if choice in waiting]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list or, where things are chosen, the mails; a list sent off without a choice says so."""
        status = REFUSED if "preview" in request.GET and not self.chosen else 200
        form = self.form_class(initial=self.get_initial(), **self.get_form_kwargs())
        return self._page(form, status=status)

    def get_template_names(self) -> list[str]:
        """The list until something is chosen."""
        return [PREVIEW if self.chosen else LIST]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list by side, or the mails by person."""
        strand = self.record
        facts: dict[str, Any] = {"nothing_chosen": kwargs.get("form") is not None and "preview" in self.request.GET}
        if self.chosen:
            facts["letters"] = letters = preview_reminders(strand=strand, by=self.request.user, choices=self.chosen)
            count = sum(not letter["refused"] for letter in letters)
            text = ngettext("%(count)s person gets an e-mail:", "%(count)s people get an e-mail:", count)
            kwargs["question"] = text % {"count": count} if count else ""
        else:
            facts["sides"] = self._by_side()
        return super().get_context_data(strand=strand, crumbs=crumbs(strand, (_("Remind"), "")), **facts, **kwargs)

    def _by_side(self) -> list[dict[str, Any]]:
        """Each partner that owes something, EU side first, with what it owes."""
        found: dict[int, dict[str, Any]] = {}
        for one in self.owed:
            partner = dict(one.pairing.partners)[one.side]
            row = found.setdefault(one.participation_id, {"side": one.side, "partner": partner, "things": []})
            row["things"].append(one)
        return sorted(found.values(), key=lambda row: (row["side"] != "eu", name_key(row["partner"])))

    def act(self, form: Any) -> str:
        """Send."""
        count = send_reminders(
            by=self.request.user, grants=self.grants, strand=self.record, choices=form.cleaned_data["things"]
        )
        return ngettext("Sent %(count)s reminder.", "Sent %(count)s reminders.", count) % {"count": count}

    def get_done_url(self) -> str:
        """The list, which now says who was reminded today."""
        return reverse("partnerships:remind", args=[self.record.code])
