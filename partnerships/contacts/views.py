"""The contacts of a pairing: all of them with its comments as one stream, the page of one, and that which adds one."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.act_forms import is_of_draft, typed_values
from core.action_views import ASKS, ActionView
from core.actions import buttons_on
from core.columns import Column, Filter
from core.formats import format_period, join_names
from core.kept import Kept
from core.periods import YEARS, PartialDate, Period
from partnerships.contacts.actions import STEPS
from partnerships.contacts.cards import other_rows, place_times, stream_of, stream_rows
from partnerships.contacts.forms import ContactQuickForm, zones_of
from partnerships.contacts.models import COMMENT, CONTACT, LONGEST_TEXT
from partnerships.contacts.pasted import read_pasted
from partnerships.contacts.selectors import side_of_sender
from partnerships.documents.selectors import attached
from partnerships.enums import ContactKind, Side
from partnerships.follow_ups.selectors import follow_ups_from
from partnerships.history.services import history_link
from partnerships.lists import ListPage, page_of
from partnerships.models import Comment, Contact, Membership, Pairing, Project, Strand
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.pages import InStrand

NO_CONTENT = 204  # nothing was found that fills the form
PERIODS = {
    "30": gettext_lazy("Last 30 days"),
    "90": gettext_lazy("Last 90 days"),
    "365": gettext_lazy("Last 12 months"),
}


def _side(row: Contact) -> str:
    """Who got in touch, by name; both where they met."""
    names = {side: str(partner.name) for side, partner in row.pairing.partners}
    return names.get(row.side) or ", ".join(names.values())


def _local(row: Contact, side: str) -> dt.datetime | None:
    """What the clock on the wall of a partner showed when it began."""
    participation = row.pairing.eu if side == Side.EU else row.pairing.counterpart
    city = participation.partner.first_city
    return row.starts_at.astimezone(city.zone).replace(tzinfo=None) if row.starts_at and city else None


def _projects(pairing: Pairing) -> list[tuple[str, str]]:
    return [(row.code, str(row)) for row in Project.objects.filter(pairing=pairing)]


def _of_kind(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    if rows.model is not Contact:
        return rows if kind == COMMENT else rows.none()
    return rows if kind == CONTACT else rows.filter(kind=kind)


def _of_project(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    if rows.model is Contact:
        return rows.filter(project__code=code)
    kind = ContentType.objects.get_for_model(Project)
    return rows.filter(record_type=kind, record_id__in=Project.objects.filter(code=code).values("pk"))


def days_between(asked: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of `2026-09-01..2026-11-30`, as an address names them; None for anything else."""
    try:
        first, last = map(PartialDate.parse, asked.split(".."))
    except ValueError:
        return None
    return (first.first_day, last.last_day) if first.day.year in YEARS and last.day.year in YEARS else None


def _of_period(rows: QuerySet[Any], asked: str) -> QuerySet[Any]:
    days = days_between(asked)
    first, last = days or (clock.today() - dt.timedelta(days=int(asked) - 1), None)
    if rows.model is Contact:
        return rows.filter(on__range=days) if days else rows.filter(on__gte=first)
    rows = rows.filter(at__gt=clock.end_of(first - dt.timedelta(days=1)))
    return rows.filter(at__lte=clock.end_of(last)) if last else rows


CONTACT_COLUMNS = [
    Column("on", gettext_lazy("Day"), lambda row: row.on, order=("on", "pk"), link=lambda row: row.get_absolute_url()),
    Column("start_eu", gettext_lazy("Start, EU time"), lambda row: _local(row, Side.EU)),
    Column(
        "start_counterpart", gettext_lazy("Start, the other side’s time"), lambda row: _local(row, Side.COUNTERPART)
    ),
    Column("minutes", gettext_lazy("Minutes"), lambda row: row.minutes),
    Column("kind", pgettext_lazy("table head", "Kind"), lambda row: row.get_kind_display(), order=("kind", "on", "pk")),
    Column("side", gettext_lazy("Who got in touch"), _side, order=("side", "on", "pk")),
    Column("who", gettext_lazy("Who took part"), lambda row: row.who),
    Column("what", gettext_lazy("What was said"), lambda row: row.what),
    Column("project", gettext_lazy("Project"), lambda row: row.project or ""),
    Column("author", gettext_lazy("Recorded by"), lambda row: row.author_label),
    Column("withdrawn", gettext_lazy("Withdrawn, and why"), lambda row: row.in_reading_language("withdrawn_reason")),
]

CONTACT_FILTERS = [
    Filter(
        "kind",
        pgettext_lazy("table head", "Kind"),
        lambda _pairing: [
            (CONTACT, gettext_lazy("Contacts")),
            *ContactKind.choices,
            (COMMENT, gettext_lazy("Comment")),
        ],
        _of_kind,
    ),
    Filter("project", gettext_lazy("Project"), _projects, _of_project),
    Filter("period", pgettext_lazy("contacts", "Period"), lambda _pairing: list(PERIODS.items()), _of_period),
]


class ContactList(InPairing, ListPage):
    """The stream of contacts and comments, newest first; its files hold the contacts."""

    template_name = "partnerships/contacts/contact_list.html"
    name = "contacts"
    title = gettext_lazy("Contacts")
    columns = CONTACT_COLUMNS
    filters = CONTACT_FILTERS
    section = "strand"

    @cached_property
    def pairing(self) -> Pairing:
        """The pairing of the address, for those who see what passes between its sides, else 404."""
        return self.get_or_404(
            Pairing.objects.with_dealings_for(self.grants).with_names(),
            strand__code=self.kwargs["strand"],
            code=self.kwargs["pairing"],
        )

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """The contacts of the pairing, with what their columns name."""
        del strand
        rows = Contact.objects.visible_to(self.grants).filter(pairing=self.pairing).with_cities()
        return rows.order_by("-on", "-created_at", "-pk")

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
        comments = Comment.objects.filter(pairing=self.pairing)
        for choice in choices:
            if choice["value"]:
                comments = choice["filter"].narrow(comments, choice["value"])
        # PostgreSQL knows no text with a zero byte.
        for part in self.request.GET.get("q", "")[:100].replace("\x00", " ").split():
            comments = comments.filter(text__icontains=part)
        chosen = self.request.GET.get("q", "").strip() or any(choice["value"] for choice in choices)
        # What an answer has is found where it is read.
        comments = comments.heads() if chosen else comments.filter(answer_to=None)
        others = [] if chosen else other_rows(self.grants, self.pairing)
        return page_of(stream_rows(rows, comments, *others), self.request.GET.get("page"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The stream, and the lines that record a contact and add a comment."""
        pairing = self.pairing
        found = stream_of(self.grants, pairing, kwargs["page"].object_list, kwargs["page"].paginator.count)
        return super().get_context_data(
            pairing=pairing,
            tabs=tabs(pairing, "contacts", self.grants),
            stream=found,
            form=ContactQuickForm(pairing=pairing, grants=self.grants) if found["contact_url"] else None,
            search_label=_("Text contains"),
            **kwargs,
        )


class ContactPage(Kept, InStrand, TemplateView):
    """One contact: when at both places, who, what was said, what follows."""

    template_name = "partnerships/contacts/contact.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The contact of the address among those that the reader sees, else 404; with what can be done with it."""
        where = {path: self.kwargs[name] for name, path in Contact.ADDRESS.items()}
        contact = self.get_or_404(Contact.objects.visible_to(self.grants).with_cities(), **where)
        pairing = contact.pairing
        if contact.project is not None:
            contact.project.pairing = pairing
        follow_ups = follow_ups_from(self.grants, contact)
        hanging = attached(self.grants, [contact])[Contact, contact.pk]
        return super().get_context_data(
            pairing=pairing,
            section="strand",
            crumbs=contact.get_crumbs(),
            contact=contact,
            partners=[partner for side, partner in reversed(pairing.partners) if contact.side in ("", side)],
            times=place_times(pairing, contact.starts_at, contact.on),
            buttons=buttons_on(contact, STEPS, self.grants),
            add=[(_("Add a follow-up"), follow_ups.get("follow_up_add_url")), *hanging["add"]],
            more=[history_link(contact)],
            attached=hanging,
            follow_ups=follow_ups.get("follow_ups"),
            **kwargs,
        )


class AddContactView(ActionView):
    """The page that records a contact; a mail or chat in the box of what was said fills in the others first.

    It is read as soon as it is pasted (`fill`), else once when the form is sent; that records nothing yet.
    """

    notes: Sequence[str] = ()

    @cached_property
    def found(self) -> dict[str, Any]:
        """What the message tells that is to be read now; nothing where it is none, or was read before."""
        sent = self.request.POST
        if "fill" not in sent and ("read" in sent or ASKS in sent or is_of_draft(self.request)):
            return {}
        zone, own = timezone.get_current_timezone(), self.request.user.kept_name
        found = read_pasted(sent.get("what", ""), zone=zone, now=clock.now(), own=own)
        return found if found["kind"] else {}

    @property
    def reads(self) -> bool:
        """Whether the message is to be read, and nothing recorded."""
        return "fill" in self.request.POST or bool(self.found)

    def get_record(self) -> Any:
        return self._find_row(locked=False) if self.reads else super().get_record()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.reads:
            self.require(self.record)
            return self._filled(self.found) if self.found else HttpResponse(status=NO_CONTENT)
        return super().post(request, *args, **kwargs)

    def _filled(self, found: dict[str, Any]) -> HttpResponse:
        """The form as it was typed, with what the message tells, and the cursor on what it does not."""
        sender, address, is_cut = found.pop("sender"), found.pop("sender_address"), found.pop("cut")
        given = found | {"side": side_of_sender(self.record, name=sender, address=address)}
        form = self.form_class(initial=self.get_initial(), **self.get_form_kwargs())
        form.initial |= typed_values(self.request.POST) | {name: value for name, value in given.items() if value}
        zone = form.initial.get("time_zone")
        form.fields["time_zone"].choices = zones_of(self.record, zone)
        asked = [name for name in given if name not in ("at", "time_zone")]
        missing = [name for name in asked if not given[name]]
        del form.fields["what"].widget.attrs["autofocus"]
        form.fields[missing[0] if missing else "file"].widget.attrs["autofocus"] = True
        labels = [str(form.fields[name].label) for name, value in given.items() if value and name != "time_zone"]
        notes = [_("Filled in from the message: %(fields)s. Check it, then save.") % {"fields": join_names(labels)}]
        if missing:
            labels = [str(form.fields[name].label) for name in missing]
            notes.append(_("Not found in it: %(fields)s.") % {"fields": join_names(labels)})
        if is_cut:
            notes.append(_("It was too long: the first %(most)s characters were taken.") % {"most": LONGEST_TEXT})
        if self.request.FILES:
            notes.append(_("Choose the file again: it was not kept."))
        self.notes = notes
        return self._page(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what was found in a message, and the people whose names the form proposes.

        In Latin letters, together and each alone: the record that is made of it is read in both languages.
        """
        sides = [self.record.eu_id, self.record.counterpart_id]
        rows = Membership.objects.not_ended(clock.today()).filter(participation__in=sides)
        names = [row.user.kept_name for row in rows.select_related("user").order_by("user__search_text", "pk")]
        return super().get_context_data(
            notes=self.notes,
            is_read=bool(self.notes) or "read" in self.request.POST or kwargs["form"].has_draft,
            names=[", ".join(names), *names] if len(names) > 1 else names,
            **kwargs,
        )
