"""What people do to comments: write one, answer one, withdraw what they wrote."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.access import Grants
from core.act_forms import Act
from core.errors import AlreadyDone, DomainError
from partnerships.actions import PairingAction
from partnerships.contacts.actions import AddContact
from partnerships.contacts.forms import AnswerForm, CommentForm
from partnerships.contacts.models import LONGEST_COMMENT, Comment
from partnerships.contacts.services import comment_withdrawn, comment_written
from partnerships.contacts.threads import proposed, read_threads, readers_of
from partnerships.models import Project


class OnComment(PairingAction):
    """An action on a comment, which goes back to the stream that it stands in."""

    on = Comment

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        if "pairing" in words:
            return super().find(grants, words, locked=locked)
        where = {"pairing": None, "strand__code": words["strand"], "pk": words["comment"]}
        return cls.rows(grants, locked=locked).filter(**where).first()

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
    news = gettext_lazy("%(city)s wrote something new: %(what)s.")
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
    news = gettext_lazy("%(city)s wrote something new: %(what)s.")
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
