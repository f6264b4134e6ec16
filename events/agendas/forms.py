"""The forms of an agenda: an item, its place in the order, what its host said, and the release."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _, gettext_lazy, pgettext, pgettext_lazy

from core.act_forms import Act, ActForm, EditForm
from core.date_fields import with_dates
from core.folding import ByName
from events.agendas.models import LONGEST_ANSWER, LONGEST_NOTE, MOST_PEOPLE
from events.agendas.selectors import offered_languages
from events.events.forms import Slots
from events.models import AgendaItem, Event
from partnerships.fields import ONE_LANGUAGE, codes_in
from partnerships.models import City, Organisation
from partnerships.projects.forms import TopicField


class ClockInput(forms.TimeInput):
    """A time as the browser picks it; written as 09:30 where it does not."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class FoldedChoices(forms.CheckboxSelectMultiple):
    """Boxes of which those in a group stand behind its name, opened by whoever wants them."""

    folds = True


@with_dates(on=gettext_lazy("Day"))
class AgendaItemForm(EditForm):
    """An item, new or not: what and when, where, about what, who receives whom, in which languages."""

    keeps_drafts = True

    why: dict[str, Any] = {
        "title": ONE_LANGUAGE,
        "ends_at": gettext_lazy("Calendar files take it over."),
        "city": gettext_lazy("All times are in its local time."),
        "host": gettext_lazy("The host is asked whether it can receive the delegates."),
        "contact_on_day": gettext_lazy(
            "Whom to reach there on the day, with a number. Only those who work on this agenda see it; it is in "
            "no version or file, and is erased after the event."
        ),
        "interpretation": gettext_lazy("Between which languages, and by whom."),
        "capacity": gettext_lazy("How many people the place takes."),
        "source": gettext_lazy("Web addresses, separated by “ ; ”."),
    }

    topic = TopicField()
    languages = forms.MultipleChoiceField(label=gettext_lazy("Languages"), required=False, widget=FoldedChoices)

    class Meta:
        model = AgendaItem
        fields = [name for name in AgendaItem.WRITTEN if name not in {"on_date", "languages"}]
        widgets: dict[str, Any] = {
            "starts_at": ClockInput(),
            "ends_at": ClockInput(),
            "contact_on_day": forms.TextInput(attrs={"autocomplete": "off"}),
            "source": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, record: AgendaItem, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.event = event
        self.initial.setdefault("languages", codes_in(record.languages))
        self.fields["languages"].choices = offered_languages(self["languages"].value() or ())  # type: ignore[attr-defined]
        self._offer_choices()
        self._explain()
        order = ["kind", "title", "on_text", "starts_at", "ends_at", "city", "place", "topic"]
        order += ["host", "contact_on_day", *self.joining.names, "languages", "interpretation", "capacity"]
        self.order_fields(order)

    def _offer_choices(self) -> None:
        visited = [row.city_id for row in self.event.visiting.all()]
        near = Q(strands=self.event.strand_id) | Q(pk__in=[*visited, self.record.city_id or 0])
        cities: Any = self.fields["city"]
        cities.queryset = City.objects.filter(near).distinct().order_by(ByName(), "pk")
        cities.empty_label = pgettext("city of an agenda item", "As the event")
        self.fields["topic"].offer(self.event.strand)  # type: ignore[attr-defined]
        taken = self.record.organisation_codes.split(";")
        near = Q(strands=self.event.strand_id, merged_into=None) | Q(code__in=taken) | Q(pk=self.record.host_id or 0)
        directory = Organisation.objects.filter(near).distinct().order_by(ByName(), "pk")
        host: Any = self.fields["host"]
        host.queryset = directory
        host.empty_label = pgettext("host of an agenda item", "Not known yet")
        host.label = pgettext("agenda", "Host")
        codes = codes_in(self.record.organisation_codes)
        twice = _("An organisation is chosen twice.")
        self.joining = Slots(
            self, "organisation", _("Organisation"), lambda: {row.code: row for row in directory}, codes, twice=twice
        )

    def _explain(self) -> None:
        first = next(iter(self.event.visiting.all()), None)
        self.fields["kind"].label = pgettext("table head", "Kind")
        self.fields["on_text"].help_text = _("A day or a month. Leave it empty if it is not known yet.")
        self.fields["starts_at"].help_text = (
            _("By the clock of the city chosen below, else of %(city)s.") % {"city": first.city.name}
            if first
            else _("Calendar files take it over.")
        )
        self.fields["organisation_1"].help_text = _("Which organisations take part, in their order.")
        self.fields["capacity"].widget.attrs |= {"min": 1, "max": MOST_PEOPLE}

    def clean(self) -> Any:
        """An end has a start, in words and beside it; an organisation takes part once."""
        cleaned = super().clean()
        given = self.cleaned_data
        if given.get("ends_at") and not given.get("starts_at") and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Enter a start time, too."))
        self.joining.check()
        return cleaned

    def values_of(self, record: AgendaItem) -> dict[str, Any]:
        """With the organisations in their places, and the languages as a list."""
        places = self.joining.values(codes_in(record.organisation_codes))
        return super().values_of(record) | places | {"languages": codes_in(record.languages)}

    @property
    def changes(self) -> dict[str, Any]:
        """What the user changed, with `organisations` in their order and the languages as one text."""
        found = super().changes
        if "languages" in found:
            found["languages"] = ";".join(self.cleaned_data["languages"])
        if self.joining.has_changed:
            found["organisations"] = self.joining.chosen
        return found

    @property
    def given(self) -> dict[str, Any]:
        """Of a new one, all its values."""
        if self.record.pk is not None:
            return super().given
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        values |= {"on_date": self.cleaned_data["on_text"], "languages": ";".join(self.cleaned_data["languages"])}
        return {"values": values | {"organisations": self.joining.chosen}}


class MoveItemForm(ActForm):
    """Where an item is to stand, among those of its day."""

    why: dict[str, Any] = {"place": gettext_lazy("The agenda shows the items of a day in this order.")}

    place = forms.TypedChoiceField(
        label=pgettext_lazy("in an order", "Position"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose a place.")},
    )

    def __init__(self, *args: Any, record: AgendaItem, rows: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        numbered = [(number, row) for number, row in enumerate(rows, start=1) if row.on_date == record.on_date]
        mine = next((number for number, row in numbered if row == record), 0)
        places = [(numbered[0][0], pgettext("place in an order", "First"))] if mine else []
        others = [(number, row.title) for number, row in numbered if mine and row != record]
        places += [(number + (number < mine), _("After “%(item)s”") % {"item": title}) for number, title in others]
        self.fields["place"].choices = places  # type: ignore[attr-defined]


class HostAnswerForm(ActForm):
    """What the host said, where it said anything."""

    reason = forms.CharField(
        label=gettext_lazy("What the host said"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Only those who work on this agenda see it; it is in no version."),
        error_messages={"required": gettext_lazy("Give a reason.")},
    )


class DeclineForm(HostAnswerForm):
    """Why the host declines."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["reason"].label = _("Reason")


class AgendaReleaseForm(Act):
    """What is new, in a sentence; it carries which lines its user has seen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    note = forms.CharField(
        label=gettext_lazy("What is new"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("One sentence for the mail, such as: the visit of Friday begins an hour later."),
    )

    def __init__(self, *args: Any, digest: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.digest = digest
        self.initial["seen"] = digest

    def mark_stale(self, seen: int | None = None) -> None:
        """Somebody changed the agenda since: what is carried out next is what the page shows now."""
        del seen
        self.is_stale = True
        sent: Any = self.data.copy()  # type: ignore[attr-defined]
        sent["seen"] = self.digest
        self.data = sent
        self.add_error(None, _("Someone else changed the agenda meanwhile. Check the changes again, then release."))
