"""What people do to records: one class holds all there is of an action; `core.action_views.ActionView` is its page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.contrib.messages.storage.base import Message
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import BaseForm, BoundField
from django.http import Http404, HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from core import audit
from core.access import Grants
from core.act_forms import ActForm
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import one_act, write_audit
from core.texts import UNDONE

if TYPE_CHECKING:
    from accounts.models import User
    from core.action_views import ActPage

ACTIONS: dict[str, type[Action]] = {}


class Button(NamedTuple):
    """An action that the reader may carry out now; `kind` is `main`, nothing (outlined) or `word`."""

    label: str
    url: str
    kind: str = ""


class Action:
    """One thing that a person does to a record: a subclass holds its facts, and does it in `perform`.

    From it follow its page with address and way back, its button where it is possible, why it is not possible now,
    the check in the transaction, the entry in the log, and what takes it back. Others carry it out with `do`.

    `key` names it in addresses, in the log and in the table of access, the model first: `agreement-sign`. `on` is the
    kind of row it is done to: its manager has `visible_to` and `with_names`, its rows have `actors(grants)`, and it is
    `Addressed`. `allowed` are the actors who may; an actor of `reason_of` has to give a reason. It is possible in
    `states` (None: in any) and leads to `target`, where `already` is said of a row that is there. `logged` is its
    sentence in the log, `log_labels` what the reader sees for codes among its parameters; without a sentence its log is
    its own affair. `news` tells the same to others (`core.audit.register`).
    `undo` is the key of what takes it back: an action on the same row, or on what was added (`undone_on`). With
    `asks_again` its page first asks who it is (accounts/sign_in/second_factor.py).
    """

    key: str = ""
    on: Any
    state_field: str = "status"
    states: frozenset[str] | None = None
    target: str = ""
    already: Any = ""
    allowed: frozenset[str]
    reason_of: frozenset[str] = frozenset()

    form: Any = ActForm
    template: str = "components/confirm.html"
    refused_template: str = "components/refused.html"
    title: Any = ""
    button: Any = ""
    submit_label: Any = ""  # of its form, where that is another than the button that leads to it
    weight: Any = ""
    question: Any = ""
    danger: bool = False

    logged: Any = ""
    news: Any = ""
    log_labels: Mapping[str, Mapping[str, Any]] = {}
    undo: str = ""
    undo_asks: bool = False
    asks_again: bool = False

    # Does it with what the form gave, and gives the message; `self.reason` has the reason. Raises DomainError.
    perform: Callable[..., str]

    def __init__(self, row: Any, *, by: User, grants: Grants, asked: Mapping[str, str] | None = None) -> None:
        """`asked` is what the address has beside its words."""
        self.row, self.by, self.grants, self.asked = row, by, grants, asked or {}
        self.added: Any = None
        self.reason = ""
        self.is_logged = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "key" in vars(cls):
            ACTIONS[cls.key] = cls
            if cls.logged:
                audit.register(cls.key, cls.logged, cls.log_labels, news=cls.news)

    # Carrying it out.

    @classmethod
    def do(cls, row: Any, *, by: User, grants: Grants, version: int | None = None, **given: Any) -> Any:
        """Carry it out on a row that was read at `version`; gives the row, or what was added.

        Raises StaleRecord where another saved it since, AlreadyDone where another has done the same, NotAllowed,
        DomainError with the field at fault.
        """
        with one_act():
            action = cls(cls.locked(row), by=by, grants=grants)
            action.check_version(version)
            action.carry_out(**given)
        return action.outcome

    @classmethod
    def rows(cls, grants: Grants | None = None, *, locked: bool = False) -> models.QuerySet[Any]:
        """The rows it can be done to, with what their names are made of: those visible to a reader, under a lock."""
        rows = cls.on._default_manager.with_names()
        rows = rows if grants is None else rows.visible_to(grants)
        # The row alone: what is joined to it may be changed meanwhile. By its key: no other order joins a table.
        return rows.order_by("pk").select_for_update(of=("self",), no_key=True) if locked else rows.order_by("pk")

    @classmethod
    def lock_before(cls, rows: models.QuerySet[Any]) -> None:
        """Lock what is always locked before the row; `rows` is the row alone, not read yet."""

    @classmethod
    def where(cls, words: Mapping[str, Any]) -> dict[str, Any]:
        """The row that the words of an address lead to, as a condition."""
        return {path: words[word] for word, path in cls.on.ADDRESS.items()}

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """The row that the words of an address lead to, among those visible to a reader; None where none is.

        `words` has what the address has beside its words, too.
        """
        where = cls.where(words)
        if locked:
            cls.lock_before(cls.rows(grants).filter(**where))
        return cls.rows(grants, locked=locked).filter(**where).first()

    @classmethod
    def locked(cls, row: Any) -> Any:
        """The row as it is now, locked until the transaction ends. Raises StaleRecord where it is gone."""
        cls.lock_before(cls.rows().filter(pk=row.pk))
        current = cls.rows(locked=True).filter(pk=row.pk).first()
        if current is None:
            raise StaleRecord
        return current

    def check_version(self, version: int | None) -> None:
        """Refuse a row that was saved since it was read at `version`.

        Whoever does what another has done meanwhile hears that, and not that the row was changed. Raises StaleRecord.
        """
        is_done = bool(self.target) and self.state == self.target
        if version is not None and version != self.row.version and not is_done:
            raise StaleRecord

    def carry_out(self, *, reason: str = "", **given: Any) -> str:
        """Check, do and log it, in a transaction that holds the row; gives the message."""
        self.reason = reason.strip()
        self.check()
        message = self.perform(**given)
        if self.logged:
            self.log()
        return message

    def log(self, **parameters: Any) -> None:
        """Write the entry now and once; without a call it is written after `perform`."""
        if not self.is_logged:
            self.is_logged = True
            facts = {"record": self.outcome, "reason": self.reason} | self.log_parameters() | parameters
            write_audit(action=self.key, by=self.by, **facts)

    def log_parameters(self) -> dict[str, Any]:
        """What the sentence of the log names; `record` is what it is about, where that is not the outcome."""
        return {}

    @property
    def outcome(self) -> Any:
        """What it was about in the end: what it added, else its row."""
        return self.added or self.row

    @property
    def undone_on(self) -> Any:
        """What the action that takes it back is done to."""
        return self.outcome

    # Who may, and when.

    @property
    def actors(self) -> frozenset[str]:
        """As what the person can act on the row."""
        return frozenset(self.row.actors(self.grants))

    @property
    def is_allowed(self) -> bool:
        """Whether the person may ever do it to this row."""
        return bool(self.allowed & self.actors)

    @property
    def needs_reason(self) -> bool:
        """Whether the person must give a reason; who may do it without one in another role need not."""
        return self.is_allowed and (self.allowed & self.actors) <= self.reason_of

    @property
    def state(self) -> str:
        """The row's state before; empty of a row that has none."""
        return str(getattr(self.row, self.state_field, ""))

    def check(self) -> None:
        """Refuse what cannot be done now. Raises NotAllowed, AlreadyDone, DomainError; on `reason` without one."""
        if not self.is_allowed:
            raise NotAllowed
        self.check_possible()
        if self.needs_reason and not self.reason:
            raise DomainError(_("Give a reason."), field="reason")

    def check_possible(self) -> None:
        """Refuse by the row's state. A subclass adds what else stands in the way. Raises AlreadyDone, DomainError."""
        state = self.state
        if self.already and state == self.target:
            raise AlreadyDone(self.already)
        if self.states is None or state in self.states:
            return
        label = {"state": dict(self.row._meta.get_field(self.state_field).choices)[state]}
        if state == self.target:
            raise AlreadyDone(_("This is “%(state)s” already.") % label)
        raise DomainError(_("This cannot be done now: it is “%(state)s”.") % label)

    @property
    def refusal(self) -> str:
        """Why it cannot be done now; empty where it can."""
        try:
            self.check_possible()
        except DomainError as refused:
            return str(refused)
        return ""

    # Its page.

    @classmethod
    def name_of(cls, key: str) -> str:
        """The name of the address of an action in the same app; its row may be of an app further left."""
        return f"{cls.__module__.partition('.')[0]}:{key}"

    @property
    def url(self) -> str:
        """The address of its page."""
        return str(self.row.address_of(self.name_of(self.key)))

    @classmethod
    def button_on(cls, row: Any, grants: Grants) -> Button | None:
        """Its button on a page of the row; None where the reader may not, or it is not possible now."""
        action = cls(row, by=cast("User", None), grants=grants)
        possible = action.is_allowed and not action.refusal
        return Button(str(action.button or action.title), action.url, action.weight) if possible else None

    def get_instead(self) -> tuple[str, str] | None:
        """What is said, and the page that is shown, where there is nothing to ask; None where there is."""
        return None

    def get_consequences(self) -> list[str]:
        """What it brings about, to be read before it."""
        return []

    def get_form_kwargs(self) -> dict[str, Any]:
        """What the form needs beside its input."""
        return {"record": self.row}

    def get_initial(self) -> dict[str, Any]:
        """What the form proposes."""
        return {}

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """What the form of the action that takes it back is filled with; None where there is nothing to take back."""
        return (values_before(form) or None) if self.undo == self.key else {}

    def get_done_url(self) -> str:
        """Where the reader goes on."""
        return str(self.outcome.get_absolute_url())

    def get_back_url(self) -> str:
        """Where the form can be left to."""
        return str(self.row.get_absolute_url())

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Where its page lies."""
        return [*self.row.get_crumbs(), (str(self.title), "")]

    def get_context(self) -> dict[str, Any]:
        """What its template needs beside the row."""
        return {}


def buttons_on(row: Any, actions: Iterable[type[Action]], grants: Grants) -> list[Button]:
    """The buttons of those actions that the reader may carry out now."""
    return [button for one in actions if (button := one.button_on(row, grants))]


ASKS = "asks"  # in what is sent: the form is shown, filled, and not yet carried out
_MOST = 20_000  # letters that a message carries along; who changed more than that finds it in the history


# What takes an act back: the `url` of the act that does it, and what its form sends, as `fields` of name and value. One
# that `asks` leads to its form, filled, because it wants a reason; any other is one click.
type Undo = dict[str, Any]


def undo_of(message: Message) -> Undo | None:
    """What a message carries, as JSON; nothing where its act is not taken back."""
    packed = message.extra_tags or ""
    return json.loads(packed) if packed.startswith("{") else None


def find_undo(request: HttpRequest, name: str, words: dict[str, Any], values: dict[str, Any]) -> Undo | None:
    """The act of the name on the record that the words lead to, its form filled with the values.

    Nothing where the reader may not carry it out, or finds none.
    """
    url = reverse(name, kwargs=words)
    found = resolve(url)
    page: ActPage = found.func.view_class()  # type: ignore[attr-defined]
    page.setup(request, **found.kwargs)
    try:
        page.require(page.record)
        form = page.form_class(initial=page.get_initial(), **page.get_form_kwargs())
    except (Http404, PermissionDenied):
        return None
    return undo_by(request, page, values, url=url, form=form)


def undo_by(request: HttpRequest, back: Any, values: dict[str, Any], *, url: str, form: Any = None) -> Undo | None:
    """What sends the form of `back` (an action, or its page) filled with the values; nothing where that is too much."""
    form = form or back.form(initial=back.get_initial(), **back.get_form_kwargs())
    form.initial |= values
    asks = back.undo_asks or any(
        field.required and (key == "reason" or form[key].value() in (None, "", []))
        for key, field in form.fields.items()
    )
    if asks and "reason" in form.fields:
        form.initial.setdefault("reason", str(UNDONE))
    fields = [(key, value) for key in form.fields if key != "once" for value in _sent(form[key])]
    if sum(len(value) for _key, value in fields) > _MOST:
        return None
    if asks:
        fields.append((ASKS, "on"))
    elif "next" in request.POST:
        fields.append(("next", str(request.POST["next"])))
    return {"url": url, "fields": fields, "asks": asks}


def _sent(bound: BoundField) -> list[str]:
    """What a browser sends of a field that nobody touches."""
    widget = bound.field.widget
    if widget.needs_multipart_form:
        return []
    value = widget.format_value(bound.value())
    every = value if isinstance(value, (list, tuple)) else [value]
    return [str(one) for one in every if one not in (None, "")]


def values_before(form: BaseForm) -> dict[str, Any]:
    """What stood in the fields that were changed; reasons are given anew."""
    shown = [name for name in form.changed_data if name != "reason" and not form.fields[name].widget.is_hidden]
    return {name: form[name].initial for name in shown}
