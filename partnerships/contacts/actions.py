"""What people do to contacts (record with what follows, edit, withdraw, bring back) and to comments."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from accounts.models import User
from core import clock
from core.access import Grants
from core.act_forms import Act
from core.errors import AlreadyDone, DomainError
from core.formats import format_date
from partnerships.actions import Edits, PairingAction, Restores, Withdraws
from partnerships.contacts.forms import AnswerForm, CommentForm, ContactAddForm, ContactEditForm
from partnerships.contacts.models import LONGEST_COMMENT, LONGEST_TEXT, MOST_MINUTES, Comment, Contact
from partnerships.contacts.selectors import proposed, read_threads, readers_of
from partnerships.contacts.services import comment_withdrawn, comment_written
from partnerships.documents.services import add_document
from partnerships.documents.uploads import CheckedFile
from partnerships.enums import AT_ONE_HOUR, Audience, ContactKind, Side
from partnerships.fields import next_code
from partnerships.follow_ups.services import add_follow_up
from partnerships.models import Pairing, Project
from partnerships.translations.selectors import check_length, fill

EDITABLE = frozenset(
    {"kind", "side", "on", "starts_at", "minutes", "time_zone", "who", "what_en", "what_ko", "project"}
)
FIRST_DAY = dt.date(1945, 1, 1)
# What the withdrawal of a contact leads to and from: it is known by its moment.
_RECORDED, _WITHDRAWN = "recorded", "withdrawn"


def _write(row: Contact, values: dict[str, Any], by: User) -> None:
    """Set what somebody wrote. Raises DomainError with the field at fault."""
    fill(row, values, fields=EDITABLE)
    if row.kind not in ContactKind.values:
        raise DomainError(_("Choose the kind of contact."), field="kind")
    if row.side not in ("", *Side.values):
        raise DomainError(_("Choose who got in touch."), field="side")
    if not row.on:
        raise DomainError(_("Enter the day."), field="on")
    if row.on > _latest_day(row.pairing, by):
        raise DomainError(_("This day is still to come. Record a contact once it has taken place."), field="on")
    if row.on < FIRST_DAY:
        raise DomainError(_("This day is too long ago. Check the year."), field="on")
    _check_time(row)
    if not (row.what_en or row.what_ko):
        raise DomainError(_("Write what was said."), field="what")
    for name in ("what_en", "what_ko"):
        if (length := len(getattr(row, name))) > LONGEST_TEXT:
            raise DomainError(
                _("This is too long: %(length)s characters, at most %(most)s. Attach the rest as a document.")
                % {"length": length, "most": LONGEST_TEXT},
                field=name,
            )
    check_length("who", row.who, Contact._meta.get_field("who").max_length or 0)
    if row.project is not None and row.project.pairing_id != row.pairing_id:
        raise DomainError(_("The project belongs to another pairing."), field="project")


def _latest_day(pairing: Pairing, by: User) -> dt.date:
    """The latest day that it is anywhere that counts: at both partners' places, the person's own, and in Brussels."""
    zones = {"Europe/Brussels", by.time_zone}
    for _side, partner in pairing.partners:
        zones.update(place.city.time_zone for place in partner.places.all())
    return max(clock.now().astimezone(ZoneInfo(zone)).date() for zone in zones if zone)


def _check_time(row: Contact) -> None:
    """A start needs its zone, a length its start; nothing but what is done together lasts."""
    if row.kind not in AT_ONE_HOUR:
        row.minutes = None
    if row.starts_at is None:
        row.minutes, row.time_zone = None, ""
        return
    if row.starts_at > clock.now():
        raise DomainError(_("This time is still to come. Record a contact once it has taken place."), field="at")
    if row.time_zone == "" or row.starts_at.astimezone(ZoneInfo(row.time_zone)).date() != row.on:
        raise DomainError(_("Choose the place whose time it is."), field="time_zone")
    if row.minutes is not None and not 0 < row.minutes <= MOST_MINUTES:
        raise DomainError(_("Give the length in minutes, at most %(most)s.") % {"most": MOST_MINUTES}, field="minutes")


class AddContact(PairingAction):
    """Record what passed between the two sides, and in the same act what follows from it.

    `?project=<code>` names the project that it is about. The pairing is locked, so that each gets a number of its own.
    """

    key = "contact-add"
    news = gettext_lazy("%(city)s recorded the contact %(what)s.")
    on = Pairing
    form = ContactAddForm
    template = "partnerships/contacts/contact_add.html"
    title = gettext_lazy("Record a contact")
    submit_label = gettext_lazy("Save the contact")
    logged = gettext_lazy("Recorded a contact of %(new)s")
    undo = "contact-withdraw"

    @classmethod
    def rows(cls, grants: Grants | None = None, *, locked: bool = False) -> QuerySet[Any]:
        """The pairings of which the reader sees what passes between the sides, with the cities whose clocks count."""
        rows: Any = super().rows(locked=locked).for_page()  # type: ignore[attr-defined]
        return rows if grants is None else rows.with_dealings_for(grants)

    def perform(
        self,
        *,
        values: dict[str, Any],
        upload: CheckedFile | None = None,
        follow_ups: Iterable[dict[str, Any]] = (),
    ) -> str:
        """`values` are fields of EDITABLE, with the text in at least one language; `follow_ups` the values of each.

        `upload` becomes a document of the contact, for both sides.

        Raises DomainError with the field at fault, those of a follow-up with `follow_` before them.
        """
        row, by = self.row, self.by
        code = next_code("contact", Contact.objects.filter(pairing=row))
        contact = Contact(pairing=row, code=code, author=by, author_label=by.kept_name)
        _write(contact, values, by)
        contact.save(by=by)
        self.added = contact
        self.log(new=contact.on.isoformat())
        if upload is not None:
            shared = {"audience": Audience.PAIRING}
            add_document(by=by, grants=self.grants, record=contact, values=shared, upload=upload)
        message = _("Recorded.")
        for follow_up in follow_ups:
            message = _("The contact is recorded, and what follows from it.")
            try:
                add_follow_up(by=by, pairing=row, values=follow_up, origin=contact)
            except DomainError as refused:
                if refused.field:
                    refused.field = f"follow_{refused.field}"
                raise
        if contact.is_long_ago:
            message += " " + _("It is more than a year ago: %(day)s.") % {"day": format_date(contact.on)}
        return message

    @cached_property
    def project(self) -> Project | None:
        """The project that the address names. Raises Http404 for one that the pairing does not have."""
        code = self.asked.get("project", "")
        if not code:
            return None
        # PostgreSQL knows no text with a zero byte.
        rows = Project.objects.visible_to(self.grants).filter(pairing=self.row, code=code.replace("\x00", " "))
        if (project := rows.first()) is None:
            raise Http404
        project.pairing = self.row
        return project

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"pairing": self.row}

    def get_initial(self) -> dict[str, Any]:
        """The reader's own side, also for what follows."""
        own = self.row.side_of(self.grants)
        return {"side": own, "follow_whom": own, "project": self.project.code if self.project else ""}

    def get_back_url(self) -> str:
        """The project that it is about, else the list."""
        if self.project:
            return self.project.get_absolute_url()
        return self.row.address_of("partnerships:contact-list")

    def get_crumbs(self) -> list[tuple[str, str]]:
        contacts = (_("Contacts"), self.row.address_of("partnerships:contact-list"))
        return [*self.row.get_crumbs(), contacts, (str(self.title), "")]


class OnContact(PairingAction):
    """An action on one contact."""

    on = Contact

    @property
    def state(self) -> str:
        return _WITHDRAWN if self.row.withdrawn_at else _RECORDED


class EditContact(Edits, OnContact):
    """Change what is recorded of a contact."""

    key = "contact-edit"
    news = gettext_lazy("%(city)s changed %(what)s.")
    form = ContactEditForm
    template = "partnerships/contacts/contact_edit.html"
    title = gettext_lazy("Edit a contact")
    button = gettext_lazy("Edit")
    logged = gettext_lazy("Changed a contact: %(fields)s")
    undo = "contact-edit"

    @classmethod
    def rows(cls, grants: Grants | None = None, *, locked: bool = False) -> QuerySet[Any]:
        rows: Any = super().rows(grants, locked=locked)
        return rows.with_cities()

    def write(self, changed: dict[str, Any]) -> None:
        _write(self.row, changed, self.by)

    def check_possible(self) -> None:
        super().check_possible()
        if self.state == _WITHDRAWN:
            raise DomainError(_("This contact is withdrawn. Bring it back before you change it."))


class WithdrawContact(Withdraws, OnContact):
    """Take back a contact that did not take place so; it stays with its reason."""

    key = "contact-withdraw"
    news = gettext_lazy("%(city)s withdrew %(what)s.")
    target = _WITHDRAWN
    already = gettext_lazy("This contact is withdrawn already.")
    title = gettext_lazy("Withdraw a contact")
    button = pgettext_lazy("contact", "Withdraw")
    weight = "word"
    question = gettext_lazy(
        "It is no longer counted as a contact. It stays in the list with the reason, and can be brought back."
    )
    logged = gettext_lazy("Withdrew a contact")
    undo = "contact-restore"


class RestoreContact(Restores, OnContact):
    """Bring a withdrawn contact back as it was."""

    key = "contact-restore"
    news = gettext_lazy("%(city)s brought the contact %(what)s back.")
    target = _RECORDED
    already = gettext_lazy("This contact was not withdrawn.")
    title = gettext_lazy("Bring a contact back")
    button = gettext_lazy("Bring it back")
    question = gettext_lazy("It is counted as a contact again, as it was recorded.")
    logged = gettext_lazy("Brought a withdrawn contact back")
    undo = "contact-withdraw"


STEPS = (EditContact, WithdrawContact, RestoreContact)


# Comments.


class OnComment(PairingAction):
    """An action on a comment, which goes back to the stream that it stands in."""

    on = Comment

    def get_done_url(self) -> str:
        """The page of its project, else the stream of its pairing."""
        record = self.row.record
        if not isinstance(record, Project):
            return self.row.get_absolute_url()
        record.pairing = self.row.pairing
        return f"{record.get_absolute_url()}#stream"

    def get_back_url(self) -> str:
        return self.get_done_url()


class WritesComment(OnComment):
    """Writes a comment, names the people that its text names, and tells who is to read it by mail."""

    news = gettext_lazy("%(city)s wrote something new: %(what)s.")
    form = CommentForm
    template = "partnerships/contacts/comment_form.html"
    undo = "comment-withdraw"

    def write(self, row: Comment, text: str) -> None:
        """Save it as the person's own. Raises DomainError on an empty text and on one that is too long."""
        row.text = text.strip()
        if not row.text:
            raise DomainError(_("Write the comment first."), field="text")
        if len(row.text) > LONGEST_COMMENT:
            raise DomainError(
                _("This is too long: %(length)s characters, at most %(most)s.")
                % {"length": len(row.text), "most": LONGEST_COMMENT},
                field="text",
            )
        row.side, row.author, row.author_label = row.place.side_of(self.grants), self.by, self.by.kept_name
        row.save(by=self.by)
        comment_written(comment=row, by=self.by, own=self.grants.participations)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def get_context(self) -> dict[str, Any]:
        """Whom one can name."""
        return {"people": proposed(readers_of(self.row.place), self.grants)}


def reads_comments(grants: Grants, project: Project) -> bool:
    """Whether the reader reads the comments on a project outside of pairings."""
    return bool(project.actors(grants)) or project.strand_id in grants.authority


class AddComment(WritesComment):
    """Write a comment, for both sides and the staff to read; staff write for no side.

    Its row is the comment to come, on a pairing or on one of its projects. The log does not have the words: what is
    withdrawn is erased, and the log never forgets.
    """

    key = "comment-add"
    title = gettext_lazy("Add a comment")
    submit_label = gettext_lazy("Add the comment")
    logged = gettext_lazy("Wrote a comment")

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        if "pairing" not in words:
            seen = Project.objects.visible_to(grants).filter(pairing=None, strand__code=words["strand"])
            project = seen.with_names().filter(pk=words["target"]).first()
            if project is None or words["target_kind"] != "project" or not reads_comments(grants, project):
                return None
            return Comment(strand=project.strand, record=project)
        pairing = AddContact.find(grants, words, locked=locked)
        if pairing is None:
            return None
        record: Any = None
        if words["target_kind"] == "project":
            record = Project.objects.visible_to(grants).filter(pairing=pairing, pk=words["target"]).first()
        elif (words["target_kind"], words["target"]) == ("pairing", pairing.pk):
            record = pairing
        return Comment(pairing=pairing, record=record) if record else None

    @classmethod
    def locked(cls, row: Comment) -> Comment:
        if row.pairing is None:
            return Comment(strand=row.strand, record=row.record)
        return Comment(pairing=AddContact.locked(row.pairing), record=row.record)

    def perform(self, *, text: str) -> str:
        self.write(self.row, text)
        return _("The comment is added. You can withdraw it.")

    @property
    def question(self) -> str:
        """On which record."""
        return _("On “%(title)s”.") % {"title": self.row.record}

    @property
    def url(self) -> str:
        record = self.row.record
        place = {"target_kind": record._meta.model_name, "target": record.pk}
        return (self.row.pairing or self.row.strand).address_of("partnerships:comment-add", **place)


class AnswerComment(WritesComment):
    """Answer a comment, under it and on the same record; an answer itself is not answered."""

    key = "comment-answer"
    form = AnswerForm
    title = gettext_lazy("Answer a comment")
    button = pgettext_lazy("comment", "Answer")
    submit_label = gettext_lazy("Send the answer")
    logged = gettext_lazy("Answered a comment")

    @classmethod
    def rows(cls, grants: Grants | None = None, *, locked: bool = False) -> QuerySet[Any]:
        return super().rows(grants, locked=locked).filter(answer_to=None)

    def check_possible(self) -> None:
        """Refuse to answer what was taken back."""
        if self.row.withdrawn_at:
            raise DomainError(_("This comment is withdrawn."))
        super().check_possible()

    def perform(self, *, text: str) -> str:
        row = self.row
        place = {"record_type_id": row.record_type_id, "record_id": row.record_id}
        self.added = Comment(pairing=row.pairing, strand=row.strand, answer_to=row, **place)
        self.write(self.added, text)
        return _("The answer is added. You can withdraw it.")

    def get_context(self) -> dict[str, Any]:
        """With what was said so far."""
        read_threads(self.row.place, [self.row])
        country = self.row.strand.side_letters("counterpart")
        return super().get_context() | {"head": self.row, "country": country}


class WithdrawComment(OnComment):
    """Erase what one wrote; who wrote when, and that it was withdrawn, stays.

    By its author alone, for as long as the author may write in the pairing. Nobody else changes it, so there is no
    version to compare.
    """

    key = "comment-withdraw"
    form = Act
    title = gettext_lazy("Withdraw a comment")
    button = pgettext_lazy("comment", "Withdraw")
    danger = True
    logged = gettext_lazy("Withdrew a comment")

    @property
    def is_allowed(self) -> bool:
        return super().is_allowed and self.row.author_id == self.grants.user_id

    def check_possible(self) -> None:
        if self.row.withdrawn_at:
            raise AlreadyDone(_("This comment is withdrawn already."))
        super().check_possible()

    def perform(self) -> str:
        self.row.text, self.row.withdrawn_at = "", clock.now()
        self.row.save(by=self.by)
        comment_withdrawn(self.row)
        return _("The comment is withdrawn.")

    @property
    def question(self) -> str:
        """Whether it is meant, and what stays."""
        return _("Withdraw “%(text)s”? The text is erased; that you wrote and withdrew a comment stays.") % {
            "text": self.row.text[:200]
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}
