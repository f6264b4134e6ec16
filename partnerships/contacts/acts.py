"""The acts on contacts: record, also from a pasted message; edit, withdraw, bring back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.act_forms import ActForm, ReasonForm
from core.acts import REFUSED, ActPage
from core.formats import format_date, join_names
from partnerships.contacts.forms import ContactAddForm, ContactEditForm, PasteForm
from partnerships.contacts.pasted import read_pasted
from partnerships.contacts.services import (
    MOST_LETTERS,
    edit_contact,
    is_long_ago,
    record_contact,
    restore_contact,
    side_of_sender,
    withdraw_contact,
)
from partnerships.contacts.views import OfContacts
from partnerships.models import Contact, Membership, Pairing, Project
from partnerships.pairings.pages import AddsToPairing
from partnerships.rules.journey import side_of
from partnerships.rules.together import may_edit_contact

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# In the order in which the form asks for them.
_ASKED = ("kind", "on", "side", "who", "what")


class _Act(ActPage, OfContacts):
    """What the acts have alike: where they lie."""

    def get_places(self) -> list[tuple[str, str]]:
        """What lies between the pairing's contacts and the act, and the act itself."""
        return [(str(self.title), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the pairing's contacts."""
        pairing = self.pairing
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            section="strand",
            crumbs=self.places(*self.get_places()),
            **kwargs,
        )


class ContactAdd(AddsToPairing, _Act):
    """Records one; `?project=<code>` says which project it is about. A pasted message fills the form first."""

    template_name = "partnerships/contacts/contact_add.html"
    form_class = ContactAddForm
    title = gettext_lazy("Record a contact")
    submit_label = gettext_lazy("Save the contact")
    added: Contact | None = None
    undone_by = "partnerships:contact-withdraw"
    undone_at: ClassVar[dict[str, str]] = {"contact": "code"}

    @cached_property
    def project(self) -> Project | None:
        """The project that the address names; 404 for one that the pairing does not have."""
        code = self.request.GET.get("project", "")
        if not code:
            return None
        row = self.get_or_404(Project.objects.visible_to(self.grants), pairing=self.pairing, code=code)
        row.pairing = self.pairing
        return row

    def get_initial(self) -> dict[str, Any]:
        """The reader's own side, and the other one for what follows."""
        own = side_of(self.grants, self.pairing)
        return {"side": own, "follow_whom": own, "project": self.project.code if self.project else ""}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record it; where the reader asks to fill the form from a message, nothing is recorded yet."""
        return self._filled() if "fill" in request.POST else super().post(request, *args, **kwargs)

    def _filled(self) -> HttpResponse:
        """The form with what the message tells, and the cursor on what it does not."""
        paste = PasteForm(self.request.POST)
        form = ContactAddForm(initial=self.get_initial(), **self.get_form_kwargs())
        if not paste.is_valid():
            return self._asked(form, paste, status=REFUSED)
        zone = timezone.get_current_timezone()
        today = timezone.localtime(clock.now()).date()
        found = read_pasted(paste.cleaned_data["message"], zone=zone, today=today)
        sender = side_of_sender(self.pairing, name=found.sender, address=found.sender_address)
        told = {"kind": found.kind, "on": found.on, "who": found.who, "what": found.what, "side": sender}
        missing = [name for name in _ASKED if not told[name]]
        form = ContactAddForm(
            initial=self.get_initial() | {name: value for name, value in told.items() if value},
            **self.get_form_kwargs(),
        )
        form.fields[missing[0] if missing else "follow_what"].widget.attrs["autofocus"] = True
        labels = [str(form.fields[name].label) for name in _ASKED if told[name]]
        filled = _("Filled in from the message: %(fields)s. Look it over, then save.")
        notes = [filled % {"fields": join_names(labels)}]
        if not labels:
            notes = [_("The message is empty. Paste it first.")]
        elif missing:
            labels = [str(form.fields[name].label) for name in missing]
            notes.append(_("Not found in it: %(fields)s.") % {"fields": join_names(labels)})
        if found.cut:
            notes.append(_("It was too long: the first %(most)s characters were taken.") % {"most": MOST_LETTERS})
        return self._asked(form, PasteForm(), notes=notes)

    def _asked(self, form: Any, paste: PasteForm, *, notes: Any = (), status: int = 200) -> HttpResponse:
        self.paste, self.notes = paste, list(notes)
        return self._page(form, status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the box for a message, and the people whose names the form proposes."""
        pairing = self.pairing
        return super().get_context_data(
            paste=getattr(self, "paste", PasteForm()),
            notes=getattr(self, "notes", []),
            project=self.project,
            names=_names(pairing),
            action=self.request.get_full_path(),
            **kwargs,
        )

    def act(self, form: Any) -> str:
        """Record it."""
        self.added = record_contact(
            by=self.request.user,
            grants=self.grants,
            pairing=self.pairing,
            values=form.values,
            follow_ups=form.follow_ups,
        )
        said = [_("The contact is recorded, and what follows from it.") if form.follow_ups else _("Recorded.")]
        if form.is_twice:
            said.append(_("The clocks went back there that night: the first of both times is meant."))
        if is_long_ago(self.added.on):
            said.append(_("It is more than a year ago: %(day)s.") % {"day": format_date(self.added.on)})
        return " ".join(said)

    def get_done_url(self) -> str:
        """Its page, where more can follow; without one the list."""
        return self.added.get_absolute_url() if self.added else self.get_back_url()

    def get_back_url(self) -> str:
        """The project that it is about, else the list."""
        return self.project.get_absolute_url() if self.project else self.address("contact-list")


def _names(pairing: Pairing) -> list[str]:
    """Who coordinates the two sides today, together and each alone, to be chosen while one types.

    In Latin letters: the record that is made of it is read in both languages.
    """
    rows = Membership.objects.not_ended(clock.today()).filter(participation__in=[pairing.eu_id, pairing.counterpart_id])
    names = [row.user.kept_name for row in rows.select_related("user").order_by("user__search_text", "pk")]
    return [", ".join(names), *names] if len(names) > 1 else names


class ContactAct(_Act):
    """An act on one contact."""

    rule: ClassVar[Any] = may_edit_contact
    given_as = "contact"

    def get_record(self) -> Contact:
        """Among those of the pairing, else 404."""
        return self.find_contact()

    def get_done_url(self) -> str:
        """The contact's page."""
        return str(self.record.get_absolute_url())

    def get_places(self) -> list[tuple[str, str]]:
        """Below the contact."""
        name = f"{self.record.get_kind_display()}, {format_date(self.record.on)}"
        return [(name, self.get_done_url()), (str(self.title), "")]


class ContactEdit(ContactAct):
    """Changes what is recorded."""

    template_name = "partnerships/contacts/contact_edit.html"
    form_class = ContactEditForm
    title = gettext_lazy("Edit a contact")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:contact-edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The pairing comes with the record."""
        return {"record": self.record}

    def act(self, form: Any) -> str:
        """Save it."""
        edit_contact(**self.given(form), changes=form.changes)
        if form.is_twice:
            return _("Saved. The clocks went back there that night: the first of both times is meant.")
        return _("Saved.")


class ContactWithdraw(ContactAct):
    """Takes one back that did not take place so."""

    form_class = ReasonForm
    title = gettext_lazy("Withdraw a contact")
    question = gettext_lazy(
        "It no longer counts as a contact. It stays in the list with the reason, and can be brought back."
    )
    submit_label = pgettext_lazy("contact", "Withdraw")
    danger = True
    undone_by = "partnerships:contact-restore"

    def act(self, form: Any) -> str:
        """Withdraw it."""
        withdraw_contact(**self.given(form), reason=form.cleaned_data["reason"])
        return _("Withdrawn. You can bring it back.")


class ContactRestore(ContactAct):
    """Brings a withdrawn one back."""

    form_class = ActForm
    title = gettext_lazy("Bring a contact back")
    question = gettext_lazy("It counts again as a contact, as it was recorded.")
    submit_label = gettext_lazy("Bring it back")
    undone_by = "partnerships:contact-withdraw"

    def act(self, form: Any) -> str:
        """Restore it."""
        restore_contact(**self.given(form))
        return _("It counts again.")
