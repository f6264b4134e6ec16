"""The forms in which an event is added, edited, moved on and copied, and in which heads at it are counted."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from core.access import Grants
from core.act_forms import ActForm, EditForm, KeptChoice, KeptChoices, ReasonForm, reason_field
from core.date_fields import HELP, NO_END, PartialDateField, with_periods
from core.errors import DomainError
from core.folding import ByName
from core.formats import bracketed, format_period
from core.periods import Period
from events.enums import EventKind, EventStatus
from events.events.models import LONGEST_WORDS, MOST_PEOPLE, HeadCount
from events.events.selectors import held_days, outside_remarks
from events.models import Event
from partnerships.enums import OPEN_PAIRING, Side
from partnerships.fields import ONE_LANGUAGE, codes_in
from partnerships.milestones.forms import DATES, TookPlaceForm
from partnerships.models import City, Milestone, Organisation, Pairing, Participation, Strand

TWICE = _("One is chosen twice.")
LEAST, SPARE = 3, 2  # so many choices are offered at least, and so many more than are taken


class Slots:
    """One ordered list of a form.

    `read` gives the records that may be chosen, by code, once somebody looks at them; `name_of` gives what each is
    called, `before` has those chosen so far; `twice` is said where one is chosen twice.
    """

    def __init__(
        self,
        form: forms.BaseForm,
        name: str,
        label: Any,
        read: Callable[[], Mapping[str, Any]],
        before: Sequence[str],
        name_of: Callable[[Any], str] = str,
        *,
        twice: Any = TWICE,
    ) -> None:
        self.form, self.name, self._read, self._name_of, self.twice = form, name, read, name_of, twice
        self.before = [code for code in before if code]
        count = max(LEAST, len(self.before) + SPARE)
        self.names = [f"{name}_{place}" for place in range(1, count + 1)]
        for place, field in enumerate(self.names):
            form.fields[field] = KeptChoice(
                label=gettext("%(list)s %(place)s") % {"list": label, "place": place + 1},
                choices=lambda: self.choices,
                required=False,
                initial=self.before[place] if place < len(self.before) else "",
            )

    @cached_property
    def known(self) -> Mapping[str, Any]:
        """The records that may be chosen, by code."""
        return self._read()

    @cached_property
    def choices(self) -> list[tuple[str, Any]]:
        """The same as choices."""
        named = ((code, self._name_of(one)) for code, one in self.known.items())
        return [("", pgettext_lazy("choice in a list", "none")), *named]

    def values(self, codes: Sequence[str]) -> dict[str, str]:
        """What the choices show of a list."""
        chosen = [code for code in codes if code]
        return dict.fromkeys(self.names, "") | dict(zip(self.names, chosen, strict=False))

    @property
    def codes(self) -> list[str]:
        """What was chosen, in order."""
        return [code for name in self.names if (code := self.form.cleaned_data.get(name))]

    @property
    def chosen(self) -> list[Any]:
        """The records that were chosen, in order."""
        return [self.known[code] for code in self.codes]

    @property
    def has_changed(self) -> bool:
        """Whether the list is another than before."""
        return self.codes != self.before

    def check(self) -> None:
        """Refuse what is chosen twice, beside the second choice."""
        seen: set[str] = set()
        for name in self.names:
            code = self.form.cleaned_data.get(name)
            if code and code in seen:
                self.form.add_error(name, self.twice)
            seen.add(code or "")


# The lists that are ticked, and where the event keeps their codes.
_TICKED = {"pairings": "pairing_codes", "milestones": "milestone_codes"}


def _own_pairings(grants: Grants, strand: Strand, *, office: bool, taken: str) -> list[Pairing]:
    """The pairings that the reader may let an event serve: the office all that are open, a coordinator the own."""
    rows = Pairing.objects.filter(strand=strand).with_names().order_by("code")
    if office:
        kept = set(taken.split(";"))
        return [row for row in rows if row.status in OPEN_PAIRING or row.code in kept]
    own = [row for row in rows if {row.eu_id, row.counterpart_id} & grants.participations]
    return [row for row in own if row.status in OPEN_PAIRING]


class _EventForm(EditForm):
    """What both forms have alike. `office` says that staff or an administrator fill it in."""

    keeps_drafts = True

    why: dict[str, Any] = {
        "title": ONE_LANGUAGE,
        "part_of": _("Both are listed together and can be moved together."),
        "all_pairings": _("Each pairing then lists it among its events."),
        "objectives": _("They open the event's page and the letters of invitation."),
        "meeting_url": _("Calendar files take it over."),
        "note": _("Visible to everybody who can open the page."),
        "source": _("Web addresses, separated by “ ; ”."),
    }

    class Meta:
        model = Event
        fields = Event.WRITTEN
        widgets: dict[str, Any] = {
            **dict.fromkeys(("objectives_en", "objectives_ko"), forms.Textarea(attrs={"rows": 3})),
            **dict.fromkeys(("source", "note"), forms.Textarea(attrs={"rows": 2})),
        }

    def __init__(self, *args: Any, record: Event, grants: Grants, office: bool, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        strand = record.strand
        self.office = office
        self.grants = grants
        self.fields["kind"].choices = EventKind.choices  # type: ignore[attr-defined]
        self._offer_missions(strand)
        self._offer_pairings()
        self._offer_lists(strand)
        self._offer_milestones(strand)
        self._explain_and_order()
        self.after_words.append(lambda: outside_remarks(self.instance))

    @cached_property
    def pairings(self) -> list[Pairing]:
        """Those that may be chosen."""
        return _own_pairings(self.grants, self.record.strand, office=self.office, taken=self.record.pairing_codes)

    def _offer_lists(self, strand: Strand) -> None:
        """The strand's cities and those of its partners, its partners, its organisations, and what is chosen so far."""
        record = self.record
        places, receiving = record.city_codes.split(";"), record.host_codes.split(";")
        joining = record.organisation_codes.split(";")
        partners = Participation.objects.filter(strand=strand).select_related("partner", "strand")
        near = Q(strands=strand) | Q(partners__in=partners.values("partner")) | Q(code__in=places)
        cities = City.objects.filter(near).distinct().order_by(ByName(), "pk")
        hosts = partners.order_by(ByName("partner__"), "pk")
        known = Q(strands=strand, merged_into=None) | Q(code__in=joining)
        others = Organisation.objects.filter(known).distinct().order_by(ByName(), "pk")
        other = pgettext_lazy("organisation at an event", "Other participant")

        def host_name(host: Participation) -> str:
            return bracketed(host.partner.name, host.strand.side_name(host.side))

        self.slots = [
            Slots(self, "cities", _("City"), lambda: {row.code: row for row in cities}, places),
            Slots(self, "hosts", _("Host"), lambda: {row.partner.code: row for row in hosts}, receiving, host_name),
            Slots(self, "organisations", other, lambda: {row.code: row for row in others}, joining),
        ]

    def _offer_missions(self, strand: Strand) -> None:
        missions: Any = self.fields["part_of"]
        rows = Event.objects.filter(strand=strand, kind=EventKind.MISSION).exclude(status=EventStatus.CANCELLED)
        kept = Event.objects.filter(pk=self.record.part_of_id)
        missions.queryset = (rows.exclude(pk=self.record.pk) | kept).in_order()
        missions.empty_label = pgettext_lazy("mission of an event", "No mission: an event of its own")

    def _offer_pairings(self) -> None:
        if not self.office:
            del self.fields["all_pairings"]
        chosen = codes_in(self.record.pairing_codes)
        self.fields["pairings"] = KeptChoices(
            label=_("Pairings"),
            required=False,
            choices=lambda: [(row.code, row.name) for row in self.pairings],
            initial=chosen or self.initial.get("pairings"),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("The pairings whose journey it serves. Choose none if it is outside the programme.")
            if self.office
            else _("The pairing whose journey it serves."),
        )

    def _offer_milestones(self, strand: Strand) -> None:
        def titles() -> list[tuple[str, str]]:
            rows = Milestone.objects.filter(pairing__strand=strand)
            if not self.office:
                rows = rows.filter(pairing__in=[row.pk for row in self.pairings])
            found: dict[str, str] = {}
            for row in rows.select_related("stage").order_by("stage__position", "forecast_start", "pk"):
                found.setdefault(row.code, row.title)
            return list(found.items())

        self.fields["milestones"] = KeptChoices(
            label=_("Milestones it completes"),
            required=False,
            choices=titles,
            initial=codes_in(self.record.milestone_codes),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("They take its days; once it is held, they are done in each pairing that it serves."),
        )

    def _explain_and_order(self) -> None:
        self.fields["planned_days"].help_text = _("Where the plan says how long, but not yet on which days.")
        cities, hosts, others = self.slots
        self.fields[cities.names[0]].help_text = _("All its times are in the local time of the first city.")
        self.explain(hosts.names[0], _("Hosts write the agenda and see the needs of delegates in numbers."))
        self.explain(others.names[0], _("The event's page names them in this order."))
        order = ["kind", "title", *DATES, "planned_days", "part_of", *cities.names, "venue"]
        order += [*hosts.names, "all_pairings", "pairings", "milestones", "objectives"]
        self.order_fields([*order, *others.names, "meeting_url", "source", "note"])

    def values_of(self, record: Event) -> dict[str, Any]:
        values = super().values_of(record)
        codes = (record.city_codes, record.host_codes, record.organisation_codes)
        for slots, text in zip(self.slots, codes, strict=True):
            values |= slots.values(text.split(";"))
        return {name: value for name, value in values.items() if name not in _TICKED}

    def _take_over(self, seen: int, sent: Any) -> None:
        """Keep what another ticked where this user ticked nothing else, as for the other fields."""
        super()._take_over(seen, sent)
        row = self.instance.history.filter(version=seen).order_by("-history_id").first()
        for name, field in _TICKED.items():
            before = codes_in(getattr(row, field)) if row else None
            if before is not None and set(sent.getlist(self.add_prefix(name))) == set(before):
                sent.setlist(self.add_prefix(name), codes_in(getattr(self.instance, field)))
                self.errors.pop(name, None)

    def clean(self) -> Any:
        cleaned = super().clean()
        for slots in self.slots:
            slots.check()
        return cleaned

    def refuse(self, refusal: DomainError) -> None:
        """What is wrong with a list stands beside its first choice."""
        for slots in self.slots:
            if refusal.field == slots.name:
                self.add_error(slots.names[0], str(refusal.message))
                return
        super().refuse(refusal)

    def _pairings(self) -> list[Pairing]:
        by_code = {row.code: row for row in self.pairings}
        return [by_code[code] for code in self.cleaned_data["pairings"] if code in by_code]


class EventEditForm(_EventForm):
    """What an event says; its dates are moved with a reason instead."""

    @property
    def changes(self) -> dict[str, Any]:
        """What changed; pairings that stay keep their order, new ones follow."""
        found = {name: value for name, value in super().changes.items() if name not in ("pairings", "milestones")}
        found |= {slots.name: slots.chosen for slots in self.slots if slots.has_changed}
        before = codes_in(self.record.pairing_codes)
        if set(self.cleaned_data["pairings"]) != set(before):
            places = {code: place for place, code in enumerate(before)}
            found["pairings"] = sorted(self._pairings(), key=lambda row: places.get(row.code, len(places)))
        if "milestones" in self.changed_data:
            found["milestones"] = self.cleaned_data["milestones"]
        return found


@with_periods(forecast=_("Planned"))
class EventAddForm(_EventForm):
    """A new event: its first dates are its baseline."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in zip(DATES, (HELP, NO_END), strict=True):
            self.fields[name].help_text = text
        if not self.office and len(self.pairings) == 1:
            self.fields["pairings"].initial = [self.pairings[0].code]

    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.cleaned_data.get(DATES[0]) and not self.has_error(DATES[0]):
            self.add_error(DATES[0], _("Enter when it is planned."))
        return cleaned

    @property
    def given(self) -> dict[str, Any]:
        names = [name for name in self.Meta.fields if name in self.cleaned_data]
        given = {name: self.cleaned_data[name] for name in names}
        more = {"forecast": self._period("forecast"), "milestones": self.cleaned_data["milestones"]}
        lists = {slots.name: slots.chosen for slots in self.slots}
        return {"values": given | lists | {"pairings": self._pairings()} | more}


# How far an event has come, its copy, and the heads that are counted at it.


class _WithParts(ActForm):
    """An act that parts of the mission can go along with."""

    def offer_parts(self, parts: Sequence[tuple[Event, str]], label: Any) -> None:
        """Each with its days, all ticked; without any there is no field."""
        if parts:
            self.fields["parts"] = forms.MultipleChoiceField(
                label=label,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("What is not ticked stays as it is."),
                choices=[(str(part.pk), f"{part.title}: {days}" if days else part.title) for part, days in parts],
                initial=[str(part.pk) for part, _days in parts],
            )

    @property
    def given(self) -> dict[str, Any]:
        """With the keys of the ticked parts."""
        return super().given | {"parts": [int(key) for key in self.cleaned_data.get("parts", ())]}


class EventHeldForm(_WithParts, TookPlaceForm):
    """When it was held, why if it was late, and which parts were held with it."""

    actual_start_text = PartialDateField(
        label=_("Held on, or from"), required=True, error_messages={"required": _("Enter when it was held.")}
    )

    def __init__(self, *args: Any, record: Event, parts: Sequence[Event], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["reason"] = reason_field(
            required=False,
            label=_("Why it is later than planned"),
            help_text=_("Empty where it is not. Both sides and the reports show it."),
        )
        on_days = [(part, format_period(held_days(part, Period()))) for part in parts]
        self.offer_parts(on_days, _("Held with it, on their own days"))


class EventEndForm(ReasonForm, _WithParts):
    """Why it is cancelled or taken up again, and which parts go along."""

    def __init__(self, *args: Any, record: Event, parts: Sequence[Event], label: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.offer_parts([(part, part.when) for part in parts], label)


class EventCopyForm(_WithParts):
    """When the copy begins, what it is called, and which parts it has."""

    why: dict[str, Any] = {"title": ONE_LANGUAGE}

    start = PartialDateField(
        label=pgettext_lazy("copy of an event", "It begins on"),
        required=True,
        error_messages={"required": _("Enter when it begins.")},
    )
    title_en = forms.CharField(label=_("Title in English"), required=False, max_length=200)
    title_ko = forms.CharField(label=_("Title in Korean"), required=False, max_length=200)

    def __init__(self, *args: Any, record: Event, parts: Sequence[Event], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["start"].help_text = HELP
        self.initial.setdefault("title_en", record.title_en)
        self.initial.setdefault("title_ko", record.title_ko)
        self.offer_parts([(part, part.when) for part in parts], _("Parts that are copied too"))

    @property
    def given(self) -> dict[str, Any]:
        titles = self.cleaned_data["title_en"], self.cleaned_data["title_ko"]
        return {"start": self.cleaned_data["start"], "titles": titles, "parts": super().given["parts"]}


class HeadCountForm(ActForm):
    """Whom a source counts and how many, as it says it: 30 to 40 city representatives."""

    why: dict[str, Any] = {"whom": _("As the source says it, such as “city representatives”.")}

    least = forms.IntegerField(label=_("At least"), min_value=0, max_value=MOST_PEOPLE)
    most = forms.IntegerField(
        label=_("At most"),
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
        help_text=_("Empty where the source gives one number."),
    )
    whom_en = forms.CharField(label=_("Who is counted, in English"), required=False, max_length=LONGEST_WORDS)
    whom_ko = forms.CharField(label=_("Who is counted, in Korean"), required=False, max_length=LONGEST_WORDS)
    side = forms.ChoiceField(
        label=_("Side"), required=False, help_text=_("Choose a side only if the number is of that side alone.")
    )
    source = forms.CharField(
        label=_("Source"), widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Web addresses, separated by “ ; ”.")
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = [(side.value, event.strand.side_name(side)) for side in (Side.EU, Side.COUNTERPART)]
        both = ("", pgettext_lazy("head count", "Both, or not said"))
        self.fields["side"].choices = [both, *sides]  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in HeadCount.WRITTEN}
        most = given["least"] if given["most"] is None else given["most"]
        return {"values": given | {"most": most}}


class HeadCountEditForm(EditForm):
    """What was written of a head count, put right."""

    class Meta:
        model = HeadCount
        fields = HeadCount.WRITTEN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side: Any = self.fields["side"]
        strand = self.instance.event.strand
        side.choices = [(key, strand.side_name(key) if key else label) for key, label in side.choices]
