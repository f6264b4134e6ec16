"""The ground of every page in the administration, and the log there.

It is read by kind, person, day and strand, searched, and taken along as it is filtered.
"""

import datetime as dt
from datetime import MAXYEAR, MINYEAR
from typing import Any
from urllib.parse import parse_qsl

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q, QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from core import audit, clock
from core.admin.lists import FieldFilter, ReadOnlyAdmin
from core.columns import CHUNK, Column, csv_lines
from core.date_fields import OUT_OF_ORDER
from core.folding import matching
from core.formats import format_number
from core.models import AuditEntry, Versioned, write_audit
from core.sent_files import CSV, mark_as_file
from core.templatetags.portal import written

LOG_TAKEN = "log-taken"
audit.register(
    LOG_TAKEN,
    ngettext_lazy("Downloaded the log (%(rows)s row)", "Downloaded the log (%(rows)s rows)", "rows"),
    kind=audit.Kind.LOOK,
)
MOST_ROWS = 50_000  # of a file: as many as are written before a web server gives up waiting
MOST_PEOPLE = 100  # whom a name may mean


class ActFilter(FieldFilter):
    """Entries by kind, without the one that is not shown."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The kinds of entries."""
        return [(kind, label) for kind, label in audit.Kind.choices if kind != audit.Kind.OWN]


class RecordFilter(FieldFilter):
    """Acts by the kind of record that they were done to."""

    title = _("kind of record")
    parameter_name = "object_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The kinds that the register holds, by name."""
        kinds = AuditEntry.objects.exclude(object_type="").order_by().values_list("object_type", flat=True).distinct()
        return sorted(((kind, _name_of(kind)) for kind in kinds), key=lambda pair: pair[1])


class StrandFilter(FieldFilter):
    """Entries by strand."""

    title = _("strand")
    parameter_name = "strand_id"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All strands; this app knows their model by its name alone."""
        return [(str(row.pk), str(row)) for row in apps.get_model("partnerships.strand")._default_manager.all()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Those of a strand that there is."""
        is_known = not self.value() or self.value() in dict(self.lookup_choices)
        return super().queryset(request, queryset) if is_known else queryset.none()


class TypedFilter(admin.SimpleListFilter):
    """Rows by what is typed into a field of the `type` of HTML."""

    template = "admin/typed_filter.html"
    type = "text"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Nothing to choose from; without any, Django leaves the filter out."""
        return [("", "")]

    def choices(self, changelist: Any) -> Any:
        """What the field goes along with, and what stands in it."""
        others = changelist.get_query_string(remove=[self.parameter_name]).removeprefix("?")
        yield {"others": parse_qsl(others), "value": self.value() or "", "name": self.parameter_name, "type": self.type}


class PersonFilter(TypedFilter):
    """Entries by whom they tell of: who acted, and whose account or role it was."""

    title = _("person: name or e-mail address")
    parameter_name = "person"

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Those about the people whom every word fits."""
        if not (words := (self.value() or "").replace("\0", "").split()[:20]):
            return queryset
        users = get_user_model().objects.all()
        for word in words:
            users = users.filter(matching(word))
        people = list(users.order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE])
        about = Q(actor__in=people) | Q(object_type="accounts.user", object_id__in=people)
        for model in _roles():
            rows = model._base_manager.filter(user__in=people).values("pk")
            about |= Q(object_type=model._meta.label_lower, object_id__in=rows)
        return queryset.filter(about)


def _roles() -> list[type[models.Model]]:
    """The records that are about one person, such as a role in a strand."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Versioned)
        and any(field.name == "user" and field.related_model is get_user_model() for field in model._meta.fields)
    ]


class _DayFilter(TypedFilter):
    type = "date"
    bound: str
    days_on = dt.timedelta(0)

    def midnight(self) -> dt.datetime | None:
        """Where the day begins, on the reader's clock; None where no day is typed. Raises ValueError."""
        if not (typed := self.value()):
            return None
        if (day := parse_date(typed)) is None or not MINYEAR < day.year < MAXYEAR:
            raise ValueError
        return timezone.make_aware(dt.datetime.combine(day, dt.time.min))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """All without a day; nothing with one that is none, so that no file has more than its reader meant."""
        try:
            midnight = self.midnight()
        except ValueError:
            return queryset.none()
        return queryset.filter(**{self.bound: midnight + self.days_on}) if midnight else queryset


class SinceFilter(_DayFilter):
    """Entries of a day and later ones."""

    title = _("from the day")
    parameter_name, bound = "since", "at__gte"


class UntilFilter(_DayFilter):
    """Entries of a day and earlier ones."""

    title = _("to the day")
    parameter_name, bound = "until", "at__lt"
    days_on = dt.timedelta(days=1)


def _is_out_of_order(request: HttpRequest) -> bool:
    """Whether the last day that is asked for is before the first."""
    try:
        since, until = (parse_date(request.GET.get(one.parameter_name, "")) for one in (SinceFilter, UntilFilter))
    except ValueError:
        return False
    return bool(since and until and until < since)


def _columns() -> list[Column]:
    strands = {row.pk: str(row) for row in apps.get_model("partnerships.strand")._default_manager.all()}
    kinds = dict(audit.Kind.choices)
    return [
        Column("at", _("when"), lambda row: row.at),
        Column("kind", _("kind"), lambda row: kinds[row.kind]),
        Column("who", _("who"), lambda row: row.actor_label),
        Column("act", _("act"), lambda row: row.sentence),
        Column("record_kind", _("kind of record"), lambda row: _name_of(row.object_type) if row.object_type else ""),
        Column("record", _("record"), lambda row: row.object_label),
        Column("number", _("number of the record"), lambda row: row.object_id),
        Column("strand", _("strand"), lambda row: strands.get(row.strand_id, "")),
        Column("reason", _("reason"), lambda row: row.reason),
        Column("network", _("network"), lambda row: row.parameters.get("network", "")),
    ]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what when."""

    list_display = ["at", "who", "sentence", "record", "reason", "network"]
    list_filter = [PersonFilter, SinceFilter, UntilFilter, ActFilter, StrandFilter, RecordFilter]
    search_fields = ["names__actor_label", "names__object_label", "names__reason"]
    fields = ["at", "who", "sentence", "record_kind", "record", "object_id", "reason", "network"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """Without what one side keeps for itself."""
        return super().get_queryset(request).exclude(kind=audit.Kind.OWN)

    def get_urls(self) -> list[Any]:
        """With the file."""
        file = path("export/", self.admin_site.admin_view(self.export), name="core_auditentry_export")
        return [file, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Say why nothing is listed where the days are the wrong way round."""
        if _is_out_of_order(request):
            self.message_user(request, OUT_OF_ORDER, messages.ERROR)
        return super().changelist_view(request, extra_context)

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """The entries of the list as it is filtered, as CSV, once it is known who asks; that is an entry itself."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        if _is_out_of_order(request):
            return HttpResponseRedirect(f"{reverse('admin:core_auditentry_changelist')}?{request.GET.urlencode()}")
        try:
            rows = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:  # of no filter: the list opens without it, as it does by itself
            return HttpResponseRedirect(reverse("admin:core_auditentry_changelist"))
        # Not what is written meanwhile, such as the entry about this file.
        count, newest = rows.aggregate(count=models.Count("pk"), newest=models.Max("pk")).values()
        if count > MOST_ROWS:
            most = {"most": format_number(MOST_ROWS)}
            self.message_user(
                request, _("A file has at most %(most)s rows. Filter the list first.") % most, messages.ERROR
            )
            return HttpResponseRedirect(f"{reverse('admin:core_auditentry_changelist')}?{request.GET.urlencode()}")
        write_audit(action=LOG_TAKEN, by=request.user, rows=count)  # type: ignore[arg-type]
        read = rows.filter(pk__lte=newest or 0).iterator(chunk_size=CHUNK)
        sent = StreamingHttpResponse(csv_lines(_columns(), read), content_type=CSV)
        mark_as_file(sent, name=f"log-{clock.today()}.csv")
        return sent

    export.asks_again = True  # type: ignore[attr-defined]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """As declared, and the whole checksum of an act whose sentence shows its beginning."""
        checksum = ["checksum"] if obj and audit.CHECKSUM in obj.parameters else []
        return [*super().get_fields(request, obj), *checksum]

    @admin.display(description=_("who"), ordering="names__actor_label")
    def who(self, entry: AuditEntry) -> str:
        """How whoever acted was called then."""
        return written(entry.actor_label)

    @admin.display(description=_("record"), ordering="names__object_label")
    def record(self, entry: AuditEntry) -> str:
        """How the record was called then."""
        return written(entry.object_label)

    @admin.display(description=_("reason"))
    def reason(self, entry: AuditEntry) -> str:
        """Why."""
        return written(entry.reason)

    @admin.display(description=_("act"), ordering="action")
    def sentence(self, entry: AuditEntry) -> str:
        """The act in the reader's language."""
        return entry.sentence

    @admin.display(description=_("SHA-256"))
    def checksum(self, entry: AuditEntry) -> str:
        """Every digit, to be compared."""
        return str(entry.parameters[audit.CHECKSUM])

    @admin.display(description=_("network"))
    def network(self, entry: AuditEntry) -> str:
        """Where a sign-in or a refused page came from."""
        return str(entry.parameters.get("network", ""))

    @admin.display(description=_("kind of record"))
    def record_kind(self, entry: AuditEntry) -> str:
        """What the act was done to, as its own pages call it."""
        return _name_of(entry.object_type) if entry.object_type else ""


def _name_of(kind: str) -> str:
    return str(capfirst(str(apps.get_model(kind)._meta.verbose_name)))
