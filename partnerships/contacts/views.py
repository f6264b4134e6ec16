"""The contacts of a pairing: all of them with its comments as one stream, and the page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import TemplateView

from core.act_forms import Act
from core.actions import Button
from core.acts import ActPage
from core.formats import format_date, format_period
from core.periods import PartialDate, Period
from partnerships.contacts.forms import CommentForm, ContactQuickForm
from partnerships.contacts.services import add_comment, withdraw_comment
from partnerships.contacts.streams import BOTH, Stream, other_rows, place_times, read_entries, stream_rows, ways
from partnerships.contacts.tables import CONTACT_COLUMNS, CONTACT_FILTERS, days_between
from partnerships.documents.selectors import attached
from partnerships.follow_ups.cards import follow_ups_from
from partnerships.history.selectors import timeline
from partnerships.lists import ROWS, ListPage
from partnerships.models import Comment, Contact, Pairing, Project
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.views import crumbs
from partnerships.rules.journey import may_edit_pairing
from partnerships.rules.together import may_edit_contact, may_withdraw_comment

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.db.models import QuerySet

    from partnerships.models import Strand

RECENT = 10  # acts of the history that a contact's page shows


class OfContacts(InPairing):
    """A page about a pairing's contacts: for those who see what passes between its sides."""

    @cached_property
    def pairing(self) -> Pairing:
        """The pairing of the address with its cities, by whose clocks contacts are told; else 404."""
        return self.get_or_404(
            Pairing.objects.with_dealings_for(self.grants).for_page(),
            strand__code=self.kwargs["strand"],
            code=self.kwargs["pairing"],
        )

    def address(self, name: str, *more: Any) -> str:
        """An address of the pairing."""
        pairing = self.pairing
        return reverse(f"partnerships:{name}", args=[pairing.strand.code, pairing.code, *more])

    def places(self, *below: tuple[str, str]) -> list[Any]:
        """Where the reader is: below the pairing's contacts."""
        pairing = self.pairing
        contacts = (_("Contacts"), self.address("contact-list"))
        return crumbs(pairing.strand, (pairing.name, pairing.get_absolute_url()), contacts, *below)

    def find_contact(self) -> Contact:
        """The contact of the address among those of the pairing, else 404."""
        rows = Contact.objects.visible_to(self.grants).select_related("project")
        row = self.get_or_404(rows, pairing=self.pairing, code=self.kwargs["contact"])
        row.pairing = self.pairing
        if row.project is not None:
            row.project.pairing = self.pairing
        return row


class ContactList(OfContacts, ListPage):
    """The stream of contacts and comments, newest first; its files hold the contacts."""

    template_name = "partnerships/contacts/contact_list.html"
    name = "contacts"
    title = gettext_lazy("Contacts")
    columns = CONTACT_COLUMNS
    filters = CONTACT_FILTERS
    section = "strand"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """The contacts of the pairing, with what their columns name."""
        del strand
        rows = Contact.objects.visible_to(self.grants).filter(pairing=self.pairing)
        rows = rows.select_related("project", "pairing__eu__partner", "pairing__counterpart__partner")
        rows = rows.prefetch_related(
            "pairing__eu__partner__places__city", "pairing__counterpart__partner__places__city"
        )
        return rows.select_related("pairing__strand").order_by("-on", "-created_at", "-pk")

    def _choices(self, scope: Pairing | Strand) -> list[dict[str, Any]]:
        """With the days that the address names, as a figure of a report counts them."""
        found = super()._choices(scope)
        asked = self.request.GET.get("period", "")
        if days := days_between(asked):
            for choice in found:
                if choice["key"] == "period":
                    label = format_period(Period(*(PartialDate(day) for day in days)))
                    choice |= {"options": [(asked, label), *choice["options"]], "value": asked}
        return found

    def get_page(self, rows: QuerySet[Any], choices: list[dict[str, Any]]) -> Page[Any]:
        """Contacts and comments that fit the same choices, as one stream; without a choice all that stands in it."""
        said = Comment.objects.filter(pairing=self.pairing)
        for choice in choices:
            if choice["value"]:
                said = choice["filter"].narrow(said, choice["value"])
        # PostgreSQL knows no text with a zero byte.
        for word in self.request.GET.get("q", "")[:100].replace("\x00", " ").split():
            said = said.filter(text__icontains=word)
        chosen = self.request.GET.get("q", "").strip() or any(choice["value"] for choice in choices)
        others = [] if chosen else other_rows(self.grants, self.pairing)
        return Paginator(stream_rows(rows, said, *others), ROWS).get_page(self.request.GET.get("page"))

    def get_cells(self, page: Page[Any]) -> list[Any]:
        """The entries of the page."""
        return read_entries(self.grants, self.pairing, list(page))

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        """Below the pairing."""
        pairing = self.pairing
        return crumbs(strand, (pairing.name, pairing.get_absolute_url()), (_("Contacts"), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The stream, and the lines that record a contact and add a comment."""
        pairing = self.pairing
        comment_url, contact_url = ways(self.grants, pairing)
        found = Stream(
            entries=kwargs["rows"],
            total=kwargs["page"].paginator.count,
            comment_url=comment_url,
            contact_url=contact_url,
            country=pairing.strand.side_letters("counterpart"),
        )
        return super().get_context_data(
            pairing=pairing,
            tabs=tabs(pairing, "contacts", self.grants),
            stream=found,
            form=ContactQuickForm(pairing=pairing, grants=self.grants) if contact_url else None,
            search_label=_("Text contains"),
            **kwargs,
        )


class ContactPage(OfContacts, TemplateView):
    """One contact: when at both places, who, what was said, what follows."""

    template_name = "partnerships/contacts/contact.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The contact with its follow-ups, and what the reader can do with it."""
        contact, pairing = self.find_contact(), self.pairing
        heading = f"{contact.get_kind_display()}, {format_date(contact.on)}"
        names = {side: partner for side, partner in pairing.partners if contact.side in ("", side)}
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            section="strand",
            crumbs=self.places((heading, "")),
            contact=contact,
            heading=heading,
            country=pairing.strand.side_letters("counterpart"),
            sides=contact.side or BOTH,
            partners=list(reversed(names.values())),
            times=place_times(pairing, contact.starts_at, contact.on),
            acts=self._acts(contact),
            attached=attached(self.grants, [contact])[Contact, contact.pk],
            entries=timeline(contact, limit=RECENT),
            history_url=reverse("partnerships:record-history", args=[pairing.strand.code, "contact", contact.pk]),
            **follow_ups_from(self.grants, contact),
            **kwargs,
        )

    def _acts(self, contact: Contact) -> list[Button]:
        if not (self.pairing.is_open and may_edit_contact(self.grants, contact)):
            return []
        if contact.withdrawn_at:
            return [Button(_("Bring it back"), self.address("contact-restore", contact.code))]
        return [
            Button(_("Edit"), self.address("contact-edit", contact.code)),
            Button(pgettext("contact", "Withdraw"), self.address("contact-withdraw", contact.code), "word"),
        ]


# The acts on comments: write one on a pairing or a project, withdraw the own.


class _CommentAct(ActPage, OfContacts):
    """An act on a comment, below the record that it is on."""

    @property
    def target(self) -> Pairing | Project:
        """The project that the comment is on or is to be on, else the pairing."""
        target = self.record.record if isinstance(self.record, Comment) else self.record
        if not isinstance(target, Project):
            return self.pairing
        target.pairing = self.pairing
        return target

    def get_done_url(self) -> str:
        """The stream of the pairing, or the project's page."""
        target = self.target
        return f"{target.get_absolute_url() if isinstance(target, Project) else self.address('contact-list')}#stream"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the pairing's contacts."""
        pairing = self.pairing
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            section="strand",
            crumbs=self.places((str(self.title), "")),
            **kwargs,
        )


class CommentAdd(_CommentAct):
    """Writes one; the form stands below the stream, and here where it is refused."""

    form_class = CommentForm
    rule: ClassVar[Any] = staticmethod(lambda grants, target: may_edit_pairing(grants, _pairing_of(target)))
    title = gettext_lazy("Add a comment")
    submit_label = gettext_lazy("Add the comment")
    undone_by = "partnerships:comment-withdraw"
    undone_at: ClassVar[dict[str, str]] = {"comment": "pk"}

    def get_record(self) -> Pairing | Project:
        """The pairing of the address, or one of its projects; else 404."""
        kind, key = self.kwargs["target_kind"], self.kwargs["target"]
        if kind == "pairing" and key == self.pairing.pk:
            return self.pairing
        if kind != "project":
            raise Http404
        row: Project = self.get_or_404(Project.objects.visible_to(self.grants), pairing=self.pairing, pk=key)
        row.pairing = self.pairing
        return row

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a comment that is yet to be."""
        return {}

    def get_undo_kwargs(self, form: Any) -> dict[str, Any]:
        """A comment is found in its pairing."""
        words = super().get_undo_kwargs(form)
        return {name: words[name] for name in ("strand", "pairing", "comment")}

    def get_question(self) -> str:
        """On which record."""
        return _("On “%(title)s”.") % {"title": self.record}

    def act(self, form: Any) -> str:
        """Write it."""
        self.added = add_comment(
            by=self.request.user, grants=self.grants, record=self.record, text=form.cleaned_data["text"]
        )
        return _("The comment is added. You can withdraw it.")


def _pairing_of(target: Pairing | Project) -> Pairing:
    return target if isinstance(target, Pairing) else target.pairing


class _Ask(Act):
    """Nothing to fill in: nobody but its author changes a comment, so it carries no version."""

    def __init__(self, *args: Any, record: Comment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record


class CommentWithdraw(_CommentAct):
    """Erases one's own, and leaves its trace."""

    form_class = _Ask
    rule: ClassVar[Any] = may_withdraw_comment
    title = gettext_lazy("Withdraw a comment")
    submit_label = pgettext_lazy("comment", "Withdraw")
    danger = True

    def get_record(self) -> Comment:
        """Among those of the pairing, else 404."""
        rows = Comment.objects.visible_to(self.grants)
        row: Comment = self.get_or_404(rows, pairing=self.pairing, pk=self.kwargs["comment"])
        row.pairing = self.pairing
        return row

    def get_question(self) -> str:
        """Whether it is meant, and what stays."""
        return _("Withdraw “%(text)s”? The text is erased; that you wrote and withdrew a comment stays.") % {
            "text": self.record.text[:200]
        }

    def act(self, form: Any) -> str:
        """Withdraw it."""
        del form
        withdraw_comment(by=self.request.user, grants=self.grants, comment=self.record)
        return _("The comment is withdrawn.")
