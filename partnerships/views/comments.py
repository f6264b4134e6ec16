"""The acts on comments: write one on a pairing or a project, withdraw the own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import Act
from core.acts import ActPage
from partnerships.forms.comments import CommentForm
from partnerships.models import Comment, Pairing, Project
from partnerships.rules import may_edit_pairing, may_withdraw_comment
from partnerships.services.contacts import add_comment, withdraw_comment
from partnerships.views.contacts import OfContacts


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

    def get_undo_words(self, form: Any) -> dict[str, Any]:
        """A comment is found in its pairing."""
        words = super().get_undo_words(form)
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
