"""The history of a pairing and of each of its records: read it, compare two versions, restore the texts of one."""

import re
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import TemplateView

from core.act_forms import ReasonForm
from core.action_views import ActPage
from core.actions import Undo, find_undo
from partnerships.confirmations.selectors import lost_confirmations, text_name
from partnerships.history import services
from partnerships.history.pairing_history import acts_in, entries_of, kinds_of_act
from partnerships.history.selectors import FieldChange, HistoryEntry, VersionReader, pairing_of, timeline
from partnerships.lists import page_of
from partnerships.models import Confirmed, GoodPractice, Indicator, Interest, Organisation, Pairing, Target
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.pages import InStrand, crumbs


class PairingHistory(InPairing, TemplateView):
    """Who did what when and why in a pairing."""

    template_name = "partnerships/history/pairing_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Newest first, as far as the filters leave it."""
        pairing = self.pairing
        chosen = self.request.GET.get("kind", "")
        acts = acts_in(pairing=pairing, grants=self.grants, kind=chosen)
        page = page_of(acts, self.request.GET.get("page"))
        kinds = [(kind, str(label)) for kind, (label, _condition) in kinds_of_act().items()]
        filters = [{"key": "kind", "label": _("Kind of change"), "options": kinds, "value": chosen}]
        return super().get_context_data(
            page=page,
            entries=entries_of(list(page), pairing),
            filters=filters,
            filtered=chosen in dict(kinds),
            unfiltered_url="?",
            versions_url=reverse("partnerships:record-history", args=[pairing.strand.code, "pairing", pairing.pk]),
            crumbs=crumbs(pairing.strand, (pairing.name, pairing.get_absolute_url()), (_("History"), "")),
            tabs=tabs(pairing, "history", self.grants),
            **kwargs,
        )


class OfRecord(InStrand):
    """A page about one record of a kind that has a history."""

    @property
    def kind(self) -> services.RecordKind:
        """The kind that the address names, else 404."""
        kind = services.kind_named(self.kwargs["kind"])
        if kind is None:
            raise Http404
        return kind

    def find_record(self) -> Any:
        """The record among those of its kind that the reader may see, else 404."""
        return self.get_or_404(self.kind.rows(self.grants, self.strand), pk=self.kwargs["record"])

    def history_url(self, record: Any) -> str:
        """Where the record's history is read."""
        return reverse("partnerships:record-history", args=[self.strand.code, self.kind.slug, record.pk])

    def places(self, record: Any, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """Where the page lies: below the pairing, where the record has one, and below the record."""
        if isinstance(record, Organisation):
            directory = (_("Organisations"), reverse("partnerships:organisation-list", args=[self.strand.code]))
            page = reverse("partnerships:organisation", args=[self.strand.code, record.code])
            return crumbs(self.strand, directory, (record.name, page), *below)
        if isinstance(record, Interest | GoodPractice):
            page = record.get_absolute_url()
            partners = (_("Partners"), reverse("partnerships:partner-list", args=[self.strand.code]))
            stating = record.participation if isinstance(record, Interest) else record.interest.participation
            partner = (stating.partner.name, stating.get_absolute_url())
            return crumbs(self.strand, partners, partner, (str(record), page), *below)
        if self.kind.above is not None:
            return crumbs(self.strand, *self.kind.above(record), _place_of(record), *below)
        pairing = pairing_of(record)
        plan = (_("Plan of the strand"), reverse("partnerships:plan", args=[self.strand.code]))
        figures = (_("Indicators"), reverse("partnerships:indicator-list", args=[self.strand.code]))
        of_strand = figures if isinstance(record, Indicator | Target) else plan
        above = [(pairing.name, pairing.get_absolute_url())] if pairing else [of_strand]
        own = [] if record is pairing else [_place_of(record)]
        return crumbs(self.strand, *above, *own, *below)


def _place_of(record: Any) -> tuple[str, str]:
    """A record's name and address; some kinds have no page."""
    return text_name(record), getattr(record, "get_absolute_url", str)() or ""


class RecordHistory(OfRecord, TemplateView):
    """Who did what when and why to one record; two versions side by side."""

    template_name = "partnerships/record_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The timeline, and the comparison where two versions are chosen."""
        record = self.find_record()
        without = services.kept_from(self.grants, record)
        page = page_of(timeline(record, without=without), self.request.GET.get("page"))
        entries: list[HistoryEntry] = list(page)
        return super().get_context_data(
            record=record,
            name=str(record),
            kind_name=str(self.kind.model._meta.verbose_name),
            page=page,
            entries=entries,
            comparable=sum(1 for entry in page.paginator.object_list if entry.version) > 1,
            restorable=self._restorable(record, entries),
            restore_url=self.history_url(record),
            crumbs=self.places(record, (_("History"), "")),
            **self._comparison(record),
            **kwargs,
        )

    def _comparison(self, record: Any) -> dict[str, Any]:
        """The two versions chosen, the older one first whichever way they were chosen."""
        asked = [self.request.GET.get(key, "") for key in "ab"]
        numbers = sorted({int(text) for text in asked if re.fullmatch(r"[0-9]{1,9}", text)})
        if len(numbers) < 2:
            return {"asked": any(asked)}
        older, newer = (services.find_version(record, number) for number in numbers)
        if older is None or newer is None:
            return {"asked": True}
        without = services.kept_from(self.grants, record)
        changes = VersionReader(self.kind.model, self.strand, [older, newer], without=without).changes(older, newer)
        return {"a": older.version, "b": newer.version, "older": older, "newer": newer, "changes": changes}

    def _restorable(self, record: Any, entries: list[HistoryEntry]) -> set[int]:
        pairing = pairing_of(record)
        if not services.may_edit_record(self.grants, record) or (pairing is not None and not pairing.is_open):
            return set()
        rows = [entry.row for entry in entries if entry.row is not None]
        return {row.version for row in rows if services.differing(self.kind, self.grants, record, row)}


class RestoreForm(ReasonForm):
    """Asks for a reason as the edit of the record does: of some it is due, of some possible, of others not asked."""

    def __init__(self, *args: Any, must_give_reason: bool, takes_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = must_give_reason
        if not takes_reason:
            self.fields.pop("reason")


class RecordRestore(ActPage, OfRecord):
    """Gives back the texts of an older version, after it has shown what changes."""

    template_name = "partnerships/record_restore.html"
    form_class = RestoreForm
    rule = services.may_edit_record
    title = gettext_lazy("Restore an older version")
    submit_label = gettext_lazy("Restore the texts")
    undone_by = "partnerships:record-restore"

    def get_record(self) -> Any:
        """As its history finds it."""
        return self.find_record()

    @cached_property
    def version(self) -> Any:
        """The older version, else 404."""
        found = services.find_version(self.record, self.kwargs["number"])
        if found is None:
            raise Http404
        return found

    def get_done_url(self) -> str:
        """The record's history."""
        return self.history_url(self.record)

    def get_undo(self, form: Any) -> Undo | None:
        """The version that stood until now comes back."""
        words = self.kwargs | {"number": form.cleaned_data["seen_version"]}
        return find_undo(self.request, self.undone_by, words, {})

    def get_question(self) -> str:
        """What comes back, and what does not."""
        words = _(
            "The texts of version %(number)s come back as a new version. Dates, states and people stay as they are."
        )
        return words % {"number": self.version.version}

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        pairing = pairing_of(self.record)
        if pairing is not None and (closed := pairing.ended_because):
            return closed
        same = _("The texts are as in that version: there is nothing to restore.")
        return "" if self.changes else same

    @cached_property
    def changes(self) -> list[FieldChange]:
        """What restoring would change."""
        return services.preview(self.kind, self.grants, self.record, self.version)

    def get_consequences(self) -> list[str]:
        """Whose confirmations are lost."""
        record = self.record
        if not isinstance(record, Confirmed):
            return []
        texts = services.differing(self.kind, self.grants, record, self.version)
        if not set(texts) & set(record.CONFIRMED_FIELDS):
            return []
        names, lost = dict(record.pairing.partners), lost_confirmations(record)
        words = _("%(side)s confirmed edition %(edition)s: restoring the older text voids this.")
        return [words % {"side": names[one.side].name, "edition": record.edition} for one in lost]

    def get_form_kwargs(self) -> dict[str, Any]:
        """A reason is asked where the edit of the record asks for one."""
        required = services.must_give_reason(self.kind, self.grants, self.record, self.version)
        return {"record": self.record, "must_give_reason": required, "takes_reason": self.kind.takes_reason}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What would change, beside the question."""
        record = self.record
        pairing: Pairing | None = pairing_of(record)
        return super().get_context_data(
            pairing=pairing,
            changes=self.changes,
            number=self.version.version,
            crumbs=self.places(record, (_("History"), self.history_url(record)), (str(self.title), "")),
            **kwargs,
        )

    def act(self, form: Any) -> str:
        """Restore."""
        services.restore_version(
            by=self.request.user,
            grants=self.grants,
            kind=self.kind,
            record=self.record,
            version=form.cleaned_data["seen_version"],
            number=self.version.version,
            reason=form.cleaned_data.get("reason", ""),
        )
        return _("Restored. The version before stays in the history.")
