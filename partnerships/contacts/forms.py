"""The forms of contacts and comments: record one with what follows, edit it, write a comment."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, pgettext, pgettext_lazy

from accounts.models import User
from core import clock
from core.access import Grants
from core.act_forms import Act, ActForm, check_script
from core.date_fields import DateField
from core.errors import DomainError
from core.formats import format_zone
from core.texts import in_reading_order, writer_language
from partnerships.contacts.models import LONGEST_COMMENT, MOST_MINUTES
from partnerships.documents.forms import UploadField
from partnerships.enums import AT_ONE_HOUR, ContactKind
from partnerships.follow_ups.selectors import choosable, people_of
from partnerships.hours.selectors import NoSuchTime, moment_at, warn_of_days
from partnerships.models import Contact, Pairing, Project

# What is promised is due in two weeks, unless another day is chosen.
FOLLOW_UP_DAYS = 14
_NO_MINUTES = gettext_lazy("Give whole minutes, from 1 to 1440, or leave it empty.")
# What the services name, by the field that asks for it.
_ASKED_AS = {
    "what_en": "what",
    "what_ko": "what",
    "follow_what_en": "follow_what",
    "follow_what_ko": "follow_what",
    "follow_side": "follow_whom",
    "follow_owner": "follow_whom",
}


def zones_of(pairing: Pairing, chosen: str = "") -> list[tuple[str, str]]:
    """The time zones that a time can be meant in, each with the place that names it; the reader's own first.

    `chosen` is among them, wherever it is.
    """
    found: dict[str, str] = {}
    for _side, partner in reversed(pairing.partners):
        city = partner.first_city
        if city:
            found.setdefault(city.time_zone, str(partner.name))
    own = timezone.get_current_timezone_name()
    found.setdefault(own, str(_("My own time zone (%(zone)s)")) % {"zone": format_zone(own)})
    if chosen:
        found.setdefault(chosen, format_zone(chosen))
    return sorted(found.items(), key=lambda zone: zone[0] != own)


def _sides(pairing: Pairing) -> list[tuple[str, str]]:
    """Who can have got in touch."""
    return [*((side, str(partner.name)) for side, partner in reversed(pairing.partners)), ("", _("Both together"))]


class _OneOfFew(forms.RadioSelect):
    """Radio buttons of which the first alone gets the cursor."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One button; its number is the fifth argument."""
        option = super().create_option(*args, **kwargs)
        if option["index"] != "0":
            option["attrs"].pop("autofocus", None)
        return option


class _ContactFields(ActForm):
    """What is known of a contact: kind, who got in touch, day, hour where it matters, people, project."""

    keeps_drafts = True

    why: dict[str, Any] = {
        "at": gettext_lazy("Shown in both sides' local time."),
        "project": gettext_lazy("It is then shown on the project's page, too."),
        "what": gettext_lazy("Visible to both sides and the programme staff."),
        "follow_due_on": gettext_lazy("Late after this day."),
    }

    kind = forms.ChoiceField(
        label=pgettext_lazy("table head", "Kind"),
        choices=ContactKind.choices,
        widget=_OneOfFew,
        error_messages={"required": gettext_lazy("Choose the kind of contact.")},
    )
    on = DateField(label=gettext_lazy("Day"), error_messages={"required": gettext_lazy("Enter the day.")})
    side = forms.ChoiceField(label=gettext_lazy("Who got in touch"), required=False)
    at = forms.TimeField(
        label=pgettext_lazy("contact", "Time"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time at"), required=False)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _NO_MINUTES),
    )
    who = forms.CharField(
        label=gettext_lazy("Who took part"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "contact-names"}),
    )
    project = forms.ModelChoiceField(
        label=gettext_lazy("Project"),
        queryset=Project.objects.none(),
        required=False,
        empty_label=pgettext_lazy("project of a contact", "None in particular"),
        to_field_name="code",
    )

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairing = pairing
        self.fields["side"].choices = _sides(pairing)  # type: ignore[attr-defined]
        chosen = str(self.initial.get("time_zone") or getattr(self.record, "time_zone", ""))
        self.fields["time_zone"].choices = zones_of(pairing, chosen)  # type: ignore[attr-defined]
        self.fields["project"].queryset = Project.objects.filter(pairing=pairing)  # type: ignore[attr-defined]
        self.starts_at: dt.datetime | None = None

    def clean(self) -> dict[str, Any]:
        """Day, time and place become one moment."""
        values = super().clean()
        day, time = values.get("on"), values.get("at")
        if not (day and time):
            return values
        zone = values.get("time_zone") or self.fields["time_zone"].choices[0][0]  # type: ignore[attr-defined]
        values["time_zone"] = zone
        try:
            self.starts_at = moment_at(day, time, ZoneInfo(zone))
        except NoSuchTime:
            self.add_error("at", _("The clocks went forward there that night, so this time does not exist."))
        return values

    @property
    def known(self) -> dict[str, Any]:
        """What every action takes of these fields."""
        given = self.cleaned_data
        found = {name: given[name] for name in ("kind", "side", "on", "who", "project")}
        timed = self.starts_at is not None
        return found | {
            "starts_at": self.starts_at,
            "minutes": given["minutes"] if timed and given["kind"] in AT_ONE_HOUR else None,
            "time_zone": given["time_zone"] if timed else "",
        }


class ContactAddForm(_ContactFields):
    """One contact, the text in the language it is written in, its file, and what follows from it."""

    why: dict[str, Any] = _ContactFields.why | {
        "what": gettext_lazy(
            "Visible to both sides and the programme staff. Paste a mail or a chat to fill in the fields below."
        )
    }

    what = forms.CharField(
        label=gettext_lazy("What was said"),
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True, "data-paste": True}),
        error_messages={"required": gettext_lazy("Write what was said.")},
    )
    file = UploadField(required=False)
    follow_what = forms.CharField(
        label=gettext_lazy("What is to be done"), required=False, max_length=500, validators=[check_script]
    )
    follow_whom = forms.ChoiceField(label=gettext_lazy("For whom"), required=False)
    follow_due_on = DateField(label=pgettext_lazy("table head", "Until"), required=False)

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, pairing=pairing, **kwargs)
        if self.is_bound:
            del self.fields["what"].widget.attrs["autofocus"]  # what is wrong is read first
        self.fields["follow_whom"].choices = lambda: self.whom  # type: ignore[attr-defined]
        self.initial.setdefault("on", timezone.localtime(clock.now()).date())
        self.initial.setdefault("follow_due_on", clock.today() + dt.timedelta(days=FOLLOW_UP_DAYS))
        warn_of_days(self, pairing, "on", "follow_due_on")

    @cached_property
    def whom(self) -> list[tuple[str, str]]:
        """A side, or one of its people, read where they are shown or one of them is chosen."""
        return _whom(self.pairing, people_of(self.pairing), list(choosable(self.pairing)))

    def clean(self) -> dict[str, Any]:
        """Until when is asked of what follows only."""
        values = super().clean()
        if not values.get("follow_what"):
            values["follow_due_on"] = None
        return values

    def refuse(self, refusal: DomainError) -> None:
        """The form has one box for a text, and one choice for whom."""
        refusal.field = _ASKED_AS.get(refusal.field or "", refusal.field)
        super().refuse(refusal)

    @property
    def texts(self) -> list[Any]:
        """The one box of what was said."""
        return [self["what"]]

    @property
    def given(self) -> dict[str, Any]:
        """The text stands in the language that it is written in."""
        text = self.cleaned_data["what"]
        values = self.known | {f"what_{writer_language(text)}": text}
        upload = self.cleaned_data["file"]
        return {"values": values, "upload": upload, "follow_ups": self._follow_ups()}

    def _follow_ups(self) -> list[dict[str, Any]]:
        """What follows, as values of a follow-up; nothing where nothing was written."""
        given = self.cleaned_data
        text = given.get("follow_what", "")
        if not text:
            return []
        side, _colon, person = given["follow_whom"].partition(":")
        owner = choosable(self.pairing).filter(pk=int(person)).first() if person else None
        return [{f"what_{writer_language(text)}": text, "side": side, "owner": owner, "due_on": given["follow_due_on"]}]


def _whom(pairing: Pairing, people: dict[int, frozenset[str]], named: list[User]) -> list[tuple[str, str]]:
    """A side, or one of its people: one choice in place of two."""
    found = []
    for side, partner in reversed(pairing.partners):
        found.append((side, str(partner.name)))
        found += [
            (f"{side}:{user.pk}", _("%(partner)s: %(person)s") % {"partner": partner.name, "person": user})
            for user in named
            if people.get(user.pk) == frozenset({side})
        ]
    return found


class ContactEditForm(_ContactFields):
    """What is recorded of a contact, its text in both languages."""

    what_en = forms.CharField(
        label=gettext_lazy("What was said, in English"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    what_ko = forms.CharField(
        label=gettext_lazy("What was said, in Korean"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, record: Contact, **kwargs: Any) -> None:
        super().__init__(*args, record=record, pairing=record.pairing, **kwargs)
        for name, value in self.values_of(record).items():
            self.initial.setdefault(name, value)

    def values_of(self, record: Contact) -> dict[str, Any]:
        """What the form shows of a contact, by field; `record` may be an earlier state of it."""
        names = ("kind", "side", "on", "who", "minutes", "time_zone", "what_en", "what_ko")
        values = {name: getattr(record, name) for name in names}
        # It may have been removed since.
        project = Project.objects.filter(pk=record.project_id).first() if record.project_id else None
        values["project"] = project.code if project else ""
        values["at"] = None
        if record.starts_at and record.time_zone:
            values["at"] = record.starts_at.astimezone(ZoneInfo(record.time_zone)).time()
        return values

    @property
    def texts(self) -> list[Any]:
        """The fields of what was said, the reader's language first."""
        return [self[name] for name in in_reading_order("what")]

    @property
    def given(self) -> dict[str, Any]:
        """All fields; the action finds out itself what has changed."""
        texts = {name: self.cleaned_data[name] for name in ("what_en", "what_ko")}
        return {"changes": self.known | texts}


class ContactQuickForm(Act):
    """The shortest way: kind, day, who, what was said. All else is as the page of the whole form proposes it."""

    kind = forms.ChoiceField(label=pgettext_lazy("table head", "Kind"), choices=ContactKind.choices)
    on = DateField(label=gettext_lazy("Day"))
    side = forms.ChoiceField(label=gettext_lazy("Who got in touch"), required=False)
    what = forms.CharField(label=gettext_lazy("What was said"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, pairing: Pairing, grants: Grants, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="quick_%s", **kwargs)
        self.initial.setdefault("on", timezone.localtime(clock.now()).date())
        self.initial.setdefault("side", pairing.side_of(grants))
        self.fields["side"].choices = _sides(pairing)  # type: ignore[attr-defined]


# The form of a comment.


class CommentForm(ActForm):
    """A comment as its author writes it."""

    keeps_drafts = True

    text = forms.CharField(
        label=gettext_lazy("Comment"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Visible to both sides and the programme staff. Write @ and a name to send that person a mail."
        ),
        error_messages={"required": gettext_lazy("Write the comment first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {"maxlength": LONGEST_COMMENT, "data-people": "comment-people"}


class AnswerForm(CommentForm):
    """An answer, which whoever comes from the mail about the comment writes at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = pgettext("comment", "Answer")
        self.fields["text"].widget.attrs["autofocus"] = True
